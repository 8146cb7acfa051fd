import type { AwsCredentialIdentity } from '@smithy/types'
import { afterEach, expect, test } from 'vitest'
import { createAwsAccess } from './access.ts'
import { createBudget } from './budget.ts'
import { readCallerIdentity } from './caller-identity.ts'
import type { ScriptedAnswer, ScriptedAws } from './scripted-aws.fake.ts'
import { startScriptedAws } from './scripted-aws.fake.ts'

let aws: ScriptedAws | undefined
afterEach(async () => {
  await aws?.stop()
  aws = undefined
})

const refused: ScriptedAnswer = { status: 403, code: 'AccessDenied' }

async function ask(arn: string, role: ScriptedAnswer = refused, configured: string | null = null) {
  aws = await startScriptedAws(({ operation }) =>
    operation === 'GetRole' ? role : { body: `<Arn>${arn}</Arn><Account>444455556666</Account><UserId>x</UserId>` },
  )
  return identityAt(aws.url, configured)
}

function identityAt(
  endpoint: string,
  configured: string | null = null,
  credentials: AwsCredentialIdentity = { accessKeyId: 'AKIAOWN', secretAccessKey: 's' },
) {
  // The setting comes from the configuration alone, which knows the file as well.
  const env = { BAILIWICK_TRUST_PRINCIPAL_ARN: 'arn:aws:iam::444455556666:role/of-the-environment' }
  const question = { profile: null, endpoint, homeRegion: 'eu-west-1', configured, env }
  const access = createAwsAccess(
    { ...question, partition: 'aws', rolePath: '/', roleName: '', externalId: '' },
    {
      clock: { now: () => '2026-11-26T08:00:00.000Z', elapsed: () => 0 },
      budget: createBudget({ clock: { elapsed: () => performance.now() } }),
      version: '1',
      env,
      sessionName: 'bailiwick',
      credentials: async () => credentials,
      maxAttempts: 1,
    },
  )
  return readCallerIdentity(access.own(null), question)
}

const session = 'arn:aws:sts::444455556666:assumed-role/bailiwick/i-0abc'

test('a user is trusted by its ARN, path included', async () => {
  expect(await ask('arn:aws:iam::444455556666:user/ops/bailiwick')).toMatchObject({
    accountId: '444455556666',
    partition: 'aws',
    trustPrincipalArn: 'arn:aws:iam::444455556666:user/ops/bailiwick',
    note: null,
  })
})

test('a session is trusted by its role, whose path only IAM knows', async () => {
  const role = { body: '<Role><Arn>arn:aws:iam::444455556666:role/service/bailiwick</Arn></Role>' }
  expect(await ask(session, role)).toMatchObject({
    trustPrincipalArn: 'arn:aws:iam::444455556666:role/service/bailiwick',
    note: null,
  })
})

test('without iam:GetRole the path is taken to be / and that is said', async () => {
  const caller = await ask(session)
  expect(caller.trustPrincipalArn).toBe('arn:aws:iam::444455556666:role/bailiwick')
  expect(caller.note).toContain('BAILIWICK_TRUST_PRINCIPAL_ARN')
})

test('without iam:GetRole the configured principal counts, if it is one role or user of this account', async () => {
  const configured = (arn: string) => ask(session, refused, arn)
  expect((await configured('arn:aws:iam::444455556666:role/a/b')).trustPrincipalArn).toBe(
    'arn:aws:iam::444455556666:role/a/b',
  )
  for (const bad of [
    '*',
    'arn:aws:iam::444455556666:root',
    'arn:aws:iam::999900001111:role/a',
    'arn:aws-cn:iam::444455556666:role/a',
    'arn:aws:iam::444455556666:role/*',
  ]) {
    await aws?.stop()
    const caller = await configured(bad)
    expect(caller.trustPrincipalArn).toBeNull()
    expect(caller.note).toContain('must be a role or user of account 444455556666')
  }
})

test('a configured principal of another account is refused also where AWS tells the role', async () => {
  const role = { body: '<Role><Arn>arn:aws:iam::444455556666:role/service/bailiwick</Arn></Role>' }
  expect((await ask(session, role, 'arn:aws:iam::999900001111:role/a')).trustPrincipalArn).toBeNull()
  await aws?.stop()
  expect((await ask(session, role, 'arn:aws:iam::444455556666:role/other')).trustPrincipalArn).toBe(
    'arn:aws:iam::444455556666:role/service/bailiwick',
  )
})

test('a role of Identity Center serves for trying things out', async () => {
  const caller = await ask('arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ann')
  expect(caller.trustPrincipalArn).not.toBeNull()
  expect(caller.note).toContain('Identity Center')
})

test.each([
  ['arn:aws:iam::444455556666:root', 'root'],
  ['arn:aws:sts::444455556666:federated-user/ann', 'federated'],
])('%s is not trusted, with the reason', async (arn, word) => {
  const caller = await ask(arn)
  expect(caller.trustPrincipalArn).toBeNull()
  expect(caller.note).toContain(word)
})

test('trouble with the whole connection is a fault', async () => {
  aws = await startScriptedAws(() => ({ status: 403, code: 'InvalidClientTokenId' }))
  await expect(identityAt(aws.url)).rejects.toMatchObject({
    code: 'aws_credentials_refused',
    message: 'AWS does not know this access key, or it is inactive.',
  })
  const { url } = aws
  await aws.stop()
  await expect(identityAt(url)).rejects.toMatchObject({
    code: 'aws_unreachable',
    message: `Cannot reach ${new URL(url).host}: the connection was refused (ECONNREFUSED); HTTPS_PROXY is not set.`,
  })
})

test.each([
  ['a key that lasts', {}, null],
  [
    'a session that tells its end',
    { sessionToken: 't', expiration: new Date(0) },
    { ends: '1970-01-01T00:00:00.000Z' },
  ],
  ['a session that tells no end', { sessionToken: 't' }, { ends: null }],
  [
    'a session of the environment',
    { sessionToken: 't', expiration: new Date(0), $source: { CREDENTIALS_ENV_VARS: 'g' } },
    { ends: '1970-01-01T00:00:00.000Z' },
  ],
  ...(['CREDENTIALS_SSO', 'CREDENTIALS_SSO_LEGACY', 'CREDENTIALS_LOGIN', 'CREDENTIALS_PROCESS'] as const).map(
    (feature) =>
      [
        `renewed while somebody is signed in, ${feature}`,
        { sessionToken: 't', expiration: new Date(0), $source: { CREDENTIALS_PROFILE: 'n', [feature]: 'x' } },
        { ends: null },
      ] as const,
  ),
  ['an instance role', { sessionToken: 't', expiration: new Date(0), $source: { CREDENTIALS_IMDS: '0' } }, null],
] as const)('when credentials end: %s', async (_, more, expected) => {
  await ask('arn:aws:iam::444455556666:user/ops/bailiwick')
  const credentials = { accessKeyId: 'ASIAOWN', secretAccessKey: 's', ...more }
  expect((await identityAt(aws?.url ?? '', null, credentials)).session).toEqual(expected)
})
