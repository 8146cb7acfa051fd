/** Parsing of what the SDK gives: every member of its answers may be absent. A surprise is thrown; the cell notes it. */
import type { Arn } from '../core/ids.ts'
import { parseArn } from '../core/ids.ts'
import { readPolicyDocument } from '../core/inventory/authorization-details.ts'
import type { PolicyReading, Tags } from '../core/inventory/objects.ts'
import type { Reading } from './collector.ts'

export function required<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null || value === '') throw new TypeError(`${what} is missing`)
  return value
}

export function arnOf(text: string | undefined, what: string): Arn {
  const arn = parseArn(required(text, what))
  if (!arn) throw new TypeError(`${what} is no ARN`)
  return arn
}

/** `[{Key, Value}]` of most services, `[{TagKey, TagValue}]` of KMS. */
export function tagsOf(
  tags:
    | readonly {
        Key?: string | undefined
        Value?: string | undefined
        TagKey?: string | undefined
        TagValue?: string | undefined
      }[]
    | undefined,
): Tags {
  const pairs = (tags ?? []).map((tag) => [tag.Key ?? tag.TagKey, tag.Value ?? tag.TagValue ?? ''] as const)
  return Object.fromEntries(pairs.filter(([key]) => key !== undefined))
}

/** The tags that were read; none when they could not be, which the cell's gap tells. */
export function readTags<T>(reading: Reading<T>, tags: (value: T) => Tags): Tags {
  return reading.state === 'read' ? tags(reading.value) : {}
}

/** A resource policy: its text in AWS's answer, or none when the answer has no text. */
export function policyReading<T>(reading: Reading<T>, text: (value: T) => string | undefined): PolicyReading {
  if (reading.state !== 'read') return reading
  const policy = text(reading.value)
  return policy === undefined || policy === ''
    ? { state: 'none' }
    : { state: 'read', document: readPolicyDocument(policy) }
}

export const isoDate = (date: Date | undefined): string | undefined =>
  date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString()

/** The dates that AWS gave, each under its name. */
export function dates<Name extends string>(
  named: Readonly<Record<Name, Date | undefined>>,
): { readonly [Key in Name]?: string } {
  const given: { [Key in Name]?: string } = {}
  for (const name in named) {
    const text = isoDate(named[name])
    if (text !== undefined) given[name] = text
  }
  return given
}
