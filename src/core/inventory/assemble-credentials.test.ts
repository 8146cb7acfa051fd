import { describe, expect, it } from 'vitest'
import { accountId } from '../../../test/fakes/inventory.ts'
import { assembleCredentials } from './assemble-credentials.ts'
import { credentialsOf } from './credential-report.ts'
import type { ObjectOfKind } from './objects.ts'

const account = '123456789012'
const root = `arn:aws:iam::${account}:root`
const user = `arn:aws:iam::${account}:user/ada`
const global = { accountId: accountId(account), region: 'global' } as const

/** A row as the IAM User Guide shows the report ("Getting credential reports for your AWS account"). */
const row = (arn: string, cells: Readonly<Record<string, string>>) => {
  const made = credentialsOf({ arn, user_creation_time: '2025-01-02T03:04:05+00:00', ...cells })
  if (!made) throw new Error('not a row')
  return made
}
const summary = (body: ObjectOfKind<'rootUser'>['body']): ObjectOfKind<'rootUser'> => ({
  ...global,
  kind: 'rootUser',
  cell: 'credentials',
  nativeId: account,
  arn: root,
  body,
})

describe('credentials', () => {
  it('come from the report, with the last use of each key beside it', () => {
    const rows = [
      row(user, {
        password_enabled: 'true',
        mfa_active: 'false',
        password_last_used: '2026-01-05T00:00:00+00:00',
        access_key_1_active: 'true',
        access_key_1_last_rotated: '2025-06-01T00:00:00+00:00',
        access_key_1_last_used_date: '2026-02-01T00:00:00+00:00',
        access_key_1_last_used_service: 's3',
        access_key_1_last_used_region: 'N/A',
        access_key_2_active: 'false',
        access_key_2_last_rotated: '2025-03-01T00:00:00+00:00',
        access_key_2_last_used_date: 'N/A',
      }),
    ]
    expect(assembleCredentials({ credentials: rows, rootUser: [], mfaDevice: [] })).toEqual([
      {
        arn: user,
        password: true,
        passwordLastUsed: '2026-01-05T00:00:00.000Z',
        mfa: false,
        keys: [
          {
            active: true,
            createdAt: '2025-06-01T00:00:00.000Z',
            lastUsed: { at: '2026-02-01T00:00:00.000Z', service: 's3' },
          },
          { active: false, createdAt: '2025-03-01T00:00:00.000Z', lastUsed: null },
        ],
      },
    ])
  })

  it('of the root user are completed by the account summary, where the report does not say', () => {
    const rows = [row(root, { password_enabled: 'not_supported', mfa_active: 'true' })]
    const rootUser = [summary({ accessKeys: true, mfa: false, password: true })]
    expect(assembleCredentials({ credentials: rows, rootUser, mfaDevice: [] })).toEqual([
      { arn: root, password: true, mfa: true, keys: [] },
    ])
    expect(assembleCredentials({ credentials: [], rootUser, mfaDevice: [] })).toEqual([
      { arn: root, password: true, mfa: false, keys: [{ active: true, lastUsed: null }] },
    ])
  })

  it('are not known to lack a factor where nobody told; a device that is assigned tells', () => {
    const rows = [row(user, { password_enabled: 'true', mfa_active: 'not_supported' })]
    const device: ObjectOfKind<'mfaDevice'> = {
      ...global,
      kind: 'mfaDevice',
      cell: 'credentials',
      nativeId: 'm',
      arn: 'arn:aws:iam::123456789012:mfa/ada',
      body: { serialNumber: 'arn:aws:iam::123456789012:mfa/ada', userArn: user },
    }
    const mfaOf = (mfaDevice: readonly ObjectOfKind<'mfaDevice'>[]) =>
      assembleCredentials({ credentials: rows, rootUser: [], mfaDevice })[0]?.mfa
    expect(mfaOf([])).toBeNull()
    expect(mfaOf([device])).toBe(true)
  })
})
