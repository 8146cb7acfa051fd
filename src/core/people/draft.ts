/** An identity as the list has it, and how the rest is found out when somebody asks for it. */
import type { World } from '../access/world.ts'
import type { SnapshotCredentials } from '../inventory/snapshot.ts'
import type { Holding, Strength } from './holdings.ts'
import type { IdentityAccount, IdentitySummary } from './identity.ts'
import type { Suggested } from './suggestions.ts'

export interface Draft {
  readonly summary: IdentitySummary
  /** Other ids under which it is asked for: those of its other users in the directory. */
  readonly aliases?: readonly string[]
  readonly tell: () => Told
}

export interface Told {
  /** On what the kind rests, one sentence. */
  readonly judgedOn: string
  readonly accounts: readonly IdentityAccount[]
  readonly holdings: readonly Holding[]
  /** Of an IAM user or a root user, where they were read. */
  readonly credentials?: SnapshotCredentials
  /** Each a sentence. */
  readonly conflicts?: readonly string[]
  readonly notes?: readonly string[]
}

export interface Drafts {
  readonly drafts: readonly Draft[]
  readonly suggested: readonly Suggested[]
}

type Known = Pick<IdentitySummary, 'id' | 'kind' | 'name' | 'what' | 'appearsAs' | 'appearances'> & {
  readonly email?: string | undefined
  readonly account?: string | undefined
  readonly lastUsed?: string | undefined
  readonly disabled?: boolean
}

/** How many suggestions there are is counted when all are known. */
export function summaryOf(world: World, known: Known, { reaches, admin, administers }: Strength): IdentitySummary {
  const { id, kind, name, what, email, account, appearsAs, appearances, lastUsed, disabled = false } = known
  const accountName = account === undefined ? undefined : world.accounts.get(account)?.account.name
  return {
    id,
    kind,
    name,
    what,
    ...(email !== undefined && { email }),
    ...(account !== undefined && { account }),
    ...(accountName !== undefined && { accountName }),
    appearsAs,
    appearances,
    reaches,
    admin,
    administers,
    ...(lastUsed !== undefined && { lastUsed }),
    ...(disabled && { disabled }),
    suggestions: 0,
  }
}
