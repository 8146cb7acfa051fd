/** Where things stand on a line of time: the axis, the step line, the labels. Lengths in px. */

export interface HistoryPoint {
  /** ISO 8601. */
  readonly at: string
  /** Holds until the next point; absent: not known. */
  readonly value?: number | null | undefined
}

export interface HistoryChange {
  readonly at: string
  readonly label: string
}

/** Milliseconds. */
export interface Span {
  readonly from: number
  readonly to: number
}

const ms = (at: string): number => Date.parse(at)

/** From the first to the last of all moments; one moment alone gets an hour before it, so that it stands at the right end. */
export function spanOf(moments: readonly string[]): Span {
  const times = moments.map(ms)
  const to = Math.max(...times)
  const from = Math.min(...times)
  return { from: from < to ? from : to - 3_600_000, to }
}

export const placeOf = (span: Span, width: number, at: string): number =>
  ((ms(at) - span.from) / (span.to - span.from)) * width

/** The moment among `moments` that is nearest to a time (ms). */
export const nearest = (moments: readonly string[], time: number): string | undefined =>
  moments.reduce<string | undefined>(
    (best, one) => (best === undefined || Math.abs(ms(one) - time) < Math.abs(ms(best) - time) ? one : best),
    undefined,
  )

/** In order and without repetition. */
export const stopsOf = (moments: readonly string[]): readonly string[] =>
  [...new Map(moments.map((one) => [ms(one), one])).entries()].sort(([a], [b]) => a - b).map(([, one]) => one)

/** One change further in that direction. */
export function nextStop(stops: readonly string[], at: string, direction: 'back' | 'on'): string | undefined {
  return direction === 'on' ? stops.find((one) => ms(one) > ms(at)) : stops.findLast((one) => ms(one) < ms(at))
}

interface Step {
  readonly unit: 'second' | 'day' | 'month'
  readonly every: number
}

const minute = 60
const hour = 60 * minute
const steps: readonly Step[] = [
  ...[10, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute].map(seconds),
  ...[hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour].map(seconds),
  ...[1, 2, 7, 14].map((every): Step => ({ unit: 'day', every })),
  ...[1, 2, 3, 6, 12, 24, 60].map((every): Step => ({ unit: 'month', every })),
]
function seconds(every: number): Step {
  return { unit: 'second', every }
}

const secondsOf: Readonly<Record<Step['unit'], number>> = { second: 1, day: 24 * hour, month: 30 * 24 * hour }
const lengthOf = ({ unit, every }: Step): number => every * secondsOf[unit] * 1_000

/** Room that one label of the axis takes. */
const labelRoom = 84

export interface AxisTick {
  readonly x: number
  readonly label: string
}

/** On round hours, days and months of the reader's own zone. */
export function axisOf(span: Span, width: number): readonly AxisTick[] {
  const most = Math.max(1, Math.floor(width / labelRoom))
  const step = steps.find((one) => (span.to - span.from) / lengthOf(one) <= most)
  if (step === undefined) return []
  const ticks: AxisTick[] = []
  for (let time = roundDown(span.from, step); time <= span.to; time = onwards(time, step)) {
    if (time < span.from) continue
    ticks.push({ x: ((time - span.from) / (span.to - span.from)) * width, label: axisLabel(time, step) })
  }
  return ticks
}

function roundDown(time: number, { unit, every }: Step): number {
  const date = new Date(time)
  if (unit === 'second') {
    const midnight = new Date(time).setHours(0, 0, 0, 0)
    return midnight + Math.floor((time - midnight) / (every * 1_000)) * every * 1_000
  }
  date.setHours(0, 0, 0, 0)
  if (unit === 'month') date.setMonth(Math.floor(date.getMonth() / Math.min(every, 12)) * Math.min(every, 12), 1)
  return date.getTime()
}

function onwards(time: number, { unit, every }: Step): number {
  if (unit === 'second') return time + every * 1_000
  const date = new Date(time)
  return unit === 'day' ? date.setDate(date.getDate() + every) : date.setMonth(date.getMonth() + every)
}

const words = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options)
const clock = words({ hour: '2-digit', minute: '2-digit' })
const clockWithSeconds = words({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayOfMonth = words({ day: 'numeric', month: 'short' })
const month = words({ month: 'short' })
const monthOfYear = words({ month: 'short', year: 'numeric' })

function axisLabel(time: number, { unit, every }: Step): string {
  const date = new Date(time)
  if (unit === 'month') return (date.getMonth() === 0 ? monthOfYear : month).format(date)
  if (unit === 'day' || date.getTime() === new Date(time).setHours(0, 0, 0, 0)) return dayOfMonth.format(date)
  return (every < minute ? clockWithSeconds : clock).format(date)
}

/** The values that the picture reaches from bottom to top. */
export interface Rise {
  readonly low: number
  readonly high: number
}

/** A line that hardly leaves the ground is drawn from it; where all values are large, only their own range is shown. */
export function riseOf(points: readonly HistoryPoint[]): Rise | undefined {
  const values = points.flatMap(({ value }) => value ?? [])
  if (values.length === 0) return undefined
  const low = Math.min(...values)
  const high = Math.max(...values)
  // Less than a third of the height would show nothing of what changed.
  if (low === high || high - low >= high / 3) return { low: 0, high: Math.max(1, high) }
  return { low, high }
}

export interface Run {
  /** Corners from left to right, the last one where the value ceases to be known or the picture ends. */
  readonly corners: readonly (readonly [x: number, value: number])[]
}

/** The step line, in as many pieces as there are stretches in which the value is known. */
export function runsOf(points: readonly HistoryPoint[], span: Span, width: number): readonly Run[] {
  const runs: (readonly [number, number])[][] = []
  let open: (readonly [number, number])[] | undefined
  for (const { at, value } of points) {
    const x = placeOf(span, width, at)
    const last = open?.at(-1)
    if (open && last) open.push([x, last[1]])
    if (value === undefined || value === null) open = undefined
    else if (open) open.push([x, value])
    else {
      open = [[x, value]]
      runs.push(open)
    }
  }
  const last = open?.at(-1)
  if (open && last && last[0] < width) open.push([width, last[1]])
  return runs.map((corners) => ({ corners }))
}

export interface PlacedLabel {
  readonly x: number
  readonly at: string
  readonly label: string
  readonly anchor: 'start' | 'end'
}

/** An average character of the 11 px face. */
const characterWidth = 5.8
const betweenLabels = 14

/** The newest labels that fit beside each other; what has no room is told when a handle stands on it. */
export function placeLabels(changes: readonly HistoryChange[], span: Span, width: number): readonly PlacedLabel[] {
  const placed: (PlacedLabel & { readonly from: number; readonly to: number })[] = []
  for (const { at, label } of changes.toReversed()) {
    const x = placeOf(span, width, at)
    const length = label.length * characterWidth
    const anchor = x + length > width ? 'end' : 'start'
    const from = anchor === 'end' ? x - length : x
    const to = from + length
    if (label === '' || from < 0) continue
    if (placed.some((one) => from < one.to + betweenLabels && to > one.from - betweenLabels)) continue
    placed.push({ x, at, label, anchor, from, to })
  }
  return placed.map(({ x, at, label, anchor }) => ({ x, at, label, anchor }))
}
