/** What the customer's StackSet tells of a role that refuses: which of the three it is. */
import { afterEach, expect, test } from 'vitest'
import type { AccountTarget } from '../app/ports/connections.ts'
import type { ScriptedAnswer, ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { parseArn } from '../core/ids.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { lake, own, quietAws, shop } from './quiet-aws.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

const externalId = connectionTo('').externalId
const principal = 'arn:aws:iam::999999999999:user/bailiwick'

interface StackSet {
  /** Of the instance in the account; undefined: there is none. */
  readonly status?: string
  readonly reason?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly overrides?: Readonly<Record<string, string>>
}

const parameters = (values: Readonly<Record<string, string>> = {}): string =>
  Object.entries(values)
    .map(
      ([key, value]) => `<member><ParameterKey>${key}</ParameterKey><ParameterValue>${value}</ParameterValue></member>`,
    )
    .join('')

function answer(operation: string, { status, reason, ...set }: StackSet): ScriptedAnswer | undefined {
  const detailed = `<StackInstanceStatus><DetailedStatus>${status}</DetailedStatus></StackInstanceStatus>`
  const why = reason === undefined ? '' : `<StatusReason>${reason}</StatusReason>`
  switch (operation) {
    case 'DescribeStackSet':
      return { body: `<StackSet><Parameters>${parameters(set.parameters)}</Parameters></StackSet>` }
    case 'ListStackInstances':
      return {
        body:
          status === undefined
            ? ''
            : `<Summaries><member><Account>${lake}</Account><Region>us-east-1</Region>${detailed}${why}</member></Summaries>`,
      }
    case 'DescribeStackInstance':
      return {
        body: `<StackInstance><ParameterOverrides>${parameters(set.overrides)}</ParameterOverrides></StackInstance>`,
      }
    default:
      return undefined
  }
}

const closed: ScriptedAnswer = { status: 403, code: 'AccessDenied' }

async function refusedWith(stackSet: StackSet | undefined): Promise<Omit<AccountTarget, 'connectionId'> | undefined> {
  aws = await startScriptedAws((call) => {
    const { operation, input } = call
    const isLake = String(input['RoleArn']).includes(lake)
    if (operation === 'AssumeRole' && (isLake || input['ExternalId'] === undefined)) return closed
    if (call.service === 'cloudformation') return (stackSet && answer(operation, stackSet)) ?? closed
    return quietAws(call)
  })
  const targets = new Map<string, Omit<AccountTarget, 'connectionId'>>()
  const connection = connectionTo(aws.url, {
    method: 'stackset',
    accounts: [lake],
    managementAccountId: shop,
    trustPrincipalArn: parseArn(principal) ?? null,
  })
  await readerWith(own).verify(connection, async (target) => void targets.set(target.accountId, target), noAbort)
  return targets.get(lake)
}

test.each<[string, StackSet | undefined, string, string, RegExp]>([
  ['has no stack', {}, 'role_missing', 'no_stack', /has no stack in account 111111111111/],
  ['is at work', { status: 'RUNNING' }, 'pending', 'stack_pending', /still creating/],
  [
    'has failed',
    { status: 'FAILED', reason: 'Role exists.' },
    'role_missing',
    'stack_failed',
    /could not create .*: Role exists\.$/,
  ],
  [
    'was given another ExternalID',
    { status: 'SUCCEEDED', parameters: { ExternalID: 'wrong' } },
    'external_id_mismatch',
    'external_id',
    /another ExternalID/,
  ],
  [
    'makes the role under another name',
    { status: 'SUCCEEDED', parameters: { ExternalID: externalId }, overrides: { RoleName: 'Other' } },
    'role_missing',
    'renamed',
    /under the name Other, not BailiwickCrossAccountTrustRole/,
  ],
  [
    'has made it as it should be',
    { status: 'SUCCEEDED', parameters: { ExternalID: externalId } },
    'not_trusted',
    'principal',
    /does not trust Bailiwick's principal, or was changed by hand/,
  ],
  ['may not be read', undefined, 'role_missing', 'one_of_three', /does not exist, does not trust/],
])('the StackSet %s', async (_, stackSet, state, cause, reason) => {
  const target = await refusedWith(stackSet)
  expect(target?.state).toBe(state)
  expect(target?.probes[0]).toMatchObject({ capability: 'role', cause, reason: expect.stringMatching(reason) })
  expect(target?.probes[0]?.fix?.text).toEqual(expect.any(String))
})

test('another ExternalID is mended by an update that keeps every other parameter', async () => {
  const target = await refusedWith({ status: 'SUCCEEDED', parameters: { ExternalID: 'wrong' } })
  const cli = target?.probes[0]?.fix?.cli ?? ''
  expect(cli).toMatch(
    /^aws cloudformation update-stack-set --stack-set-name Bailiwick-Trust-Role-Org --region us-east-1 --use-previous-template /,
  )
  expect(cli).toContain(`ParameterKey=ExternalID,ParameterValue=${externalId}`)
  expect(cli).toContain('ParameterKey=IncludeAWSIdentityCenter,UsePreviousValue=true')
  expect(cli).not.toContain('ParameterKey=ExternalID,UsePreviousValue')
})

test('our own identity that may not assume the role is told with the statement it needs', async () => {
  const message = `User: ${principal} is not authorized to perform: sts:AssumeRole on resource: x because no identity-based policy allows the sts:AssumeRole action`
  aws = await startScriptedAws((call) => (call.operation === 'AssumeRole' ? { ...closed, message } : quietAws(call)))
  const probes: unknown[] = []
  await readerWith(own).verify(
    connectionTo(aws.url, { accounts: [lake] }),
    async (target) => void probes.push(target.state, target.probes[0]),
    noAbort,
  )
  expect(probes[0]).toBe('not_trusted')
  expect(probes[1]).toMatchObject({
    cause: 'own_identity',
    fix: {
      statement: {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Resource: 'arn:aws:iam::*:role/BailiwickCrossAccountTrustRole',
      },
    },
  })
})
