import { expect, test } from 'vitest'
import type { AccountTarget, Integration, Probe } from '../../api/schema.ts'
import { missingStatements, probeColumns, probeFix, probeMark, readerOf, troublesOf } from './probes.ts'

const probe = (capability: string, result: Probe['result'], facts: Partial<Probe> = {}): Probe => ({
  capability,
  result,
  checkedAt: '2026-05-12T10:26:00Z',
  ...facts,
})
const target = (probes: Probe[], state: AccountTarget['state'] = 'ready'): AccountTarget => ({
  accountId: '111122223333',
  name: 'root',
  state,
  reason: null,
  probes,
})

const readsAs = {
  principal: 'arn:aws:iam::999988887777:user/ada',
  isRoot: false,
  session: null,
  power: 'read',
  warnings: [],
} satisfies Integration['readsAs']

test('resources of every service stand in one column, and one refusal shows', () => {
  const one = target([
    probe('role', 'ok'),
    probe('resources:s3', 'ok'),
    probe('resources:kms', 'denied', { action: 'kms:ListKeys' }),
  ])
  expect(probeColumns([one]).map((column) => column.key)).toEqual(['role', 'resources'])
  expect(probeMark(one, 'resources')).toBe('refused')
  expect(probeMark(one, 'role')).toBe('ok')
})

test('an account nobody has tried waits; a capability that does not apply there is none', () => {
  expect(probeMark(target([], 'pending'), 'role')).toBe('waiting')
  expect(probeMark(target([], 'ready'), 'role')).toBe('ok')
  expect(probeMark(target([], 'not_trusted'), 'role')).toBe('refused')
  expect(probeMark(target([], 'ready'), 'identities')).toBe('waiting')
  expect(probeMark(target([probe('organization', 'not_applicable')]), 'organization')).toBe('none')
  expect(probeMark(target([probe('role', 'ok')]), 'organization')).toBe('none')
})

test('what is missing becomes one statement for each set of resources', () => {
  const probes = [
    probe('a', 'denied', { statement: { Effect: 'Allow', Action: ['sso:ListInstances'], Resource: '*' } }),
    probe('b', 'denied', { fix: { statement: { Effect: 'Allow', Action: ['kms:ListKeys'], Resource: '*' } } }),
    probe('d', 'denied', { action: 'secretsmanager:ListSecrets', fix: { text: 'An SCP forbids it.' } }),
    probe('c', 'denied', {
      fix: { statement: { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::trail/*'] } },
    }),
  ]
  expect(missingStatements(probes)).toEqual([
    { Effect: 'Allow', Action: ['kms:ListKeys', 'sso:ListInstances'], Resource: '*' },
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::trail/*'] },
  ])
  expect(missingStatements([probe('role', 'failed')])).toEqual([])
})

test('where AWS gives one answer for several causes, each is a line of its own', () => {
  expect(probeFix(probe('role', 'denied', { fix: { text: 'Look at the name.\nLook at the trust.' } }))).toEqual([
    'Look at the name.',
    'Look at the trust.',
  ])
})

test('what has one effect and one remedy is told once, with each cause; a failure is not a refusal', () => {
  const probes = [
    probe('resources:ssm', 'failed', { reason: 'ssm:DescribeInstanceInformation timed out.' }),
    probe('resources:ds', 'failed', { reason: 'ds:DescribeDirectories timed out.' }),
    probe('organization', 'denied', { action: 'organizations:ListRoots', fix: { text: 'Attach the policy.' } }),
  ]
  expect(troublesOf(probes, 'root').map(({ causes, fix }) => ({ causes, fix }))).toEqual([
    {
      causes: ['ssm:DescribeInstanceInformation timed out.', 'ds:DescribeDirectories timed out.'],
      fix: ['Check again in a while.'],
    },
    { causes: ['The role in root may not call organizations:ListRoots.'], fix: ['Attach the policy.'] },
  ])
  expect(probeMark(target(probes), 'resources')).toBe('failed')
})

test('a trust policy that is not for us lets nobody else in', () => {
  const [open] = troublesOf([probe('trust', 'failed', { reason: 'It admits everybody (*).' })], 'root')
  const [foreign] = troublesOf([probe('trust', 'failed', { cause: 'external_id', reason: 'Another.' })], 'root')
  expect(open?.effect).toMatch(/^Others than Bailiwick may enter/)
  expect(foreign?.effect).toMatch(/^Nothing in this account can be read/)
})

test.each([
  ['a member', '111122223333', {}, 'the role audit/Bailiwick'],
  ['the management account', '999988887777', {}, 'the role root/Reader'],
  [
    'the management account with the usual role',
    '999988887777',
    { managementRoleArn: null },
    'the role audit/Bailiwick',
  ],
  ['credentials that read directly', '999988887777', { method: 'direct', readsAs }, readsAs.principal],
  ['those that nobody has seen yet', '111122223333', { method: 'direct' }, 'the credentials that read directly'],
] as const)('what is missing is given to who reads the account: %s', (_, account, change, reader) => {
  const role = { method: 'manual', readsAs: null, roleName: 'audit/Bailiwick' } as const
  const management = {
    managementAccount: '999988887777',
    managementRoleArn: 'arn:aws:iam::999988887777:role/root/Reader',
  }
  expect(readerOf({ ...role, ...management, ...change }, account)).toBe(reader)
})
