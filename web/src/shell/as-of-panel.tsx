import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { timelineQuery } from '../api/queries.ts'
import type { TimelineItem } from '../api/schema.ts'
import { classesOf } from '../classes.ts'
import { Button } from '../parts/button.tsx'
import { localField, momentOfField, secondsTime, shortMoment, useNow, utcClock, wholeMoment } from '../parts/moment.tsx'
import { text } from '../parts/text.ts'
import { counted } from '../parts/verdict.tsx'
import styles from './as-of.module.css'

const cx = classesOf(styles)

const hour = 60 * 60_000
const steps = [
  { name: 'An hour ago', ms: hour },
  { name: 'A day ago', ms: 24 * hour },
  { name: 'A week ago', ms: 7 * 24 * hour },
] as const

/** Snapshots that one looks back at first. */
const recent = 6

/** Newest first: those that brought a change, and the one that stood before the first of them. */
function recentOf(items: readonly TimelineItem[]): readonly TimelineItem[] {
  const firstChange = items.findIndex(({ changes }) => changes !== null && changes > 0)
  const baseline = firstChange === -1 ? items.length - 1 : firstChange - 1
  return items
    .filter(({ changes }, at) => at === baseline || (changes !== null && changes > 0))
    .slice(-recent)
    .reverse()
}

/** Choose a moment: now, a while ago, a snapshot, or any time. */
export function AsOfPanel(props: {
  readonly at: string | undefined
  readonly onChoose: (at: string | undefined) => void
}) {
  const { data: timeline } = useQuery(timelineQuery())
  const now = useNow()
  const first = timeline?.[0]?.at
  if (timeline !== undefined && first === undefined) {
    return <p className={text('muted')}>Nothing has been read yet, so there is no past to look at.</p>
  }
  return (
    <div className={cx('choices')}>
      <button
        type="button"
        className={cx('choice')}
        aria-pressed={props.at === undefined}
        data-autofocus
        onClick={() => props.onChoose(undefined)}
      >
        <b>Now</b>
        <span>{timeline?.at(-1) && `snapshot of ${shortMoment(timeline.at(-1)?.at ?? '')}`}</span>
      </button>
      {steps.map(({ name, ms }) => {
        const at = new Date(now - ms).toISOString()
        const tooEarly = first !== undefined && at < first
        return (
          <button
            key={name}
            type="button"
            className={cx('choice')}
            aria-disabled={tooEarly}
            onClick={() => !tooEarly && props.onChoose(at)}
          >
            <b>{name}</b>
            <span>{tooEarly ? `the history begins ${shortMoment(first)}` : shortMoment(at)}</span>
          </button>
        )
      })}
      <p className={cx('head')}>Recent snapshots</p>
      {recentOf(timeline ?? []).map((item) => (
        <SnapshotChoice key={item.snapshot} item={item} at={props.at} onChoose={props.onChoose} />
      ))}
      {first !== undefined && <TimeField at={props.at} first={first} now={now} onChoose={props.onChoose} />}
    </div>
  )
}

function SnapshotChoice(props: {
  readonly item: TimelineItem
  readonly at: string | undefined
  readonly onChoose: (at: string) => void
}) {
  const { at, changes } = props.item
  return (
    <button
      type="button"
      className={cx('choice')}
      aria-pressed={props.at === at}
      title={wholeMoment(at)}
      onClick={() => props.onChoose(at)}
    >
      <b>{secondsTime(at)}</b>
      <span>{changes ? counted(changes, 'change') : 'everything was read'}</span>
    </button>
  )
}

/** Any time, as the reader's own clock tells it. */
function TimeField(props: {
  readonly at: string | undefined
  readonly first: string
  readonly now: number
  readonly onChoose: (at: string) => void
}) {
  const id = useId()
  const [typed, setTyped] = useState(() => localField(props.at ?? new Date(props.now).toISOString()))
  const moment = momentOfField(typed)
  const wrong =
    moment === undefined
      ? 'A day and a time are needed.'
      : moment > new Date().toISOString()
        ? 'That is in the future.'
        : moment < props.first
          ? `The history begins ${shortMoment(props.first)}.`
          : undefined
  return (
    <form
      className={cx('form')}
      onSubmit={(event) => {
        event.preventDefault()
        if (moment !== undefined && wrong === undefined) props.onChoose(moment)
      }}
    >
      <label className={cx('head')} htmlFor={id}>
        Another time, {Intl.DateTimeFormat().resolvedOptions().timeZone}
      </label>
      <div className={cx('field')}>
        <input
          id={id}
          type="datetime-local"
          value={typed}
          max={localField(new Date(props.now).toISOString())}
          aria-describedby={`${id}-says`}
          aria-invalid={wrong !== undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit">Look</Button>
      </div>
      <p id={`${id}-says`} className={text('s12', 'faint')} aria-live="polite">
        {wrong ?? (moment !== undefined && `${utcClock(moment)} UTC`)}
      </p>
    </form>
  )
}
