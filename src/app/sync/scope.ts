import type { SyncScope } from '../ports/sync.ts'

interface Scope {
  readonly stages: readonly string[] | null
  readonly accounts: readonly string[] | null
  readonly sparing?: boolean
}

const includes = (all: readonly string[] | null, some: readonly string[] | null): boolean =>
  all === null || (some?.every((one) => all.includes(one)) ?? false)

/** A run of the first scope reads everything that one of the second would. */
export const covers = (scope: Scope, asked: Scope): boolean =>
  includes(scope.stages, asked.stages) &&
  includes(scope.accounts, asked.accounts) &&
  (scope.sparing !== true || asked.sparing === true)

const union = <T>(a: readonly T[] | null, b: readonly T[] | null): readonly T[] | null =>
  a === null || b === null ? null : [...new Set([...a, ...b])]

/** Covers both, and no less than all accounts and stages that either names. */
export const together = (a: SyncScope, b: SyncScope): SyncScope => ({
  stages: union(a.stages, b.stages),
  accounts: union(a.accounts, b.accounts),
  ...(a.sparing === true && b.sparing === true && { sparing: true }),
})
