/** Payments, the ledger, and their staging. */
import { allow, deny, policy, rootOf, trustAws, trustService } from '../documents.ts'
import { type Story, unknownAccount } from './story.ts'

const paymentsBoundary = policy(
  allow({
    sid: 'Services',
    actions: [
      'lambda:*',
      'ecs:*',
      'ecr:*',
      's3:*',
      'sqs:*',
      'logs:*',
      'rds:*',
      'iam:Get*',
      'iam:List*',
      'iam:PassRole',
    ],
    resources: '*',
  }),
  deny({ sid: 'NoKeys', actions: ['iam:CreateUser', 'iam:CreateAccessKey'], resources: '*' }),
)

export function prodPayments(story: Story): void {
  const { make, idOf, reserved, tell } = story
  settlement(story)
  releaseBot(story)
  const sync = make.role('ledger-sync', {
    path: '/service/',
    trust: trustService('ecs-tasks.amazonaws.com', { StringEquals: { 'aws:SourceAccount': make.id } }),
    inline: {
      sync: policy(
        allow({
          actions: 'sts:AssumeRole',
          resources: `arn:aws:iam::${idOf('prod-ledger') ?? make.id}:role/service/ledger-writer`,
        }),
      ),
    },
  })
  const admins = reserved('PaymentsAdmin')
  tell.mistake(
    'lateral-path-to-ledger',
    'PaymentsAdmin',
    [admins, sync.arn],
    'Whoever holds PaymentsAdmin may rewrite the trust of ledger-sync and through it write to the ledger.',
  )
  tell.access('Allowed', admins, 'iam:UpdateAssumeRolePolicy', sync.arn, 'inline policy of the permission set')
  tell.access(
    'ImplicitlyDenied',
    admins,
    'iam:CreateUser',
    make.arn('iam', 'user/x'),
    'PowerUserAccess has no IAM writes',
  )
  const operators = reserved('PaymentsOperator')
  tell.access(
    'Conditional',
    operators,
    'rds:RebootDBCluster',
    make.arn('rds', 'cluster:settlements', 'eu-west-1'),
    'allowed with MFA',
  )
  tell.access(
    'ImplicitlyDenied',
    operators,
    's3:GetObject',
    'arn:aws:s3:::larkfield-payments-settlements/x',
    'operators see no data',
  )
}

/** Cardholder data, and the job that works on it. */
function settlement({ make, tell }: Story): void {
  const key = make.key('payments-main', { tags: { data: 'cardholder' } })
  make.bucket('larkfield-payments-settlements', { keyId: key.arn, tags: { data: 'cardholder' } })
  make.bucket('larkfield-payments-chargebacks', { keyId: key.arn, tags: { data: 'personal' } })
  const secret = make.secret('acquirer/api-key', { keyId: key.arn, rotationDays: 90 })
  const job = make.role('settlement-job', {
    path: '/service/',
    trust: trustService('ecs-tasks.amazonaws.com', { StringEquals: { 'aws:SourceAccount': make.id } }),
    inline: {
      settle: policy(
        allow({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: 'arn:aws:s3:::larkfield-payments-settlements/*',
        }),
        allow({ actions: 'secretsmanager:GetSecretValue', resources: secret.arn }),
        allow({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: key.arn }),
      ),
    },
  })
  tell.access('Allowed', job.arn, 'secretsmanager:GetSecretValue', secret.arn, 'inline policy settle')
  tell.access(
    'ImplicitlyDenied',
    make.arn('iam', 'role/ci/release-bot'),
    'secretsmanager:GetSecretValue',
    secret.arn,
    'no policy allows it',
  )
}

/** From any branch on GitHub to administrator: the way in is told in ci-build. */
function releaseBot({ make, idOf, tell }: Story): void {
  const boundary = make.policy('PaymentsBoundary', paymentsBoundary)
  const admin = make.role('lambda-admin', {
    path: '/service/',
    trust: trustService('lambda.amazonaws.com'),
    attached: ['AdministratorAccess'],
    age: 640,
    used: 12,
  })
  const ci = idOf('ci-build')
  const bot = make.role('release-bot', {
    path: '/ci/',
    trust: trustAws(ci === undefined ? make.arn('iam', 'role/ci/pipeline') : `arn:aws:iam::${ci}:role/ci/ci-deployer`),
    boundary: boundary.arn,
    inline: {
      release: policy(
        allow({ actions: 'iam:PassRole', resources: '*' }),
        allow({
          actions: ['lambda:CreateFunction', 'lambda:UpdateFunctionCode', 'lambda:InvokeFunction'],
          resources: '*',
        }),
        allow({ actions: ['cloudformation:CreateStack', 'cloudformation:UpdateStack'], resources: '*' }),
      ),
    },
    tags: { owner: 'tomasz.wojcik@larkfield.example' },
    used: 0.2,
  })
  tell.mistake(
    'shadow-admin-through-passrole',
    'release-bot',
    [bot.arn, admin.arn],
    'release-bot may pass any role to a new function, and lambda-admin is an administrator.',
  )
  tell.access(
    'Allowed',
    bot.arn,
    'lambda:CreateFunction',
    make.arn('lambda', 'function:hotfix', 'eu-west-1'),
    'inline policy release within PaymentsBoundary',
  )
  tell.access('Allowed', bot.arn, 'iam:PassRole', admin.arn, 'PassRole on every role')
  tell.access(
    'ImplicitlyDenied',
    bot.arn,
    'cloudformation:CreateStack',
    make.arn('cloudformation', 'stack/x/1', 'eu-west-1'),
    'PaymentsBoundary has no CloudFormation',
  )
  tell.access('Allowed', admin.arn, 'iam:AttachRolePolicy', bot.arn, 'AdministratorAccess')
  tell.access(
    'ExplicitlyDenied',
    admin.arn,
    'cloudtrail:StopLogging',
    make.arn('cloudtrail', 'trail/larkfield', 'eu-west-1'),
    'SCP Baseline, statement ProtectTrail',
  )
}

export function prodLedger({ make, idOf, tell }: Story): void {
  const postings = make.bucket('larkfield-ledger-postings', { tags: { data: 'personal' } })
  const arn = `arn:aws:s3:::${postings.name}`
  const payments = idOf('prod-payments')
  const writer = make.role('ledger-writer', {
    path: '/service/',
    trust: trustAws(`arn:aws:iam::${payments ?? make.id}:role/service/ledger-sync`),
    inline: { write: policy(allow({ actions: ['s3:PutObject', 's3:GetObject'], resources: `${arn}/*` })) },
  })
  const close = make.policy(
    'LedgerClose',
    policy(allow({ actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], resources: [arn, `${arn}/*`] })),
  )
  const greta = make.user('greta.olsen', { attached: [close.arn], age: 1_100, keys: [{ age: 823, used: 3 }] })
  tell.mistake(
    'unrotated-key-of-leaver',
    'greta.olsen',
    [greta.arn],
    'Greta Olsen has left; her access key is more than two years old and was used three days ago.',
  )
  tell.coverage({
    cell: 'secretsmanager',
    state: 'blocked_by_scp',
    says: 'The service control policy SealSecrets keeps everybody but the ledger out of its secrets.',
  })

  if (payments !== undefined) {
    const sync = `arn:aws:iam::${payments}:role/service/ledger-sync`
    tell.access('Allowed', sync, 'sts:AssumeRole', writer.arn, 'both sides name each other')
    tell.access(
      'ImplicitlyDenied',
      `arn:aws:iam::${payments}:role/ci/release-bot`,
      'sts:AssumeRole',
      writer.arn,
      'the trust names ledger-sync only',
    )
  }
  tell.access('Allowed', greta.arn, 's3:PutObject', `${arn}/2026/05`, 'LedgerClose')
  tell.access('ImplicitlyDenied', greta.arn, 's3:DeleteObject', `${arn}/2026/05`, 'LedgerClose has no delete')
  tell.access(
    'ExplicitlyDenied',
    make.arn('iam', 'role/OrganizationAccountAccessRole'),
    'secretsmanager:ListSecrets',
    '*',
    'SCP SealSecrets',
  )
}

export function stagingPayments({ make, tell }: Story): void {
  const debug = make.role('webhook-debug', {
    path: '/service/',
    trust: trustService('lambda.amazonaws.com'),
    attached: ['AWSLambdaBasicExecutionRole'],
  })
  const arn = make.arn('lambda', 'function:webhook-debug', 'eu-west-1')
  make.lambda('webhook-debug', {
    role: debug,
    url: 'NONE',
    policy: policy(
      allow({
        sid: 'FunctionURLAllowPublicAccess',
        principal: '*',
        actions: 'lambda:InvokeFunctionUrl',
        resources: arn,
        when: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
      }),
      allow({
        sid: 'FunctionURLAllowInvokeAction',
        principal: '*',
        actions: 'lambda:InvokeFunction',
        resources: arn,
        when: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      }),
    ),
  })
  tell.mistake(
    'public-function-url',
    'webhook-debug',
    [arn],
    'The address of webhook-debug answers anybody on the internet.',
  )

  const exports = 'arn:aws:s3:::larkfield-staging-exports'
  make.bucket('larkfield-staging-exports', {
    block: false,
    statements: [
      allow({
        sid: 'Contractor',
        principal: { AWS: rootOf(unknownAccount) },
        actions: ['s3:GetObject', 's3:ListBucket'],
        resources: [exports, `${exports}/*`],
      }),
    ],
  })
  tell.mistake(
    'bucket-open-to-unknown-account',
    'larkfield-staging-exports',
    [exports],
    `Account ${unknownAccount}, which nobody knows, may read the exports.`,
  )

  // Looks public and is not: the bucket's public access block cuts it off.
  const samples = 'arn:aws:s3:::larkfield-staging-samples'
  make.bucket('larkfield-staging-samples', {
    statements: [allow({ sid: 'Everyone', principal: '*', actions: 's3:GetObject', resources: `${samples}/*` })],
  })

  const broker = make.role('access-broker', {
    path: '/service/',
    trust: trustService('lambda.amazonaws.com'),
    inline: {
      broker: policy(
        allow({ actions: ['iam:UpdateAssumeRolePolicy', 'iam:GetRole'], resources: make.arn('iam', 'role/*') }),
        allow({ actions: 'sts:AssumeRole', resources: '*' }),
      ),
    },
  })
  const owner = make.arn('iam', 'role/OrganizationAccountAccessRole')
  tell.mistake(
    'shadow-admin-through-trust-edit',
    'access-broker',
    [broker.arn, owner],
    'access-broker may let itself into any role of the account, administrators too.',
  )

  make.group('Testers', { attached: ['ViewOnlyAccess', 'IAMUserChangePassword'] })
  const tester = make.user('qa-console', { groups: ['Testers'], console: { mfa: false, used: 2 }, age: 400 })
  tell.mistake('console-user-without-mfa', 'qa-console', [tester.arn], 'qa-console signs in with a password alone.')

  tell.access('Allowed', broker.arn, 'iam:UpdateAssumeRolePolicy', owner, 'inline policy broker')
  tell.access('ExplicitlyDenied', '*', 's3:GetObject', `${samples}/a.csv`, 'public access block of the bucket')
  tell.access('Allowed', '*', 'lambda:InvokeFunctionUrl', arn, 'the function policy names everyone', {
    context: { 'lambda:FunctionUrlAuthType': ['NONE'] },
  })
  tell.access('Allowed', tester.arn, 's3:ListAllMyBuckets', '*', 'ViewOnlyAccess')
  tell.access('ImplicitlyDenied', tester.arn, 's3:GetObject', `${exports}/a.csv`, 'ViewOnlyAccess has no objects')
}
