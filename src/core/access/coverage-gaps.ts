/** What was not read, over all accounts, as answers about everybody tell it. */
import type { CoverageGap } from './answers.ts'
import { words } from './words.ts'
import type { CompiledAccount, World } from './world.ts'

/** Accounts in which somebody may act of whom nothing is known. */
export const accountsNotRead = (world: World): readonly CompiledAccount[] =>
  [...world.accounts.values()].filter(
    ({ account }) => !isClosed(account) && (account.iam.state !== 'read' || account.iam.suspect !== undefined),
  )

/**
 * AWS Organizations: `SUSPENDED` is an account that was closed (or that AWS has suspended); nobody can sign in to it or call AWS from
 * it, so that it holds nobody whom an answer could miss.
 */
export const isClosed = ({ status }: CompiledAccount['account']): boolean => status === 'SUSPENDED'

/**
 * Accounts whose principals are not known are missing from the list altogether; gaps of single principals add to that. The
 * same gap of many principals is told once.
 */
export function gapsOver(world: World, ofPrincipals: readonly CoverageGap[]): readonly CoverageGap[] {
  const gaps = new Map<string, CoverageGap>()
  const add = (gap: CoverageGap): void => {
    gaps.set(`${gap.account} ${gap.service} ${gap.region ?? ''} ${gap.reason}`, gap)
  }
  for (const { account } of world.accounts.values()) {
    if (isClosed(account)) continue
    const reason =
      account.iam.state === 'read' ? account.iam.suspect : account.iam.state === 'none' ? undefined : account.iam.reason
    if (reason !== undefined) add({ account: account.id, service: 'iam', reason: words.identityNotRead(reason) })
  }
  ofPrincipals.forEach(add)
  return [...gaps.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap)
}
