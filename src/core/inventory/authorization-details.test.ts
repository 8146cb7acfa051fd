import { describe, expect, it } from 'vitest'
import { accountId } from '../../../test/fakes/inventory.ts'
import { readAuthorizationDetails, readPolicyDocument, toIsoDate } from './authorization-details.ts'

const account = accountId('111111111111')
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
const user = {
  Path: '/',
  UserName: 'ada',
  UserId: 'AIDA1',
  Arn: 'arn:aws:iam::111111111111:user/ada',
  CreateDate: '2023-03-09 10:41:45+00:00',
}

const read = (details: Parameters<typeof readAuthorizationDetails>[0]) => readAuthorizationDetails(details, { account })

describe('readAuthorizationDetails', () => {
  it('reads users, with groups, policies, boundary and tags', () => {
    const entry = {
      ...user,
      GroupList: ['staff'],
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(JSON.stringify(document)) }],
      AttachedManagedPolicies: [{ PolicyName: 'Read', PolicyArn: 'arn:aws:iam::aws:policy/Read' }],
      PermissionsBoundary: {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: 'arn:aws:iam::111111111111:policy/edge',
      },
      Tags: [{ Key: 'team', Value: 'blue' }],
    }
    const { objects, problems } = read({ UserDetailList: [entry] })
    expect(problems).toEqual([])
    expect(objects).toEqual([
      {
        kind: 'user',
        nativeId: 'AIDA1',
        arn: user.Arn,
        accountId: account,
        region: 'global',
        cell: 'iam',
        body: {
          name: 'ada',
          path: '/',
          createdAt: '2023-03-09T10:41:45.000Z',
          groups: ['staff'],
          attachedPolicies: ['arn:aws:iam::aws:policy/Read'],
          inlinePolicies: [{ name: 'own', document }],
          boundary: 'arn:aws:iam::111111111111:policy/edge',
          tags: { team: 'blue' },
        },
      },
    ])
  })

  it('takes the answer of the SDK as well: dates as Date, last use as facts', () => {
    const entry = {
      Path: '/',
      RoleName: 'app',
      RoleId: 'AROA1',
      Arn: 'arn:aws:iam::111111111111:role/app',
      CreateDate: new Date('2024-01-02T03:04:05Z'),
      AssumeRolePolicyDocument: JSON.stringify(document),
      InstanceProfileList: [{ Arn: 'arn:aws:iam::111111111111:instance-profile/app' }],
      RoleLastUsed: { LastUsedDate: new Date('2024-05-06T00:00:00Z'), Region: 'eu-west-1' },
    }
    const [role] = read({ RoleDetailList: [entry] }).objects
    expect(role).toMatchObject({
      facts: { lastUsed: '2024-05-06T00:00:00.000Z', lastUsedRegion: 'eu-west-1' },
      body: { trustPolicy: document, instanceProfiles: ['arn:aws:iam::111111111111:instance-profile/app'] },
    })
  })

  it('takes the default version of a managed policy, whoever owns it', () => {
    const versions = [
      { VersionId: 'v1', IsDefaultVersion: false, Document: {} },
      { VersionId: 'v2', IsDefaultVersion: true, Document: document },
    ]
    const own = {
      PolicyName: 'P',
      PolicyId: 'ANPA1',
      Arn: 'arn:aws:iam::222222222222:policy/P',
      PolicyVersionList: versions,
    }
    const aws = { ...own, PolicyId: 'ANPA2', Arn: 'arn:aws:iam::aws:policy/P', DefaultVersionId: 'v2' }
    expect(read({ Policies: [own, aws] }).objects).toMatchObject([
      { accountId: '222222222222', body: { awsManaged: false, defaultVersion: 'v2', document } },
      { accountId: account, body: { awsManaged: true, defaultVersion: 'v2', document } },
    ])
  })

  it('keeps the other versions of a customer managed policy, in whatever order they come', () => {
    const version = (id: string, more: object = { Document: document }) => ({ VersionId: id, ...more })
    const one = {
      PolicyName: 'P',
      PolicyId: 'ANPA1',
      Arn: 'arn:aws:iam::222222222222:policy/P',
      DefaultVersionId: 'v2',
    }
    const versionsOf = (arn: string, ...list: readonly object[]) => {
      const [object] = read({ Policies: [{ ...one, Arn: arn, PolicyVersionList: list }] }).objects
      return object?.kind === 'managedPolicy' ? object.body.otherVersions : undefined
    }
    const encoded = { Document: encodeURIComponent(JSON.stringify(document)) }
    expect(versionsOf(one.Arn, version('v3', encoded), version('v2'), version('v1', {}))).toEqual([
      { version: 'v1', document: null },
      { version: 'v3', document },
    ])
    expect(versionsOf(one.Arn, version('v2'))).toBeUndefined()
    expect(versionsOf('arn:aws:iam::aws:policy/P', version('v2'), version('v1'))).toBeUndefined()
  })

  it.each([
    [{ ...user, UserName: undefined }, 'UserDetailList[1].UserName', 'is missing'],
    [{ ...user, UserName: 7 }, 'UserDetailList[1].UserName', 'must be text, is a number'],
    [{ ...user, Arn: 'ada' }, 'UserDetailList[1].Arn', 'is no ARN'],
    [{ ...user, Arn: 'arn:aws:iam::111111111111:role/ada' }, 'UserDetailList[1].Arn', 'is no ARN of a user'],
    [{ ...user, CreateDate: 'yesterday' }, 'UserDetailList[1].CreateDate', 'is no date'],
    [{ ...user, GroupList: 'staff' }, 'UserDetailList[1].GroupList', 'must be a list, is text'],
    [
      { ...user, UserPolicyList: [{ PolicyName: 'x' }] },
      'UserDetailList[1].UserPolicyList[0].PolicyDocument',
      'is missing',
    ],
    ['ada', 'UserDetailList[1]', 'must be an object, is text'],
  ])('keeps the others when one entry is malformed: %#', (entry, path, message) => {
    const { objects, problems } = read({ UserDetailList: [user, entry] })
    expect(objects).toHaveLength(1)
    expect(problems).toEqual([{ path, message }])
  })
})

describe('readPolicyDocument', () => {
  it('decodes only what begins with a percent sign', () => {
    expect(readPolicyDocument(document)).toBe(document)
    expect(readPolicyDocument(JSON.stringify(document))).toEqual(document)
    expect(readPolicyDocument(encodeURIComponent(JSON.stringify(document)))).toEqual(document)
    expect(readPolicyDocument('{"Sid": "100%41"}')).toEqual({ Sid: '100%41' })
  })

  it('keeps as text what is no JSON, or repeats a key', () => {
    expect(readPolicyDocument('{"Statement": [')).toBe('{"Statement": [')
    expect(readPolicyDocument('%7B%ZZ')).toBe('%7B%ZZ')
    expect(readPolicyDocument('{"Effect": "Deny", "Effect": "Allow"}')).toBe('{"Effect": "Deny", "Effect": "Allow"}')
  })
})

describe('toIsoDate', () => {
  it.each([
    ['2023-03-09 10:41:45+00:00', '2023-03-09T10:41:45.000Z'],
    ['2023-03-09T10:41:45Z', '2023-03-09T10:41:45.000Z'],
    ['2023-03-09T12:41:45+02:00', '2023-03-09T10:41:45.000Z'],
    ['2023-03-09 10:41:45', '2023-03-09T10:41:45.000Z'],
    ['2023-03-09', '2023-03-09T00:00:00.000Z'],
    [1678358505, '2023-03-09T10:41:45.000Z'],
    ['1678358505.0', '2023-03-09T10:41:45.000Z'],
    [1678358505000, '2023-03-09T10:41:45.000Z'],
  ])('%s', (value, expected) => {
    expect(toIsoDate(value)).toBe(expected)
  })

  it('refuses what is no date', () => {
    expect(toIsoDate('soon')).toBeUndefined()
    expect(toIsoDate('2023-13-45')).toBeUndefined()
    expect(toIsoDate(true)).toBeUndefined()
  })
})
