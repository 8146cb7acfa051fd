import { expect, test } from 'vitest'
import { indexOf, wholly } from '../../../test/fakes/access-index.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import {
  account,
  allow,
  deny,
  organization,
  organizationPolicy,
  policy,
  role,
  unit,
} from '../../../test/fakes/inventory.ts'
import type { InventoryObject, Json } from '../../core/inventory/objects.ts'
import type { AccountTarget, Probe } from '../ports/connections.ts'
import { nameScps } from './name-scp.ts'

const management = '111111111111'
const lake = accountOf('222222222222')

const scp = (id: string, name: string, document: Json, targets: readonly string[]) =>
  organizationPolicy(management, id, { name, type: 'serviceControl', document, targets })

const full = scp('p-full', 'FullAWSAccess', policy(allow('*')), ['r-test', 'ou-prod', lake])
const objects = [
  organization(management),
  unit(management, 'r-test', 'Root', null),
  unit(management, 'ou-prod', 'Production', 'r-test'),
  account(management, 'management', 'r-test'),
  account(lake, 'lake', 'ou-prod'),
]

const connection = { partition: 'aws', rolePath: '/', roleName: 'R', trustPrincipalArn: null } as const
const refused = (action: string): Omit<AccountTarget, 'connectionId'> => {
  const probe: Probe = { capability: 'resources:sqs', result: 'denied', action, cause: 'scp', checkedAt: 'now' }
  return { accountId: lake, name: null, state: 'missing_permissions', reason: null, probes: [probe] }
}

async function said(
  scps: readonly ReturnType<typeof scp>[],
  action: string,
  from: Parameters<typeof nameScps>[1] = connection,
  roles: readonly InventoryObject[] = [],
): Promise<string | undefined> {
  const index = indexOf([...objects, ...scps, ...roles], wholly(management, lake))
  const target = await nameScps({ access: { currentIfAny: async () => index } }, from, refused(action))
  return target.probes[0]?.fix?.text
}

test('the SCP whose Deny matches is named, with where it hangs', async () => {
  const guard = scp('p-guard', 'NoQueues', policy(deny('sqs:*')), ['ou-prod'])
  const other = scp('p-other', 'NoTopics', policy(deny('sns:*')), ['r-test'])
  expect(await said([full, other, guard], 'sqs:ListQueues')).toBe(
    'The SCP NoQueues on OU Production denies it, in statement 1.',
  )
})

test('nothing that allows is named by its place', async () => {
  const narrow = scp('p-narrow', 'OnlyS3', policy(allow('s3:*')), ['ou-prod'])
  const root = scp('p-full', 'FullAWSAccess', policy(allow('*')), ['r-test', lake])
  expect(await said([root, narrow], 'sqs:ListQueues')).toBe('Nothing allows it in the SCPs of OU Production.')
})

test('an SCP that is newer than the last reading is not invented', async () => {
  expect(await said([full], 'sqs:ListQueues')).toMatch(/has no SCP that forbids it: it is newer, or cannot be read\.$/)
})

test('of an account whose role is called otherwise, that role is asked about', async () => {
  const exempt = 'arn:aws:iam::222222222222:role/audit/Reader'
  const condition = { ArnNotEquals: { 'aws:PrincipalArn': exempt } }
  const guard = scp('p-guard', 'NoQueues', policy({ ...deny('sqs:*'), Condition: condition }), ['ou-prod'])
  const others = scp(
    'p-others',
    'NoReader',
    policy({ ...deny('sqs:*'), Condition: { ArnEquals: condition.ArnNotEquals } }),
    ['ou-prod'],
  )
  const named = { ...connection, managementAccountId: lake, managementRoleArn: exempt }
  const reader = [role(lake, 'Reader', { path: '/audit/' })]
  expect(await said([full, guard, others], 'sqs:ListQueues', named, reader)).toMatch(/^The SCP NoReader /)
})
