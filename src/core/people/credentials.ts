import type { SnapshotCredentials } from '../inventory/snapshot.ts'
import type { IdentityCredentials } from './identity.ts'

const answered = (fact: boolean | null): 'yes' | 'no' | 'unknown' => (fact === null ? 'unknown' : fact ? 'yes' : 'no')

export const credentialsAt = (
  { arn, password, mfa, passwordChangedAt, passwordLastUsed, keys }: SnapshotCredentials,
  account: string,
  accountName: string | undefined,
): IdentityCredentials => ({
  arn,
  account,
  ...(accountName !== undefined && { accountName }),
  password: answered(password),
  ...(passwordChangedAt !== undefined && { passwordChangedAt }),
  ...(passwordLastUsed !== undefined && { passwordLastUsed }),
  mfa: answered(mfa),
  keys,
})
