/**
 * What Bailiwick believes of AWS, as one suite that the simulated AWS and `moto_server` both run. We may misread AWS's
 * documentation; two readers seldom misread it alike. Where they disagree one of them is wrong, and a table says which and why.
 */
import { ListRolesCommand } from '@aws-sdk/client-iam'
import { ListKeysCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectCases } from './aws/connect.ts'
import { identityCases } from './aws/identities.ts'
import { identityCenterCases, organizationCases } from './aws/organization.ts'
import { resourceCases } from './aws/resources.ts'
import { stackCases } from './aws/stacks.ts'
import { type AwsUnderTest, type Case, clientsOf, insideMember, refusal } from './aws/under-test.ts'

/**
 * Case id → in what this AWS differs from the real one. A case listed here has to fail: a row that is no longer true is removed.
 * `before` names the version that mended it: with an older one the case is skipped when it fails.
 */
export type Differences = Readonly<Record<string, string | { readonly before: string; readonly says: string }>>

export function awsContract(make: () => Promise<AwsUnderTest>, differences: Differences = {}): void {
  let aws: AwsUnderTest
  const known = new Set<string>()

  beforeAll(async () => {
    aws = await make()
  })
  afterAll(async () => {
    await aws?.stop()
  })

  const check: Case = (id, title, body) => {
    if (known.has(id)) throw new Error(`two cases are called ${id}`)
    known.add(id)
    const difference = differences[id]
    if (difference === undefined) test(`${id}: ${title}`, () => body(aws))
    else if (typeof difference === 'string') test.fails(`${id}: ${title} (does not: ${difference})`, () => body(aws))
    else {
      const { before, says } = difference
      test(`${id}: ${title} (before ${before} not: ${says})`, ({ skip }) => body(aws).catch(() => skip(says)))
    }
  }

  describe('connecting', () => connectCases(check))
  describe('identities', () => identityCases(check))
  describe('the organization', () => organizationCases(check))
  describe('Identity Center', () => identityCenterCases(check))
  describe('resources', () => resourceCases(check))
  describe('our role by CloudFormation', () => stackCases(check))
  describe('rates', () => {
    check('throttle', 'answers too many calls so that the SDK comes again', async (under) => {
      if (under.throttle === undefined) throw new Error('this AWS never throttles')
      const { credentials, iam, kms } = await insideMember(under)
      under.throttle('iam', 'ListRoles', 1)
      expect(await refusal(iam.send(new ListRolesCommand({})))).toMatch(/^Throttling/)
      under.throttle('kms', 'ListKeys', 1)
      expect(await refusal(kms.send(new ListKeysCommand({})))).toMatch(/^Throttling/)
      under.throttle('iam', 'ListRoles', 2)
      const patient = clientsOf(under, credentials, 5)
      expect((await patient.iam.send(new ListRolesCommand({}))).Roles?.length).toBeGreaterThan(0)
    })
  })

  test('every difference names a case', () => {
    expect(known.size).toBeGreaterThan(50)
    expect(Object.keys(differences).filter((id) => !known.has(id))).toEqual([])
  })
}
