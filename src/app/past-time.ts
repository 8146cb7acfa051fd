import { AppError } from '../core/fault.ts'

/**
 * A moment as people write it, `2026-05-03` or ISO 8601 with a zone, as the store keeps it. Fault `bad_input` for anything else
 * and for the future; `field` is the name of the input that held it.
 */
export function pastTime(text: string, field: string, now: string): string {
  const at = Date.parse(text)
  const isTime = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) && !Number.isNaN(at)
  if (isTime && at <= Date.parse(now)) return new Date(at).toISOString()
  const message = isTime
    ? `${text} lies in the future.`
    : `"${text}" is not a time in the past, such as 2026-05-03 or 2026-05-03T12:00:00Z.`
  throw new AppError('bad_input', message, { places: [{ path: field, message }] })
}
