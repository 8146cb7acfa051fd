import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Reason, WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { type IconName, principalIcon } from '../../parts/icon.tsx'
import type { DecisionTone } from '../../parts/marks.tsx'
import { iconOfArn } from './arn-icon.ts'
import { grantOf, policyWords, resourceNamed, statementWords } from './names.ts'
import styles from './path.module.css'
import { AskLabel, CutLabel, EdgeLabel } from './path-labels.tsx'
import {
  focusOrder,
  type Gate,
  layPath,
  type PathDrawing,
  type PathEdge,
  type PathNode,
  type PathRow,
  pathNeighbour,
  resourceId,
  resourceWords,
} from './path-layout.ts'
import type { Fate } from './path-rows.ts'
import { curve, EdgeMark, focusNode, Legend, type NodeAct, NodeBox } from './picture-parts.tsx'
import { type Grounds, HintCard, type ShowHint, useHint } from './statement-hint.tsx'

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
  /** Somebody has chosen it: then the others step back. */
  readonly isPicked: boolean
  /** On a phone: whole, and it scrolls. */
  readonly isWhole?: boolean
  readonly onChoose: (arn: string) => void
  /** Where all stand that a picture cannot hold. */
  readonly onTable: () => void
}) {
  const { answer } = props
  const [opened, setOpened] = useState<string | undefined>()
  const drawing = layPath(answer, { chosen: props.chosen, opened })
  const svg = useRef<SVGSVGElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const { hint, show } = useHint(frame)
  useFocusAfterOpening(svg, drawing, opened)
  const chosenRow = drawing.rows.find((row) => row.arn === props.chosen)?.row
  const isDim = (row: number): boolean => props.isPicked && row !== chosenRow
  const move = (from: string) => (event: KeyboardEvent) => {
    const next = pathNeighbour(drawing, from, event.key, chosenRow)
    if (next === undefined) return
    event.preventDefault()
    focusNode(svg.current, next)
  }
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || (opened === undefined && hint === undefined)) return
    event.stopPropagation()
    show(undefined)
    setOpened(undefined)
  }
  const inOrder = [...drawing.rows].sort((a, b) => Number(a.row === chosenRow) - Number(b.row === chosenRow))
  return (
    <div className={cx('large', props.isWhole && 'whole')} ref={frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture */}
      <svg
        ref={svg}
        className={cx('picture')}
        data-picture
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="group"
        aria-label={`Access paths to ${resourceNamed(answer)}. Arrows follow the lines. The same stands in the table.`}
        onKeyDown={close}
      >
        {drawing.columns.map((column) => (
          <text key={column.name} className={cx('small')} x={column.x} y={12}>
            {column.name}
          </text>
        ))}
        {drawing.gates.map((gate) => (
          <GateShape key={gate.layer} gate={gate} span={drawing.gateSpan} height={drawing.height} />
        ))}
        {inOrder.map((row) => (
          <RowShape key={row.row} row={row} drawing={drawing} on={row.row === chosenRow} dim={isDim(row.row)} />
        ))}
        {focusOrder(drawing, chosenRow).map((node) => (
          <NodeShape
            key={node.id}
            node={node}
            answer={answer}
            fate={drawing.rows[node.row]?.fate ?? 'allowed'}
            on={node.row === chosenRow}
            dim={isDim(node.row)}
            onChoose={props.onChoose}
            onOpen={setOpened}
            onTable={props.onTable}
            onKeyDown={move(node.id)}
            onHint={show}
          />
        ))}
        <NodeBox
          box={drawing.resource}
          id={resourceId}
          icon={iconOfArn(answer.resource)}
          {...resourceWords(answer)}
          wrap
          shape="end"
          spoken={`${resourceNamed(answer)}, resource, 5 of 5`}
          onKeyDown={move(resourceId)}
        />
        {drawing.rows.map((row) => (
          <RowMarks key={row.row} row={row} drawing={drawing} on={row.row === chosenRow} />
        ))}
      </svg>
      <HintCard hint={hint} />
      <Legend lines={['on', ...legendOrder.filter((fate) => drawing.rows.some((row) => row.fate === fate))]} />
    </div>
  )
}

/** Into what a bundle held once it is open, and back to the bundle once it is closed. */
function useFocusAfterOpening(
  svg: { readonly current: SVGSVGElement | null },
  drawing: PathDrawing,
  opened: string | undefined,
): void {
  const was = useRef<{ readonly opened: string | undefined; readonly ids: ReadonlySet<string> } | undefined>(undefined)
  useEffect(() => {
    const before = was.current
    was.current = { opened, ids: new Set(drawing.nodes.map((node) => node.id)) }
    if (before === undefined || before.opened === opened) return
    const target = opened === undefined ? before.opened : drawing.nodes.find((node) => !before.ids.has(node.id))?.id
    if (target !== undefined) focusNode(svg.current, target)
  }, [svg, drawing, opened])
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

interface RowLook {
  readonly row: PathRow
  readonly drawing: PathDrawing
  readonly on: boolean
  readonly dim: boolean
}

function RowShape(props: RowLook) {
  const { row, drawing, on, dim } = props
  const isLit = on && (row.fate === 'allowed' || row.fate === 'conditional')
  return (
    <g>
      <RowLines {...props} />
      {drawing.edges
        .filter((edge) => edge.row === row.row)
        .map((edge) => (
          <EdgeLine key={edge.id} edge={edge} look={cx('edge', isLit && 'on', dim && 'dim')} />
        ))}
    </g>
  )
}

const EdgeLine = (props: { readonly edge: PathEdge; readonly look: string }) => (
  <path className={props.look} d={curve(props.edge.from, props.edge.to)} />
)

/** Where lines leave the straight and bend towards the resource, left of it. */
const bendRoom = 92
/** What is seen at least of where a cut line would have gone; ends before the resource. */
const ghostLength = 54

function RowLines({ row, drawing, on, dim }: RowLook) {
  const bend = drawing.resource.x - bendRoom
  const port = { x: drawing.resource.x, y: row.portY }
  const tail = curve({ x: bend, y: row.y }, port)
  const look = (...kinds: readonly (string | false)[]) => cx('edge', ...kinds, dim && 'dim')
  switch (row.fate) {
    case 'allowed':
      return <path className={look(on && 'on')} d={`M${row.startX} ${row.y}H${bend}${tail.replace(/^M[^CH]*/, '')}`} />
    case 'unknown':
      return <path className={look('unknown')} d={`M${row.startX} ${row.y}H${bend}${tail.replace(/^M[^CH]*/, '')}`} />
    case 'conditional': {
      const ask = row.askX ?? bend
      return (
        <>
          <path className={look(on && 'on')} d={`M${row.startX} ${row.y}H${ask}`} />
          <path
            className={look('conditional', on && 'strong')}
            d={`M${ask} ${row.y}H${Math.max(ask, bend)}${tail.replace(/^M[^CH]*/, '')}`}
          />
        </>
      )
    }
    case 'denied': {
      const cut = row.cutX ?? row.startX
      return (
        <>
          <path className={look('cut', on && 'strong')} d={`M${row.startX} ${row.y}H${cut - 10}`} />
          <path className={look('cut', 'bar')} d={`M${cut - 10} ${row.y - 8}v16M${cut + 10} ${row.y - 8}v16`} />
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
  readonly answer: WhoCanAnswer
  readonly fate: Fate
  readonly on: boolean
  readonly dim: boolean
  readonly onChoose: (arn: string) => void
  readonly onOpen: (bundle: string) => void
  readonly onTable: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onHint: ShowHint
}) {
  const { node, answer, fate, on } = props
  const grounds = node.arn === undefined ? undefined : groundsOf(answer, node.arn)
  const pill =
    node.kind === 'person' ||
    node.kind === 'people' ||
    node.kind === 'user' ||
    (node.column === 'who' && node.kind !== 'role')
  const places = { who: 1, through: 2, role: 3 } as const
  const name = node.below === undefined ? node.label : `${node.label} ${node.below}`
  const decided =
    grounds?.reason && `${fateWords[fate]} by ${statementWords(grounds.reason)} of ${grounds.reason.policy}`
  return (
    <NodeBox
      box={node}
      id={node.id}
      icon={iconOf(node.kind)}
      label={node.label}
      below={node.below}
      shape={pill ? 'pill' : 'rounded'}
      bundle={node.bundle}
      look={cx(on && 'on', props.dim && 'dim', node.kind === 'unread' && 'unread')}
      spoken={`${name}, ${places[node.column]} of 5, ${decided ?? fateWords[fate]}${node.opens === 'here' ? ', opens in place' : ''}`}
      act={actOf(props)}
      onKeyDown={props.onKeyDown}
      onHint={(at, cause) => props.onHint(at && grounds, at, cause)}
    />
  )
}

function actOf(
  props: Pick<Parameters<typeof NodeShape>[0], 'node' | 'on' | 'onChoose' | 'onOpen' | 'onTable'>,
): NodeAct | undefined {
  const { arn, opens, id } = props.node
  if (opens === 'here') return { expanded: false, run: () => props.onOpen(id) }
  if (opens === 'table') return { run: props.onTable }
  return arn === undefined ? undefined : { pressed: props.on, run: () => props.onChoose(arn) }
}

/** What decides about one of them: what denies it, what asks for a condition, else what grants it. */
function groundsOf(answer: WhoCanAnswer, arn: string): Grounds | undefined {
  const keys = 'Enter explains it, arrows follow the lines, t shows the table'
  const asked = { action: answer.action, resource: answer.resource, keys }
  const denied = answer.denied.find((one) => one.arn === arn)
  if (denied !== undefined)
    return {
      ...asked,
      says: `${policyWords(denied.by)} denies ${denied.name}`,
      decision: 'ExplicitlyDenied',
      reason: denied.by,
    }
  const holder = answer.principals.find((one) => one.arn === arn)
  if (holder === undefined) return undefined
  const reason: Reason | undefined = grantOf(holder.via)
  const condition = holder.conditionText === undefined ? '' : `, if ${holder.conditionText}`
  return {
    ...asked,
    says: `${holder.name} can${condition}`,
    decision: holder.decision,
    ...(reason !== undefined && { reason }),
  }
}

const legendOrder = ['allowed', 'conditional', 'denied', 'unknown'] as const satisfies readonly Fate[]
