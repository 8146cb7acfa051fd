import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, type Ref, useEffect, useRef, useState } from 'react'
import { classesOf } from '../classes.ts'
import {
  axisOf,
  type HistoryChange,
  type HistoryPoint,
  nearest,
  nextStop,
  placeLabels,
  placeOf,
  type Rise,
  type Run,
  riseOf,
  runsOf,
  type Span,
  spanOf,
  stopsOf,
} from './history-scale.ts'
import styles from './history-slider.module.css'
import { shortMoment } from './moment.tsx'
import { figure } from './verdict.tsx'

const cx = classesOf(styles)

export type HistoryHandle = 'at' | 'compared'

interface HistorySliderProps {
  /** Oldest first: the moments that can be chosen. */
  readonly points: readonly HistoryPoint[]
  /** Oldest first: arrow keys go from one to the next. */
  readonly changes: readonly HistoryChange[]
  /** What is looked at, ISO 8601: the solid handle. */
  readonly at: string
  /** What it is compared with: the ring. Absent: only one handle. */
  readonly compared?: string | undefined
  /** What the line counts: `standing administrators`. */
  readonly valueName?: string
  /** For a file of the picture. */
  readonly pictureRef?: Ref<SVGSVGElement>
  /** A handle was set down. */
  readonly onMove: (handle: HistoryHandle, to: string) => void
}

/** The line ends this far from both edges, so that a handle there stands inside. */
const margin = 12
const top = 30
const ground = 92
const tickTop = 112
/** Where the handles hang, one below the other: they can be told apart and taken also where both stand on one moment. */
const handlesAt: Readonly<Record<HistoryHandle, number>> = { at: 116, compared: 140 }
const height = 152
/** What stands nearer to the right end has no room for its label. */
const halfLabel = 40

/** A step line of values, ticks for what changed, and two handles that stand still only where something was read. */
export function HistorySlider(props: HistorySliderProps) {
  const { ref, width: outer } = useElementSize()
  const [held, setHeld] = useState<{ readonly handle: HistoryHandle; readonly to: string } | undefined>()
  const shown = { at: props.at, compared: props.compared, ...(held && { [held.handle]: held.to }) }
  const { points, changes } = props
  const moments = [...points, ...changes].map(({ at }) => at)
  const span = spanOf([...moments, props.at, ...(props.compared === undefined ? [] : [props.compared])])
  const width = Math.max(0, outer - 2 * margin)
  const first = points.at(0)
  const last = points.at(-1)
  const stops = stopsOf([...changes, ...(first ? [first] : []), ...(last ? [last] : [])].map(({ at }) => at))
  const scroller = useRef<HTMLDivElement>(null)
  // What is new stands at the right end, also where the picture is wider than the screen.
  useEffect(() => {
    if (outer > 0) scroller.current?.scrollTo({ left: outer })
  }, [outer])

  const move = (handle: HistoryHandle, to: string): void => {
    setHeld(undefined)
    if (to !== props[handle]) props.onMove(handle, to)
  }
  const pressPlot = (event: PointerEvent<SVGSVGElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const time = span.from + ((event.clientX - box.left - margin) / width) * (span.to - span.from)
    const to = nearest(moments, time)
    if (to === undefined) return
    const away = (at: string) => Math.abs(Date.parse(at) - time)
    move(props.compared !== undefined && away(props.compared) < away(props.at) ? 'compared' : 'at', to)
  }

  return (
    <div className={cx('scroll')} ref={scroller}>
      <div className={cx('slider')} ref={ref}>
        {width > 0 && (
          <>
            <svg
              ref={props.pictureRef}
              className={cx('picture')}
              width={outer}
              height={height}
              viewBox={`0 0 ${outer} ${height}`}
              aria-hidden="true"
              onPointerDown={pressPlot}
            >
              <g transform={`translate(${margin} 0)`}>
                <Axis span={span} width={width} />
                <StepLine points={points} span={span} width={width} />
                <Ticks changes={changes} span={span} width={width} />
                {shown.compared !== undefined && <Needle handle="compared" x={placeOf(span, width, shown.compared)} />}
                <Needle handle="at" x={placeOf(span, width, shown.at)} />
              </g>
            </svg>
            {(['compared', 'at'] as const).map((handle) => {
              const value = shown[handle]
              if (value === undefined) return null
              return (
                <Handle
                  key={handle}
                  handle={handle}
                  value={value}
                  span={span}
                  says={wordsOf(value, points, changes, props.valueName)}
                  onHold={(time) => setHeld({ handle, to: nearest(moments, time) ?? value })}
                  onSet={(time) => move(handle, time === undefined ? value : (nearest(moments, time) ?? value))}
                  onStep={(where) => {
                    const to =
                      where === 'first' ? stops.at(0) : where === 'last' ? stops.at(-1) : nextStop(stops, value, where)
                    if (to !== undefined) move(handle, to)
                  }}
                />
              )
            })}
          </>
        )}
      </div>
    </div>
  )
}

/** What a handle says of the place where it stands. */
function wordsOf(
  at: string,
  points: readonly HistoryPoint[],
  changes: readonly HistoryChange[],
  valueName: string | undefined,
): string {
  const time = Date.parse(at)
  const change = changes.find((one) => Date.parse(one.at) === time)
  const value = points.findLast((one) => Date.parse(one.at) <= time)?.value
  return [
    shortMoment(at),
    valueName !== undefined && typeof value === 'number' && `${figure(value)} ${valueName}`,
    change?.label,
  ]
    .filter(Boolean)
    .join(', ')
}

function Axis(props: { readonly span: Span; readonly width: number }) {
  return axisOf(props.span, props.width).map(({ x, label }) => (
    <g key={x}>
      <path className={cx('grid')} d={`M${x} ${top - 8}V${ground}`} />
      {x < props.width - halfLabel && (
        <text className={cx('label')} x={x + 4} y={ground + 14}>
          {label}
        </text>
      )}
    </g>
  ))
}

/** A line that does not stand on nought keeps off the ground. */
function levelOf({ low, high }: Rise, value: number): number {
  const bottom = low === 0 ? ground : ground - 10
  return bottom - ((value - low) / (high - low)) * (bottom - top - 8)
}

const lineOf = ({ corners }: Run, rise: Rise): string =>
  corners.map(([x, value], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${levelOf(rise, value).toFixed(1)}`).join('')

function StepLine(props: { readonly points: readonly HistoryPoint[]; readonly span: Span; readonly width: number }) {
  const rise = riseOf(props.points)
  if (rise === undefined) return <path className={cx('base')} d={`M0 ${ground}H${props.width}`} />
  const runs = runsOf(props.points, props.span, props.width)
  return (
    <>
      {/* An area that does not stand on nought would lie about its size. */}
      {rise.low === 0 &&
        runs.map((run) => {
          const [from] = run.corners[0] ?? [0]
          const [to] = run.corners.at(-1) ?? [0]
          return (
            <path key={from} className={cx('area')} d={`${lineOf(run, rise)}L${to} ${ground}L${from} ${ground}Z`} />
          )
        })}
      {runs.map((run) => (
        <path key={run.corners[0]?.[0]} className={cx('line')} d={lineOf(run, rise)} />
      ))}
      <path className={cx('bridge')} d={bridgesOf(runs, rise)} />
      <Ends runs={runs} rise={rise} />
      <path className={cx('base')} d={`M0 ${ground}H${props.width}`} />
    </>
  )
}

/** Over stretches in which nobody counted: dotted, from what was known last to what was known next. */
const bridgesOf = (runs: readonly Run[], rise: Rise): string =>
  runs
    .slice(1)
    .map((run, at) => {
      const [from, to] = [runs[at]?.corners.at(-1), run.corners[0]]
      if (from === undefined || to === undefined) return ''
      return `M${from[0]} ${levelOf(rise, from[1])}H${to[0]}V${levelOf(rise, to[1])}`
    })
    .join('')

/** A shorter line has no room for two numbers (px). */
const roomForEnds = 60

/** The numbers at both ends, where one looks for them. */
function Ends(props: { readonly runs: readonly Run[]; readonly rise: Rise }) {
  const [first, last] = [props.runs[0]?.corners[0], props.runs.at(-1)?.corners.at(-1)]
  if (first === undefined || last === undefined) return null
  const both = first[1] !== last[1] && last[0] - first[0] > roomForEnds
  return (
    <>
      {both && (
        <text className={cx('label')} x={first[0] + 4} y={levelOf(props.rise, first[1]) - 4}>
          {figure(first[1])}
        </text>
      )}
      <text className={cx('label')} x={last[0] - 4} y={levelOf(props.rise, last[1]) - 4} textAnchor="end">
        {figure(last[1])}
      </text>
    </>
  )
}

function Ticks(props: { readonly changes: readonly HistoryChange[]; readonly span: Span; readonly width: number }) {
  const labels = placeLabels(props.changes, props.span, props.width)
  return (
    <>
      {props.changes.map(({ at }) => (
        <path key={at} className={cx('tick')} d={`M${placeOf(props.span, props.width, at)} ${tickTop}v8`} />
      ))}
      {labels.map(({ at, x, label, anchor }) => (
        <g key={at}>
          <path className={cx('leader')} d={`M${x} ${top - 14}V${ground}`} />
          <text className={cx('said')} x={x + (anchor === 'end' ? -4 : 4)} y={top - 12} textAnchor={anchor}>
            {label}
          </text>
        </g>
      ))}
    </>
  )
}

function Needle(props: { readonly handle: HistoryHandle; readonly x: number }) {
  const y = handlesAt[props.handle]
  return (
    <g className={cx('needle')}>
      <path className={cx(props.handle)} d={`M${props.x} ${top - 8}V${y - 5}`} />
      <circle className={cx(props.handle)} cx={props.x} cy={y} r={props.handle === 'at' ? 6 : 5} />
    </g>
  )
}

const keySteps: Readonly<Record<string, 'back' | 'on' | 'first' | 'last'>> = {
  ArrowLeft: 'back',
  ArrowDown: 'back',
  ArrowRight: 'on',
  ArrowUp: 'on',
  Home: 'first',
  End: 'last',
}

const handleNames: Readonly<Record<HistoryHandle, string>> = { at: 'Looked at', compared: 'Compared with' }

/** The browser's own slider: it drags, it is touched and it is read aloud as one. Only its steps are ours. */
function Handle(props: {
  readonly handle: HistoryHandle
  readonly value: string
  readonly span: Span
  readonly says: string
  readonly onHold: (time: number) => void
  /** Undefined: where it stands now. */
  readonly onSet: (time: number | undefined) => void
  readonly onStep: (where: 'back' | 'on' | 'first' | 'last') => void
}) {
  const pressed = useRef(false)
  const letGo = () => {
    if (pressed.current) props.onSet(undefined)
    pressed.current = false
  }
  return (
    <input
      type="range"
      className={cx('handle', `${props.handle}Handle`)}
      aria-label={handleNames[props.handle]}
      aria-valuetext={props.says}
      title={props.says}
      min={props.span.from}
      max={props.span.to}
      step={1}
      value={Date.parse(props.value)}
      onPointerDown={() => {
        pressed.current = true
      }}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onBlur={letGo}
      onChange={(event) => {
        const time = Number(event.currentTarget.value)
        if (pressed.current) props.onHold(time)
        else props.onSet(time)
      }}
      onKeyDown={(event: KeyboardEvent) => {
        const where = keySteps[event.key]
        if (where === undefined) return
        event.preventDefault()
        props.onStep(where)
      }}
    />
  )
}

/** What the marks of the picture mean. */
export function HistoryLegend(props: { readonly valueName?: string; readonly compared: boolean }) {
  return (
    <p className={cx('legend')}>
      {props.valueName !== undefined && (
        <span>
          <i className={cx('keyLine')} aria-hidden="true" />
          {props.valueName}
        </span>
      )}
      <span>
        <i className={cx('keyTick')} aria-hidden="true" />a change; arrow keys step through them
      </span>
      <span>
        <i className={cx('keyAt')} aria-hidden="true" />
        looked at
      </span>
      {props.compared && (
        <span>
          <i className={cx('keyCompared')} aria-hidden="true" />
          compared with
        </span>
      )}
    </p>
  )
}
