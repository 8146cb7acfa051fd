/** The client that is our own, against what AWS's other SDKs do: shapes and endpoints of botocore 1.43 (Apache-2.0). */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ScriptedAnswer, ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import {
  ListProfilesCommand,
  ListTrustAnchorsCommand,
  paginateListTrustAnchors,
  RolesAnywhereClient,
  rolesAnywhereEndpoint,
} from './client-rolesanywhere.ts'

let aws: ScriptedAws
let answers: ScriptedAnswer[]
beforeEach(async () => {
  answers = []
  aws = await startScriptedAws(() => answers.shift() ?? { status: 500 })
})
afterEach(() => aws.stop())

const client = (): RolesAnywhereClient =>
  new RolesAnywhereClient({
    region: 'eu-west-1',
    endpoint: aws.url,
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }),
    maxAttempts: 2,
    customUserAgent: [['bailiwick', '1.2.3']],
  })

const anchor = {
  trustAnchorId: '11111111-2222-3333-4444-555555555555',
  trustAnchorArn: 'arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/11111111-2222-3333-4444-555555555555',
  name: 'office',
  source: { sourceType: 'CERTIFICATE_BUNDLE', sourceData: { x509CertificateData: '-----BEGIN CERTIFICATE-----' } },
  enabled: true,
  createdAt: '2024-05-17T10:26:07.123456Z',
  notificationSettings: [{ enabled: true, event: 'CA_CERTIFICATE_EXPIRY', threshold: 45 }],
}

test('trust anchors: what is asked on the wire, and what comes of the answer', async () => {
  answers.push({ body: { trustAnchors: [anchor], nextToken: 'a/b+c=' } })
  const { trustAnchors = [], nextToken } = await client().send(new ListTrustAnchorsCommand({ pageSize: 50 }))
  expect(aws.calls).toMatchObject([
    { path: '/trustanchors?pageSize=50', service: 'rolesanywhere', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
  ])
  expect(aws.calls[0]?.userAgent).toContain('bailiwick/1.2.3')
  expect(nextToken).toBe('a/b+c=')
  const { notificationSettings: _, ...read } = anchor
  expect(trustAnchors).toEqual([{ ...read, createdAt: new Date('2024-05-17T10:26:07.123Z') }])
})

test('profiles', async () => {
  const profile = {
    profileId: '11111111-2222-3333-4444-555555555555',
    profileArn: 'arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555',
    name: 'office',
    enabled: false,
    createdBy: 'arn:aws:iam::111122223333:role/admin',
    sessionPolicy: '{"Version":"2012-10-17","Statement":[]}',
    roleArns: ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b'],
    managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    durationSeconds: 3600,
    acceptRoleSessionName: true,
    attributeMappings: [{ certificateField: 'x509SAN', mappingRules: [{ specifier: 'URI' }] }],
  }
  answers.push({ body: { profiles: [profile] } })
  const answer = await client().send(new ListProfilesCommand({}))
  expect(aws.calls.map(({ path }) => path)).toEqual(['/profiles'])
  expect(answer.profiles).toEqual([profile])
})

test('pages are asked for with the token of the one before', async () => {
  answers.push({ body: { trustAnchors: [anchor], nextToken: 'a/b+c=' } }, { body: { trustAnchors: [anchor] } })
  let found = 0
  for await (const page of paginateListTrustAnchors({ client: client(), pageSize: 1 }, {}))
    found += page.trustAnchors?.length ?? 0
  expect(found).toBe(2)
  const [, second] = aws.calls.map(({ path }) => new URLSearchParams(path.slice(path.indexOf('?'))))
  expect([...(second ?? [])].sort()).toEqual([
    ['nextToken', 'a/b+c='],
    ['pageSize', '1'],
  ])
})

test('a refusal has the name and the sentence of AWS', async () => {
  answers.push({ status: 403, code: 'AccessDeniedException', message: 'not authorized' })
  await expect(client().send(new ListProfilesCommand({}))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'not authorized',
    $metadata: { httpStatusCode: 403 },
  })
})

test('what fails by chance is tried again', async () => {
  answers.push({ status: 429, code: 'ThrottlingException' }, { body: { profiles: [] } })
  expect((await client().send(new ListProfilesCommand({}))).profiles).toEqual([])
  expect(aws.calls).toHaveLength(2)
})

test.each([
  [{ Region: 'eu-west-1' }, 'https://rolesanywhere.eu-west-1.amazonaws.com'],
  [{ Region: 'cn-north-1' }, 'https://rolesanywhere.cn-north-1.amazonaws.com.cn'],
  [{ Region: 'us-gov-west-1', UseFIPS: true }, 'https://rolesanywhere-fips.us-gov-west-1.amazonaws.com'],
  [{ Region: 'eu-west-1', UseDualStack: true }, 'https://rolesanywhere.eu-west-1.api.aws'],
  [{ Region: 'us-east-1', UseFIPS: true, UseDualStack: true }, 'https://rolesanywhere-fips.us-east-1.api.aws'],
])('%o is at %s', (parameters, url) => {
  expect(rolesAnywhereEndpoint(parameters).url.origin).toBe(url)
})
