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
