/** Reads a moment as people type it: `yesterday 09:00`, `3 May`, `2026-05-03 14:30`, `2 days ago`, `snapshot 17`. Pure, tested beside. */

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const spans = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const
type Span = keyof typeof spans

/** ISO 8601 or the number of a snapshot, as the address holds it; undefined where it is no moment, or one that has not been yet. */
export function readMoment(typed: string, now: number): string | undefined {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/^(?:as of|at|on|since) /, '')
  const snapshot = /^snapshot (\d{1,9})$/.exec(text)?.[1]
  if (snapshot !== undefined) return snapshot
  const at = ago(text, now) ?? named(text, now) ?? onDay(text, now)
  return at === undefined || !(at <= now) ? undefined : new Date(at).toISOString()
}

function ago(text: string, now: number): number | undefined {
  const [, count, span] = /^(\d{1,4}|an?|one) (minute|hour|day|week)s? ago$/.exec(text) ?? []
  if (count === undefined || span === undefined) return undefined
  return now - (/^\d/.test(count) ? Number(count) : 1) * spans[span as Span]
}

/** At the end of the line, if anywhere: `09:00`, `9.30`, `at 14:30`. */
const clock = /(?:^| |t)(?:at )?([01]?\d|2[0-3])[:.]([0-5]\d)$/

function named(text: string, now: number): number | undefined {
  const [, day] = /^(today|yesterday|last week)(?: |$)/.exec(text) ?? []
  if (day === undefined) return undefined
  const rest = text.slice(day.length).trim()
  const time = clock.exec(rest)
  if (rest !== '' && time?.[0].trim() !== rest) return undefined
  const back = day === 'today' ? 0 : day === 'yesterday' ? 1 : 7
  const date = new Date(now)
  date.setDate(date.getDate() - back)
  // Yesterday without a time is this time yesterday, so that a day lies between.
  return time === null ? date.getTime() : withClock(date, time)
}

function onDay(text: string, now: number): number | undefined {
  const time = clock.exec(text)
  const date = dateOf(time === null ? text : text.slice(0, time.index).replace(/,$/, '').trim(), now)
  if (date === undefined) return undefined
  return time === null ? date.getTime() : withClock(date, time)
}

/** The beginning of the day, here; a day without a year is the last one of its name. */
function dateOf(text: string, now: number): Date | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text)
  if (iso) return realDate(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]))
  const [, before, word = '', after, year] =
    /^(\d{1,2})?\.? ?([a-z]{3,9})\.? ?(\d{1,2})?(?:,? (\d{4}))?$/.exec(text) ?? []
  const month = months.findIndex((name) => word.startsWith(name))
  const day = before ?? after
  if (month < 0 || day === undefined || (before !== undefined && after !== undefined)) return undefined
  if (year !== undefined) return realDate(Number(year), month, Number(day))
  const thisYear = new Date(now).getFullYear()
  const date = realDate(thisYear, month, Number(day))
  return date !== undefined && date.getTime() > now ? realDate(thisYear - 1, month, Number(day)) : date
}

/** 31 April is none. */
function realDate(year: number, month: number, day: number): Date | undefined {
  const date = new Date(year, month, day)
  return date.getMonth() === month && date.getDate() === day ? date : undefined
}

const withClock = (date: Date, time: RegExpExecArray): number =>
  new Date(date).setHours(Number(time[1]), Number(time[2]), 0, 0)
