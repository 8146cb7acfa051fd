/**
 * Answers of the HTTP contract about the Larkfield organization, for work on screens that need states a healthy sample does not
 * have (refused, throttled, blocked by an SCP, being read). Serves `dist/web` beside them. Not part of the product.
 *
 *   node web/dev/fixture-server.ts [port]      everything, signed in
 *   node web/dev/fixture-server.ts 0 first-run nothing connected yet
 */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'

const dist = join(import.meta.dirname, '../../dist/web')
const [port = '0', state = 'full'] = process.argv.slice(2)
const started = Date.now()
const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

const accounts = [
  ['111122223333', 'larkfield-root'],
  ['777788889999', 'data-lake'],
  ['666677778888', 'analytics'],
  ['444455556666', 'prod-payments'],
  ['555566667777', 'prod-ledger'],
  ['999900001111', 'edge-prod'],
  ['222200001111', 'sandbox-ml'],
  ['333300002222', 'edge-lab'],
  ['222233334444', 'ci-build'],
  ['888800003333', 'log-archive'],
  ['121200004444', 'staging-payments'],
  ['343400005555', 'audit'],
] as const
type AccountName = (typeof accounts)[number][1]
const idOf = (name: AccountName): string => accounts.find((account) => account[1] === name)?.[0] ?? ''
const unread: readonly string[] = ['sandbox-ml', 'edge-lab']
const partly: readonly string[] = ['data-lake', 'prod-ledger', 'analytics']
const readState = (name: string): string =>
  unread.includes(name) ? 'unread' : partly.includes(name) ? 'partly' : 'read'
const strip = accounts.map(([accountId, name]) => ({ accountId, name, state: readState(name) }))

const people = [
  'Mateo Ruiz',
  'Ines Duarte',
  'Wei Chen',
  'Farah Aziz',
  'Jonas Berg',
  'Chiara Conti',
  'Hana Sato',
  'Sam Okafor',
  'Tomasz Nowak',
  'Linnea Lund',
  'Yusuf Demir',
  'Olu Adeyemi',
]
const person = (name: string) => ({ name, email: `${name.split(' ')[0]?.toLowerCase()}@larkfield.example` })
const roleArn = (account: AccountName, path: string): string => `arn:aws:iam::${idOf(account)}:role/${path}`
const holderOf = (account: AccountName, name: string, type: string, path = name) => ({
  arn: type === 'user' ? `arn:aws:iam::${idOf(account)}:user/${name}` : roleArn(account, path),
  type,
  account: idOf(account),
  accountName: account,
  name,
})
const reserved = (account: AccountName, name: string) =>
  holderOf(
    account,
    name,
    'permission-set-role',
    `aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_${name}_0a1b2c3d4e5f6071`,
  )

const principals = [
  { ...reserved('data-lake', 'DataEngineer'), person: people.slice(0, 6).map(person), admin: 'no' },
  { ...reserved('data-lake', 'LakeReader'), person: [person('Hana Sato')], admin: 'no' },
  { ...holderOf('data-lake', 'etl-nightly', 'role', 'service/lake/etl-nightly'), admin: 'conditional' },
  { ...holderOf('data-lake', 'LakeAdmin', 'role'), admin: 'yes', adminVia: 'equivalent' },
  { ...holderOf('analytics', 'report-reader', 'role'), admin: 'no' },
  { ...holderOf('analytics', 'bi-export', 'role'), admin: 'no' },
  { ...holderOf('ci-build', 'release-bot', 'role'), admin: 'no' },
  { ...holderOf('prod-payments', 'legacy-backup', 'user'), admin: 'yes', adminVia: 'full' },
  { ...holderOf('sandbox-ml', 'notebook', 'role'), admin: 'unknown' },
  ...accounts.flatMap(([, account]) =>
    ['AdministratorAccess', 'ReadOnlyAccess', 'Billing'].map((name, at) => ({
      ...reserved(account, name),
      person: people.slice(at, at + 3 + (at % 2)).map(person),
      admin: name === 'AdministratorAccess' ? 'yes' : 'no',
      ...(name === 'AdministratorAccess' && { adminVia: 'full' }),
    })),
  ),
  ...accounts.flatMap(([, account]) =>
    Array.from({ length: 18 }, (_, at) => ({
      ...holderOf(account, `service-${at + 1}`, 'role', `service/service-${at + 1}`),
      admin: 'no',
    })),
  ),
].map((one, at) => ({
  ...one,
  createdAt: ago(60 * 24 * (30 + at * 3)),
  ...(at % 3 !== 2 && { lastUsed: ago(7 + at * 97) }),
}))

const resources = [
  ['s3:bucket', 'larkfield-lake-cardholder', 'data-lake', 'yes', 'no'],
  ['s3:bucket', 'larkfield-lake-raw', 'data-lake', 'yes', 'no'],
  ['s3:bucket', 'larkfield-public-site', 'edge-prod', 'yes', 'yes'],
  ['s3:bucket', 'larkfield-trail', 'log-archive', 'unread', 'unknown'],
  ['kms:key', 'lake-main', 'data-lake', 'yes', 'no'],
  ['sqs:queue', 'ingest', 'data-lake', 'yes', 'conditional'],
  ['sns:topic', 'alerts', 'audit', 'no', 'no'],
  ['lambda:function', 'settle', 'prod-payments', 'yes', 'no'],
  ['secretsmanager:secret', 'acquirer/api-key', 'prod-payments', 'no', 'no'],
  ['ec2:instance', 'i-0a4c91d2e7b83f650', 'edge-prod', 'no', 'no'],
  ...accounts.flatMap(([, account]) =>
    ['logs', 'artifacts', 'backup', 'inbox'].map(
      (name) => ['s3:bucket', `larkfield-${account}-${name}`, account, 'no', 'no'] as const,
    ),
  ),
].map(([type, name, account, hasPolicy, open]) => {
  const service = String(type).split(':')[0]
  const id = idOf(account as AccountName)
  const tail =
    type === 'kms:key'
      ? `key/${name}`
      : type === 'lambda:function'
        ? `function:${name}`
        : type === 'secretsmanager:secret'
          ? `secret:${name}`
          : type === 'ec2:instance'
            ? `instance/${name}`
            : name
  return {
    arn: type === 's3:bucket' ? `arn:aws:s3:::${name}` : `arn:aws:${service}:eu-west-1:${id}:${tail}`,
    name,
    type,
    account: id,
    accountName: account,
    region: 'eu-west-1',
    hasPolicy,
    public: open,
  }
})

const reason = (layer: string, policy: string, statement: number, why: string, more: object = {}) => ({
  effect: 'Allow',
  layer,
  policy,
  policyRef: policy,
  statement,
  why,
  ...more,
})
const scp = reason('serviceControl', 'FullAWSAccess', 0, '* covers s3:GetObject', { level: 'Root' })
const rcp = reason('resourceControl', 'RCPFullAWSAccess', 0, '* covers s3:GetObject', { level: 'Root' })
const engineer = reason(
  'identity',
  'DataEngineer',
  1,
  's3:GetObject* covers s3:GetObject, and larkfield-lake-*/* covers the objects.',
  { sid: 'ReadLake' },
)
const bucketPolicy = reason(
  'resource',
  'bucket policy of larkfield-lake-cardholder',
  0,
  'The statement names the role.',
  { sid: 'Reporting' },
)
const perimeter = {
  ...reason('serviceControl', 'DataPerimeter', 2, 'ci-build lies outside the perimeter.', { level: 'OU Data' }),
  effect: 'Deny',
}

const gaps = [
  {
    account: idOf('sandbox-ml'),
    service: 'iam',
    reason: 'no role of sandbox-ml could be read, because the role BailiwickCrossAccountTrustRole is gone',
  },
]
const snapshot = { id: '41', publishedAt: ago(4) }

function whoCan(action: string, resource: string) {
  const holder = (at: number, decision: string, via: object[], more: object = {}) => ({
    ...principals[at],
    decision,
    via,
    reach: 'direct',
    ...more,
  })
  const many = resource.includes('cardholder')
  const allowed = [
    holder(0, 'Allowed', [scp, rcp, engineer]),
    holder(1, 'Allowed', [scp, rcp, reason('identity', 'LakeReader', 0, 's3:Get* covers s3:GetObject')]),
    holder(2, 'Allowed', [scp, rcp, reason('identity', 'LakeWrite', 0, 's3:* covers s3:GetObject')]),
    holder(3, 'Allowed', [scp, rcp, reason('identity', 'AdministratorAccess', 0, '* covers everything')]),
    holder(7, 'Allowed', [scp, rcp, reason('identity', 'BackupAll', 0, 's3:* covers s3:GetObject'), bucketPolicy], {
      reach: 'assume-chain',
      chain: [
        principals[7]?.arn,
        roleArn('data-lake', 'service/lake/backup-runner'),
        roleArn('data-lake', 'LakeAdmin'),
      ],
    }),
    ...(many
      ? [12, 15, 18, 21].map((at) =>
          holder(at, 'Allowed', [scp, rcp, reason('identity', 'AdministratorAccess', 0, '* covers everything')]),
        )
      : []),
  ]
  const conditional = many
    ? [
        holder(4, 'Conditional', [scp, rcp, bucketPolicy], {
          conditionText: 'the request comes through vpce-0a41e7c9',
        }),
        holder(5, 'Conditional', [scp, rcp, bucketPolicy], { conditionText: 'the tag team is bi' }),
      ]
    : []
  const words = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine']
  return {
    action,
    resource,
    at: snapshot.publishedAt,
    snapshot: snapshot.id,
    complete: false,
    gaps,
    sentence: `${words[allowed.length] ?? allowed.length} principals can ${action} on ${resource.split(':').at(-1)}${conditional.length > 0 ? `, and ${words[conditional.length]?.toLowerCase()} more under a condition` : ''}.`,
    principals: [...allowed, ...conditional],
    denied: [{ ...principals[6], by: perimeter }],
    unknown: 14,
    examined: principals.length,
  }
}

function can(principal: string, action: string, resource: string) {
  const one = principals.find((each) => each.arn === principal || each.name === principal) ?? principals[0]
  const denied = one?.name === 'release-bot'
  const conditional = one?.name === 'report-reader' || one?.name === 'bi-export'
  const step = (layer: string, label: string, result: string, text: string, more: object = {}) => ({
    layer,
    label,
    result,
    text,
    decides: false,
    ...more,
  })
  const steps = [
    step('serviceControl', 'SCP, Root', 'allow', 'FullAWSAccess allows', { reason: scp }),
    denied
      ? step('serviceControl', 'SCP, OU Data', 'deny', 'DataPerimeter, statement 3 decides', {
          reason: perimeter,
          decides: true,
        })
      : step(
          'serviceControl',
          'SCP, OU Data',
          'allow',
          'DataPerimeter, 3 Deny statements looked at; none matches in this account',
        ),
    step('resourceControl', 'RCP, Root', 'allow', `OrgOnly, no Deny matches: ${one?.name} is in the organization`, {
      reason: rcp,
    }),
    conditional
      ? step('resource', 'Bucket policy', 'conditional', 'statement 1 decides, under a condition', {
          reason: bucketPolicy,
          decides: true,
        })
      : step('resource', 'Bucket policy', 'silent', 'Silent. It names report-reader and bi-export only'),
    ...(denied || conditional
      ? [step('identity', 'Identity policy', 'silent', 'Silent')]
      : [
          step('identity', 'Identity policy', 'allow', `${one?.name}, inline policy, statement 2 decides`, {
            reason: engineer,
            decides: true,
          }),
        ]),
    step('permissionsBoundary', 'Boundary', 'none', 'None attached'),
    step('session', 'Session policy', 'none', 'None; Identity Center sessions carry none'),
  ]
  return {
    principal: one?.arn,
    action,
    resource,
    decision: denied ? 'ExplicitlyDenied' : conditional ? 'Conditional' : 'Allowed',
    ...(conditional && { conditionText: 'the request comes through vpce-0a41e7c9' }),
    sentence: denied
      ? `${one?.name} cannot read the objects, because DataPerimeter denies it outside the perimeter.`
      : conditional
        ? `${one?.name} can read the objects only through the endpoint that the bucket policy names.`
        : `${one?.name} can read every object, because DataEngineer allows larkfield-lake-* and nothing denies it.`,
    reasons: [],
    steps,
    flags: [],
    gaps: [],
    at: snapshot.publishedAt,
    snapshot: snapshot.id,
  }
}

const documents: Readonly<Record<string, object>> = {
  FullAWSAccess: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  RCPFullAWSAccess: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
  },
  DataPerimeter: {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'NoLeaving', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' },
      { Sid: 'KeepTrail', Effect: 'Deny', Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'], Resource: '*' },
      {
        Sid: 'InsideOnly',
        Effect: 'Deny',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: 'arn:aws:s3:::larkfield-lake-*',
        Condition: {
          StringNotEquals: { 'aws:PrincipalOrgPaths': 'o-larkfield1/r-lark/ou-lark-data/' },
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
    ],
  },
  DataEngineer: {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Jobs', Effect: 'Allow', Action: ['glue:*Job*', 'glue:GetTable*', 'athena:*Query*'], Resource: '*' },
      {
        Sid: 'ReadLake',
        Effect: 'Allow',
        Action: ['s3:GetObject*', 's3:ListBucket'],
        Resource: [
          'arn:aws:s3:::larkfield-curated-with-long-names-*',
          'arn:aws:s3:::larkfield-lake-*/*',
          'arn:aws:s3:::larkfield-trash/*',
        ],
      },
      {
        Sid: 'WriteScratch',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:DeleteObject'],
        Resource: 'arn:aws:s3:::larkfield-scratch/*',
      },
      {
        Sid: 'Keys',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: `arn:aws:kms:eu-west-1:${idOf('data-lake')}:key/lake-main`,
        Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
      },
    ],
  },
}

const levels = ([list, read, write, permissions, tagging]: readonly number[]) => ({
  List: list,
  Read: read,
  Write: write,
  'Permissions management': permissions,
  Tagging: tagging,
})
const services = [
  ['s3', 'S3', [12, 46, 61, 22, 9]],
  ['glue', 'Glue', [38, 52, 84, 6, 4]],
  ['logs', 'CloudWatch Logs', [18, 21, 40, 4, 4]],
  ['athena', 'Athena', [14, 20, 22, 0, 2]],
  ['kms', 'KMS', [6, 9, 14, 7, 2]],
  ['dynamodb', 'DynamoDB', [8, 24, 31, 4, 2]],
  ['iam', 'IAM', [0, 12, 1, 0, 0]],
  ['ec2', 'EC2', [30, 160, 0, 0, 0]],
  ['redshift', 'Redshift', [10, 48, 70, 12, 3]],
  ['lambda', 'Lambda', [10, 18, 32, 8, 2]],
  ['secretsmanager', 'Secrets Manager', [1, 3, 10, 3, 2]],
  ['sqs', 'SQS', [2, 4, 9, 2, 2]],
  ['sns', 'SNS', [7, 9, 14, 2, 2]],
  ['sts', 'STS', [0, 6, 4, 0, 1]],
  ['cloudwatch', 'CloudWatch', [6, 14, 20, 0, 2]],
  ['events', 'EventBridge', [13, 15, 22, 2, 2]],
] as const

const whatCan = (principal: string, service: string | null) => ({
  principal: principals.find((one) => one.arn === principal || one.name === principal)?.arn ?? principal,
  admin: principals.find((one) => one.arn === principal)?.admin ?? 'no',
  services: services
    .filter(([key]) => service === null || key === service)
    .map(([key, name, counts]) => ({
      service: key,
      name,
      levels: levels(counts),
      ...(service !== null && {
        actions: ['GetObject', 'GetObjectAcl', 'GetObjectTagging', 'ListBucket', 'PutObject', 'DeleteObject'].map(
          (action, at) => ({
            action: `${key}:${action}`,
            decision: at === 3 ? 'Conditional' : 'Allowed',
            resources: at < 3 ? ['arn:aws:s3:::larkfield-lake-*/*', 'arn:aws:s3:::larkfield-trash/*'] : ['*'],
          }),
        ),
      }),
    })),
  gaps: [],
  at: snapshot.publishedAt,
  snapshot: snapshot.id,
})

const types = [
  'role',
  'organization',
  'identity_center',
  'iam',
  's3',
  'kms',
  'lambda',
  'sqs',
  'sns',
  'secretsmanager',
  'ec2',
]
const coverage = accounts.flatMap(([accountId, accountName]) =>
  types.flatMap((type): object[] => {
    if ((type === 'organization' || type === 'identity_center') && accountName !== 'larkfield-root') return []
    const cell = {
      integration: 'AWS',
      accountId,
      accountName,
      region: 'eu-west-1',
      type,
      state: 'ok',
      completeAt: ago(4),
      checkedAt: ago(4),
      objects: 17,
    }
    if (unread.includes(accountName)) {
      return [
        {
          ...cell,
          state: type === 'role' ? 'denied' : 'failed',
          ...(type === 'role' && { action: 'sts:AssumeRole' }),
          reason: 'The role BailiwickCrossAccountTrustRole does not exist any more.',
          completeAt: null,
        },
      ]
    }
    if (accountName === 'data-lake' && type === 'kms')
      return [
        {
          ...cell,
          state: 'denied',
          action: 'kms:GetKeyPolicy',
          reason: 'The key policy of lake-main names another role, and no identity policy is asked.',
        },
        { ...cell, region: 'us-east-1' },
      ]
    if (accountName === 'prod-ledger' && type === 'secretsmanager')
      return [
        {
          ...cell,
          state: 'blocked_by_scp',
          action: 'secretsmanager:ListSecrets',
          reason: 'SCP ProtectLedger denies it in OU Production.',
        },
      ]
    if (accountName === 'analytics' && type === 'lambda')
      return [
        { ...cell, state: 'throttled', reason: 'AWS slowed down ListFunctions; it is tried again in 20 minutes.' },
      ]
    if (accountName === 'edge-prod' && type === 'ec2')
      return [
        { ...cell, state: 'region_disabled', reason: 'eu-south-1 is not enabled in this account.', completeAt: null },
      ]
    if (accountName === 'staging-payments' && type === 'iam') return [{ ...cell, completeAt: ago(60 * 30) }]
    return [cell]
  }),
)

/** A run that is read again and again, so that live progress can be looked at. */
function run() {
  const part = ((Date.now() - started) / 20_000) % 1
  const live = state === 'reading'
  return {
    id: 'run-1',
    integration: 'AWS',
    state: live ? 'running' : 'partial',
    stages: ['organization', 'identity_center', 'iam', 'resources'].map((name, at) => ({
      name,
      state: !live || part > at / 4 + 0.2 ? 'done' : part > at / 4 ? 'running' : 'waiting',
      counts:
        [
          { account: 12, organizationalUnit: 6 },
          { permissionSet: 38, directoryUser: 412 },
          { role: 1_204, user: 88, managedPolicy: 319 },
          { bucket: 58, key: 41, function: 120 },
        ][at] ?? {},
      calls: [24, 388, 1_310, 2_590][at],
      throttles: at === 3 ? 7 : 0,
      ms: [380, 2_400, 6_100, 9_800][at],
    })),
    accounts: accounts.map(([accountId, name], at) => {
      const done = live ? Math.max(0, Math.min(11, Math.floor((part * 1.6 - at * 0.05) * 11))) : 11
      return {
        accountId,
        name,
        state: unread.includes(name) ? 'failed' : done === 11 ? 'done' : done > 0 ? 'running' : 'waiting',
        cellsDone: done,
        cellsTotal: 11,
        objects: done * 23,
        ...(unread.includes(name) && { reason: 'the role is gone' }),
      }
    }),
    coverage: { ok: 108, denied: 3, throttled: 1, unsupported: 1, skipped: 0, failed: 16, suspect: 0 },
    snapshot: snapshot.id,
    startedAt: live ? new Date(started).toISOString() : ago(5),
    endedAt: live ? null : ago(4),
    reason: live ? null : 'Two accounts could not be read: sandbox-ml and edge-lab.',
  }
}

const probe = (capability: string, result: string, more: object = {}) => ({
  capability,
  result,
  checkedAt: ago(1),
  ...more,
})
const integration = (facts: object) => ({
  id: 'aws',
  name: 'AWS',
  kind: 'aws',
  method: 'stackset',
  state: state === 'reading' ? 'fetching' : 'degraded',
  reason: state === 'reading' ? null : 'Two accounts could not be read: sandbox-ml and edge-lab lost their role.',
  owner: 'wei@larkfield.example',
  externalId: '6f1c2f5e-2f0b-4c7b-9a54-0d5d0c1f3a77',
  trustPrincipal: 'arn:aws:iam::343400005555:role/service/bailiwick/bailiwick-server',
  roleName: 'BailiwickCrossAccountTrustRole',
  managementAccount: idOf('larkfield-root'),
  organization: true,
  lastSyncAt: ago(4),
  createdAt: ago(60 * 24 * 40),
  counts: {
    accounts: 12,
    principals: principals.length,
    resources: resources.length,
    people: 412,
    permissionSets: 38,
    assignments: 1_906,
  },
  accounts: accounts.map(([accountId, name]) => ({
    accountId,
    name,
    state: 'ready',
    reason: null,
    probes: unread.includes(name)
      ? []
      : [
          probe('role', 'ok'),
          probe('identities', 'ok'),
          probe('organization', name === 'larkfield-root' ? 'ok' : 'not_applicable'),
          name === 'larkfield-root'
            ? probe('identity_center', 'denied', {
                action: 'sso:ListPermissionSets',
                cause: 'identity_policy',
                reason:
                  'The role in larkfield-root may not list permission sets: AWSSSOReadOnly is not attached. AWS says no identity-based policy allows it.',
                statement: { Effect: 'Allow', Action: ['sso:ListInstances', 'sso:ListPermissionSets'], Resource: '*' },
                attach: 'arn:aws:iam::aws:policy/AWSSSOReadOnly',
              })
            : probe('identity_center', 'not_applicable'),
          probe('resources:s3', 'ok'),
          probe('resources:kms', 'ok'),
        ],
  })),
  strip,
  run: run(),
  ...facts,
})
const integrations = () =>
  state === 'first-run'
    ? []
    : [
        integration({}),
        integration({
          id: 'idc',
          name: 'AWS IAM Identity Center',
          kind: 'aws_identity_center',
          state: 'active',
          reason: null,
          strip: strip.map((one) => ({ ...one, state: 'read' })),
          run: null,
        }),
        integration({
          id: 'draft',
          name: 'AWS gov',
          state: 'awaiting_trust',
          method: 'cloudformation',
          organization: false,
          reason: 'The role is not there yet.',
          strip: [],
          run: null,
          lastSyncAt: null,
          owner: null,
          counts: { accounts: 2, principals: 0, resources: 0, people: 0, permissionSets: 0, assignments: 0 },
          accounts: [],
        }),
      ]

const page = (items: readonly object[], query: URLSearchParams) => {
  const search = query.get('search')?.toLowerCase() ?? ''
  const kept = items.filter((item) => {
    const facts = new Map(Object.entries(item))
    if (search !== '' && !JSON.stringify(item).toLowerCase().includes(search)) return false
    if (query.get('admin') === 'true' && facts.get('admin') !== 'yes') return false
    return ['account', 'type'].every((key) => !query.get(key) || facts.get(key) === query.get(key))
  })
  const pageSize = Number(query.get('pageSize') ?? 50)
  const at = Number(query.get('page') ?? 1)
  return { items: kept.slice((at - 1) * pageSize, at * pageSize), total: kept.length, page: at, pageSize }
}

const empty = state === 'first-run'
const problem = {
  type: 'https://bailiwick.dev/errors/unknown_action',
  title: 'No such AWS action',
  status: 404,
  code: 'unknown_action',
  detail: 's3:GetObjekt is not an AWS action.',
  effect: 'The question has no answer.',
  fix: 'Choose one from the list.',
  suggestions: ['s3:GetObject', 's3:GetObjectAcl'],
}

const routes: Readonly<Record<string, (query: URLSearchParams) => unknown>> = {
  '/setup': () => ({ needed: false }),
  '/session': () => ({
    user: { id: '1', email: 'priya@larkfield.example', name: 'Priya Raman', roles: ['administrator'] },
    csrfToken: 'x',
  }),
  '/status': () => ({
    version: '0.1.0',
    sample: false,
    snapshot: empty ? null : snapshot,
    accounts: empty ? [] : strip,
    principals: principals.length,
    resources: resources.length,
    integrations: 3,
  }),
  '/integrations': () => ({ items: integrations() }),
  '/coverage': () => ({ items: empty ? [] : coverage, counts: run().coverage }),
  '/sync-runs': () => ({
    items: [run(), { ...run(), id: 'run-0', state: 'succeeded', reason: null, startedAt: ago(70), endedAt: ago(69) }],
  }),
  '/calls': () => ({
    items: accounts.flatMap(([accountId]) =>
      ['iam:GetAccountAuthorizationDetails', 's3:GetBucketPolicy', 'kms:GetKeyPolicy', 'lambda:GetPolicy'].map(
        (operation, at) => ({
          accountId,
          region: at === 0 ? 'global' : 'eu-west-1',
          operation,
          calls: 60 - at * 11,
          retries: at,
          throttles: 0,
          errors: at === 2 ? 1 : 0,
          ms: 900 + at * 400,
        }),
      ),
    ),
    totals: { calls: 4_312, retries: 72, throttles: 7 },
  }),
  '/principals': (query) => page(empty ? [] : principals, query),
  '/resources': (query) => page(empty ? [] : resources, query),
  '/access/who-can': (query) =>
    query.get('action') === 's3:GetObjekt' ? problem : whoCan(query.get('action') ?? '', query.get('resource') ?? ''),
  '/access/can': (query) => can(query.get('principal') ?? '', query.get('action') ?? '', query.get('resource') ?? ''),
  '/access/what-can': (query) => whatCan(query.get('principal') ?? '', query.get('service')),
  '/access/suggest': (query) => {
    const typed = (query.get('q') ?? '').toLowerCase()
    const all =
      query.get('kind') === 'action'
        ? [
            's3:GetObject',
            's3:GetObjectAcl',
            's3:GetObjectTagging',
            's3:PutObject',
            'kms:Decrypt',
            'sts:AssumeRole',
          ].map((value) => ({ value, label: value, detail: 'Read' }))
        : (query.get('kind') === 'resource' ? resources : principals).map((one) => ({
            value: one.arn,
            label: String(one.name),
            detail: one.accountName,
          }))
    return { items: all.filter((one) => one.value.toLowerCase().includes(typed)).slice(0, 12) }
  },
}

const kinds: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.html': 'text/html',
}

function answer(response: ServerResponse, body: unknown): void {
  const status = body === problem ? 404 : body === undefined ? 404 : 200
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body ?? { status: 404, detail: 'not in the fixture', title: 'Not in the fixture' }))
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname.startsWith('/api/v1')) {
    const path = url.pathname.slice('/api/v1'.length)
    const [, kind, id, rest] = path.split('/')
    if (kind === 'policies' && id !== undefined) {
      const ref = decodeURIComponent(id)
      return answer(response, {
        ref,
        name: ref,
        kind: 'identity',
        document: documents[ref] ?? documents['DataEngineer'],
      })
    }
    if (kind === 'integrations' && id !== undefined) {
      if (rest === 'instructions')
        return answer(response, {
          trustPolicy: { Version: '2012-10-17', Statement: [] },
          managedPolicies: ['arn:aws:iam::aws:policy/SecurityAudit'],
          cli: 'aws iam create-role \\\n  --role-name BailiwickCrossAccountTrustRole',
          template: '{}',
        })
      return answer(
        response,
        integrations().find((one) => one.id === id),
      )
    }
    return answer(response, routes[path]?.(url.searchParams))
  }
  const file = join(dist, url.pathname)
  const found = extname(file) !== '' && existsSync(file) ? file : join(dist, 'index.html')
  response
    .writeHead(200, { 'content-type': kinds[extname(found)] ?? 'application/octet-stream' })
    .end(readFileSync(found))
}).listen(Number(port), '127.0.0.1', function listening(this: { address(): unknown }) {
  console.log(`http://127.0.0.1:${JSON.stringify(this.address()).match(/"port":(\d+)/)?.[1] ?? port}`)
})
