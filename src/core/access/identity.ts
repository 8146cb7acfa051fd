/** How answers name a principal. */
import type { CompiledPrincipal } from './world.ts'

export function shortIdentityOf({ principal, account }: CompiledPrincipal) {
  const accountName = account.account.name
  return {
    arn: principal.arn,
    type: principal.type,
    account: principal.account,
    ...(accountName !== undefined && { accountName }),
    name: principal.name,
  }
}

/** With the people who hold it through Identity Center. */
export function identityOf(one: CompiledPrincipal) {
  const { people } = one.principal
  return { ...shortIdentityOf(one), ...(people.length > 0 && { person: people }) }
}
