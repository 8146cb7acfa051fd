/** What was not read, over all accounts, as answers about everybody tell it. */
import type { CoverageGap } from './answers.ts'
import { words } from './words.ts'
import type { CompiledAccount, World } from './world.ts'

export const accountsNotRead = (world: World): readonly CompiledAccount[] =>
  [...world.accounts.values()].filter(({ account: { iam } }) => iam.state !== 'read' || iam.suspect !== undefined)

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
    const reason =
      account.iam.state === 'read' ? account.iam.suspect : account.iam.state === 'none' ? undefined : account.iam.reason
    if (reason !== undefined) add({ account: account.id, service: 'iam', reason: words.identityNotRead(reason) })
  }
  ofPrincipals.forEach(add)
  return [...gaps.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap)
}
