/**
 * What else a call needs: the dependent actions of SAR, on the role that the call hands over where it is known, and the key of
 * what is encrypted (policy-engine.md 2.12, 2.13). Each is asked like any other question.
 */
import { splitArn } from '../arn/arn.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'
import type { AlsoNeeded } from './answers.ts'
import { assess } from './assess.ts'
import type { GivenContext } from './context.ts'
import { ladderOf } from './explain/ladder.ts'
import type { Explained } from './explain/reasons.ts'
import { needText, policyName, unknownNeeds } from './explain/words.ts'
import { questionOf } from './question.ts'
import { resourceName } from './resource-name.ts'
import { whyDenied } from './sentence.ts'
import { conditionText } from './words.ts'
import type { World } from './world.ts'

export function needsOf(explained: Explained, given: GivenContext): readonly AlsoNeeded[] {
  return [...dependentNeeds(explained, given), ...keyNeeds(explained, given)]
}

/** The resource asked about, or the one that the object asked about lies in. */
function subjectOf({ world, question: { resource } }: Explained): SnapshotResource | undefined {
  const fields = splitArn(resource)
  if (fields?.service !== 's3') return world.resourceByArn.get(resource)
  return world.resourceByArn.get(`arn:${fields.partition}:s3:::${fields.resource.split('/')[0]}`)
}

/* ------------------------------------------------------------------ dependent actions */

function dependentNeeds(explained: Explained, given: GivenContext): readonly AlsoNeeded[] {
  const role = subjectOf(explained)?.facts['executionRole']
  return explained.question.info.dependentActions.flatMap((action): readonly AlsoNeeded[] => {
    if (action === 'iam:PassRole' && typeof role === 'string') {
      const service = `${explained.question.service}.amazonaws.com`
      return asked(explained, { action, resource: role }, withKeys(given, { 'iam:PassedToService': service }))
    }
    const text = unknownNeeds.get(action)
    if (text !== undefined) return [{ action, resource: '*', decision: 'Unknown', text }]
    return asked(explained, { action, resource: explained.question.resource }, given)
  })
}

/* ------------------------------------------------------------------ encryption */

/**
 * What a call does with the key of what is encrypted. S3 UG "Using server-side encryption with AWS KMS keys"; SQS DG and SNS
 * DG "Key management"; Secrets Manager UG "Secret encryption and decryption".
 */
const keyUses: ReadonlyMap<string, readonly string[]> = new Map([
  ['s3:GetObject', ['kms:Decrypt']],
  ['s3:GetObjectVersion', ['kms:Decrypt']],
  ['s3:PutObject', ['kms:GenerateDataKey']],
  ['sqs:SendMessage', ['kms:GenerateDataKey', 'kms:Decrypt']],
  ['sqs:ReceiveMessage', ['kms:Decrypt']],
  ['sns:Publish', ['kms:GenerateDataKey', 'kms:Decrypt']],
  ['secretsmanager:GetSecretValue', ['kms:Decrypt']],
  ['secretsmanager:PutSecretValue', ['kms:GenerateDataKey', 'kms:Decrypt']],
])

function keyNeeds(explained: Explained, given: GivenContext): readonly AlsoNeeded[] {
  const { world, one, question } = explained
  const uses = keyUses.get(question.action)
  const subject = uses && subjectOf(explained)
  const key = subject && keyOf(world, subject)
  if (!key) return []
  const context = withKeys(given, {
    'kms:ViaService': `${question.service}.${subject.region}.amazonaws.com`,
    'kms:CallerAccount': one.principal.account,
  })
  return uses.flatMap((action) => asked(explained, { action, resource: key.arn, name: key.name }, context))
}

/** The key that the facts of a resource name. */
export function keyOf(world: World, resource: SnapshotResource): SnapshotResource | undefined {
  const named = nameOfKey(resource)
  if (named === undefined) return undefined
  const isIt = (key: SnapshotResource): boolean => encryptsWith(key, resource)
  return (
    named.name.startsWith('alias/') ? (world.resourcesByName.get(named.name) ?? []) : world.snapshot.resources
  ).find(isIt)
}

/** Does the resource name this key. */
export function encryptsWith(key: SnapshotResource, resource: SnapshotResource): boolean {
  const named = nameOfKey(resource)
  if (named === undefined || key.type !== 'kms:key') return false
  if (key.account !== named.account || key.region !== named.region) return false
  return named.name.startsWith('alias/') ? key.name === named.name : key.arn.endsWith(`:key/${named.name}`)
}

/** Facts name a key by ARN, by id or by alias. */
function nameOfKey({ facts, region, account }: SnapshotResource) {
  const named = facts['kmsKey']
  if (typeof named !== 'string') return undefined
  const fields = splitArn(named)
  return {
    name: (fields?.resource ?? named).replace(/^key\//, ''),
    account: fields?.account ?? account,
    region: fields?.region ?? region,
  }
}

/* ------------------------------------------------------------------ asking */

/** What the asker gives wins. */
const withKeys = (given: GivenContext, keys: Readonly<Record<string, string>>): GivenContext =>
  new Map([...Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value]] as const), ...given])

interface Need {
  readonly action: string
  readonly resource: string
  /** For people. */
  readonly name?: string
}

function asked(explained: Explained, need: Need, given: GivenContext): readonly AlsoNeeded[] {
  const { world, one } = explained
  const id = world.catalogue.actionId(need.action)
  if (id < 0) return []
  const question = questionOf(world, world.catalogue.action(id), need.resource)
  const assessment = assess(world, one, question, given)
  const { action, resource } = question
  const by = ladderOf({ world, one, question, assessment }).find((step) => step.decides)
  const { answer, asRead } = assessment
  const text = needText(answer, {
    action,
    resource: need.name ?? resourceName(world, resource),
    by: by?.reason && policyName(by.reason.layer, by.reason.policy, by.reason.level),
    condition: asRead.condition && conditionText(asRead.condition),
    why: whyDenied(question, assessment, by),
  })
  return [{ action, resource, decision: answer, text }]
}
