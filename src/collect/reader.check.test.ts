/** What a check says of an account that is not as it should be. */
import { afterEach, expect, test } from 'vitest'
import type { Connection, Probe } from '../app/ports/connections.ts'
import type { ScriptedAnswer, ScriptedAws, ScriptedCall } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { parseArn } from '../core/ids.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { Special } from './quiet-aws.fake.ts'
import { denial, lake, organization, own, quietAws, shop } from './quiet-aws.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

async function verify(special: Special, change: { [K in keyof Connection]?: Connection[K] } = {}) {
  aws = await startScriptedAws((call) => special(call) ?? quietAws(call))
  const states: string[] = []
  const probes = new Map<string, Omit<Probe, 'checkedAt'>>()
  await readerWith(own).verify(
    connectionTo(aws.url, { accounts: [lake], ...change }),
    async (target) => {
      states.push(`${target.state}${target.reason === null ? '' : `: ${target.reason}`}`)
      for (const { checkedAt: _, ...probe } of target.probes) probes.set(probe.capability, probe)
    },
    noAbort,
  )
  return { states, probes }
}

const without = ({ operation, input }: ScriptedCall): boolean =>
  operation === 'AssumeRole' && input['ExternalId'] === undefined
const withOurs = ({ operation, input }: ScriptedCall): boolean =>
  operation === 'AssumeRole' && input['ExternalId'] !== undefined
const closed: ScriptedAnswer = { status: 403, code: 'AccessDenied' }

test('everything as it should be', async () => {
  const { states, probes } = await verify((call) => (without(call) ? closed : undefined))
  expect(states).toEqual(['reachable', 'ready'])
  expect(probes.get('role')).toEqual({ capability: 'role', result: 'ok' })
  expect(probes.get('external_id')).toEqual({ capability: 'external_id', result: 'ok' })
  expect(probes.get('organization')).toEqual({ capability: 'organization', result: 'not_applicable' })
})

const role = (trust: object): ScriptedAnswer => ({
  body: `<Role><RoleName>R</RoleName><AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(trust))}</AssumeRolePolicyDocument></Role>`,
})
const principal = 'arn:aws:iam::999999999999:user/bailiwick'
const trusting = (Principal: unknown) => {
  const externalId = connectionTo('').externalId
  const Condition = { StringEquals: { 'sts:ExternalId': externalId } }
  return role({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }] })
}

test.each<[string, ScriptedAnswer, string, object]>([
  ['as generated', trusting({ AWS: principal }), 'ready', { result: 'ok' }],
  [
    'wider',
    trusting('*'),
    'reachable: The trust policy is wider than generated: it admits everybody (*).',
    { result: 'failed', reason: 'The trust policy is wider than generated: it admits everybody (*).' },
  ],
  [
    'not to be read',
    { status: 403, code: 'AccessDenied' },
    'missing_permissions: AWS refused iam:GetRole: cause not stated by AWS.',
    { result: 'denied', action: 'iam:GetRole', attach: 'SecurityAudit', cause: 'not_stated' },
  ],
])('the trust policy is %s', async (_, answer, state, probe) => {
  const { states, probes } = await verify(
    (call) => {
      if (without(call)) return closed
      return call.operation === 'GetRole' ? answer : undefined
    },
    { trustPrincipalArn: parseArn(principal) ?? null },
  )
  expect(states.at(-1)).toBe(state)
  expect(probes.get('trust')).toMatchObject(probe)
})

test('the credential report may not be asked for', async () => {
  const { probes } = await verify((call) => {
    if (without(call)) return closed
    return call.operation === 'GenerateCredentialReport' ? { status: 403, code: 'AccessDenied' } : undefined
  })
  expect(probes.get('credentials')).toMatchObject({
    result: 'denied',
    action: 'iam:GenerateCredentialReport',
    attach: 'SecurityAudit',
  })
  expect(probes.get('trust')).toEqual({ capability: 'trust', result: 'not_applicable' })
})

test('a role that opens without the external id is told', async () => {
  const { states, probes } = await verify(() => undefined)
  expect(states.at(-1)).toMatch(/^ready: The role can be assumed without the ExternalId/)
  expect(probes.get('external_id')).toMatchObject({ result: 'failed' })
})

test('wrong external id, missing role, foreign principal', async () => {
  const mismatch = await verify((call) => (withOurs(call) ? closed : undefined))
  expect(mismatch.states[0]).toMatch(/^external_id_mismatch/)
  await aws?.stop()
  const missing = await verify((call) => (call.operation === 'AssumeRole' ? closed : undefined))
  expect(missing.states[0]).toMatch(/^role_missing: .*does not exist, does not trust/)
  await aws?.stop()
  const text =
    'User: x is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action'
  const foreign = await verify((call) => (call.operation === 'AssumeRole' ? { ...closed, message: text } : undefined))
  expect(foreign.states[0]).toMatch(/^not_trusted: The trust policy/)
})

test('a refused capability names action, cause, statement and what to attach', async () => {
  const { states, probes } = await verify((call) => {
    if (without(call)) return closed
    return call.operation === 'ListQueues' ? denial('sqs:ListQueues') : undefined
  })
  expect(states.at(-1)).toBe('missing_permissions: AWS refused sqs:ListQueues: no identity policy allows it.')
  const statement = { Effect: 'Allow', Action: ['sqs:ListQueues'], Resource: '*' }
  expect(probes.get('resources:sqs')).toEqual({
    capability: 'resources:sqs',
    result: 'denied',
    action: 'sqs:ListQueues',
    cause: 'identity_policy',
    reason: 'AWS refused sqs:ListQueues: no identity policy allows it.',
    statement,
    attach: 'SecurityAudit',
    fix: {
      statement,
      attach: 'SecurityAudit',
      cli: `aws iam put-role-policy --role-name BailiwickCrossAccountTrustRole --policy-name Bailiwick-sqs-ListQueues --policy-document '{"Version":"2012-10-17","Statement":[${JSON.stringify(statement)}]}'`,
      attachCli:
        'aws iam attach-role-policy --role-name BailiwickCrossAccountTrustRole --policy-arn arn:aws:iam::aws:policy/SecurityAudit',
    },
  })
})

test('what an SCP refuses, no statement in the role mends', async () => {
  const { probes } = await verify((call) => {
    if (without(call)) return closed
    return call.operation === 'ListQueues'
      ? denial('sqs:ListQueues', 'with an explicit deny in a service control policy')
      : undefined
  })
  expect(probes.get('resources:sqs')).toMatchObject({ result: 'denied', cause: 'scp' })
  expect(probes.get('resources:sqs')).not.toHaveProperty('statement')
})

test('a member given as the management account', async () => {
  const { probes } = await verify(
    (call) => {
      if (without(call)) return closed
      return call.operation === 'DescribeOrganization' ? organization(shop) : undefined
    },
    { managementAccountId: lake },
  )
  expect(probes.get('organization')).toMatchObject({
    result: 'failed',
    reason: `${lake} is a member. The management account of o-a1 is ${shop}.`,
  })
})

test('a role of another name in the management account is the one that is mended', async () => {
  const change = {
    managementAccountId: lake,
    managementRoleArn: `arn:aws:iam::${lake}:role/audit/Reader`,
    trustPrincipalArn: parseArn(principal) ?? null,
  }
  const lacking = await verify(
    (call) => (call.operation === 'ListQueues' ? denial('sqs:ListQueues') : undefined),
    change,
  )
  const { cli, attachCli } = lacking.probes.get('resources:sqs')?.fix ?? {}
  expect(cli).toContain('put-role-policy --role-name Reader ')
  expect(attachCli).toContain('attach-role-policy --role-name Reader ')
  expect(lacking.probes.get('external_id')?.fix?.cli).toContain('update-assume-role-policy --role-name Reader ')
  await aws?.stop()
  const missing = await verify((call) => (call.operation === 'AssumeRole' ? closed : undefined), change)
  expect(missing.probes.get('role')?.fix?.cli).toContain('get-role --role-name Reader ')
})

test('in another partition the commands that mend name the Region, by which the CLI knows whose IAM is meant', async () => {
  const change = {
    partition: 'aws-us-gov',
    homeRegion: 'us-gov-west-1',
    trustPrincipalArn: parseArn('arn:aws-us-gov:iam::999999999999:user/bailiwick') ?? null,
  } as const
  const lacking = await verify(
    (call) => (call.operation === 'ListQueues' ? denial('sqs:ListQueues') : undefined),
    change,
  )
  const queues = lacking.probes.get('resources:sqs')?.fix
  const trust = lacking.probes.get('external_id')?.fix
  await aws?.stop()
  const missing = await verify((call) => (call.operation === 'AssumeRole' ? closed : undefined), change)
  for (const cli of [queues?.cli, queues?.attachCli, trust?.cli, missing.probes.get('role')?.fix?.cli]) {
    expect(cli).toContain(' --region us-gov-west-1')
  }
})

test.each([
  ['user/ops/bailiwick', 'user', 'bailiwick'],
  ['root', undefined, ''],
])('without a role to assume, it is the caller that is mended: %s', async (caller, kind, name) => {
  const arn = `arn:aws:iam::999999999999:${caller}`
  const { probes } = await verify(
    (call) => {
      if (call.operation === 'GetCallerIdentity') return { body: `<Arn>${arn}</Arn><Account>999999999999</Account>` }
      return call.operation === 'ListQueues' ? denial('sqs:ListQueues') : undefined
    },
    { method: 'direct', externalId: '', accounts: [] },
  )
  const fix = probes.get('resources:sqs')?.fix
  expect(fix).toMatchObject({ statement: { Action: ['sqs:ListQueues'] }, attach: 'SecurityAudit' })
  if (kind === undefined) expect([fix?.cli, fix?.attachCli]).toEqual([undefined, undefined])
  else {
    expect(fix?.cli).toContain(`aws iam put-${kind}-policy --${kind}-name ${name} `)
    expect(fix?.attachCli).toContain(`aws iam attach-${kind}-policy --${kind}-name ${name} `)
  }
})
