/** Words in the picture: SVG neither wraps nor shortens text by itself. */
import { classesOf } from '../../classes.ts'
import { shortName } from './names.ts'
import styles from './path.module.css'
import type { PathRow } from './path-layout.ts'

const cx = classesOf(styles)

/** About how many characters of 12 px Inter fit in a width; labels longer than that end in an ellipsis. */
export const fit = (label: string, width: number, size = 12): string => {
  const most = Math.floor(width / (size * 0.54))
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`
}

/** One line where it fits, else two, broken where words or the parts of a name end (`-`, `.`, a capital). */
function inTwo(label: string, width: number, size = 12): readonly string[] {
  const most = Math.floor(width / (size * 0.54))
  if (label.length <= most) return [label]
  const breaks = [...label.slice(0, most).matchAll(/[\s/_.-]|[a-z](?=[A-Z])/g)].map((match) => match.index)
  const at = breaks.at(-1) ?? most - 1
  return [label.slice(0, at + 1).trimEnd(), fit(label.slice(at + 1), width, size)]
}

export function ResourceName(props: {
  readonly resource: string
  readonly x: number
  readonly y: number
  readonly width: number
}) {
  const lines = inTwo(shortName(props.resource), props.width)
  return (
    <text className={cx('name')}>
      <title>{props.resource}</title>
      {lines.map((line, at) => (
        <tspan key={line} x={props.x} y={props.y + (lines.length === 1 ? 0 : at * 16 - 8)}>
          {line}
        </tspan>
      ))}
    </text>
  )
}

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
