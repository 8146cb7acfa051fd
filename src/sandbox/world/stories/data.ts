/** The lake and those who read it. */
import { allow, deny, policy, rootOf, trustAws, trustService } from '../documents.ts'
import type { KmsKey } from '../model.ts'
import { type Story, unknownAccount } from './story.ts'

const endpoint = 'vpce-0a41c2f7d93be68c9'
const lakeRegion = 'eu-west-1'
const cardholder = 'arn:aws:s3:::larkfield-lake-cardholder'
/** With the bucket of cardholder data, marts and exports: the twelve that `larkfield-lake-*` names. */
const plainBuckets = 'raw orders clicks disputes curated features audit archive tmp'.split(' ')

export function dataLake(story: Story): void {
  const { make, tell } = story
  const key = lakeKey(story)
  cardholderBucket(story, key.arn)
  otherBuckets(story, key.arn)
  lakeRoles(story, key.arn)
  const support = make.role('support-reader', {
    trust: trustAws(make.arn('iam', 'root'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    attached: ['ReadOnlyAccess'],
  })
  tell.mistake(
    'deny-with-hole',
    'larkfield-lake-cardholder',
    [cardholder, support.arn],
    'The deny on the cardholder bucket spares every role named *-reader, in any account; support-reader gets in with ReadOnlyAccess.',
  )
  whoReadsTheLake(story)
}

/** The two roles of analytics that the lake knows; undefined in a world without that account. */
function guests({ idOf }: Story): { readonly reader: string; readonly exporter: string } | undefined {
  const analytics = idOf('analytics')
  if (analytics === undefined) return undefined
  const role = (name: string) => `arn:aws:iam::${analytics}:role/service/${name}`
  return { reader: role('report-reader'), exporter: role('bi-export') }
}

function lakeKey(story: Story): KmsKey {
  const known = guests(story)
  const statements =
    known === undefined
      ? []
      : [
          allow({
            sid: 'Analytics',
            principal: { AWS: [known.reader, known.exporter] },
            actions: ['kms:Decrypt', 'kms:DescribeKey'],
            resources: '*',
          }),
        ]
  return story.make.key('lake-main', { tags: { data: 'cardholder' }, statements })
}

function cardholderBucket(story: Story, keyId: string): void {
  const { make } = story
  const objects = `${cardholder}/*`
  const known = guests(story)
  const spared = [
    make.arn('iam', 'role/service/lake/*'),
    make.arn('iam', 'role/LakeAdmin'),
    make.arn('iam', 'role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_DataEngineer_*'),
    make.arn('iam', 'role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_LakeReader_*'),
    ...(known === undefined ? [] : [known.exporter]),
    // Meant for report-reader. It lets in every role of every account whose name ends so.
    'arn:aws:iam::*:role/*-reader',
  ]
  const statements = [
    deny({
      sid: 'OnlyTheLake',
      principal: '*',
      actions: ['s3:GetObject*', 's3:PutObject*', 's3:DeleteObject*'],
      resources: objects,
      when: { ArnNotLike: { 'aws:PrincipalArn': spared } },
    }),
  ]
  if (known !== undefined) {
    const read = { actions: 's3:GetObject', resources: objects }
    const { reader, exporter } = known
    statements.push(
      allow({
        sid: 'Reports',
        principal: { AWS: reader },
        ...read,
        when: { StringEquals: { 'aws:SourceVpce': endpoint } },
      }),
      allow({
        sid: 'Exports',
        principal: { AWS: exporter },
        ...read,
        when: { StringEquals: { 'aws:PrincipalTag/team': 'bi' } },
      }),
    )
  }
  make.bucket('larkfield-lake-cardholder', {
    keyId,
    tags: { data: 'cardholder', owner: 'hana.sato@larkfield.example' },
    statements,
  })
}

function otherBuckets({ make, idOf }: Story, keyId: string): void {
  for (const name of plainBuckets) make.bucket(`larkfield-lake-${name}`, { keyId })
  const read = (principal: string, bucket: string) =>
    allow({ principal: { AWS: principal }, actions: 's3:GetObject', resources: `arn:aws:s3:::${bucket}/*` })
  const ci = idOf('ci-build')
  const marts = 'larkfield-lake-marts'
  make.bucket(marts, {
    keyId,
    statements: ci === undefined ? [] : [read(`arn:aws:iam::${ci}:role/ci/release-bot`, marts)],
  })
  // Looks like a mistake and is none: the resource control policy OrgOnly stops it.
  const exports = 'larkfield-lake-exports'
  make.bucket(exports, { statements: [read(rootOf(unknownAccount), exports)] })
}

function lakeRoles({ make, tell }: Story, keyId: string): void {
  const decrypt = allow({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: keyId })
  const admin = make.role('LakeAdmin', {
    trust: trustService('glue.amazonaws.com'),
    says: 'Break-glass for the lake',
    inline: {
      lake: policy(allow({ actions: ['s3:*', 'glue:*', 'athena:*', 'lakeformation:*'], resources: '*' }), decrypt),
    },
    used: null,
  })
  const objects = ['arn:aws:s3:::larkfield-lake-*', 'arn:aws:s3:::larkfield-lake-*/*']
  const write = make.policy(
    'LakeWrite',
    policy(allow({ actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], resources: objects }), decrypt),
  )
  const redshift = make.policy(
    'RedshiftLoader',
    policy(allow({ actions: ['redshift:*', 'redshift-data:*'], resources: '*' })),
  )
  const nightly = make.role('etl-nightly', {
    path: '/service/lake/',
    trust: trustService('glue.amazonaws.com'),
    attached: [write.arn, redshift.arn, 'AWSGlueServiceRole'],
    inline: {
      PassLakeAdmin: policy(
        allow({ actions: 'iam:PassRole', resources: admin.arn }),
        allow({ actions: ['glue:CreateJob', 'glue:UpdateJob', 'glue:StartJobRun'], resources: '*' }),
      ),
    },
    tags: { owner: 'hana.sato@larkfield.example' },
    age: 799,
    used: 0.34,
  })
  tell.mistake(
    'passrole-to-stronger-role',
    'etl-nightly',
    [nightly.arn, admin.arn],
    'The nightly job may start a Glue job that runs as LakeAdmin, which owns the whole lake.',
  )
  tell.access('Allowed', nightly.arn, 'iam:PassRole', admin.arn, 'inline policy PassLakeAdmin')
  tell.access(
    'ImplicitlyDenied',
    nightly.arn,
    'iam:PassRole',
    make.arn('iam', 'role/support-reader'),
    'it may pass LakeAdmin only',
  )
  tell.access(
    'ExplicitlyDenied',
    nightly.arn,
    'redshift:CreateCluster',
    make.arn('redshift', 'cluster:x', 'ap-southeast-2'),
    'RegionGuard',
    { context: { 'aws:RequestedRegion': ['ap-southeast-2'] } },
  )
}

function whoReadsTheLake(story: Story): void {
  const { make, reserved, tell } = story
  const cards = `${cardholder}/2026/05/cards.parquet`
  const role = (rest: string) => make.arn('iam', `role/${rest}`)
  const nightly = role('service/lake/etl-nightly')
  const engineer = reserved('DataEngineer')
  tell.access(
    'Allowed',
    engineer,
    's3:GetObject',
    cards,
    'DataEngineer names larkfield-lake-* and the bucket spares its role',
  )
  tell.access('Allowed', nightly, 's3:GetObject', cards, 'LakeWrite names larkfield-lake-*')
  tell.access('Allowed', role('LakeAdmin'), 's3:GetObject', cards, 'LakeAdmin may everything in S3')
  tell.access('Allowed', role('support-reader'), 's3:GetObject', cards, 'the hole in the deny')
  tell.access(
    'ExplicitlyDenied',
    reserved('AdministratorAccess'),
    's3:GetObject',
    cards,
    'statement OnlyTheLake of the bucket policy',
  )
  tell.access(
    'ExplicitlyDenied',
    reserved('ReadOnly'),
    's3:GetObject',
    cards,
    'statement OnlyTheLake of the bucket policy',
  )
  tell.access('ExplicitlyDenied', '*', 's3:GetObject', cards, 'statement OnlyTheLake, and OrgOnly')
  tell.access('Allowed', nightly, 's3:PutObject', cards, 'LakeWrite writes too')
  tell.access('ImplicitlyDenied', engineer, 's3:PutObject', cards, 'DataEngineer only reads')
  tell.access(
    'ExplicitlyDenied',
    `arn:aws:iam::${unknownAccount}:role/partner`,
    's3:GetObject',
    'arn:aws:s3:::larkfield-lake-exports/x',
    'resource control policy OrgOnly',
    {
      context: { 'aws:PrincipalOrgID': ['o-abcdefghij'], 'aws:PrincipalIsAWSService': ['false'] },
    },
  )
  const known = guests(story)
  if (known === undefined) return
  const { reader, exporter } = known
  const through = (id: string) => ({ context: { 'aws:SourceVpce': [id] } })
  tell.access('Conditional', reader, 's3:GetObject', cards, `allowed through ${endpoint}`)
  tell.access('Allowed', reader, 's3:GetObject', cards, 'statement Reports', through(endpoint))
  tell.access('ImplicitlyDenied', reader, 's3:GetObject', cards, 'another endpoint', through('vpce-0ffffffffffffffff'))
  tell.access('Allowed', exporter, 's3:GetObject', cards, 'statement Exports, its tag team is bi')
}

export function analytics({ make, idOf, person, reserved, tell }: Story): void {
  const lake = idOf('data-lake')
  const readsLake = policy(
    allow({
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: ['arn:aws:s3:::larkfield-lake-*', 'arn:aws:s3:::larkfield-lake-*/*'],
    }),
    allow({ actions: 'kms:Decrypt', resources: `arn:aws:kms:${lakeRegion}:${lake ?? make.id}:key/*` }),
  )
  make.role('report-reader', {
    path: '/service/',
    trust: trustService('ecs-tasks.amazonaws.com'),
    inline: { lake: readsLake },
    used: 0.1,
  })
  make.role('bi-export', {
    path: '/service/',
    trust: trustService('ecs-tasks.amazonaws.com'),
    inline: { lake: readsLake },
    tags: { team: 'bi' },
    used: 8,
  })

  const base = make.policy('analytics-base', policy(allow({ actions: ['athena:*', 'glue:Get*'], resources: '*' })))
  const bot = make.role('policy-bot', {
    path: '/service/',
    trust: trustService('lambda.amazonaws.com'),
    attached: [base.arn],
    inline: {
      versions: policy(
        allow({
          actions: ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion', 'iam:ListPolicyVersions'],
          resources: make.arn('iam', 'policy/analytics-*'),
        }),
      ),
    },
  })
  tell.mistake(
    'shadow-admin-through-policy-version',
    'policy-bot',
    [bot.arn, base.arn],
    'policy-bot may rewrite analytics-base, which is attached to itself, into anything.',
  )

  const migration = make.role('migration-2023-admin', {
    trust: trustService('ec2.amazonaws.com'),
    attached: ['AdministratorAccess'],
    age: 1_050,
    used: 912,
  })
  tell.mistake(
    'unused-admin-role',
    'migration-2023-admin',
    [migration.arn],
    'An administrator left from a migration, last used two and a half years ago.',
  )

  tell.mistake(
    'assignment-to-disabled-user',
    'viktor.horvat',
    [`arn:aws:identitystore:::user/${person('viktor.horvat')}`, reserved('DataScientist')],
    'Viktor Horvat is disabled and still holds DataScientist in analytics, assigned to him directly.',
  )

  tell.access('Allowed', bot.arn, 'iam:CreatePolicyVersion', base.arn, 'inline policy versions')
  tell.access(
    'ImplicitlyDenied',
    bot.arn,
    'iam:CreatePolicyVersion',
    make.arn('iam', 'policy/WorkloadBoundary'),
    'only analytics-*',
  )
  tell.access('Allowed', migration.arn, 'iam:CreateUser', make.arn('iam', 'user/x'), 'AdministratorAccess')
  tell.access('ExplicitlyDenied', migration.arn, 'organizations:LeaveOrganization', '*', 'SCP Baseline')
}
