import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultSettings } from '../ports/connections.ts'
import type { SettingsForm } from './settings-form.ts'
import { checkSettings, switchableTypes, visibleLength } from './settings-form.ts'

const facts = { partition: 'aws', organization: true, before: defaultSettings } as const

const problemsOf = (form: SettingsForm, change: object = {}) => {
  const checked = checkSettings(form, { ...facts, ...change })
  return checked.ok ? [] : checked.error.map(({ path, message }) => `${path}: ${message}`)
}

const meaningOf = (form: SettingsForm, change: object = {}) => {
  const checked = checkSettings(form, { ...facts, ...change })
  if (!checked.ok) throw new Error(JSON.stringify(checked.error))
  return checked.value
}

const owner = { attribute: 'group', values: ['platform'] }

/** Sentences of connection.md §5. */
describe('what is refused, and in which words', () => {
  test.each<[SettingsForm, string]>([
    [{ customAccessDetails: 'x'.repeat(412) }, 'customAccessDetails: 412 of 400 characters. Shorten it by 12.'],
    [
      { portalUrl: 'example.awsapps.com/start' },
      'portalUrl: Enter the address of the AWS access portal, for example https://example.awsapps.com/start.',
    ],
    [
      { portalUrl: 'http://example.awsapps.com/start' },
      'portalUrl: Enter the address of the AWS access portal, for example https://example.awsapps.com/start.',
    ],
    [
      { resourceOwner: { tagKey: 'owner', attribute: 'email' } },
      'resourceOwner: Choose an integration owner first: it answers when a resource carries no "owner" tag.',
    ],
    [
      { integrationOwner: { attribute: 'group', values: [' '] } },
      'integrationOwner: Choose an attribute of the directory and at least one value of it.',
    ],
    [{ resourceTypes: [] }, 'resourceTypes: Choose at least one resource type.'],
    [{ resourceTypes: ['iam'] }, 'resourceTypes: Choose at least one resource type.'],
    [
      { resourceTypes: ['lamda'] },
      'resourceTypes: "lamda" is not a resource type that Bailiwick reads. Did you mean lambda?',
    ],
    [
      { excludedUnits: ['ou-1'] },
      'excludedUnits: "ou-1" is not the id of an organizational unit. They look like ou-a1b2-c3d4e5f6.',
    ],
    [
      { excludedAccounts: ['12345'] },
      'excludedAccounts: "12345" is not an AWS account number. Account numbers have 12 digits.',
    ],
    [{ credentialRotationDays: 0 }, 'credentialRotationDays: Enter a number of days from 1 to 365.'],
    [{ credentialRotationDays: 366 }, 'credentialRotationDays: Enter a number of days from 1 to 365.'],
    [{ userCleanupDays: -1 }, 'userCleanupDays: Enter a number of days from 0 to 365.'],
    [{ userCleanupDays: 1.5 }, 'userCleanupDays: Enter a number of days from 0 to 365.'],
    [{ profileName: 'no spaces' }, 'profileName: A profile name has 1 to 64 letters, digits or . @ - _.'],
    [
      { cloudTrail: { bucketArn: 'logs' } },
      'cloudTrail.bucketArn: "logs" is not the ARN of a bucket in the aws partition.',
    ],
    [
      { cloudTrail: { bucketArn: 'arn:aws-cn:s3:::logs' } },
      'cloudTrail.bucketArn: "arn:aws-cn:s3:::logs" is not the ARN of a bucket in the aws partition.',
    ],
    [
      { cloudTrail: { prefix: 'org' } },
      'cloudTrail.bucketArn: Enter the ARN of the bucket that CloudTrail delivers to.',
    ],
  ])('%j', (form, problem) => {
    expect(problemsOf(form)).toEqual([problem])
  })

  test('organizational units where no organization is read', () => {
    expect(problemsOf({ excludedUnits: ['ou-a1b2-c3d4e5f6'] }, { organization: false })).toEqual([
      'excludedUnits: Organizational units are left out where a whole organization is read. Remove accounts instead.',
    ])
  })

  test('an integration owner that is taken away leaves no resource owner behind', () => {
    const before = {
      ...defaultSettings,
      integrationOwner: owner,
      resourceOwner: { tagKey: 'owner', attribute: 'email' },
    }
    expect(problemsOf({ integrationOwner: null }, { before })).toHaveLength(1)
    expect(meaningOf({ integrationOwner: null, resourceOwner: null }, { before }).resourceOwner).toBeNull()
  })
})

describe('what is taken as it is meant', () => {
  test('nothing given changes nothing', () => {
    const before = { ...defaultSettings, portalUrl: 'https://example.awsapps.com/start', enableAudit: true }
    expect(meaningOf({}, { before })).toEqual(before)
  })

  test('null takes a setting away', () => {
    const before = {
      ...defaultSettings,
      portalUrl: 'https://example.awsapps.com/start',
      resourceTypes: ['s3'] as const,
    }
    expect(meaningOf({ portalUrl: null, resourceTypes: null }, { before })).toEqual(defaultSettings)
  })

  test('the address of the portal as people copy it', () => {
    const { portalUrl } = meaningOf({ portalUrl: ' https://example.awsapps.com/start/#/?tab=accounts ' })
    expect(portalUrl).toBe('https://example.awsapps.com/start')
  })

  test('all types are no choice: later ones are read too', () => {
    expect(meaningOf({ resourceTypes: switchableTypes }).resourceTypes).toBeNull()
    expect(meaningOf({ resourceTypes: ['s3, sqs', 'iam'] }).resourceTypes).toEqual(['s3', 'sqs'])
  })

  test('zero days of cleanup are a value', () => {
    expect(meaningOf({ userCleanupDays: 0 }).userCleanupDays).toBe(0)
  })
})

test('details are counted as the user sees them', () => {
  // A family is eleven code units and one character.
  expect(visibleLength('👩‍👩‍👧‍👦'.repeat(400))).toBe(400)
  expect(problemsOf({ customAccessDetails: '👩‍👩‍👧‍👦'.repeat(400) })).toEqual([])
  expect(problemsOf({ customAccessDetails: '🇩🇪'.repeat(401) })).toEqual([
    'customAccessDetails: 401 of 400 characters. Shorten it by 1.',
  ])
})

test('what was accepted is accepted again and means the same', () => {
  fc.assert(
    fc.property(
      fc.record({
        portalUrl: fc.constantFrom(null, 'https://a.example/start/', 'https://a.example/#/x'),
        excludedUnits: fc.subarray(['ou-a1b2-c3d4e5f6', 'ou-a1b2-c3d4e5f7']),
        resourceTypes: fc.option(fc.subarray([...switchableTypes], { minLength: 1 })),
        integrationOwner: fc.constantFrom(null, owner),
        enableAudit: fc.boolean(),
        maxCallsPerRun: fc.option(fc.integer({ min: 1, max: 10_000 })),
      }),
      (form) => {
        const once = meaningOf(form)
        expect(meaningOf(once, { before: once })).toEqual(once)
        expect(meaningOf(once)).toEqual(once)
      },
    ),
  )
})
