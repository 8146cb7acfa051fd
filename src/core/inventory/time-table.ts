/** Many times in nine bytes each: ISO 8601 in UTC with or without milliseconds, as AWS and we write it; the rare other form is kept. */

const wholeSeconds = 1
const withMillis = 2

export interface TimeTable {
  /** Undefined where there is none. */
  at(position: number): string | undefined
  /** The same in milliseconds since 1970, without a text for each; NaN where there is none. */
  momentAt(position: number): number
  set(position: number, time: string | undefined): void
}

export function createTimeTable(length: number): TimeTable {
  const moments = new Float64Array(length)
  const forms = new Uint8Array(length)
  let others: Map<number, string> | undefined
  return {
    at(position) {
      const form = forms[position] ?? 0
      return form === 0 ? others?.get(position) : timeText(moments[position] ?? 0, form)
    },
    momentAt(position) {
      if (forms[position] !== 0) return moments[position] ?? Number.NaN
      return Date.parse(others?.get(position) ?? '')
    },
    set(position, time) {
      if (time === undefined) return
      const moment = Date.parse(time)
      const form = formOf(time, moment)
      if (form === undefined) {
        others ??= new Map()
        others.set(position, time)
        return
      }
      moments[position] = moment
      forms[position] = form
    },
  }
}

/** What can be written in one way only; every month has these days. Half a million of them need not be written anew to see that. */
const plain = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?Z$/

function formOf(time: string, moment: number): number | undefined {
  if (plain.test(time)) return time.includes('.') ? withMillis : wholeSeconds
  return [wholeSeconds, withMillis].find((one) => timeText(moment, one) === time)
}

function timeText(moment: number, form: number): string | undefined {
  if (Number.isNaN(moment)) return undefined
  const text = new Date(moment).toISOString()
  return form === withMillis ? text : text.replace('.000Z', 'Z')
}
