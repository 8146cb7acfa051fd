/** The lake and those who read it. */
import { allow, deny, policy, rootOf, trustAws, trustService } from '../documents.ts'
import { type Story, unknownAccount } from './story.ts'

const endpoint = 'vpce-0a41c2f7d93be68c9'
const lakeRegion = 'eu-west-1'
const otherLakeBuckets = [
  'raw',
  'orders',
  'clicks',
  'disputes',
  'curated',
  'features',
  'audit',
  'archive',
  'tmp',
] as const

export function dataLake({ make, idOf, reserved, tell }: Story): void {
  const cardholder = 'arn:aws:s3:::larkfield-lake-cardholder'
  const objects = `${cardholder}/*`
  const analytics = idOf('analytics')
  const reader = `arn:aws:iam::${analytics}:role/service/report-reader`
  const exporter = `arn:aws:iam::${analytics}:role/service/bi-export`
  const mayRead = [
    make.arn('iam', 'role/service/lake/*'),
    make.arn('iam', 'role/LakeAdmin'),
    make.arn('iam', 'role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_DataEngineer_*'),
    make.arn('iam', 'role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_LakeReader_*'),
    exporter,
    // Meant for report-reader. It lets in every role of every account whose name ends so.
    'arn:aws:iam::*:role/*-reader',
  ]
  const readers =
    analytics === undefined
      ? []
      : [
          allow({
            sid: 'Reports',
            principal: { AWS: reader },
            actions: 's3:GetObject',
            resources: objects,
            when: { StringEquals: { 'aws:SourceVpce': endpoint } },
          }),
          allow({
            sid: 'Exports',
            principal: { AWS: exporter },
            actions: 's3:GetObject',
            resources: objects,
            when: { StringEquals: { 'aws:PrincipalTag/team': 'bi' } },
          }),
        ]
  const lakeMain = make.key('lake-main', {
    tags: { data: 'cardholder' },
    statements:
      analytics === undefined
        ? []
        : [
            allow({
              sid: 'Analytics',
              principal: { AWS: [reader, exporter] },
              actions: ['kms:Decrypt', 'kms:DescribeKey'],
              resources: '*',
            }),
          ],
  })
  make.bucket('larkfield-lake-cardholder', {
    keyId: lakeMain.arn,
    tags: { data: 'cardholder', owner: 'hana.sato@larkfield.example' },
    statements: [
      deny({
        sid: 'OnlyTheLake',
        principal: '*',
        actions: ['s3:GetObject*', 's3:PutObject*', 's3:DeleteObject*'],
        resources: objects,
        when: { ArnNotLike: { 'aws:PrincipalArn': mayRead } },
      }),
      ...readers,
    ],
  })
  for (const name of otherLakeBuckets) make.bucket(`larkfield-lake-${name}`, { keyId: lakeMain.arn })
  const ci = idOf('ci-build')
  make.bucket('larkfield-lake-marts', {
    keyId: lakeMain.arn,
    statements:
      ci === undefined
        ? []
        : [
            allow({
              sid: 'TestData',
              principal: { AWS: `arn:aws:iam::${ci}:role/ci/release-bot` },
              actions: 's3:GetObject',
              resources: 'arn:aws:s3:::larkfield-lake-marts/*',
            }),
          ],
  })
  // Looks like a mistake and is none: the resource control policy OrgOnly stops it.
  make.bucket('larkfield-lake-exports', {
    statements: [
      allow({
        sid: 'Partner',
        principal: { AWS: rootOf(unknownAccount) },
        actions: 's3:GetObject',
        resources: 'arn:aws:s3:::larkfield-lake-exports/*',
      }),
    ],
  })

  const admin = make.role('LakeAdmin', {
    trust: trustService('glue.amazonaws.com'),
    says: 'Break-glass for the lake',
    inline: {
      lake: policy(
        allow({ actions: ['s3:*', 'glue:*', 'athena:*', 'lakeformation:*'], resources: '*' }),
        allow({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: lakeMain.arn }),
      ),
    },
    used: null,
  })
  const write = make.policy(
    'LakeWrite',
    policy(
      allow({
        actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
        resources: ['arn:aws:s3:::larkfield-lake-*', 'arn:aws:s3:::larkfield-lake-*/*'],
      }),
      allow({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: lakeMain.arn }),
    ),
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

  const read = { action: 's3:GetObject', resource: `${cardholder}/2026/05/cards.parquet` }
  const engineer = reserved('DataEngineer')
  tell.access('Allowed', engineer, 's3:GetObject', cards, 'DataEngineer names larkfield-lake-* and the bucket spares its role')
  tell.access('Allowed', nightly.arn, 's3:GetObject', cards, 'LakeWrite names larkfield-lake-*')
  tell.access('Allowed', admin.arn, 's3:GetObject', cards, 'LakeAdmin may everything in S3')
  tell.access('Allowed', support.arn, 's3:GetObject', cards, 'the hole in the deny')
  tell.access('ExplicitlyDenied', reserved('AdministratorAccess'), 's3:GetObject', cards, 'statement OnlyTheLake of the bucket policy')
  tell.access('ExplicitlyDenied', reserved('ReadOnly'), 's3:GetObject', cards, 'statement OnlyTheLake of the bucket policy')
  tell.access('ExplicitlyDenied', '*', 's3:GetObject', cards, 'statement OnlyTheLake, and OrgOnly')
  tell.access('Allowed', nightly.arn, 's3:PutObject', cards, 'LakeWrite writes too')
  tell.access('ImplicitlyDenied', engineer, 's3:PutObject', cards, 'DataEngineer only reads')
  tell.access('Allowed', nightly.arn, 'iam:PassRole', admin.arn, 'inline policy PassLakeAdmin')
  tell.access('ImplicitlyDenied', nightly.arn, 'iam:PassRole', support.arn, 'it may pass LakeAdmin only')
  tell.access('ExplicitlyDenied', nightly.arn, 'redshift:CreateCluster', make.arn('redshift', 'cluster:x', 'ap-southeast-2'), 'RegionGuard', { context: { 'aws:RequestedRegion': ['ap-southeast-2'] } })
  tell.access('ExplicitlyDenied', `arn:aws:iam::${unknownAccount}:role/partner`, 's3:GetObject', 'arn:aws:s3:::larkfield-lake-exports/x', 'resource control policy OrgOnly', { context: { 'aws:PrincipalOrgID': ['o-abcdefghij'], 'aws:PrincipalIsAWSService': ['false'] } })
  if (analytics === undefined) return
  tell.access('Conditional', reader, 's3:GetObject', cards, `allowed through ${endpoint}`)
  tell.access('Allowed', reader, 's3:GetObject', cards, 'statement Reports', { context: { 'aws:SourceVpce': [endpoint] } })
  tell.access('ImplicitlyDenied', reader, 's3:GetObject', cards, 'another endpoint', { context: { 'aws:SourceVpce': ['vpce-0ffffffffffffffff'] } })
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
  tell.access('ImplicitlyDenied', bot.arn, 'iam:CreatePolicyVersion', make.arn('iam', 'policy/WorkloadBoundary'), 'only analytics-*')
  tell.access('Allowed', migration.arn, 'iam:CreateUser', make.arn('iam', 'user/x'), 'AdministratorAccess')
  tell.access('ExplicitlyDenied', migration.arn, 'organizations:LeaveOrganization', '*', 'SCP Baseline')
}
