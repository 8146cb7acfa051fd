/** The contract suite on the simulated AWS, which has to keep all of it. */
import { describe } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { createClock } from '../../src/sandbox/clock.ts'
import { startSandbox } from '../../src/sandbox/server.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import type { AccountState } from '../../src/sandbox/world/model.ts'
import type { AwsUnderTest } from './aws/under-test.ts'
import { awsContract } from './aws.contract.ts'

async function simulated(): Promise<AwsUnderTest> {
  const made = world({ seed: 'contract', size: 'tiny', start: new Date() })
  const clock = createClock()
  const sandbox = await startSandbox({ world: made, catalogue: loadCatalogue(), clock, environment: {} })
  const { organization, identityCenter } = made
  const management = made.accounts.get(organization.managementAccountId)
  const member = [...organization.members.values()].find(({ name }) => name === 'prod-payments')
  const deny = [...organization.policies.values()].find(({ name }) => name === 'Quarantine')
  const set = [...identityCenter.permissionSets.values()].find(({ name }) => name === 'LakeReader')
  const person = [...identityCenter.users.values()].find(({ enabled }) => enabled)
  if (
    management === undefined ||
    member === undefined ||
    deny === undefined ||
    set === undefined ||
    person === undefined
  ) {
    throw new Error('the tiny organization lacks what the contract suite needs')
  }
  return {
    url: sandbox.url,
    admin: keyOf(management, 'ops-admin'),
    managementAccountId: organization.managementAccountId,
    memberAccountId: member.id,
    denyAllPolicyId: deny.id,
    identityCenter: {
      instanceArn: identityCenter.instanceArn,
      storeId: identityCenter.storeId,
      region: identityCenter.region,
      permissionSetArn: set.arn,
      permissionSetName: set.name,
      userId: person.id,
    },
    async advance(ms) {
      clock.advance(ms)
    },
    throttle(service, operation, times) {
      sandbox.setFaults([{ match: { service, operation }, when: { first: times }, effect: { kind: 'throttle' } }])
    },
    stop: () => sandbox.stop(),
  }
}

function keyOf({ iam }: AccountState, userName: string) {
  const key = [...iam.accessKeys.values()].find((each) => each.userName === userName)
  if (key === undefined) throw new Error(`${userName} has no access key`)
  return { accessKeyId: key.id, secretAccessKey: key.secret }
}

describe('the simulated AWS', () => {
  awsContract(simulated)
})
