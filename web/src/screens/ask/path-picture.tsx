import type { WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon, type IconName, principalIcon } from '../../parts/icon.tsx'
import type { DecisionTone } from '../../parts/marks.tsx'
import { iconOfArn } from './arn-icon.ts'
import { shortName } from './names.ts'
import styles from './path.module.css'
import { AskLabel, CutLabel, EdgeLabel, ResourceName } from './path-labels.tsx'
import {
  type Fate,
  type Gate,
  layPath,
  type PathDrawing,
  type PathEdge,
  type PathNode,
  type PathRow,
} from './path-layout.ts'
import { curve, EdgeMark, Legend, NodeBox } from './picture-parts.tsx'

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
      <Legend lines={['on', ...legendOrder.filter((fate) => drawing.rows.some((row) => row.fate === fate))]} />
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
  const mark = (x: number, tone: DecisionTone) => <EdgeMark x={x} y={row.y} tone={tone} />
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
  const { arn } = node
  const pill =
    node.kind === 'person' ||
    node.kind === 'people' ||
    node.kind === 'user' ||
    (node.column === 'who' && node.kind !== 'role')
  const places = { who: 1, through: 2, role: 3 } as const
  return (
    <NodeBox
      box={node}
      icon={iconOf(node.kind)}
      label={node.label}
      below={node.below}
      shape={pill ? 'pill' : 'rounded'}
      bundle={node.bundle}
      look={cx(on && 'on', node.kind === 'unread' && 'unread')}
      spoken={`${node.label}${node.below === undefined ? '' : ` ${node.below}`}, ${places[node.column]} of 5, ${fateWords[fate]}`}
      act={arn === undefined ? undefined : { pressed: on, run: () => props.onChoose(arn) }}
    />
  )
}

const legendOrder = ['allowed', 'conditional', 'denied', 'unknown'] as const satisfies readonly Fate[]
