/**
 * Is a statement used? IAM tells per principal when it last used a service, not through which policy (IAM UG "Refine permissions
 * using last accessed information"). So only one thing is proved: a statement is unused when nobody who holds it has used any
 * service that it grants. Answers as usage.md has them.
 */
import type { ShownStatement } from './policy-detail.ts'

/** By service prefix, ISO 8601; what is not in it was not used in AWS's tracking period. */
export type ServicesLastUsed = ReadonlyMap<string, string>

export interface StatementUse {
  /** Index in `Statement`. */
  readonly index: number
  readonly answer: 'used' | 'unused' | 'unknown'
  /** Of any of its services, by anybody who holds it. ISO 8601. */
  readonly lastUsed?: string
  /** Prefixes of services that it grants and nobody who holds it has used; at most forty. */
  readonly unusedServices?: readonly string[]
  /** Why it is not known, one sentence. */
  readonly reason?: string
}

type KnownUse =
  /** Everybody who holds the policy; undefined: AWS was not asked about that principal. */
  { readonly holders: readonly (ServicesLastUsed | undefined)[] } | { readonly unknown: 'past' | 'nobody' | 'many' }

const reasons = {
  past: 'When something was last used is known of now only; the history does not hold it.',
  nobody: 'Nobody holds the policy.',
  many: 'It is held in so many accounts that what they used is not looked through.',
  notAsked: 'AWS was not asked yet when those who hold it last used what.',
  wide: 'It grants more services than are looked through one by one.',
} as const

/** Of Allow statements; a Deny is no use of anything. */
export function useOfStatements(statements: readonly ShownStatement[], known: KnownUse): readonly StatementUse[] {
  return statements.filter(({ effect }) => effect === 'Allow').map((statement) => useOf(statement, known))
}

function useOf({ index, services, serviceCount }: ShownStatement, known: KnownUse): StatementUse {
  if ('unknown' in known) return { index, answer: 'unknown', reason: reasons[known.unknown] }
  const asked = known.holders.filter((one) => one !== undefined)
  const names = services.map(({ service }) => service)
  const uses = names.map((name) => latest(asked.flatMap((one) => one.get(name) ?? [])))
  const lastUsed = latest(uses.flatMap((use) => use ?? []))
  const isEverybodyAsked = asked.length === known.holders.length
  const unusedServices = isEverybodyAsked ? names.filter((_, at) => uses[at] === undefined) : []
  if (lastUsed !== undefined)
    return { index, answer: 'used', lastUsed, ...(unusedServices.length > 0 && { unusedServices }) }
  if (!isEverybodyAsked) return { index, answer: 'unknown', reason: reasons.notAsked }
  if (serviceCount > names.length) return { index, answer: 'unknown', reason: reasons.wide }
  return { index, answer: 'unused', unusedServices }
}

const latest = (times: readonly string[]): string | undefined =>
  times.reduce<string | undefined>((last, time) => (last === undefined || time > last ? time : last), undefined)
