/** Words in the picture of an answer, at its nodes and lines. */
import { classesOf } from '../../classes.ts'
import { inTwo } from '../../parts/fit-text.ts'
import styles from './path.module.css'
import type { PathRow } from './path-layout.ts'

const cx = classesOf(styles)

/** Narrower than this (px), a label left of its mark would lie on a node. */
const narrowest = 90

/** The condition, left of its mark where there is room, else right of it. */
export function AskLabel(props: {
  readonly label: string
  readonly row: PathRow
  readonly bend: number
  readonly room: number
}) {
  const ask = props.row.askX ?? 0
  return props.room < narrowest ? (
    <EdgeLabel label={props.label} x={ask + 16} y={props.row.y} room={props.bend - ask - 24} />
  ) : (
    <EdgeLabel label={props.label} x={ask - 14} y={props.row.y} room={props.room} end />
  )
}

/** What denies: right of the cut, above the ghost; left of it when the cut is at the resource's own gate, so that it never lies on the resource. */
export function CutLabel(props: {
  readonly label: string
  readonly row: PathRow
  /** The last gate before the resource's own. */
  readonly after: number
  readonly bend: number
}) {
  const cut = props.row.cutX ?? 0
  return cut > props.after ? (
    <EdgeLabel label={props.label} x={cut - 16} y={props.row.y} room={cut - props.after - 32} end />
  ) : (
    <EdgeLabel label={props.label} x={props.after + 16} y={props.row.y} room={props.bend - props.after - 36} />
  )
}

/** What stands at an edge: above it, and what does not fit there below it. */
export function EdgeLabel(props: {
  readonly label: string
  readonly x: number
  readonly y: number
  readonly room: number
  readonly end?: boolean
  readonly strong?: boolean
}) {
  const lines = inTwo(props.label, props.room, 11)
  return (
    <text className={cx('fact', 'halo', props.strong && 'name')} textAnchor={props.end ? 'end' : 'start'}>
      <title>{props.label}</title>
      {lines.map((line, at) => (
        <tspan key={line} x={props.x} y={props.y + (at === 0 ? -7 : 16)}>
          {line}
        </tspan>
      ))}
    </text>
  )
}
