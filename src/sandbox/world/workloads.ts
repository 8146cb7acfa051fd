/** The everyday roles and resources of a product: what fills an account between the stories, none of it a mistake. */
import type { AccountId } from '../../core/ids.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { allow, policy, trustAws, trustGithub, trustService } from './documents.ts'
import type { Maker } from './maker.ts'
import type { IamRole } from './model.ts'

interface Product {
  readonly name: string
  /** Bucket, queue, secret: by convention, so that policies can name them before they exist. */
  readonly bucketArn: string
  readonly queueArn: string
  readonly secretArn: string
}

const readsAndWrites = ({ bucketArn, queueArn, secretArn }: Product): Json =>
  policy(
    allow({ sid: 'OwnObjects', actions: ['s3:GetObject', 's3:PutObject'], resources: `${bucketArn}/*` }),
    allow({ sid: 'OwnBucket', actions: 's3:ListBucket', resources: bucketArn }),
    allow({
      sid: 'OwnQueue',
      actions: ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      resources: queueArn,
    }),
    allow({ sid: 'OwnSecret', actions: 'secretsmanager:GetSecretValue', resources: `${secretArn}-*` }),
  )

const reads = ({ bucketArn }: Product): Json =>
  policy(allow({ actions: ['s3:GetObject', 's3:ListBucket'], resources: [bucketArn, `${bucketArn}/*`] }))

const writesMetrics: Json = policy(
  allow({
    actions: 'cloudwatch:PutMetricData',
    resources: '*',
    when: { StringEquals: { 'cloudwatch:namespace': 'larkfield' } },
  }),
  allow({
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    resources: 'arn:aws:dynamodb:eu-west-1:*:table/larkfield-*',
  }),
)

const sameAccount = (make: Maker): Json => ({ StringEquals: { 'aws:SourceAccount': make.id } })

/** Kinds of roles, the commonest first; `make` adds one for a product. */
const kinds: readonly ((make: Maker, product: Product, delivery: AccountId | undefined) => IamRole)[] = [
  (make, product) =>
    make.role(`${product.name}-task`, {
      path: '/service/',
      trust: trustService('ecs-tasks.amazonaws.com', sameAccount(make)),
      inline: { access: readsAndWrites(product) },
      tags: { service: product.name },
    }),
  (make, product) =>
    make.role(`${product.name}-exec`, {
      path: '/service/',
      trust: trustService('ecs-tasks.amazonaws.com', sameAccount(make)),
      attached: ['AmazonECSTaskExecutionRolePolicy'],
      tags: { service: product.name },
    }),
  (make, product, delivery) =>
    make.role(`${product.name}-deploy`, {
      path: '/deploy/',
      // Where a delivery account exists its pipeline deploys; otherwise GitHub comes in directly, main branch only.
      trust:
        delivery === undefined || delivery === make.id
          ? trustGithub(make.id, `repo:larkfield/${product.name}:ref:refs/heads/main`)
          : trustAws(`arn:aws:iam::${delivery}:role/ci/pipeline`),
      boundary: make.arn('iam', 'policy/WorkloadBoundary'),
      inline: {
        deploy: policy(
          allow({
            actions: ['ecs:UpdateService', 'ecs:RegisterTaskDefinition', 'ecs:DescribeServices'],
            resources: '*',
          }),
          allow({
            actions: 'iam:PassRole',
            resources: [
              `arn:aws:iam::${make.id}:role/service/${product.name}-task`,
              `arn:aws:iam::${make.id}:role/service/${product.name}-exec`,
            ],
            when: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          }),
        ),
      },
      tags: { service: product.name },
    }),
  (make, product) =>
    make.role(`${product.name}-fn`, {
      path: '/service/',
      trust: trustService('lambda.amazonaws.com'),
      attached: ['AWSLambdaBasicExecutionRole'],
      inline: { access: reads(product), metrics: writesMetrics },
      tags: { service: product.name },
    }),
  (make, product) =>
    make.role(`${product.name}-node`, {
      path: '/service/',
      trust: trustService('ec2.amazonaws.com'),
      attached: ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy'],
      inline: { access: reads(product) },
      tags: { service: product.name },
    }),
  (make, product) =>
    make.role(`${product.name}-worker`, {
      path: '/service/',
      trust: trustService('ecs-tasks.amazonaws.com', sameAccount(make)),
      inline: { access: readsAndWrites(product), metrics: writesMetrics },
      tags: { service: product.name },
    }),
  (make, product) =>
    make.role(`${product.name}-events`, {
      path: '/service/',
      trust: trustService('events.amazonaws.com', sameAccount(make)),
      inline: { send: policy(allow({ actions: 'sqs:SendMessage', resources: product.queueArn })) },
    }),
  (make, product) =>
    make.role(`${product.name}-schedule`, {
      path: '/service/',
      trust: trustService('scheduler.amazonaws.com', sameAccount(make)),
      inline: {
        run: policy(
          allow({
            actions: 'lambda:InvokeFunction',
            resources: `arn:aws:lambda:eu-west-1:${make.id}:function:${product.name}`,
          }),
        ),
      },
    }),
  (make, product) =>
    make.role(`${product.name}-backup`, {
      path: '/service/',
      trust: trustService('backup.amazonaws.com', sameAccount(make)),
      inline: { read: reads(product) },
      used: make.random.int(120),
    }),
]

/** Variants when an account has more room than products. */
const variants = ['', '-blue', '-green', '-batch', '-replica', '-canary', '-eu', '-us'] as const

/** Fills the account up to `roles` roles in all, with resources for the first products. */
export function addWorkloads(
  make: Maker,
  plan: {
    readonly products: readonly string[]
    readonly principals: number
    readonly withResources: number
    readonly delivery: AccountId | undefined
  },
): void {
  const { iam } = make.state
  const room = () => iam.roles.size + iam.users.size < plan.principals
  for (const variant of variants) {
    for (const [index, base] of plan.products.entries()) {
      if (!room()) return
      const product = productOf(make, `${base}${variant}`)
      const roles = new Map<number, IamRole>()
      for (const [kind, add] of kinds.entries()) if (room()) roles.set(kind, add(make, product, plan.delivery))
      if (variant === '' && index < plan.withResources) addResources(make, product, roles)
      if (variant === '' && index < withDataStores) addDataStores(make, product)
    }
  }
}

/** So many products keep a table and ship as an image. */
const withDataStores = 3

function addDataStores(make: Maker, { name }: Product): void {
  make.table(`larkfield-${name}`, { tags: { service: name } })
  make.repository(name, { tags: { service: name } })
}

const productOf = (make: Maker, name: string): Product => ({
  name,
  bucketArn: `arn:aws:s3:::larkfield-${name}-${make.id}`,
  queueArn: `arn:aws:sqs:eu-west-1:${make.id}:${name}`,
  secretArn: `arn:aws:secretsmanager:eu-west-1:${make.id}:secret:${name}/config`,
})

const [taskKind, functionKind, nodeKind] = [0, 3, 4]

function addResources(make: Maker, product: Product, roles: ReadonlyMap<number, IamRole>): void {
  const { name } = product
  make.bucket(`larkfield-${name}-${make.id}`, { tags: { service: name } })
  make.queue(name, {
    policy: policy(
      allow({
        principal: { Service: 'events.amazonaws.com' },
        actions: 'sqs:SendMessage',
        resources: product.queueArn,
        when: { StringEquals: { 'aws:SourceAccount': make.id } },
      }),
    ),
  })
  if (make.random.chance(0.6)) make.topic(`${name}-events`)
  make.secret(`${name}/config`, { rotationDays: 30 })
  const runsFunction = roles.get(functionKind)
  if (runsFunction !== undefined) {
    make.lambda(name, {
      role: runsFunction,
      policy: policy(
        allow({
          sid: 'schedule',
          principal: { Service: 'scheduler.amazonaws.com' },
          actions: 'lambda:InvokeFunction',
          resources: make.arn('lambda', `function:${name}`, 'eu-west-1'),
          when: { StringEquals: { 'AWS:SourceAccount': make.id } },
        }),
      ),
    })
  }
  const node = roles.get(nodeKind)
  if (node !== undefined) {
    make.instance(`${name}-1`, { role: node })
    if (make.random.chance(0.4)) make.instance(`${name}-2`, { role: node, region: 'eu-central-1' })
  }
  if (make.random.chance(0.4)) {
    const task = roles.get(taskKind)
    const key = make.key(
      name,
      task && {
        statements: [
          allow({
            sid: 'Service',
            principal: { AWS: task.arn },
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: '*',
          }),
        ],
      },
    )
    if (task !== undefined) {
      key.grants.push({
        id: key.id.replaceAll('-', '').repeat(2),
        name: `${name}-volumes`,
        createdAt: make.ago(make.random.int(200)),
        granteePrincipal: task.arn,
        issuingAccount: `arn:aws:iam::${make.id}:root`,
        operations: ['Decrypt', 'GenerateDataKey'],
      })
    }
  }
}

/** Users left over from older days, with rotated keys and MFA. */
export function addOldUsers(make: Maker, count: number): void {
  make.group('ReadOnly', { attached: ['IAMUserChangePassword', 'AmazonS3ReadOnlyAccess'] })
  for (const name of [
    'svc-jenkins',
    'svc-backup',
    'svc-metrics',
    'svc-mail',
    'svc-import',
    'svc-export',
    'svc-dns',
    'svc-legacy-sync',
  ].slice(0, count)) {
    make.user(name, {
      path: '/service/',
      groups: ['ReadOnly'],
      keys: [{ age: 20 + make.random.int(50), used: make.random.int(10) }],
    })
  }
}
