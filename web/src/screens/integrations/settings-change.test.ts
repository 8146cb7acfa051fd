import { expect, test } from 'vitest'
import type { IntegrationSettings } from '../../api/types.ts'
import { draftOfSettings, settingsForm, visibleLength } from './integrate/settings-draft.ts'
import { changeOf, connectionDraftOf, fileOfSettings } from './settings-change.ts'

const settings: IntegrationSettings = {
  name: 'AWS prod',
  owner: 'wei@larkfield.example',
  accounts: ['111122223333'],
  managementAccount: null,
  managementRoleArn: null,
  organization: false,
  roleName: 'BailiwickCrossAccountTrustRole',
  regions: ['eu-west-1'],
  homeRegion: 'us-east-1',
  identityCenterRegion: null,
  resourceTypes: null,
  excludedUnits: [],
  excludedAccounts: [],
  enableAudit: false,
  credentialRotationDays: 90,
  userCleanupDays: null,
  customAccessDetails: null,
  integrationOwner: { attribute: 'group', values: ['cloud security', 'platform'] },
  resourceOwner: { tagKey: 'owner', attribute: 'email' },
  portalUrl: null,
  profileName: 'bailiwick',
  maxCallsPerRun: null,
  maxCostPerDay: null,
  cloudTrail: { bucketArn: null, prefix: null, keyArn: null, queueArn: null },
  extendedReads: false,
}
const before = { connection: connectionDraftOf(settings), settings: draftOfSettings(settings) }

test('a form that nobody touched asks for nothing', () => {
  expect(changeOf(before, before)).toEqual({})
})

test('only what was changed is sent; what was emptied is taken away', () => {
  const after = {
    connection: { ...before.connection, regions: 'eu-west-1 us-east-1' },
    settings: { ...before.settings, credentialRotationDays: '', tagKey: '', tagAttribute: '' },
  }
  expect(changeOf(before, after)).toEqual({
    regions: ['eu-west-1', 'us-east-1'],
    credentialRotationDays: null,
    resourceOwner: null,
  })
})

test('names of groups keep their spaces', () => {
  expect(settingsForm(before.settings).integrationOwner).toEqual({
    attribute: 'group',
    values: ['cloud security', 'platform'],
  })
})

test('the file leaves out what is as by default', () => {
  expect(fileOfSettings({ method: 'manual', partition: 'aws', identityCenter: false }, settings)).toEqual({
    name: 'AWS prod',
    owner: 'wei@larkfield.example',
    accounts: ['111122223333'],
    roleName: 'BailiwickCrossAccountTrustRole',
    regions: ['eu-west-1'],
    homeRegion: 'us-east-1',
    method: 'manual',
    credentialRotationDays: 90,
    integrationOwner: { attribute: 'group', values: ['cloud security', 'platform'] },
    resourceOwner: { tagKey: 'owner', attribute: 'email' },
  })
})

test('the file says what a form takes for granted and this card does not have', () => {
  const of = { method: 'stackset', partition: 'aws-us-gov', identityCenter: false } as const
  const whole = { ...settings, organization: false, managementAccount: '999988887777' }
  expect(fileOfSettings(of, whole)).toMatchObject({
    partition: 'aws-us-gov',
    organization: false,
    identityCenter: false,
  })
  const usual = fileOfSettings({ ...of, identityCenter: true }, { ...whole, organization: true })
  expect(Object.keys(usual)).not.toContain('organization')
  expect(Object.keys(usual)).not.toContain('identityCenter')
})

test('characters are counted as people see them', () => {
  expect(visibleLength('👨‍👩‍👧 ok')).toBe(4)
})
