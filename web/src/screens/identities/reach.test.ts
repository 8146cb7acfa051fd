import { describe, expect, it } from 'vitest'
import type { IdentityAccess, IdentityAccount, IdentityDetail } from '../../api/schema.ts'
import { reachOf } from './reach.ts'

const access = (account: string, name: string, parts: Partial<IdentityAccess> = {}): IdentityAccess => ({
  account,
  name,
  type: 'permission-set-role',
  arn: `arn:aws:iam::${account}:role/${name}`,
  through: [{ kind: 'group', name: 'Data' }],
  admin: 'no',
  ...parts,
})

const appearance = (parts: Partial<IdentityAccount>): IdentityAccount => ({
  kind: 'idc-user',
  authority: 'd-1',
  immutableId: 'u-1',
  name: 'hana',
  method: 'itself',
  grade: 'certain',
  evidence: [],
  ...parts,
})

const identity = (rows: IdentityAccess[], accounts: IdentityAccount[] = [appearance({})]): IdentityDetail => ({
  id: 'x',
  kind: 'person',
  name: 'Hana',
  what: 'Identity Center user',
  appearsAs: [],
  appearances: accounts.length,
  reaches: 1,
  admin: 'no',
  administers: 0,
  suggestions: 0,
  at: '',
  snapshot: '',
  sentence: '',
  judgedOn: '',
  accounts,
  access: rows,
  becomes: [],
  becomesMore: 0,
  credentials: [],
  suggested: [],
  conflicts: [],
  notes: [],
})

const linesOf = (one: IdentityDetail): readonly string[] => {
  const { items, links } = reachOf(one)
  const label = new Map(items.map((item) => [item.key, item.label]))
  return links.map(({ from, to, look }) => `${label.get(from)} > ${label.get(to)} ${look}`)
}

describe('how far somebody reaches', () => {
  it('a person: as a user, through a group, with a permission set, in an account', () => {
    const rows = [access('1', 'Admin', { admin: 'yes' }), access('2', 'Admin', { admin: 'conditional' })]
    expect(new Set(linesOf(identity(rows)))).toEqual(
      new Set([
        'Hana > hana plain',
        'hana > Data plain',
        'Data > Admin plain',
        'Admin > 1 danger',
        'Admin > 2 conditional',
      ]),
    )
  })

  it('a set of one name in several accounts has no page of its own', () => {
    const pageOf = (rows: IdentityAccess[]) =>
      reachOf(identity(rows)).items.find(({ column }) => column === 'role')?.page
    expect(pageOf([access('1', 'Admin')])).toEqual({ of: 'principal', arn: 'arn:aws:iam::1:role/Admin' })
    expect(pageOf([access('1', 'Admin'), access('2', 'Admin')])).toBeUndefined()
  })

  it('a role that nobody has seen is not known', () => {
    const { arn: _arn, ...unseen } = access('1', 'Admin', { admin: 'unknown' })
    expect(linesOf(identity([unseen]))).toContain('Admin > 1 unknown')
  })

  it('a user acts as itself, and through its groups', () => {
    const user = appearance({ kind: 'iam-user', name: 'ops', arn: 'arn:aws:iam::1:user/ops' })
    const through: IdentityAccess['through'] = [
      { kind: 'group', name: 'staff' },
      { kind: 'itself', name: 'itself' },
    ]
    const rows = [access('1', 'ops', { type: 'user', arn: 'arn:aws:iam::1:user/ops', through })]
    expect(linesOf(identity(rows, [user]))).toEqual([
      'Hana > ops plain',
      'ops > staff plain',
      'staff > 1 plain',
      'ops > 1 plain',
    ])
  })

  it('each subject of a repository leads to the roles that name it', () => {
    const subjects = ['repo:a/b:one', 'repo:a/b:two'].map((name) =>
      appearance({ kind: 'oidc-subject', name, immutableId: name }),
    )
    const rows = [access('1', 'deploy', { type: 'role', through: [{ kind: 'trust', name: 'repo:a/b:two' }] })]
    expect(linesOf(identity(rows, subjects))).toEqual([
      'Hana > repo:a/b:one plain',
      'Hana > repo:a/b:two plain',
      'deploy > 1 plain',
      'repo:a/b:two > deploy plain',
    ])
  })
})
