/** Our own small drawings: they carry meaning and must not vary. Always a mark and a word, or the word in the accessible name. */
import type { ReactNode } from 'react'
import type { LayerStep } from '../api/schema.ts'
import type { Answer, IntegrationState, SyncState } from '../api/types.ts'
import { classesOf } from '../classes.ts'
import styles from './marks.module.css'
import { text } from './text.ts'

const cx = classesOf(styles)

export type DecisionTone = 'allowed' | 'denied' | 'implicit' | 'conditional' | 'unknown'

const drawings: Readonly<Record<DecisionTone, ReactNode>> = {
  allowed: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path
        d="m5 8.3 2.1 2.1L11 6.2"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  denied: (
    <>
      <circle cx="8" cy="8" r="7.2" fill="currentColor" />
      <path d="M4.5 8h7" stroke="var(--bw-surface)" strokeWidth="2.2" />
    </>
  ),
  implicit: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5 8h6" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  conditional: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.6 1.9" />
      <path
        d="M6.3 6.6c0-2.3 3.4-2 3.4 0 0 1.3-1.7 1.3-1.7 2.7M8 11.4v.1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
      />
    </>
  ),
}

/** The bare drawing, 16 × 16, for pictures that place it themselves. */
export const decisionDrawing = (tone: DecisionTone): ReactNode => drawings[tone]

export const toneOf: Readonly<Record<Answer, DecisionTone>> = {
  Allowed: 'allowed',
  ImplicitlyDenied: 'implicit',
  ExplicitlyDenied: 'denied',
  Conditional: 'conditional',
  Unknown: 'unknown',
}

const words: Readonly<Record<DecisionTone, string>> = {
  allowed: 'Allowed',
  denied: 'Denied explicitly',
  implicit: 'Denied implicitly',
  conditional: 'Conditional',
  unknown: 'Unknown',
}

/** `bare` keeps the word for those who do not see the mark. */
export function Decision(props: {
  readonly tone: DecisionTone
  readonly bare?: boolean
  readonly children?: ReactNode
}) {
  return (
    <span className={cx('decision', props.tone)}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {drawings[props.tone]}
      </svg>
      <span className={props.bare ? text('hidden') : undefined}>{props.children ?? words[props.tone]}</span>
    </span>
  )
}

export const toneOfStep: Readonly<Record<LayerStep['result'], DecisionTone>> = {
  allow: 'allowed',
  deny: 'denied',
  conditional: 'conditional',
  silent: 'implicit',
  none: 'implicit',
  unread: 'unknown',
}

export type SeverityLevel = 'critical' | 'high' | 'medium' | 'low'
const bars: Readonly<Record<SeverityLevel, number>> = { critical: 4, high: 3, medium: 2, low: 1 }

export function Severity(props: { readonly level: SeverityLevel; readonly children?: ReactNode }) {
  return (
    <span className={cx('severity', props.level)}>
      <svg viewBox="0 0 15 14" fill="currentColor" aria-hidden="true">
        {[0, 1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={bar * 4}
            y={10 - bar * 3}
            width="3"
            height={4 + bar * 3}
            rx="0.8"
            opacity={bar < bars[props.level] ? 1 : 0.28}
          />
        ))}
      </svg>
      {props.children ?? props.level}
    </span>
  )
}

export type StateTone = 'ok' | 'warn' | 'bad' | 'busy' | 'idle'
export type StateShape = 'dot' | 'half' | 'ring' | 'triangle' | 'cross' | 'bars'

const shapes: Readonly<Record<StateShape, ReactNode>> = {
  dot: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5 1.3a3.7 3.7 0 0 1 0 7.4z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  triangle: <path d="M5 .8 9.6 9H.4z" fill="currentColor" />,
  cross: <path d="m1.5 1.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  bars: <path d="M3 1.5v7M7 1.5v7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
}

export function State(props: { readonly tone: StateTone; readonly shape: StateShape; readonly children: ReactNode }) {
  return (
    <span className={cx('state', props.tone)}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        {shapes[props.shape]}
      </svg>
      {props.children}
    </span>
  )
}

const integrationStates: Readonly<Record<IntegrationState, readonly [StateTone, StateShape, string]>> = {
  draft: ['idle', 'ring', 'Draft'],
  awaiting_trust: ['idle', 'ring', 'Waiting for AWS'],
  verifying: ['busy', 'half', 'Verifying'],
  fetching: ['busy', 'half', 'Fetching'],
  active: ['ok', 'dot', 'Active'],
  degraded: ['warn', 'triangle', 'Degraded'],
  error: ['bad', 'cross', 'Error'],
  paused: ['idle', 'bars', 'Paused'],
  deleting: ['busy', 'half', 'Deleting'],
  deleted: ['idle', 'ring', 'Deleted'],
}

export function IntegrationStateMark(props: { readonly state: IntegrationState }) {
  const [tone, shape, word] = integrationStates[props.state]
  return (
    <State tone={tone} shape={shape}>
      {word}
    </State>
  )
}

const syncStates: Readonly<Record<SyncState, readonly [StateTone, StateShape, string]>> = {
  queued: ['idle', 'ring', 'Waiting'],
  running: ['busy', 'half', 'In progress'],
  succeeded: ['ok', 'dot', 'Read in full'],
  partial: ['warn', 'triangle', 'Read in part'],
  failed: ['bad', 'cross', 'Failed'],
  cancelled: ['idle', 'bars', 'Cancelled'],
}

export function SyncStateMark(props: { readonly state: SyncState }) {
  const [tone, shape, word] = syncStates[props.state]
  return (
    <State tone={tone} shape={shape}>
      {word}
    </State>
  )
}

/** The only thing that loops: a probe that is running. */
export function Ring(props: { readonly label: string }) {
  return <span className={cx('ring')} role="img" aria-label={props.label} />
}
