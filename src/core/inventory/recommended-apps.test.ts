import { describe, expect, test } from 'vitest'
import { accountId, arn as arnOf } from '../../../test/fakes/inventory.ts'
import type { AccountId } from '../ids.ts'
import type { InventoryObject, ObjectBodies } from './objects.ts'
import { nameOidcProvider, nameSamlProvider } from './providers.ts'
import { recommendApps } from './recommended-apps.ts'

const lake = accountId('111122223333')
const shop = accountId('444455556666')

describe('who stands behind a SAML provider', () => {
  // Entity ids as the vendors' own guides for AWS show them.
  test.each([
    ['http://www.okta.com/exk1fcia6d6EMsf331d8', 'Okta'],
    ['https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/', 'Microsoft Entra ID'],
    ['https://sts.chinacloudapi.cn/72f988bf-86f1-41af-91ab-2d7cd011db47/', 'Microsoft Entra ID'],
    ['https://accounts.google.com/o/saml2?idpid=C01abcde2', 'Google Workspace'],
    ['https://app.onelogin.com/saml/metadata/2c9f3a7e-1b1c', 'OneLogin'],
    ['https://auth.pingone.eu/4b1f7a36-6f3e-4a9b-bd5b-7f4f1d6c9a11', 'Ping Identity'],
    ['https://sso.jumpcloud.com/saml2/aws', 'JumpCloud'],
    ['urn:larkfield.eu.auth0.com', 'Auth0'],
    ['http://sts.larkfield.example/adfs/services/trust', 'AD FS'],
    ['https://login.larkfield.example/realms/staff', 'Keycloak'],
    ['https://idp.larkfield.example/saml', null],
  ])('%s', (entityId, vendor) => {
    expect(nameSamlProvider(entityId, undefined)?.vendor).toBe(vendor)
  })

  test('the address of its sign-in page tells where the entity id does not', () => {
    expect(nameSamlProvider('larkfield', 'https://larkfield.okta.com/app/amazon_aws/exk1/sso/saml')).toEqual({
      vendor: 'Okta',
      host: 'larkfield.okta.com',
    })
    expect(nameSamlProvider('larkfield', undefined)).toBeUndefined()
  })

  test('a host that only looks like a vendor is nobody', () => {
    expect(nameSamlProvider('https://okta.com.evil.example/x', undefined)?.vendor).toBeNull()
    expect(nameSamlProvider('https://notokta.com/x', undefined)?.vendor).toBeNull()
  })
})

test.each([
  ['token.actions.githubusercontent.com', 'GitHub Actions'],
  ['github.larkfield.example/_services/token', 'GitHub Actions'],
  ['gitlab.com', 'GitLab'],
  ['app.terraform.io', 'HCP Terraform'],
  ['oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE', 'Amazon EKS'],
  ['oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE', 'Amazon EKS'],
  ['oidc.circleci.com/org/2c9f3a7e', 'CircleCI'],
  ['gitlab.larkfield.example', null],
])('the OIDC provider %s', (url, vendor) => {
  expect(nameOidcProvider(url).vendor).toBe(vendor)
})

/* ------------------------------------------------------------------ apps */

const saml = (accountId: AccountId, body: ObjectBodies['samlProvider']): InventoryObject => {
  const arn = `arn:aws:iam::${accountId}:saml-provider/${body.name}`
  return { kind: 'samlProvider', nativeId: arn, arn, accountId, region: 'global', cell: 'iam', body }
}
const oidc = (accountId: AccountId, url: string): InventoryObject => {
  const arn = `arn:aws:iam::${accountId}:oidc-provider/${url}`
  const body = { url, clientIds: ['sts.amazonaws.com'] }
  return { kind: 'oidcProvider', nativeId: arn, arn, accountId, region: 'global', cell: 'iam', body }
}

test('one provider in many accounts is one application, with each account as evidence', () => {
  const host = 'token.actions.githubusercontent.com'
  const [app, ...others] = recommendApps([oidc(shop, host), oidc(lake, host)])
  expect(others).toEqual([])
  expect(app).toMatchObject({ kind: 'oidc', name: 'GitHub Actions', vendor: 'GitHub Actions' })
  expect(app?.evidence).toEqual([
    {
      accountId: lake,
      arn: `arn:aws:iam::${lake}:oidc-provider/${host}`,
      detail: `The OIDC provider of ${host}, for sts.amazonaws.com.`,
    },
    expect.objectContaining({ accountId: shop }),
  ])
  // The next account changes the evidence and not the application.
  expect(recommendApps([oidc(lake, host)])[0]?.id).toBe(app?.id)
})

test('two tenants of one vendor are two applications; what Identity Center made itself is none', () => {
  const apps = recommendApps([
    saml(lake, { name: 'staff', entityId: 'http://www.okta.com/exk1' }),
    saml(lake, { name: 'partners', entityId: 'http://www.okta.com/exk2' }),
    saml(lake, { name: 'unread' }),
    saml(lake, {
      name: 'AWSSSO_8d1b1ad1d8b4a7f0_DO_NOT_DELETE',
      entityId: 'https://portal.sso.eu-west-1.amazonaws.com/saml/assertion/x',
    }),
  ])
  expect(apps.map(({ name, vendor }) => [name, vendor])).toEqual([
    ['Okta', 'Okta'],
    ['Okta', 'Okta'],
    ['unread', null],
  ])
  expect(apps.find(({ name }) => name === 'unread')?.evidence[0]?.detail).toBe(
    'The SAML provider unread; its metadata was not read.',
  )
})

test('an application of Identity Center tells who may enter', () => {
  const arn = 'arn:aws:sso::111122223333:application/ssoins-1/apl-1'
  const place = { accountId: lake, region: 'eu-west-1', cell: 'identity_center' } as const
  const application = (body: Partial<ObjectBodies['identityCenterApplication']>): InventoryObject => ({
    ...place,
    kind: 'identityCenterApplication',
    nativeId: arn,
    arn,
    body: {
      name: 'Salesforce',
      instanceArn: arnOf('arn:aws:sso:::instance/ssoins-1'),
      providerArn: 'arn:aws:sso::aws:applicationProvider/catalog/salesforce',
      enabled: true,
      assignmentRequired: true,
      ...body,
    },
  })
  const assigned = (principalType: 'USER' | 'GROUP', principalId: string): InventoryObject => ({
    ...place,
    kind: 'applicationAssignment',
    nativeId: `${arn} ${principalId}`,
    arn,
    body: {
      applicationArn: arnOf(arn),
      principalType,
      principalId,
    },
  })
  const group: InventoryObject = {
    ...place,
    kind: 'directoryGroup',
    nativeId: 'g1',
    arn: 'arn:aws:identitystore:::group/g1',
    body: { id: 'g1', displayName: 'Sales', members: ['u1', 'u2'] },
  }
  const detailOf = (...objects: readonly InventoryObject[]) => recommendApps(objects)[0]?.evidence[0]?.detail
  expect(recommendApps([application({})])[0]).toMatchObject({ name: 'Salesforce', vendor: 'salesforce' })
  expect(detailOf(application({}))).toBe('An application of Identity Center: nobody is assigned.')
  const unread = application({})
  if (unread.kind !== 'identityCenterApplication') throw new Error('not an application')
  const { assignmentRequired: _, ...body } = unread.body
  expect(detailOf({ ...unread, body })).toBe(
    'An application of Identity Center: nobody is assigned, and whether others may enter was not read.',
  )
  // Who is assigned twice, by name and through a group, is one person.
  expect(detailOf(assigned('GROUP', 'g1'), assigned('USER', 'u2'), application({}), group)).toBe(
    'An application of Identity Center: 2 people are assigned.',
  )
  expect(detailOf(application({ assignmentRequired: false, enabled: false, providerArn: '…/custom-saml' }))).toBe(
    'An application of Identity Center, disabled: everybody in the directory may enter.',
  )
})
