/** Tables, repositories, buses and the like, account by account, with the policies that Larkfield has written on them. */
import { allow, deny, policy, rootOf } from '../documents.ts'
import { homeRegion } from '../ground.ts'
import { organizationId } from '../ids.ts'
import type { Maker } from '../maker.ts'
import { type Story, unknownAccount } from './story.ts'

const inOrganization = ({ seed }: Maker) => ({ StringEquals: { 'aws:PrincipalOrgID': organizationId(seed) } })

/** One of each kind, and nothing wrong with any: the account is there also in the smallest world. */
function securityAudit({ make, tell }: Story): void {
  const own = { AWS: rootOf(make.id) }
  const at = (service: string, resource: string) => make.arn(service, resource, homeRegion)
  const readers = (actions: string | readonly string[], resources: string) =>
    policy(allow({ principal: own, actions, resources }))
  make.table('finding-states', {
    policy: readers(['dynamodb:GetItem', 'dynamodb:Query'], at('dynamodb', 'table/finding-states')),
    tags: { team: 'security' },
  })
  make.table('terraform-locks')
  make.repository('scanners/trivy', {
    policy: policy(
      allow({
        sid: 'PullInOrganization',
        principal: '*',
        actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        when: inOrganization(make),
      }),
    ),
  })
  make.repository('scanners/internal')
  make.registry(
    policy(
      allow({
        sid: 'Replication',
        principal: own,
        actions: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
        resources: at('ecr', 'repository/*'),
      }),
    ),
  )
  const evidence = make.fileSystem('evidence', { tags: { data: 'logs' } })
  evidence.policy = policy(
    deny({
      sid: 'TlsOnly',
      principal: { AWS: '*' },
      actions: '*',
      resources: evidence.arn,
      when: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    allow({ principal: own, actions: 'elasticfilesystem:ClientMount', resources: evidence.arn }),
  )
  make.fileSystem('scratch')
  make.vault('evidence', {
    policy: policy(
      deny({
        sid: 'NothingIsRemoved',
        principal: '*',
        actions: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
        resources: '*',
      }),
    ),
  })
  make.vault('default')
  make.bus('security-events', {
    policy: policy(
      allow({
        sid: 'Organization',
        principal: '*',
        actions: 'events:PutEvents',
        resources: at('events', 'event-bus/security-events'),
        when: inOrganization(make),
      }),
    ),
  })
  make.logPolicy(
    'route53-query-logs',
    policy(
      allow({
        principal: { Service: 'route53.amazonaws.com' },
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: at('logs', 'log-group:/aws/route53/*'),
        when: { StringEquals: { 'aws:SourceAccount': make.id } },
      }),
    ),
  )
  make.searchDomain('siem', { policy: readers('es:ESHttp*', `${at('es', 'domain/siem')}/*`) })
  make.searchDomain('siem-archive')
  make.catalogPolicy(readers('glue:GetTable', at('glue', '*')))
  make.stream('trail-fanout', {
    policy: readers(['kinesis:DescribeStreamSummary', 'kinesis:GetRecords'], at('kinesis', 'stream/trail-fanout')),
  })
  make.stream('findings')
  make.packageDomain('larkfield-security', { policy: readers('codeartifact:GetAuthorizationToken', '*') })
  make.packageDomain('larkfield-scratch')
  make.layer('scanner', {
    version: 4,
    policy: policy(
      allow({
        sid: 'organization',
        principal: '*',
        actions: 'lambda:GetLayerVersion',
        resources: at('lambda', 'layer:scanner:4'),
        when: inOrganization(make),
      }),
    ),
  })
  const bucket = make.bucket('larkfield-security-reports', { tags: { data: 'logs' } })
  const responder = make.arn('iam', 'role/security/incident-responder')
  const objects = `${at('s3', 'accesspoint/reports-readers')}/object`
  make.accessPoint('reports-readers', {
    bucket: bucket.name,
    policy: policy(allow({ principal: { AWS: responder }, actions: 's3:GetObject', resources: `${objects}/*` })),
  })
  make.accessPoint('reports-plain', { bucket: bucket.name })
  make.accessGrantsInstance([{ grantee: responder, scope: `s3://${bucket.name}/*` }])
  tell.access('Allowed', responder, 's3:GetObject', `${objects}/may.pdf`, 'the policy of the access point')
  tell.access('ImplicitlyDenied', responder, 's3:PutObject', `${objects}/may.pdf`, 'it only lets read')
  const states = at('dynamodb', 'table/finding-states')
  tell.access('ImplicitlyDenied', responder, 'dynamodb:PutItem', states, 'SecurityAudit has no writes')
}

function ciBuild({ make, tell }: Story): void {
  const everybody = make.repository('build-tools', {
    policy: policy(
      allow({ sid: 'Anyone', principal: '*', actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] }),
    ),
  })
  tell.mistake(
    'public-repository',
    'build-tools',
    [everybody.arn],
    'Whoever has an AWS account may pull the images of build-tools.',
  )
  tell.access('Allowed', '*', 'ecr:BatchGetImage', everybody.arn, 'the repository policy names everyone')
  tell.access('ImplicitlyDenied', '*', 'ecr:PutImage', everybody.arn, 'everyone may only pull')

  // Looks as open and is not: it is for principals of the organization.
  const base = make.repository('base-images', {
    policy: policy(
      allow({
        sid: 'PullInOrganization',
        principal: '*',
        actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        when: inOrganization(make),
      }),
    ),
  })
  tell.access(
    'ImplicitlyDenied',
    `arn:aws:iam::${unknownAccount}:root`,
    'ecr:BatchGetImage',
    base.arn,
    'not of the organization',
  )
  make.packageDomain('larkfield', {
    policy: policy(
      allow({
        sid: 'ReadInOrganization',
        principal: '*',
        actions: ['codeartifact:GetAuthorizationToken', 'codeartifact:ReadFromRepository'],
        resources: '*',
        when: inOrganization(make),
      }),
    ),
  })
}

function edgeProd({ make, tell }: Story): void {
  const arn = make.arn('events', 'event-bus/partner-events', homeRegion)
  make.bus('partner-events', {
    policy: policy(
      allow({
        sid: 'Partner',
        principal: { AWS: rootOf(unknownAccount) },
        actions: 'events:PutEvents',
        resources: arn,
      }),
    ),
  })
  tell.mistake(
    'bus-open-to-unknown-account',
    'partner-events',
    [arn],
    `Account ${unknownAccount}, which nobody knows, may put events on partner-events.`,
  )
}

function dataLake({ make, idOf, tell }: Story): void {
  const analytics = idOf('analytics')
  const reader = analytics && `arn:aws:iam::${analytics}:role/service/report-reader`
  const table = make.arn('dynamodb', 'table/lake-manifest', homeRegion)
  make.table('lake-manifest', {
    ...(reader !== undefined && {
      policy: policy(
        allow({
          sid: 'Reports',
          principal: { AWS: reader },
          actions: ['dynamodb:GetItem', 'dynamodb:Query'],
          resources: [table, `${table}/index/*`],
        }),
      ),
    }),
    tags: { data: 'metadata' },
  })
  make.catalogPolicy(
    policy(
      allow({
        sid: 'Analytics',
        principal: { AWS: rootOf(analytics ?? make.id) },
        actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
        resources: ['catalog', 'database/marts', 'table/marts/*'].map((what) => make.arn('glue', what, homeRegion)),
      }),
    ),
  )
  make.stream('lake-ingest')
  make.vault('lake')
  if (reader === undefined) return
  tell.access('Allowed', reader, 'dynamodb:GetItem', table, 'the policy of the table and its own')
  tell.access('ImplicitlyDenied', reader, 'dynamodb:DeleteItem', table, 'the policy of the table lets it read only')
}

/** The lake's table lets report-reader in; being of another account, the role needs it of its own as well. */
function analytics({ make, idOf }: Story): void {
  const lake = idOf('data-lake') ?? make.id
  const table = `arn:aws:dynamodb:${homeRegion}:${lake}:table/lake-manifest`
  make.state.iam.roles
    .get('report-reader')
    ?.inlinePolicies.set('manifest', policy(allow({ actions: 'dynamodb:*', resources: [table, `${table}/index/*`] })))
}

function logArchive({ make }: Story): void {
  make.searchDomain('trail', {
    policy: policy(
      allow({
        principal: { AWS: '*' },
        actions: 'es:ESHttp*',
        resources: `${make.arn('es', 'domain/trail', homeRegion)}/*`,
        when: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } },
      }),
    ),
  })
  make.vault('logs')
}

/** By the name of the account. */
export const dataStoreStories: Readonly<Record<string, (story: Story) => void>> = {
  'security-audit': securityAudit,
  'ci-build': ciBuild,
  'edge-prod': edgeProd,
  'data-lake': dataLake,
  analytics,
  'log-archive': logArchive,
}
