/** Whom the trust policy of a role may let in, read without evaluating it: only preselects. */
import { accountNamed } from '../holders.ts'
import { principalNamed } from '../named-by.ts'
import type { CompiledPrincipal, World } from '../world.ts'

export interface LetIn {
  /** `*`, or everybody but some; or it was not read, and may. */
  readonly anyone: boolean
  /** Names services, or somebody that the snapshot does not know. */
  readonly outside: boolean
  readonly providers: readonly string[]
  /** Accounts that it names as a whole, or by a principal. */
  readonly accounts: ReadonlySet<string>
}

export function letInBy(world: World, { principal: { trust } }: CompiledPrincipal): LetIn {
  const statements = trust ? world.facts(trust).statements : []
  const named = statements.flatMap(({ effect, principals }) => (effect === 'Allow' && principals ? [principals] : []))
  const plain = named.filter((one) => !one.inverted)
  const aws = plain.flatMap((one) => one.aws)
  const known = aws.map((name) => principalNamed(world, name)?.principal.account)
  const isUnread = trust !== undefined && world.layer([trust], 'resource').holes.length > 0
  return {
    anyone: isUnread || named.some((one) => one.everybody || one.inverted),
    outside: plain.some((one) => one.services.length > 0) || known.includes(undefined),
    providers: plain.flatMap((one) => one.federated),
    accounts: new Set([...known, ...aws.map(accountNamed)].flatMap((account) => account ?? [])),
  }
}
