import { useSyncExternalStore } from 'react'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** One clock for the whole screen: it ticks once a minute, and only while somebody looks at it. */
const listeners = new Set<() => void>()
let now = Date.now()
let timer: number | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    timer = window.setInterval(() => {
      now = Date.now()
      for (const notify of listeners) notify()
    }, minute / 4)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      window.clearInterval(timer)
      timer = undefined
    }
  }
}

/** Answers may arrive after the last tick: the clock is never behind what the server says. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' })
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const utc = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const clockAndZone = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })

export const clockTime = (at: string): string => clock.format(new Date(at))
const dayAndClock = (at: number): string => `${dayMonth.format(at)}, ${clock.format(at)}`
/** `14:05` today, `3 May, 09:00` before, with the year when it is another one. */
export function shortMoment(at: string): string {
  const then = new Date(at)
  const today = new Date()
  if (then.toDateString() === today.toDateString()) return clock.format(then)
  const day = then.getFullYear() === today.getFullYear() ? dayMonth : dayAndYear
  return `${day.format(then)}, ${clock.format(then)}`
}
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** As `shortMoment`, to the second: readings follow each other within a minute. */
export function secondsTime(at: string): string {
  const short = shortMoment(at)
  const then = new Date(at)
  return short.replace(clock.format(then), clockWithSeconds.format(then))
}
const pad = (part: number): string => String(part).padStart(2, '0')
/** For a native field of day and time, in the reader's own zone. */
export function localField(at: string): string {
  const then = new Date(at)
  const day = [then.getFullYear(), pad(then.getMonth() + 1), pad(then.getDate())].join('-')
  return `${day}T${pad(then.getHours())}:${pad(then.getMinutes())}`
}
/** What such a field holds, as ISO 8601. */
export function momentOfField(typed: string): string | undefined {
  const then = new Date(typed)
  return Number.isNaN(then.getTime()) ? undefined : then.toISOString()
}
export const utcClock = (at: string): string => utcDayAndClock.format(new Date(at))
const utcDayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})
export const wholeMoment = (at: string): string => {
  const then = new Date(at)
  return `${dayAndYear.format(then)}, ${clockAndZone.format(then)} (${utc.format(then)} UTC)`
}
export const today = (at: number): { readonly line: string; readonly utc: string } => ({
  line: `${weekday.format(at)}, ${clockAndZone.format(at)}`,
  utc: `${utc.format(at)} UTC`,
})

/** Relative up to a day, absolute after (look.md §6). */
function momentWords(at: string, reference: number): string {
  const then = new Date(at).getTime()
  const age = reference - then
  if (age < -minute) return dayAndClock(then)
  if (age < minute) return 'just now'
  if (age < hour) return `${Math.floor(age / minute)} min ago`
  if (age < day) return `${Math.floor(age / hour)} h ago`
  return age < 300 * day ? dayAndClock(then) : dayAndYear.format(then)
}

/** `0.4 s`, `18 s`, `2 min 5 s`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < minute) return `${Math.round(ms / 1_000)} s`
  const minutes = Math.floor(ms / minute)
  const seconds = Math.round((ms % minute) / 1_000)
  return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`
}

export function Moment(props: { readonly at: string }) {
  const reference = useNow()
  return (
    <time dateTime={props.at} title={wholeMoment(props.at)}>
      {momentWords(props.at, reference)}
    </time>
  )
}
