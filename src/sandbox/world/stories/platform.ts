/** The management account, security, logs, and the pipelines. */
import { allow, policy, rootOf, trustAws, trustGithub, withExternalId } from '../documents.ts'
import { cdnVendor, datadog, type Story, unknownAccount } from './story.ts'

export function larkfieldRoot({ make, reserved, tell }: Story): void {
  make.group('Admins', { attached: ['AdministratorAccess'] })
  const ops = make.user('ops-admin', {
    groups: ['Admins'],
    console: { mfa: false, used: 9 },
    keys: [{ age: 70, used: 4 }],
    age: 1_500,
  })
  tell.mistake(
    'admin-without-mfa',
    'ops-admin',
    [ops.arn],
    'ops-admin administers the management account, and with it everything, with a password alone.',
  )
  for (const name of ['break-glass-1', 'break-glass-2'])
    make.user(name, { path: '/break-glass/', groups: ['Admins'], console: { mfa: true }, age: 900 })
  make.state.iam.root.mfa = 'hardware'

  tell.access(
    'Allowed',
    ops.arn,
    'organizations:DetachPolicy',
    '*',
    'AdministratorAccess through group Admins; no SCP reaches the management account',
  )
  tell.access('Allowed', ops.arn, 'organizations:LeaveOrganization', '*', 'no SCP reaches the management account')
  tell.access(
    'ImplicitlyDenied',
    reserved('Billing'),
    'iam:CreateUser',
    make.arn('iam', 'user/x'),
    'Billing has no IAM writes',
  )
}

export function securityAudit({ make, tell }: Story): void {
  const responder = make.role('incident-responder', {
    path: '/security/',
    trust: trustAws(make.arn('iam', 'root'), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
    attached: ['SecurityAudit'],
    inline: { contain: policy(allow({ actions: ['ec2:StopInstances', 'iam:UpdateAccessKey'], resources: '*' })) },
  })
  // A vendor as it should be.
  make.role('datadog-integration', {
    path: '/vendor/',
    trust: trustAws(rootOf(datadog), withExternalId('b1d27f3a9c5e4088a6f1')),
    attached: ['SecurityAudit'],
  })
  tell.access('Allowed', responder.arn, 'iam:UpdateAccessKey', make.arn('iam', 'user/x'), 'inline policy contain')
}

export function ciBuild({ make, idOf, tell }: Story): void {
  const payments = idOf('prod-payments')
  make.role('pipeline', {
    path: '/ci/',
    trust: trustGithub(make.id, 'repo:larkfield/release:ref:refs/heads/main'),
    inline: { deploy: policy(allow({ actions: 'sts:AssumeRole', resources: 'arn:aws:iam::*:role/deploy/*' })) },
    used: 0.1,
  })
  const deployer = make.role('ci-deployer', {
    path: '/ci/',
    trust: trustGithub(make.id, 'repo:larkfield/checkout:*'),
    inline: { deploy: policy(allow({ actions: 'sts:AssumeRole', resources: 'arn:aws:iam::*:role/ci/release-bot' })) },
    tags: { owner: 'tomasz.wojcik@larkfield.example' },
    age: 480,
    used: 0.1,
  })
  tell.mistake(
    'github-trust-any-branch',
    'ci-deployer',
    [deployer.arn],
    'Any branch and any pull request of larkfield/checkout may become ci-deployer.',
  )

  const bot = make.role('release-bot', {
    path: '/ci/',
    trust: trustGithub(make.id, 'repo:larkfield/release:ref:refs/heads/main'),
    inline: {
      release: policy(
        allow({ actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], resources: '*' }),
        allow({ actions: 'iam:TagRole', resources: make.arn('iam', 'role/ci/*') }),
      ),
    },
    used: 9,
  })
  const lake = idOf('data-lake')
  const marts = 'arn:aws:s3:::larkfield-lake-marts/sample.parquet'
  if (lake !== undefined) {
    tell.mistake(
      'guardrail-with-hole',
      'DataPerimeter',
      [bot.arn],
      'DataPerimeter spares roles tagged perimeter-exempt, and release-bot may tag itself so.',
    )
    tell.access('ExplicitlyDenied', bot.arn, 's3:GetObject', marts, 'SCP DataPerimeter', { resourceAccountId: lake })
    tell.access('Allowed', bot.arn, 's3:GetObject', marts, 'the hole in DataPerimeter', {
      context: { 'aws:PrincipalTag/perimeter-exempt': ['true'] },
      resourceAccountId: lake,
    })
  }
  tell.access('Allowed', bot.arn, 'iam:TagRole', bot.arn, 'it may tag roles under /ci/')

  const cache = make.key('build-cache', {
    statements: [
      allow({
        sid: 'Contractor',
        principal: { AWS: rootOf(unknownAccount) },
        actions: ['kms:Decrypt', 'kms:CreateGrant'],
        resources: '*',
      }),
    ],
  })
  tell.mistake(
    'key-shared-with-unknown-account',
    'build-cache',
    [cache.arn],
    `Account ${unknownAccount}, which nobody knows, may decrypt with build-cache and grant it on.`,
  )

  if (payments === undefined) return
  const target = `arn:aws:iam::${payments}:role/ci/release-bot`
  tell.access('Allowed', deployer.arn, 'sts:AssumeRole', target, 'both sides name each other', {
    resourceAccountId: payments,
  })
  tell.access(
    'ImplicitlyDenied',
    make.arn('iam', 'role/ci/pipeline'),
    'sts:AssumeRole',
    target,
    'the trust names ci-deployer only',
    { resourceAccountId: payments },
  )
}

export function logArchive({ make, tell }: Story): void {
  const trail = 'arn:aws:s3:::larkfield-trail'
  make.bucket('larkfield-trail', {
    tags: { data: 'logs' },
    statements: [
      allow({
        sid: 'TrailAcl',
        principal: { Service: 'cloudtrail.amazonaws.com' },
        actions: 's3:GetBucketAcl',
        resources: trail,
      }),
      allow({
        sid: 'TrailWrite',
        principal: { Service: 'cloudtrail.amazonaws.com' },
        actions: 's3:PutObject',
        resources: `${trail}/AWSLogs/*`,
        when: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    ],
  })
  const backup = make.role('legacy-backup', {
    trust: trustAws(rootOf(unknownAccount)),
    attached: ['AmazonS3ReadOnlyAccess'],
    age: 1_300,
    used: 40,
  })
  tell.mistake(
    'trust-of-unknown-account',
    'legacy-backup',
    [backup.arn],
    `legacy-backup trusts account ${unknownAccount}, which nobody knows.`,
  )
  tell.access(
    'Allowed',
    backup.arn,
    's3:GetObject',
    `${trail}/AWSLogs/111122223333/x.json.gz`,
    'AmazonS3ReadOnlyAccess',
  )
  tell.access('ImplicitlyDenied', backup.arn, 's3:PutObject', `${trail}/AWSLogs/x`, 'it only reads')
}

export function edgeProd({ make, tell }: Story): void {
  const uploads = 'arn:aws:s3:::larkfield-edge-uploads'
  make.bucket('larkfield-edge-uploads', {
    block: false,
    statements: [allow({ sid: 'Public', principal: '*', actions: 's3:GetObject', resources: `${uploads}/*` })],
  })
  tell.mistake(
    'public-bucket',
    'larkfield-edge-uploads',
    [uploads],
    'Everybody on the internet may read what customers upload.',
  )

  // Looks public and is not: only one CloudFront distribution may read.
  const assets = 'arn:aws:s3:::larkfield-www-assets'
  make.bucket('larkfield-www-assets', {
    statements: [
      allow({
        sid: 'Distribution',
        principal: { Service: 'cloudfront.amazonaws.com' },
        actions: 's3:GetObject',
        resources: `${assets}/*`,
        when: { StringEquals: { 'AWS:SourceArn': make.arn('cloudfront', 'distribution/E2LARKFIELD01') } },
      }),
    ],
  })

  const topic = make.arn('sns', 'deploy-events', 'eu-west-1')
  make.topic('deploy-events', {
    policy: policy(
      allow({ sid: 'Anyone', principal: { AWS: '*' }, actions: ['sns:Subscribe', 'sns:Publish'], resources: topic }),
    ),
  })
  tell.mistake('public-topic', 'deploy-events', [topic], 'Everybody may subscribe to deploy-events and publish to it.')

  const publisher = make.role('site-publisher', {
    path: '/ci/',
    trust: trustGithub(make.id, 'repo:larkfield*:ref:refs/heads/main'),
    inline: { publish: policy(allow({ actions: ['s3:PutObject', 's3:DeleteObject'], resources: `${assets}/*` })) },
  })
  tell.mistake(
    'github-trust-any-repository',
    'site-publisher',
    [publisher.arn],
    'The pattern repo:larkfield* also fits repositories of strangers, such as larkfield-fan/site.',
  )

  const vendor = make.role('cdn-vendor', {
    path: '/vendor/',
    trust: trustAws(rootOf(cdnVendor)),
    attached: ['ViewOnlyAccess'],
    age: 700,
    used: 5,
  })
  tell.mistake(
    'vendor-without-external-id',
    'cdn-vendor',
    [vendor.arn],
    `The vendor's account ${cdnVendor} is trusted without an external id, so another customer of it can come in.`,
  )

  make.state.iam.root.mfa = 'none'
  tell.mistake('root-without-mfa', 'root', [make.arn('iam', 'root')], 'The root user of edge-prod has no MFA.')

  tell.access(
    'Allowed',
    '*',
    's3:GetObject',
    `${uploads}/a.jpg`,
    'the bucket policy names everyone and nothing blocks it',
  )
  tell.access('ImplicitlyDenied', '*', 's3:PutObject', `${uploads}/a.jpg`, 'everyone may only read')
  tell.access('ImplicitlyDenied', '*', 's3:GetObject', `${assets}/a.css`, 'only CloudFront may read')
  tell.access('Allowed', '*', 'sns:Subscribe', topic, 'the topic policy names everyone')
  tell.access('Allowed', publisher.arn, 's3:PutObject', `${assets}/a.css`, 'inline policy publish')
}

export function sandboxMl({ tell }: Story): void {
  tell.coverage({
    cell: 'role',
    state: 'denied',
    says: 'Somebody deleted the trust role in sandbox-ml, so nothing of the account can be read.',
  })
}

export function legacyShop({ tell }: Story): void {
  tell.coverage({
    cell: 'role',
    state: 'unsupported',
    says: 'The account is suspended; Organizations says so, and no call is made.',
  })
}
