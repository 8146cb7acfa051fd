/** What both pictures of access are made of (look.md §9): boxes, lines, marks and their legend. */
import { type FocusEvent, Fragment, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { classesOf } from '../../classes.ts'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { type DecisionTone, decisionDrawing } from '../../parts/marks.tsx'
import styles from './path.module.css'

const cx = classesOf(styles)

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Straight where both ends are level, else bent once each way. */
export const curve = (from: { x: number; y: number }, to: { x: number; y: number }): string => {
  if (from.y === to.y) return `M${from.x} ${from.y}H${to.x}`
  const middle = (from.x + to.x) / 2
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`
}

/** Names break where their parts end. */
function Breakable(props: { readonly children: string }) {
  return props.children.split(/(?<=[./_])|(?<=[a-z])(?=[A-Z])/).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one name never move
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}

/** Chooses (pressed or not), or opens a bundle (never pressed). */
export interface NodeAct {
  readonly pressed?: boolean
  readonly expanded?: boolean
  readonly run: () => void
}

/** Puts the focus on a node of a picture. */
export function focusNode(svg: SVGSVGElement | null, id: string): void {
  svg?.querySelector<SVGGElement>(`[data-node="${CSS.escape(id)}"]`)?.focus()
}

/** A node: one or two lines, and the outline of a stack behind it when it stands for several. */
export function NodeBox(props: {
  readonly box: Box
  readonly icon: IconName
  readonly label: string
  readonly below?: string | undefined
  /** A label that is too long takes the second line too. */
  readonly wrap?: boolean
  readonly shape: 'pill' | 'rounded' | 'end'
  readonly bundle?: boolean
  readonly look?: string
  readonly spoken: string
  /** Undefined: nothing can be done with it. */
  readonly act?: NodeAct | undefined
  /** By which the arrows find it. */
  readonly id?: string
  readonly onKeyDown?: (event: KeyboardEvent) => void
  /** While it is pointed at or has the focus; undefined at its end. */
  readonly onHint?: (at: Element | undefined, cause: 'pointer' | 'focus') => void
}) {
  const { box, act, onHint } = props
  const radius = props.shape === 'pill' ? box.height / 2 : props.shape === 'end' ? 4 : 6
  const inset = props.shape === 'end' ? 4 : 0
  const content: ReactNode = (
    <>
      {props.bundle &&
        [5, 2.5].map((shift) => (
          <rect
            key={shift}
            className={cx('back')}
            x={box.x + shift}
            y={box.y + shift}
            width={box.width}
            height={box.height}
            rx={radius}
          />
        ))}
      <rect className={cx('face')} x={box.x} y={box.y} width={box.width} height={box.height} rx={radius} />
      {props.shape === 'end' && <path className={cx('rule')} d={`M${box.x + 5} ${box.y + 5}v${box.height - 10}`} />}
      <g transform={`translate(${box.x + 11 + inset} ${box.y + box.height / 2 - 8})`}>
        <Icon name={props.icon} />
      </g>
      {/* HTML inside, because SVG can neither wrap nor shorten a text: so the whole name stays there for copying and for the ear. */}
      <foreignObject
        className={cx('words')}
        x={box.x + 33 + inset}
        y={box.y + 3}
        width={box.width - 41 - inset}
        height={box.height - 6}
      >
        <span className={cx('lines', props.wrap && 'wrap')}>
          <span className={cx('label')}>
            <Breakable>{props.label}</Breakable>
          </span>{' '}
          {props.below !== undefined && <span className={cx('under')}>{props.below}</span>}
        </span>
      </foreignObject>
    </>
  )
  const classes = `${cx('node', props.shape === 'end' && 'end', act && 'pick')} ${props.look ?? ''}`
  const hints = onHint && {
    onPointerEnter: (event: PointerEvent) => onHint(event.currentTarget, 'pointer'),
    onPointerLeave: () => onHint(undefined, 'pointer'),
    onFocus: (event: FocusEvent) => onHint(event.currentTarget, 'focus'),
    onBlur: () => onHint(undefined, 'focus'),
  }
  if (act === undefined) {
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: nothing can be done with it
      <g
        className={classes}
        role="img"
        aria-label={props.spoken}
        {...(props.id !== undefined && { tabIndex: -1, 'data-node': props.id })}
        onKeyDown={props.onKeyDown}
        {...hints}
      >
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
      aria-label={props.spoken}
      aria-pressed={act.pressed}
      aria-expanded={act.expanded}
      data-node={props.id}
      onClick={act.run}
      {...hints}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault()
          act.run()
        } else props.onKeyDown?.(event)
      }}
    >
      {content}
    </g>
  )
}

const markClass: Readonly<Record<DecisionTone, string>> = {
  allowed: 'markAllowed',
  conditional: 'markConditional',
  denied: 'markDenied',
  implicit: 'markDenied',
  unknown: 'markUnknown',
}

/** A decision in the middle of a line, on the ground of the page. */
export function EdgeMark(props: { readonly x: number; readonly y: number; readonly tone: DecisionTone }) {
  return (
    <g>
      <circle className={cx('ground')} cx={props.x} cy={props.y} r="9" />
      <svg
        x={props.x - 7.5}
        y={props.y - 7.5}
        width="15"
        height="15"
        viewBox="0 0 16 16"
        className={cx(markClass[props.tone])}
        aria-hidden="true"
      >
        {decisionDrawing(props.tone)}
      </svg>
    </g>
  )
}

const legendWords = {
  on: 'selected',
  danger: 'takes power',
  allowed: 'allowed',
  conditional: 'allowed if',
  denied: 'cut by a guardrail',
  unknown: 'could not look',
} as const
type LegendLine = keyof typeof legendWords

const legendDrawing: Readonly<Record<LegendLine, ReactNode>> = {
  on: <path className={cx('edge', 'on')} d="M0 5h26" />,
  danger: <path className={cx('edge', 'danger')} d="M0 5h26" />,
  allowed: <path className={cx('edge')} d="M0 5h26" />,
  conditional: <path className={cx('edge', 'conditional')} d="M0 5h26" />,
  denied: (
    <>
      <path className={cx('edge', 'cut')} d="M0 5h9M9 1v8M17 1v8" />
      <path className={cx('edge', 'ghost')} d="M17 5h9" />
    </>
  ),
  unknown: <path className={cx('edge', 'unknown')} d="M0 5h26" />,
}

/** Only the lines that the picture shows. */
export function Legend(props: { readonly lines: readonly LegendLine[]; readonly children?: ReactNode }) {
  return (
    <p className={cx('legend')} data-legend>
      {props.lines.map((line) => (
        <span key={line}>
          <svg viewBox="0 0 26 10" aria-hidden="true">
            {legendDrawing[line]}
          </svg>
          {legendWords[line]}
        </span>
      ))}
      {props.children}
    </p>
  )
}
