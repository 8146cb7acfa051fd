import { shortIdentityOf } from '../access/identity.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'
import type { InsightSubject } from './insight.ts'

export function principalSubject(one: CompiledPrincipal): InsightSubject {
  const { arn, account, accountName, name } = shortIdentityOf(one)
  return { kind: 'principal', arn, account, ...(accountName !== undefined && { accountName }), name }
}

export function resourceSubject(world: World, { arn, account, name }: SnapshotResource): InsightSubject {
  const accountName = world.accounts.get(account)?.account.name
  return { kind: 'resource', arn, account, ...(accountName !== undefined && { accountName }), name }
}
