import { expect, test } from 'vitest'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { defaultSettings } from '../ports/connections.ts'
import type { IntegrationSettings } from './integration-settings.ts'
import { narrowedBy } from './narrowed.ts'
import { switchableTypes } from './settings-form.ts'

const [one, two] = [accountOf('111122223333'), accountOf('222233334444')]

const wide: IntegrationSettings = {
  ...defaultSettings,
  name: 'AWS',
  owner: null,
  accounts: [one, two],
  managementAccount: one,
  managementRoleArn: null,
  organization: true,
  roleName: 'R',
  regions: [],
  homeRegion: 'us-east-1',
  identityCenterRegion: null,
}

test.each<[Partial<IntegrationSettings>, readonly string[]]>([
  [{ accounts: [one] }, ['Account 222233334444 will no longer be read.']],
  [{ excludedAccounts: [one, two] }, ['Accounts 111122223333, 222233334444 will no longer be read.']],
  [
    { excludedUnits: ['ou-a1b2-c3d4e5f6'] },
    ['The accounts of organizational unit ou-a1b2-c3d4e5f6 will no longer be read.'],
  ],
  [{ organization: false }, ['Accounts of the organization that are not named will no longer be read.']],
  [{ regions: ['eu-west-1'] }, ['Resources outside of eu-west-1 will no longer be read.']],
  [{ resourceTypes: switchableTypes.filter((type) => type !== 'sqs') }, ['Resource type SQS will no longer be read.']],
  [{ portalUrl: 'https://a.example', extendedReads: true }, []],
])('%j takes out of sight', (change, sentences) => {
  const narrow = { ...wide, ...change }
  expect(narrowedBy(wide, narrow)).toEqual(sentences)
  expect(narrowedBy(narrow, wide)).toEqual([])
})

test('from some Regions to fewer, the ones that are left out are named', () => {
  const some = { ...wide, regions: ['eu-west-1', 'us-east-1'] }
  expect(narrowedBy(some, { ...some, regions: ['us-east-1'] })).toEqual([
    'Resources in eu-west-1 will no longer be read.',
  ])
})

test('many are counted', () => {
  const resourceTypes = ['s3' as const]
  const [sentence] = narrowedBy(wide, { ...wide, resourceTypes })
  expect(sentence).toMatch(new RegExp(`and ${switchableTypes.length - 1 - 5} more will no longer be read\\.$`))
})
