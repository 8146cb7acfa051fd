import { expect, test } from 'vitest'
import { runCommand } from '../../../test/fakes/command-line.ts'
import type { Transport } from '../transport.ts'
import { readEvery } from './schedule.ts'

const statement = { Effect: 'Allow', Action: ['sso:ListPermissionSets'], Resource: '*' }
const view = {
  id: 'i',
  name: 'AWS prod',
  kind: 'aws',
  method: 'stackset',
  state: 'degraded',
  reason: null,
  externalId: 'e',
  trustPrincipal: 'arn:aws:iam::444455556666:role/bailiwick',
  roleName: 'R',
  lastSyncAt: null,
  counts: { accounts: 1, principals: 0, resources: 0 },
  accounts: [
    {
      accountId: '111122223333',
      name: null,
      state: 'missing_permissions',
      reason: null,
      probes: [
        {
          capability: 'identity_center',
          result: 'denied',
          action: 'sso:ListPermissionSets',
          cause: 'identity_policy',
          statement,
          attach: 'AWSSSOReadOnly',
          fix: { statement, attach: 'AWSSSOReadOnly', cli: 'aws iam put-role-policy …', text: 'Update the stack.' },
        },
      ],
    },
    { accountId: '222233334444', name: null, state: 'ready', reason: null, probes: [] },
  ],
}

const run = (
  argv: readonly string[],
  { kind = 'server', body = view }: { kind?: Transport['kind']; body?: unknown } = {},
) => runCommand(argv, () => body, { kind })

test('verify prints the shape of connection.md §14', async () => {
  const { stdout, status, requests } = await run(['connect', 'aws', 'verify', 'AWS prod', '--json'])
  expect(status).toBe(0)
  const document = JSON.parse(stdout)
  expect(document).toMatchObject({
    integration: 'AWS prod',
    state: 'degraded',
    externalId: 'e',
    trustPrincipal: 'arn:aws:iam::444455556666:role/bailiwick',
  })
  expect(document.accounts[0]).toMatchObject({
    accountId: '111122223333',
    state: 'missing_permissions',
    probes: [
      {
        capability: 'identity_center',
        result: 'denied',
        action: 'sso:ListPermissionSets',
        cause: 'identity_policy',
        statement,
        attach: 'AWSSSOReadOnly',
      },
    ],
  })
  expect(requests).toEqual([{ method: 'POST', path: '/integrations/AWS%20prod/verify', body: { read: true } }])
})

test.each([[['--account', '1111-2222-3333']], [['--account=111122223333']]])(
  'verify of one account: %s',
  async (option) => {
    const { stdout, requests } = await run(['connect', 'aws', 'verify', 'AWS prod', ...option, '--json'])
    expect(requests[0]?.body).toMatchObject({ accounts: [option.at(-1)?.replace('--account=', '')] })
    expect(JSON.parse(stdout).accounts.map((one: { accountId: string }) => one.accountId)).toEqual(['111122223333'])
  },
)

test('without a server nothing is read: a reading would wait for ever', async () => {
  const { requests } = await run(['connect', 'aws', 'verify', 'AWS prod'], { kind: 'here' })
  expect(requests[0]?.body).toEqual({ read: false })
})

test('people see what to paste', async () => {
  const { stdout } = await run(['connect', 'aws', 'verify', 'AWS prod'])
  expect(stdout).toContain('Attach AWSSSOReadOnly.')
  expect(stdout).toContain(JSON.stringify(statement))
  expect(stdout).toContain('Update the stack.')
  expect(stdout).toContain('aws iam put-role-policy')
})

test('an estimate asks for the preview and reads nothing', async () => {
  const lines = [{ stage: 'iam', calls: 12, note: '12 calls in each of 1 account.' }]
  const estimate = { calls: 12, minutes: 1, cost: 'about $0.00', lines }
  const warnings = ['eu-south-1 is not enabled in 1 of 1 account; it will be skipped there.']
  const body = { accounts: [{ accountId: '1', excluded: false }], estimate, warnings, trouble: null }
  const { stdout, requests } = await run(['sync', 'AWS prod', '--estimate'], { body })
  expect(requests).toEqual([{ method: 'GET', path: '/integrations/AWS%20prod/preview', query: {} }])
  expect(stdout).toContain('About 12 calls and 1 minute for 1 account; about $0.00.')
  expect(stdout).toContain(warnings[0])
  const scope = ['--stage', 'iam,resources', '--account', '1111-2222-3333', '--account', '222233334444']
  const { requests: ofPart } = await run(['sync', 'AWS prod', '--estimate', ...scope], { body })
  expect(ofPart[0]?.query).toEqual({ stages: 'iam,resources', accounts: '111122223333,222233334444' })
})

test('calls show what each costs, and what is not priced', async () => {
  const row = {
    accountId: null,
    region: 'us-east-1',
    pages: 1,
    retries: 0,
    throttles: 0,
    errors: 0,
    bytes: 1_200,
    ms: 1,
  }
  const body = {
    items: [
      { ...row, operation: 'glue:GetResourcePolicies', calls: 2, usd: null },
      { ...row, operation: 'iam:ListRoles', calls: 3, usd: 0 },
      { ...row, operation: 'kms:ListKeys', calls: 10, usd: 0.00003 },
    ],
    totals: {
      calls: 15,
      retries: 0,
      throttles: 0,
      bytes: 3_600,
      cost: 'less than $0.01; 2 calls not priced',
      pricesAsOf: '2026-11-26',
    },
  }
  const { stdout } = await run(['calls'], { body })
  expect(stdout).toMatch(/glue:GetResourcePolicies +2 +1 .* 2 +1 +not priced/)
  expect(stdout).toMatch(/iam:ListRoles +3 .*free/)
  expect(stdout).toMatch(/kms:ListKeys +10 .*\$0\.000030/)
  expect(stdout).toContain('15 calls, 3 kinds, 0 throttled, 4 KB, less than $0.01; 2 calls not priced.')
})

test('intervals as people write them', () => {
  expect(readEvery('30m')).toEqual({ identities: 30 })
  expect(readEvery('identities=2h, resources=1d,reports=never')).toEqual({
    identities: 120,
    resources: 1_440,
    reports: null,
  })
  expect(() => readEvery('hourly')).toThrow('"hourly" is no interval.')
  expect(() => readEvery('people=1h')).toThrow('"people" is not read by itself.')
})

test('integrations set --every sets the rhythm, and integrations schedule shows it', async () => {
  const body = {
    everyMinutes: { identities: 30, resources: 360, reports: null },
    nextRunAt: '2026-05-03T10:07:00.000Z',
    paused: false,
  }
  const set = await run(['integrations', 'set', 'AWS prod', '--every', '30m'], { body })
  const path = '/integrations/AWS%20prod/schedule'
  expect(set.requests).toEqual([{ method: 'PATCH', path, body: { everyMinutes: { identities: 30 } } }])
  const shown = await run(['integrations', 'schedule', 'AWS prod'], { body })
  expect(shown.requests).toEqual([{ method: 'GET', path }])
  expect(shown.stdout).toMatch(/identities +30m\nresources +6h\nreports +never\n/)
  expect(shown.stdout).toContain('Next: 2026-05-03T10:07:00.000Z.')
  expect((await run(['integrations', 'set', 'AWS prod'])).status).toBe(2)
  expect((await run(['integrations', 'set', 'AWS prod', 'profileName=x', '--every', '30m'])).status).toBe(2)
})
