import { Fragment, type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { classesOf } from '../classes.ts'
import styles from './coverage.module.css'
import {
  type CellMark,
  type CellType,
  capabilityName,
  type GridRow,
  gridTypes,
  markWords,
  typesByStage,
} from './coverage-cells.ts'
import { type GridLine, type GridOrder, gridLines, lineKey } from './coverage-lines.ts'
import { CoverageWhy } from './coverage-why.tsx'
import { GapRow } from './gap-row.tsx'
import { Icon } from './icon.tsx'
import { AccountId } from './identifiers.tsx'
import { text } from './text.ts'
import { counted, figure } from './verdict.tsx'
import { useVirtualRows } from './virtual-rows.ts'

const cx = classesOf(styles)

const inner: Readonly<Partial<Record<CellMark, ReactNode>>> = {
  refused: <Icon name="x" size={12} stroke={2.2} />,
  scp: <Icon name="shield" size={12} stroke={2.2} />,
  throttled: <Icon name="clock" size={12} stroke={2.2} />,
  off: <Icon name="minus" size={12} stroke={2.2} />,
  none: '·',
}

/** The bare mark; a button when it can open its reason. */
function CoverageCell(props: {
  readonly mark: CellMark
  readonly label?: string
  readonly chosen?: boolean
  readonly isEntry?: boolean
  readonly onOpen?: () => void
}) {
  const classes = cx('cell', props.mark, props.chosen && 'chosen')
  if (props.onOpen === undefined) {
    return (
      <span
        className={classes}
        title={props.label}
        {...(props.label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': props.label })}
      >
        {inner[props.mark]}
      </span>
    )
  }
  return (
    <button
      type="button"
      className={classes}
      title={props.label}
      aria-label={props.label}
      aria-expanded={props.chosen}
      tabIndex={props.isEntry ? 0 : -1}
      onClick={props.onOpen}
    >
      {inner[props.mark]}
    </button>
  )
}

/** The chosen cell as text for the address: `777788889999.s3`. */
const cellKey = (accountId: string, type: string): string => `${accountId}.${type}`

/** One row (px), as `.grid td` has it. */
const rowHeight = 33
/** Room for the account’s name (as `.wide .accountColumn` has it), and for a mark: 24 px between their middles (WCAG 2.2, 2.5.8). */
const accountRoom = 164
const markRoom = 24
/** More columns than this stand under upright names, below their stages. */
const mostLevelNames = 14

export function CoverageGrid(props: {
  readonly rows: readonly GridRow[]
  readonly order: GridOrder
  readonly unitOf: (accountId: string) => string | undefined
  readonly chosen: string | undefined
  readonly onChoose: (key: string | undefined) => void
}) {
  const { rows, order, unitOf, chosen, onChoose } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const types = useMemo(() => gridTypes(rows), [rows])
  const alone = chosen?.split('.')[0]
  const lines = useMemo(() => gridLines(rows, { order, unitOf, opened, alone }), [rows, order, unitOf, opened, alone])
  const seen = useVirtualRows(body, lines.length, rowHeight)
  const toggle = useCallback(
    (key: string) =>
      setOpened((before) =>
        before.has(key) ? new Set([...before].filter((one) => one !== key)) : new Set([...before, key]),
      ),
    [],
  )
  const wide = types.length > mostLevelNames
  const columns = types.length + 1
  return (
    <>
      <div className={cx('scroller')}>
        <table
          className={cx('grid', wide && 'wide')}
          {...(wide && { style: { minWidth: accountRoom + types.length * markRoom } })}
          aria-label="Coverage"
          aria-rowcount={lines.length + 1}
          onKeyDown={walkCells}
        >
          <colgroup>
            <col className={cx('accountColumn')} />
            <col span={types.length} />
          </colgroup>
          <thead>
            {wide && (
              <tr className={cx('stages')}>
                <td />
                {typesByStage(types).map((group) => (
                  <th key={group.first} scope="colgroup" colSpan={group.count} title={group.stage}>
                    {group.count > 2 ? group.stage : ''}
                  </th>
                ))}
              </tr>
            )}
            <tr>
              <th scope="col">Account</th>
              {types.map((type) => (
                <th key={type} scope="col">
                  <span className={cx(wide && 'upright')}>{capabilityName(type)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            <GapRow height={seen.above} columns={columns} />
            {lines.slice(seen.from, seen.to).map((line, shift) => {
              const at = seen.from + shift
              const own = line.kind === 'account' ? line.row : undefined
              const open = own && types.find((type) => chosen === cellKey(own.accountId, type))
              return (
                <Fragment key={lineKey(line)}>
                  <Line
                    line={line}
                    index={at + 2}
                    types={types}
                    open={open}
                    isEntry={chosen === undefined ? at === firstOf(lines) : open !== undefined}
                    onChoose={onChoose}
                    onToggle={toggle}
                  />
                  {own !== undefined && open !== undefined && (
                    <tr>
                      <td className={cx('why')} colSpan={columns}>
                        <CoverageWhy row={own} type={open} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              )
            })}
            <GapRow height={seen.below} columns={columns} />
          </tbody>
        </table>
      </div>
      <Legend rows={rows} types={types} />
    </>
  )
}

/** The first line with marks: Tab comes into the grid there. */
const firstOf = (lines: readonly GridLine[]): number => lines.findIndex((line) => line.kind !== 'unit')

interface LineProps {
  readonly line: GridLine
  readonly index: number
  readonly types: readonly CellType[]
  readonly open: CellType | undefined
  /** Tab comes in here; from there the arrows go on. */
  readonly isEntry: boolean
  readonly onChoose: (key: string | undefined) => void
  readonly onToggle: (bundle: string) => void
}

/** Kept as it is while the page scrolls: only lines that come into sight are made. */
const Line = memo(function Line({ line, index, types, open, isEntry, onChoose, onToggle }: LineProps) {
  if (line.kind === 'unit')
    return (
      <tr aria-rowindex={index}>
        <th scope="rowgroup" className={cx('unit')} colSpan={types.length + 1}>
          {line.name} <span className={text('faint')}>{counted(line.accounts, 'account')}</span>
        </th>
      </tr>
    )
  const { row } = line
  const isBundle = line.kind === 'bundle'
  const entry = isEntry ? (open ?? types.find((type) => row.marks[type] !== undefined)) : undefined
  return (
    <tr aria-rowindex={index}>
      <th scope="row">
        {isBundle ? (
          <button
            type="button"
            className={cx('bundle')}
            aria-expanded={line.isOpen}
            onClick={() => onToggle(line.key)}
            onKeyDown={(event) => event.key === 'Escape' && line.isOpen && onToggle(line.key)}
          >
            <Icon name={line.isOpen ? 'down' : 'right'} size={12} />
            {figure(line.rows.length)} more
          </button>
        ) : (
          <span className={cx('name')}>
            <span title={row.name}>{row.name}</span>
            <span className={cx('number')}>{row.name !== row.accountId && <AccountId value={row.accountId} />}</span>
          </span>
        )}
      </th>
      {types.map((type) => (
        <td key={type}>
          {isBundle ? (
            <CoverageCell
              mark={row.marks[type] ?? 'none'}
              label={`${capabilityName(type)}: ${markWords[row.marks[type] ?? 'none']}`}
            />
          ) : (
            <GridMark row={row} type={type} chosen={open === type} isEntry={entry === type} onChoose={onChoose} />
          )}
        </td>
      ))}
    </tr>
  )
})

function GridMark(props: {
  readonly row: GridRow
  readonly type: CellType
  readonly chosen: boolean
  readonly isEntry: boolean
  readonly onChoose: (key: string | undefined) => void
}) {
  const mark = props.row.marks[props.type]
  const what = `${props.row.name}, ${capabilityName(props.type)}`
  if (mark === undefined) return <CoverageCell mark="none" label={`${what}: ${markWords.none}`} />
  return (
    <CoverageCell
      mark={mark}
      label={`${what}: ${markWords[mark]}`}
      chosen={props.chosen}
      isEntry={props.isEntry}
      onOpen={() => props.onChoose(props.chosen ? undefined : cellKey(props.row.accountId, props.type))}
    />
  )
}

/** From cell to cell with the arrows, past those that have nothing to open. */
function walkCells(event: KeyboardEvent<HTMLTableElement>): void {
  const from = event.target instanceof Element ? event.target.closest('td') : null
  if (from === null) return
  const next = cellBeside(from, event.key)
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

function cellBeside(from: HTMLTableCellElement, key: string): HTMLButtonElement | undefined {
  const buttonIn = (cell: Element | undefined): HTMLButtonElement | undefined =>
    cell?.querySelector<HTMLButtonElement>(`:scope > button`) ?? undefined
  const walk = (step: (at: Element) => Element | null | undefined): HTMLButtonElement | undefined => {
    for (let at = step(from); at != null; at = step(at)) {
      const found = buttonIn(at)
      if (found !== undefined) return found
    }
    return undefined
  }
  const inRow = (at: Element, to: 'nextElementSibling' | 'previousElementSibling'): Element | undefined => {
    for (let row = at.parentElement?.[to]; row != null; row = row[to]) {
      const cell = row.children[from.cellIndex]
      if (buttonIn(cell) !== undefined) return cell
    }
    return undefined
  }
  switch (key) {
    case 'ArrowRight':
      return walk((at) => at.nextElementSibling)
    case 'ArrowLeft':
      return walk((at) => at.previousElementSibling)
    case 'ArrowDown':
      return walk((at) => inRow(at, 'nextElementSibling'))
    case 'ArrowUp':
      return walk((at) => inRow(at, 'previousElementSibling'))
    default:
      return undefined
  }
}

const legendOrder: readonly CellMark[] = ['read', 'refused', 'scp', 'throttled', 'off', 'hatched', 'none']

function Legend(props: { readonly rows: readonly GridRow[]; readonly types: readonly string[] }) {
  const present = new Set(props.rows.flatMap((row) => props.types.map((type) => row.marks[type] ?? 'none')))
  return (
    <p className={cx('legend')}>
      {legendOrder
        .filter((mark) => present.has(mark))
        .map((mark) => (
          <span key={mark}>
            <CoverageCell mark={mark} />
            {markWords[mark]}
          </span>
        ))}
    </p>
  )
}
