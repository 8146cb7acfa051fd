/**
 * Who may act on one resource: the last step of a path to it. Without an action the actions that read, change or open a resource
 * of its type are asked, each of everybody at once.
 */
import { splitArn } from '../../arn/arn.ts'
import type { Holder } from '../answers.ts'
import { assess } from '../assess.ts'
import { type HolderQuestion, judgeHolders } from '../holders.ts'
import { outsideHolders } from '../outside-holders.ts'
import { type Question, questionOf } from '../question.ts'
import { takes } from '../resource-form.ts'
import { resourceName } from '../resource-name.ts'
import type { Steps } from '../stepwise.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import { clusterEdges } from './cluster-edges.ts'
import type { Edge } from './edge.ts'
import { calledUponId } from './nodes.ts'
import type { PathPermission } from './path-answer.ts'
import { mostCertain, permissionOf, provenBy } from './proof.ts'
import type { Graph } from './search.ts'
import { words } from './words.ts'

export interface ResourceInput extends Pick<HolderQuestion, 'world' | 'reach'> {
  readonly resource: string
  /** At least one, the most telling first. */
  readonly actions: readonly string[]
  /** Ways in that need no action count as well. */
  readonly anyhow: boolean
}

/** What it is to read a resource, to change it, and to open it to others; the most telling first (SAR, by service). */
const telling: Readonly<Record<string, readonly string[]>> = {
  's3:bucket': ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:PutBucketPolicy', 's3:PutBucketAcl'],
  'kms:key': [
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'kms:Encrypt',
    'kms:PutKeyPolicy',
    'kms:CreateGrant',
    'kms:ScheduleKeyDeletion',
  ],
  'lambda:function': [
    'lambda:UpdateFunctionCode',
    'lambda:InvokeFunction',
    'lambda:GetFunction',
    'lambda:AddPermission',
  ],
  'sqs:queue': [
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
    'sqs:PurgeQueue',
    'sqs:SetQueueAttributes',
    'sqs:AddPermission',
  ],
  'sns:topic': ['sns:Publish', 'sns:Subscribe', 'sns:SetTopicAttributes', 'sns:AddPermission'],
  'secretsmanager:secret': [
    'secretsmanager:GetSecretValue',
    'secretsmanager:PutSecretValue',
    'secretsmanager:PutResourcePolicy',
  ],
  'dynamodb:table': [
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
    'dynamodb:PutResourcePolicy',
    'dynamodb:DeleteTable',
  ],
  'ecr:repository': [
    'ecr:BatchGetImage',
    'ecr:PutImage',
    'ecr:SetRepositoryPolicy',
    'ecr:BatchDeleteImage',
    'ecr:DeleteRepository',
  ],
  'elasticfilesystem:file-system': [
    'elasticfilesystem:ClientMount',
    'elasticfilesystem:ClientWrite',
    'elasticfilesystem:ClientRootAccess',
    'elasticfilesystem:PutFileSystemPolicy',
    'elasticfilesystem:DeleteFileSystem',
  ],
  'backup:backup-vault': [
    'backup:StartRestoreJob',
    'backup:CopyIntoBackupVault',
    'backup:PutBackupVaultAccessPolicy',
    'backup:DeleteBackupVault',
  ],
  'events:event-bus': ['events:PutEvents', 'events:DeleteEventBus'],
  'es:domain': [
    'es:ESHttpGet',
    'es:ESHttpPost',
    'es:ESHttpPut',
    'es:ESHttpDelete',
    'es:UpdateDomainConfig',
    'es:DeleteDomain',
  ],
  'kinesis:stream': [
    'kinesis:GetRecords',
    'kinesis:PutRecord',
    'kinesis:PutRecords',
    'kinesis:PutResourcePolicy',
    'kinesis:DeleteStream',
  ],
  'ec2:instance': [
    'ssm:SendCommand',
    'ssm:StartSession',
    'ec2-instance-connect:SendSSHPublicKey',
    'ec2:TerminateInstances',
    'ec2:ModifyInstanceAttribute',
  ],
}

/** Of types that are not collected: as many as AWS lists for them, up to here. */
const mostActions = 40

export function actionsOn(world: World, resource: string): readonly string[] {
  const known = world.resourceByArn.get(resource)
  const own = telling[known?.type ?? ''] ?? telling[typeInArn(resource)]
  return own ?? listedActions(world, resource)
}

function typeInArn(arn: string): string {
  const fields = splitArn(arn)
  if (!fields) return ''
  const { service, resource } = fields
  if (service === 's3') return 's3:bucket'
  if (service === 'sqs') return 'sqs:queue'
  if (service === 'sns') return 'sns:topic'
  return `${service}:${resource.split(/[:/]/)[0]}`
}

/** Actions of the service that read, change or open, and take resources whose ARN has this form. */
function listedActions(world: World, resource: string): readonly string[] {
  const { catalogue } = world
  const service = splitArn(resource)?.service ?? ''
  const range = catalogue.actionRange(service)
  if (!range) return []
  const actions: string[] = []
  for (let id = range[0]; id < range[1] && actions.length < mostActions; id += 1) {
    const action = catalogue.action(id)
    const counts = action.levels.some(
      (level) => level === 'Read' || level === 'Write' || level === 'Permissions management',
    )
    if (counts && takes(action, resource)) actions.push(action.name)
  }
  return actions
}

/* ------------------------------------------------------------------ edges */

interface Held extends Pick<Edge, 'decision' | 'condition' | 'gaps'> {
  readonly permission: () => PathPermission
}

export function* createResourceEdges(input: ResourceInput): Steps<Graph> {
  const allowed = yield* edgesInto(input)
  const edges = input.anyhow ? [...allowed, ...clusterEdges(input.world, input.resource)] : allowed
  const id = calledUponId(input.world, input.resource)
  return { into: (asked) => (asked === id ? edges : []) }
}

function* edgesInto(input: ResourceInput): Steps<readonly Edge[]> {
  const { world, resource, actions } = input
  const held = new Map<string, Held[]>()
  const add = (arn: string, one: Held): void => {
    const all = held.get(arn)
    if (all) all.push(one)
    else held.set(arn, [one])
  }
  for (const action of actions) {
    const id = world.catalogue.actionId(action)
    if (id < 0) continue
    const question = questionOf(world, world.catalogue.action(id), resource)
    const asked = { world, reach: input.reach, question, given: new Map<string, readonly string[]>() }
    for (const { members, assessment } of judgeHolders({ ...asked, alike: true })) {
      const proven = provenBy(assessment)
      // Found for many at once; its own statements are looked up when they are shown.
      const permission = (one: CompiledPrincipal) => () =>
        permissionOf({ world, one, question, assessment: assess(world, one, question, asked.given) })
      if (proven) for (const one of members) add(one.principal.arn, { ...proven, permission: permission(one) })
    }
    yield
    for (const holder of outsideHolders(asked)) add(holder.arn, heldOutside(question, holder))
    yield
  }
  const order = new Map(Array.from(world.principals, ({ index, principal }) => [principal.arn, index]))
  const rank = (arn: string): number => order.get(arn) ?? order.size
  return [...held]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .flatMap(([arn, all]) => edgeOf(input, arn, all))
}

function heldOutside(question: Question, { decision, condition, via }: Holder): Held {
  const conditional = condition ? { condition } : {}
  return {
    decision,
    ...conditional,
    gaps: [],
    permission: () => ({
      action: question.action,
      resource: question.resource,
      decision,
      ...conditional,
      reasons: via,
    }),
  }
}

/** One edge however many actions are held: one of them suffices. */
function edgeOf({ world, resource }: ResourceInput, arn: string, all: readonly Held[]): readonly Edge[] {
  const best = mostCertain(all)
  if (!best) return []
  const { held, ...certainty } = best
  return [
    {
      kind: 'reaches',
      from: arn,
      to: calledUponId(world, resource),
      ...certainty,
      gaps: held.flatMap((one) => one.gaps),
      explain: () => {
        const permissions = held.map((one) => one.permission())
        const actions = permissions.map((one) => one.action)
        return { act: words.reaches(actions, resourceName(world, resource)), permissions }
      },
    },
  ]
}
