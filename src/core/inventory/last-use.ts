/**
 * When a principal last acted, as far as anything that was read tells: IAM itself, the credential report, last access. Each
 * knows something that the others do not (a role's last service, a key's last use), so the latest stands.
 */
import type { Kinds } from './assemble.ts'
import { lastUseOfCredentials } from './credential-report.ts'
import type { Json } from './objects.ts'

/** By ARN; undefined where nothing tells. ISO 8601. */
export function lastUses(
  kinds: Pick<Kinds, 'user' | 'role' | 'credentials' | 'lastAccessed'>,
): (arn: string) => string | undefined {
  const latest = new Map<string, string>()
  const note = (arn: string, at: Json | undefined): void => {
    if (typeof at !== 'string') return
    const known = latest.get(arn)
    if (known === undefined || Date.parse(at) > Date.parse(known)) latest.set(arn, at)
  }
  for (const { arn, facts } of kinds.role) note(arn, facts?.['lastUsed'])
  for (const { arn, facts } of kinds.user) note(arn, facts?.['lastUsed'] ?? facts?.['passwordLastUsed'])
  for (const { arn, facts } of kinds.credentials) note(arn, lastUseOfCredentials(facts))
  for (const { arn, facts } of kinds.lastAccessed) note(arn, facts?.['lastUsed'])
  return (arn) => latest.get(arn)
}
