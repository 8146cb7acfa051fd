import type { KeyboardEvent } from 'react'
import type { WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon, type IconName, principalIcon } from '../../parts/icon.tsx'
import { decisionDrawing } from '../../parts/marks.tsx'
import { iconOfArn } from './arn-icon.ts'
import { shortName } from './names.ts'
import styles from './path.module.css'
import { AskLabel, CutLabel, EdgeLabel, fit, ResourceName } from './path-labels.tsx'
import {
  type Fate,
  type Gate,
  layPath,
  type PathDrawing,
  type PathEdge,
  type PathNode,
  type PathRow,
} from './path-layout.ts'

const cx = classesOf(styles)

const iconOf = (kind: PathNode['kind']): IconName =>
  kind === 'person' ? 'person' : kind === 'people' ? 'people' : kind === 'unread' ? 'role' : principalIcon[kind]

const fateWords: Readonly<Record<Fate, string>> = {
  allowed: 'allowed',
  conditional: 'allowed under a condition',
  denied: 'denied explicitly',
  unknown: 'could not be read',
}

export function PathPicture(props: {
  readonly answer: WhoCanAnswer
  readonly chosen: string | undefined
  readonly onChoose: (arn: string) => void
}) {
  const drawing = layPath(props.answer, props.chosen)
  const { resource } = drawing
  const chosenRow = drawing.rows.find((row) => row.arn === props.chosen)?.row
  return (
    <div className={cx('large')}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
      <svg
        className={cx('picture')}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="group"
        aria-label={`Access paths to ${shortName(props.answer.resource)}. The same stands in the table below.`}
      >
        {drawing.columns.map((column) => (
          <text key={column.name} className={cx('small')} x={column.x} y={12}>
            {column.name}
          </text>
        ))}
        {drawing.gates.map((gate) => (
          <GateShape key={gate.layer} gate={gate} span={drawing.gateSpan} height={drawing.height} />
        ))}
        {drawing.rows
          .filter((row) => row.row !== chosenRow)
          .map((row) => (
            <RowLines key={row.row} row={row} drawing={drawing} on={false} />
          ))}
        {drawing.edges
          .filter((edge) => edge.row !== chosenRow)
          .map((edge) => (
            <EdgeLine key={edge.id} edge={edge} on={false} />
          ))}
        {drawing.rows
          .filter((row) => row.row === chosenRow)
          .map((row) => (
            <RowLines key={row.row} row={row} drawing={drawing} on />
          ))}
        {drawing.edges
          .filter((edge) => edge.row === chosenRow)
          .map((edge) => (
            <EdgeLine
              key={edge.id}
              edge={edge}
              on={drawing.rows[edge.row]?.fate === 'allowed' || drawing.rows[edge.row]?.fate === 'conditional'}
            />
          ))}
        {drawing.nodes.map((node) => (
          <NodeShape
            key={node.id}
            node={node}
            fate={drawing.rows[node.row]?.fate ?? 'allowed'}
            on={node.row === chosenRow}
            onChoose={props.onChoose}
          />
        ))}
        <g className={cx('resource')}>
          <rect x={resource.x} y={resource.y} width={resource.width} height={resource.height} rx="4" />
          <path
            d={`M${resource.x + 5} ${resource.y + 5}v${resource.height - 10}`}
            stroke="var(--bw-ink-2)"
            strokeWidth="2"
          />
          <g transform={`translate(${resource.x + 16} ${resource.y + resource.height / 2 - 8})`}>
            <Icon name={iconOfArn(props.answer.resource)} />
          </g>
          <ResourceName
            resource={props.answer.resource}
            x={resource.x + 40}
            y={resource.y + resource.height / 2 + 4}
            width={resource.width - 48}
          />
        </g>
        {drawing.rows.map((row) => (
          <RowMarks key={row.row} row={row} drawing={drawing} on={row.row === chosenRow} />
        ))}
      </svg>
      <Legend fates={new Set(drawing.rows.map((row) => row.fate))} />
    </div>
  )
}

function GateShape(props: { readonly gate: Gate; readonly span: readonly [number, number]; readonly height: number }) {
  const [top, bottom] = props.span
  return (
    <>
      <rect className={cx('gate')} x={props.gate.x - 5} y={top} width="10" height={bottom - top} rx="5" />
      <text className={cx('fact')} x={props.gate.x} y={bottom + 17} textAnchor="middle">
        {props.gate.name}
      </text>
    </>
  )
}

const curve = (from: { x: number; y: number }, to: { x: number; y: number }): string => {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`
  const middle = (from.x + to.x) / 2
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}

const EdgeLine = (props: { readonly edge: PathEdge; readonly on: boolean }) => (
  <path className={cx('edge', props.on && 'on')} d={curve(props.edge.from, props.edge.to)} />
)

/** Where lines leave the straight and bend towards the resource, left of it. */
const bendRoom = 92
/** What is seen at least of where a cut line would have gone; ends before the resource. */
const ghostLength = 54

function RowLines(props: { readonly row: PathRow; readonly drawing: PathDrawing; readonly on: boolean }) {
  const { row, drawing, on } = props
  const bend = drawing.resource.x - bendRoom
  const port = { x: drawing.resource.x, y: row.portY }
  const tail = curve({ x: bend, y: row.y }, port)
  switch (row.fate) {
    case 'allowed':
      return (
        <path className={cx('edge', on && 'on')} d={`M${row.startX} ${row.y}H${bend}${tail.replace(/^M[^CH]*/, '')}`} />
      )
    case 'unknown':
      return (
        <path className={cx('edge', 'unknown')} d={`M${row.startX} ${row.y}H${bend}${tail.replace(/^M[^CH]*/, '')}`} />
      )
    case 'conditional': {
      const ask = row.askX ?? bend
      return (
        <>
          <path className={cx('edge', on && 'on')} d={`M${row.startX} ${row.y}H${ask}`} />
          <path
            className={cx('edge', 'conditional')}
            d={`M${ask} ${row.y}H${Math.max(ask, bend)}${tail.replace(/^M[^CH]*/, '')}`}
          />
        </>
      )
    }
    case 'denied': {
      const cut = row.cutX ?? row.startX
      return (
        <>
          <path className={cx('edge', 'cut')} d={`M${row.startX} ${row.y}H${cut - 10}`} />
          <path
            className={cx('edge', 'cut')}
            style={{ strokeWidth: 2, strokeLinecap: 'round' }}
            d={`M${cut - 10} ${row.y - 8}v16M${cut + 10} ${row.y - 8}v16`}
          />
          <path className={cx('edge', 'ghost')} d={`M${cut + 14} ${row.y}H${Math.max(bend, cut + ghostLength)}`} />
        </>
      )
    }
  }
}

function RowMarks(props: { readonly row: PathRow; readonly drawing: PathDrawing; readonly on: boolean }) {
  const { row, drawing } = props
  const mark = (x: number, tone: 'conditional' | 'denied' | 'unknown') => (
    <g>
      <circle className={cx('ground')} cx={x} cy={row.y} r="9" />
      <svg
        x={x - 7.5}
        y={row.y - 7.5}
        width="15"
        height="15"
        viewBox="0 0 16 16"
        className={cx(tone === 'conditional' ? 'markConditional' : tone === 'denied' ? 'markDenied' : 'markUnknown')}
        aria-hidden="true"
      >
        {decisionDrawing(tone)}
      </svg>
    </g>
  )
  const lastGuard = Math.max(
    row.startX,
    ...drawing.gates.filter((gate) => gate.layer !== 'resource').map((gate) => gate.x),
  )
  const labelRoom = drawing.resource.x - bendRoom - lastGuard - 36
  switch (row.fate) {
    case 'conditional':
      return (
        <>
          {mark(row.askX ?? 0, 'conditional')}
          {row.label !== undefined && (
            <AskLabel
              label={row.label}
              row={row}
              bend={drawing.resource.x - bendRoom}
              room={(row.askX ?? 0) - lastGuard - 30}
            />
          )}
        </>
      )
    case 'denied':
      return (
        <>
          {mark(row.cutX ?? 0, 'denied')}
          {row.label !== undefined && (
            <CutLabel label={row.label} row={row} after={lastGuard} bend={drawing.resource.x - bendRoom} />
          )}
        </>
      )
    case 'unknown':
      return mark((lastGuard + drawing.resource.x - bendRoom) / 2, 'unknown')
    case 'allowed':
      return props.on && row.label !== undefined ? (
        <EdgeLabel label={row.label} x={lastGuard + 14} y={row.y} room={labelRoom} strong />
      ) : null
  }
}

function NodeShape(props: {
  readonly node: PathNode
  readonly fate: Fate
  readonly on: boolean
  readonly onChoose: (arn: string) => void
}) {
  const { node, fate, on } = props
  const pill =
    node.kind === 'person' ||
    node.kind === 'people' ||
    node.kind === 'user' ||
    (node.column === 'who' && node.kind !== 'role')
  const radius = pill ? node.height / 2 : 6
  const choose = node.arn === undefined ? undefined : () => props.onChoose(node.arn ?? '')
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    choose?.()
  }
  const places = { who: 1, through: 2, role: 3 } as const
  const label = `${node.label}${node.below === undefined ? '' : ` ${node.below}`}, ${places[node.column]} of 5, ${fateWords[fate]}`
  const textRoom = node.width - 46
  const content = (
    <>
      {node.bundle && (
        <>
          <rect
            className={cx('back')}
            x={node.x + 5}
            y={node.y + 5}
            width={node.width}
            height={node.height}
            rx={radius}
          />
          <rect
            className={cx('back')}
            x={node.x + 2.5}
            y={node.y + 2.5}
            width={node.width}
            height={node.height}
            rx={radius}
          />
        </>
      )}
      <rect className={cx('face')} x={node.x} y={node.y} width={node.width} height={node.height} rx={radius} />
      <g transform={`translate(${node.x + 12} ${node.y + node.height / 2 - 8})`}>
        <Icon name={iconOf(node.kind)} />
      </g>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: SVG text takes no focus; it is shortened to fit, and the node's label says it whole */}
      <text aria-hidden="true">
        <tspan
          className={cx('name')}
          x={node.x + 36}
          y={node.y + (node.below === undefined ? node.height / 2 + 4 : 17)}
        >
          {fit(node.label, textRoom)}
        </tspan>{' '}
        {node.below !== undefined && (
          <tspan className={cx('fact')} x={node.x + 36} y={node.y + 32}>
            {fit(node.below, textRoom, 11)}
          </tspan>
        )}
      </text>
    </>
  )
  const classes = cx('node', on && 'on', node.kind === 'unread' && 'unread', choose && 'pick')
  if (choose === undefined) {
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: nothing can be done with a bundle
      <g className={classes} role="img" aria-label={label}>
        {content}
      </g>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no button element
    <g
      className={classes}
      role="button"
      tabIndex={0}
      aria-label={label}
      aria-pressed={on}
      onClick={choose}
      onKeyDown={onKeyDown}
    >
      {content}
    </g>
  )
}

function Legend(props: { readonly fates: ReadonlySet<Fate> }) {
  return (
    <p className={cx('legend')}>
      <span>
        <svg viewBox="0 0 26 10" aria-hidden="true">
          <path className={cx('edge', 'on')} d="M0 5h26" />
        </svg>
        selected
      </span>
      {props.fates.has('allowed') && (
        <span>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            <path className={cx('edge')} d="M0 5h26" />
          </svg>
          allowed
        </span>
      )}
      {props.fates.has('conditional') && (
        <span>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            <path className={cx('edge', 'conditional')} d="M0 5h26" />
          </svg>
          allowed if
        </span>
      )}
      {props.fates.has('denied') && (
        <span>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            <path className={cx('edge', 'cut')} d="M0 5h9M9 1v8M17 1v8" />
            <path className={cx('edge', 'ghost')} d="M17 5h9" />
          </svg>
          cut by a guardrail
        </span>
      )}
      {props.fates.has('unknown') && (
        <span>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            <path className={cx('edge', 'unknown')} d="M0 5h26" />
          </svg>
          could not look
        </span>
      )}
    </p>
  )
}
