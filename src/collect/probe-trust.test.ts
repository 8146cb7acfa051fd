/** Whoever answers as AWS lets us in whatever the role says, or without any role: the role itself then tells. */
import { afterEach, expect, test } from 'vitest'
import type { AccountTarget } from '../app/ports/connections.ts'
import type { ScriptedAnswer, ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { parseArn } from '../core/ids.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { describeInstallation } from './instructions.ts'
import { lake, own, quietAws } from './quiet-aws.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

const connection = (url: string) =>
  connectionTo(url, {
    accounts: [lake],
    trustPrincipalArn: parseArn('arn:aws:iam::999999999999:user/bailiwick') ?? null,
  })

/** Where `GetRole` has this answer and `AssumeRole` none but yes. */
async function checked(role: ScriptedAnswer): Promise<Omit<AccountTarget, 'connectionId'> | undefined> {
  aws = await startScriptedAws((call) => (call.operation === 'GetRole' ? role : quietAws(call)))
  const told: Omit<AccountTarget, 'connectionId'>[] = []
  await readerWith(own).verify(connection(aws.url), async (target) => void told.push(target), noAbort)
  return told.at(-1)
}

test('a session without a role: the role is missing, and not merely unreadable', async () => {
  const target = await checked({ status: 404, code: 'NoSuchEntity', message: 'Role not found' })
  expect(target).toMatchObject({
    state: 'role_missing',
    reason: expect.stringMatching(/does not exist in this account\. Was it renamed\? Type its name in Assume role\./),
  })
})

test('a trust policy that names another ExternalId: that it lets us in is not believed', async () => {
  const { trustPolicy } = describeInstallation(connectionTo('', { ...connection(''), externalId: 'another' }))
  const document = encodeURIComponent(JSON.stringify(trustPolicy))
  const target = await checked({
    body: `<Role><AssumeRolePolicyDocument>${document}</AssumeRolePolicyDocument></Role>`,
  })
  expect(target).toMatchObject({
    state: 'external_id_mismatch',
    reason: 'The trust policy names another ExternalId than that of this integration.',
  })
  expect(target?.probes.find(({ capability }) => capability === 'trust')?.fix?.cli).toContain(connection('').externalId)
})

test('a trust policy as it was generated is not said to lack its condition', async () => {
  const document = encodeURIComponent(JSON.stringify(describeInstallation(connection('')).trustPolicy))
  const target = await checked({
    body: `<Role><AssumeRolePolicyDocument>${document}</AssumeRolePolicyDocument></Role>`,
  })
  const probe = target?.probes.find(({ capability }) => capability === 'external_id')
  expect(probe).toMatchObject({
    result: 'failed',
    reason: 'The role can be assumed without the ExternalId, although its trust policy asks for it.',
  })
  expect(probe?.fix).not.toHaveProperty('cli')
})
