import { expect, it } from 'vitest'
import type { SnapshotCredentials } from '../inventory/snapshot.ts'
import { judgeUser } from './judge-user.ts'

const key = { active: true, lastUsed: null }
const with_ = (parts: Partial<SnapshotCredentials>): SnapshotCredentials => ({
  arn: 'arn:aws:iam::111122223333:user/x',
  password: false,
  mfa: false,
  keys: [],
  ...parts,
})

it.each<[string, SnapshotCredentials | undefined, boolean, string]>([
  ['nothing was read', undefined, false, 'unknown'],
  ['a console password', with_({ password: true }), false, 'person'],
  ['a console password and keys', with_({ password: true, keys: [key] }), false, 'person'],
  ['an MFA device and keys', with_({ mfa: true, keys: [key] }), false, 'person'],
  ['keys only', with_({ keys: [key] }), false, 'workload'],
  ['keys only, and the name of a person', with_({ keys: [key] }), true, 'unknown'],
  ['inactive keys only', with_({ keys: [{ ...key, active: false }] }), false, 'unknown'],
  ['keys, and nothing about a password', with_({ password: null, keys: [key] }), false, 'unknown'],
  ['nothing at all', with_({}), false, 'unknown'],
])('%s', (_, credentials, isNamesake, kind) => {
  expect(judgeUser(credentials, isNamesake).kind).toBe(kind)
})
