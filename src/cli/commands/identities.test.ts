/** `identities` and `accounts`: what is asked of the API, and what people read. */

import { describe, expect, test } from 'vitest'
import { runCommand } from '../../../test/fakes/command-line.ts'
import type { AccountDetail } from '../../core/accounts/account.ts'
import type { IdentityDetail, IdentitySummary } from '../../core/people/identity.ts'

const moment = { at: '2026-05-03T00:00:00.000Z', snapshot: '7' }

const hana: IdentitySummary = {
  id: 'idc-user:u-1',
  kind: 'person',
  name: 'Hana Sato',
  what: 'Identity Center user',
  email: 'hana@example.com',
  appearsAs: ['idc-user'],
  appearances: 1,
  reaches: 2,
  admin: 'yes',
  administers: 1,
  suggestions: 1,
}
const namesake: IdentitySummary = { ...hana, id: 'idc-user:u-2', email: 'hana2@example.com' }

const whole: IdentityDetail = {
  ...hana,
  ...moment,
  sentence: 'Hana Sato reaches two accounts through one group and is administrator in lake.',
  judgedOn: 'It is a user of Identity Center, which is for people.',
  accounts: [],
  access: [
    {
      account: '222222222222',
      accountName: 'lake',
      name: 'Admin',
      type: 'permission-set-role',
      through: [{ kind: 'group', name: 'Data' }],
      admin: 'yes',
      adminVia: 'full',
    },
  ],
  becomes: [],
  becomesMore: 0,
  credentials: [
    {
      arn: 'arn:aws:iam::222222222222:user/hana',
      account: '222222222222',
      password: 'no',
      mfa: 'no',
      keys: [
        {
          id: 'AKIA1',
          active: true,
          createdAt: '2026-04-03T00:00:00.000Z',
          lastUsed: { at: '2026-05-01T00:00:00.000Z', service: 's3' },
        },
      ],
    },
  ],
  suggested: [
    {
      identity: 'iam-user:AIDA1',
      name: 'hana',
      what: 'IAM user',
      relation: 'same',
      method: 'equal-name',
      grade: 'hint',
      evidence: ['The names are equal.'],
    },
  ],
  conflicts: [],
  notes: ['Who used it is not known.'],
}

const lake: AccountDetail = {
  ...moment,
  id: '222222222222',
  name: 'lake',
  units: ['Data'],
  isManagement: false,
  reading: 'read',
  coverage: { ok: 4, missing: 1, total: 5 },
  principals: 8,
  administrators: 1,
  people: 1,
  resources: 0,
  sentence: 'lake has eight principals.',
  path: [{ id: 'r-1', name: 'Root' }],
  gaps: [{ account: '222222222222', service: 'sqs', reason: 'AWS refused' }],
  gapsMore: 0,
  principalTypes: [],
  administratorList: [{ arn: 'arn:aws:iam::222222222222:role/ops', name: 'ops', type: 'role', admin: 'yes' }],
  administratorTotal: 1,
  serviceControl: {
    state: 'read',
    levels: [{ target: 'r-1', label: 'Root', policies: [{ ref: 'x', name: 'Guard' }] }],
  },
  resourceControl: { state: 'unread', reason: 'AWS refused', levels: [] },
  doors: [{ kind: 'service', id: 'x', name: 'lambda.amazonaws.com', admin: 'no', roles: [], roleCount: 0 }],
  providers: [],
  resourceTypes: [],
}

const run = (argv: readonly string[], bodies: Readonly<Record<string, object>>) =>
  runCommand(argv, ({ path }) => bodies[path])

const page = (...items: readonly IdentitySummary[]) => ({ items, total: items.length, notes: [], ...moment })
const one = { [`/identities/${encodeURIComponent(hana.id)}`]: whole }

describe('identities', () => {
  test('lists with the filters that were given', async () => {
    const { stdout, status, requests } = await run(['identities', '--kind', 'person', '--admin', '--at', '7'], {
      '/identities': page(hana),
    })
    expect(status).toBe(0)
    expect(requests[0]?.query).toMatchObject({ kind: 'person', admin: true, at: '7', page: 1, pageSize: 500 })
    expect(stdout).toMatch(/Hana Sato +person +hana@example\.com +2 +in 1 account\n/)
    expect(stdout).toContain('1 identity.')
  })

  test('--json prints the rows and nothing else', async () => {
    const { stdout } = await run(['identities', '--json'], { '/identities': page(hana) })
    expect(JSON.parse(stdout)).toEqual([hana])
  })

  test.each(['hana@example.com', 'HANA SATO', 'idc-user:u-1', 'hana'])('%s is one of them whole', async (name) => {
    const { stdout, status } = await run(['identities', name], { '/identities': page(hana), ...one })
    expect(status).toBe(0)
    expect(stdout).toContain(whole.sentence)
    expect(stdout).toMatch(/lake +Admin +Data +yes, full/)
    expect(stdout).toContain('AKIA1: active, 30 days old, used 2026-05-01 s3')
    expect(stdout).toContain('may be the same as hana (iam-user:AIDA1), hint: The names are equal.')
  })

  test('a name of several is refused with all of them', async () => {
    const { stderr, status } = await run(['identities', 'hana sato'], { '/identities': page(hana, namesake) })
    expect(status).toBe(2)
    expect(stderr).toContain('2 identities fit hana sato.')
  })

  test('a name of nobody is refused', async () => {
    const { stderr, status } = await run(['identities', 'nobody'], { '/identities': page() })
    expect([status, stderr]).toEqual([2, expect.stringContaining('No identity is named nobody.')])
  })
})

describe('accounts', () => {
  test('one of them whole', async () => {
    const { stdout, status } = await run(['accounts', 'lake'], { '/accounts/lake': lake })
    expect(status).toBe(0)
    for (const text of [
      'lake has eight principals.',
      'SCPs:\n  Root: Guard',
      'RCPs: not read (AWS refused)',
      'ops (role)',
      'lambda.amazonaws.com',
      '222222222222 sqs: AWS refused',
    ])
      expect(stdout).toContain(text)
  })

  test('lists all', async () => {
    const { stdout } = await run(['accounts'], { '/accounts': { items: [lake], total: 1, notes: [], ...moment } })
    expect(stdout).toMatch(/222222222222 +lake +Data +8 +1 +1 +0 +1\n/)
  })
})
