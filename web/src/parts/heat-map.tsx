/** A grid of numbers in which the eye finds what is much and what is idle (look.md §8): arrow keys go cell by cell, Enter opens a row. */
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { classesOf } from '../classes.ts'
import styles from './heat-map.module.css'
import { layout } from './layout.tsx'

const cx = classesOf(styles)

/** `none`: not granted; `idle`: granted and never used; the others the lighter the less. */
export type HeatFill = 'none' | 'idle' | 0 | 1 | 2 | 3 | 4 | 5

export interface HeatCell {
  readonly fill: HeatFill
  /** What stands in it; `strong` before it. */
  readonly text: string
  readonly strong?: string
  /** What it says where the number alone does not. */
  readonly says: string
}

export interface HeatRow {
  readonly key: string
  readonly name: string
  /** On hover. */
  readonly title?: string
  readonly cells: readonly HeatCell[]
  /** Behind the cells. */
  readonly last?: ReactNode
}

export interface HeatMapProps {
  readonly label: string
  /** Heads of the names, of the cells, and of what stands behind them. */
  readonly rowHead: string
  readonly columns: readonly string[]
  readonly lastHead?: string
  readonly rows: readonly HeatRow[]
  /** Key of the row that is open. */
  readonly open?: string | undefined
  readonly onOpen?: (key: string) => void
  /** Room for names that are long by nature, such as ARNs. */
  readonly wideNames?: boolean
}

interface Place {
  readonly row: number
  /** −1: the name of the row. */
  readonly column: number
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

function moved({ row, column }: Place, key: string, rows: number, columns: number): Place | undefined {
  const step = steps[key]
  if (step !== undefined)
    return { row: within(row + step[0], 0, rows - 1), column: within(column + step[1], -1, columns - 1) }
  if (key === 'Home') return { row, column: -1 }
  return key === 'End' ? { row, column: columns - 1 } : undefined
}

export function HeatMap(props: HeatMapProps) {
  const { rows, columns, onOpen } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [at, setAt] = useState<Place>({ row: 0, column: -1 })
  const current = { row: within(at.row, 0, Math.max(0, rows.length - 1)), column: at.column }
  const isCurrent = (row: number, column: number) => (row === current.row && column === current.column ? 0 : -1)
  const go = (place: Place) => {
    setAt(place)
    body.current?.querySelector<HTMLElement>(`[data-place="${place.row} ${place.column}"]`)?.focus()
  }
  const press = (event: KeyboardEvent) => {
    const next = moved(current, event.key, rows.length, columns.length)
    const row = rows[current.row]
    if (next !== undefined) go(next)
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined && onOpen !== undefined) onOpen(row.key)
    else return
    event.preventDefault()
  }
  return (
    <div className={layout('scroll')}>
      <table
        className={cx('heat', props.wideNames && 'wideNames')}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: cells that take the focus make a grid (ARIA APG, "Grid")
        role="grid"
        aria-label={props.label}
        onKeyDown={press}
      >
        <thead>
          <tr>
            <th scope="col">{props.rowHead}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
            {props.lastHead !== undefined && (
              <th scope="col" className={cx('last')}>
                {props.lastHead}
              </th>
            )}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, position) => (
            <tr key={row.key}>
              <th scope="row">
                <Name
                  row={row}
                  isOpen={row.key === props.open}
                  place={`${position} -1`}
                  tabIndex={isCurrent(position, -1)}
                  onFocus={() => setAt({ row: position, column: -1 })}
                  onOpen={onOpen}
                />
              </th>
              {row.cells.map((cell, column) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on any cell is heard by the grid
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  key={column}
                  className={cx('cell', fillName(cell.fill))}
                  tabIndex={isCurrent(position, column)}
                  data-place={`${position} ${column}`}
                  aria-label={`${row.name}, ${unbroken(columns[column] ?? '')}: ${cell.strong ?? ''}${cell.text}, ${cell.says}`}
                  title={cell.says}
                  onFocus={() => setAt({ row: position, column })}
                  onClick={() => onOpen?.(row.key)}
                >
                  {cell.strong !== undefined && <b>{cell.strong}</b>}
                  {cell.text}
                </td>
              ))}
              {props.lastHead !== undefined && <td className={cx('last')}>{row.last}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Without the places where it may be broken, which are for the eye alone. */
const unbroken = (text: string): string => text.replaceAll('\u00ad', '')

const fillName = (fill: HeatFill) => (typeof fill === 'number' ? (`h${fill}` as const) : fill)

function Name(props: {
  readonly row: HeatRow
  readonly isOpen: boolean
  readonly place: string
  readonly tabIndex: number
  readonly onFocus: () => void
  readonly onOpen: ((key: string) => void) | undefined
}) {
  const { row, onOpen } = props
  const shared = {
    className: cx('name'),
    title: row.title ?? row.name,
    tabIndex: props.tabIndex,
    'data-place': props.place,
    onFocus: props.onFocus,
  }
  if (onOpen === undefined) return <span {...shared}>{row.name}</span>
  return (
    <button type="button" {...shared} aria-expanded={props.isOpen} onClick={() => onOpen(row.key)}>
      {row.name}
    </button>
  )
}

export interface HeatKey {
  readonly fills: readonly HeatFill[]
  readonly says: string
}

export function HeatLegend(props: { readonly keys: readonly HeatKey[] }) {
  return (
    <p className={cx('legend')} data-legend>
      {props.keys.map(({ fills, says }) => (
        <span key={says}>
          {fills.map((fill) => (fill === 'none' ? <span key={fill}>·</span> : <Key key={fill} fill={fill} />))}
          {says}
        </span>
      ))}
    </p>
  )
}

/** Drawn, so that it goes into files as well. */
function Key(props: { readonly fill: Exclude<HeatFill, 'none'> }) {
  const { fill } = props
  return (
    <svg className={cx('key')} viewBox="0 0 14 10" aria-hidden="true">
      {typeof fill === 'number' && <rect width="14" height="10" rx="2" style={{ fill: `var(--bw-heat-${fill})` }} />}
      {(fill === 'idle' || fill === 0) && (
        <rect className={cx('keyEdge')} x="0.5" y="0.5" width="13" height="9" rx="2" />
      )}
      {fill === 'idle' && <path className={cx('keyEdge')} d="M1 9 9 1M5.5 9.5 13 2M1 4.5 4.5 1" />}
    </svg>
  )
}

/* ------------------------------------------------------------------ as a picture */

const svgNamespace = 'http://www.w3.org/2000/svg'
const size = { name: 190, cell: 96, last: 130, row: 32, gap: 2 } as const

function made(tag: string, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElement {
  const element = document.createElementNS(svgNamespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  if (text !== undefined) element.textContent = text
  return element
}

const inkOn = (fill: HeatFill): string =>
  fill === 4 || fill === 5 ? 'var(--bw-surface)' : fill === 'none' ? 'var(--bw-line-2)' : 'var(--bw-ink)'

/** The same grid as one drawing, for a file: what the screen draws as a table. */
export function drawHeatMap(props: HeatMapProps & { readonly lastOf?: (row: HeatRow) => string }): SVGSVGElement {
  const { columns, rows } = props
  const width = size.name + columns.length * size.cell + (props.lastOf === undefined ? 0 : size.last)
  const height = (rows.length + 1) * size.row
  const root = document.createElementNS(svgNamespace, 'svg')
  root.setAttribute('viewBox', `0 0 ${width} ${height}`)
  root.append(hatching())
  const write = (x: number, y: number, words: string, anchor: string, fill = 'var(--bw-ink)', weight = 400) =>
    root.append(
      made('text', { x, y, 'text-anchor': anchor, style: `fill:${fill};font:${weight} 12px var(--bw-sans)` }, words),
    )
  columns.forEach((column, at) => {
    write(size.name + (at + 0.5) * size.cell, 20, unbroken(column), 'middle', 'var(--bw-ink-3)')
  })
  rows.forEach((row, position) => {
    const top = (position + 1) * size.row
    write(0, top + 20, row.name, 'start', 'var(--bw-ink)', 500)
    row.cells.forEach((cell, at) => {
      const x = size.name + at * size.cell
      root.append(rectangleOf(cell.fill, x, top))
      write(x + size.cell / 2, top + 20, `${cell.strong ?? ''}${cell.text}`, 'middle', inkOn(cell.fill))
    })
    const last = props.lastOf?.(row)
    if (last !== undefined) write(width, top + 20, last, 'end', 'var(--bw-ink-2)')
  })
  return root
}

function rectangleOf(fill: HeatFill, x: number, y: number): SVGElement {
  const place = { x, y, width: size.cell - size.gap, height: size.row - size.gap, rx: 3 }
  if (fill === 'none') return made('g', {})
  if (fill === 'idle')
    return made('rect', { ...place, style: 'fill:url(#idle);stroke:var(--bw-line-2);stroke-width:1px' })
  return made('rect', { ...place, style: `fill:var(--bw-heat-${fill})` })
}

function hatching(): SVGElement {
  const definitions = made('defs', {})
  const pattern = made('pattern', { id: 'idle', width: 5, height: 5, patternUnits: 'userSpaceOnUse' })
  pattern.append(made('path', { d: 'M0 5 5 0', style: 'stroke:var(--bw-line-2);stroke-width:1px' }))
  definitions.append(pattern)
  return definitions
}
