/** With what users and root users sign in: the credential report, and what other readings know where it says nothing. */
import { compareText } from '../order.ts'
import type { Kinds } from './assemble.ts'
import { isJsonObject } from './content-key.ts'
import type { KeyUse } from './credential-report.ts'
import type { Json, ObjectOfKind } from './objects.ts'
import type { SnapshotCredentials } from './snapshot.ts'

type CredentialKinds = Pick<Kinds, 'credentials' | 'rootUser' | 'mfaDevice'>

export function assembleCredentials(kinds: CredentialKinds): readonly SnapshotCredentials[] {
  const withDevice = new Set(kinds.mfaDevice.flatMap(({ body }) => body.userArn ?? []))
  const byArn = new Map<string, SnapshotCredentials>()
  for (const root of kinds.rootUser) byArn.set(root.arn, ofSummary(root))
  // The report says more than the account summary: which keys, and since when.
  for (const row of kinds.credentials) byArn.set(row.body.userArn, ofReport(row, byArn.get(row.body.userArn)))
  return [...byArn.values()]
    .map((one) => (one.mfa === null && withDevice.has(one.arn) ? { ...one, mfa: true } : one))
    .sort((a, b) => compareText(a.arn, b.arn))
}

const ofSummary = ({ arn, body }: ObjectOfKind<'rootUser'>): SnapshotCredentials => ({
  arn,
  password: body.password ?? null,
  mfa: body.mfa,
  // It says that there are some, not how many.
  keys: body.accessKeys ? [{ active: true, lastUsed: null }] : [],
})

function ofReport(
  { body, facts }: ObjectOfKind<'credentials'>,
  summary: SnapshotCredentials | undefined,
): SnapshotCredentials {
  const { userArn, passwordEnabled, passwordChangedAt, mfa, accessKeys } = body
  const passwordLastUsed = facts?.['passwordLastUsed']
  const uses = facts?.['keysLastUsed']
  return {
    arn: userArn,
    // `not_supported` for the root user (IAM UG, "Generate credential reports").
    password: passwordEnabled ?? summary?.password ?? null,
    ...(passwordChangedAt !== undefined && { passwordChangedAt }),
    ...(typeof passwordLastUsed === 'string' && { passwordLastUsed }),
    mfa: mfa ?? summary?.mfa ?? null,
    keys: accessKeys.map(({ id, active, rotatedAt }, position) => ({
      ...(id !== undefined && { id }),
      active,
      ...(rotatedAt !== undefined && { createdAt: rotatedAt }),
      lastUsed: Array.isArray(uses) ? useOf(uses[position]) : null,
    })),
  }
}

function useOf(fact: Json | undefined): KeyUse | null {
  if (!isJsonObject(fact) || typeof fact['at'] !== 'string') return null
  const { at, region, service } = fact
  return {
    at,
    ...(typeof region === 'string' && { region }),
    ...(typeof service === 'string' && { service }),
  }
}
