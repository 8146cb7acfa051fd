/**
 * What the role allows: AWS's managed policies, what CloudTrail's bucket needs, the reads that SecurityAudit leaves out, and the
 * policy for whoever wants to allow exactly what the collectors call (connection.md §2, §2.3). All of it reads, but the one
 * queue that the customer names.
 */
import type { NamedPolicy } from '../../app/ports/aws.ts'
import type { ConnectionSettings, Partition } from '../../app/ports/connections.ts'
import type { CellType } from '../../core/inventory/coverage.ts'
import { cellTypes, stageOfCell } from '../../core/inventory/coverage.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { compareText } from '../../core/order.ts'
import type { ManagedPolicyName, ReadAction } from '../collector.ts'
import { readActions } from '../read-actions.ts'

export const accountPolicies: readonly ManagedPolicyName[] = ['SecurityAudit']
/** Only where Identity Center is administered. */
export const identityCenterPolicies: readonly ManagedPolicyName[] = ['AWSSSOReadOnly', 'AWSSSODirectoryReadOnly']

export const managedPolicyArn = (partition: Partition, name: string): string =>
  `arn:${partition}:iam::aws:policy/${name}`

export const policyNames = {
  trailLogs: 'BailiwickTrailLogs',
  trailKey: 'BailiwickTrailKey',
  trailQueue: 'BailiwickTrailQueue',
  extendedReads: 'BailiwickExtendedReads',
  leastReads: 'BailiwickReads',
  leastIdentityCenter: 'BailiwickIdentityCenterReads',
} as const

/** `Json` where the resource is a value, a reference of a template where it is a parameter. */
export const allow = (actions: readonly string[], resource: Json): Json => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: actions.length === 1 ? (actions[0] ?? '') : [...actions], Resource: resource },
  ],
})

/* ------------------------------------------------------------------ CloudTrail */

/** SecurityAudit allows neither (connection.md §2). */
export const trailActions = {
  logs: ['s3:GetObject'],
  key: ['kms:Decrypt'],
  queue: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
} as const

/** Amazon S3 holds the logs of CloudTrail under `[prefix/]AWSLogs/`. */
export const logObjects = (bucket: string, prefix: string | null): string =>
  `${bucket}/${prefix === null ? '' : `${prefix}/`}AWSLogs/*`

export function trailPolicies({ cloudTrail }: Pick<ConnectionSettings, 'cloudTrail'>): readonly NamedPolicy[] {
  const { bucketArn, prefix, keyArn, queueArn } = cloudTrail
  const inline = (name: string, document: Json): NamedPolicy => ({ name, kind: 'inline', document })
  return [
    ...(bucketArn === null
      ? []
      : [inline(policyNames.trailLogs, allow(trailActions.logs, logObjects(bucketArn, prefix)))]),
    ...(keyArn === null ? [] : [inline(policyNames.trailKey, allow(trailActions.key, keyArn))]),
    ...(queueArn === null ? [] : [inline(policyNames.trailQueue, allow(trailActions.queue, queueArn))]),
  ]
}

/* ------------------------------------------------------------------ what the collectors call */

/** IAM, Identity Center and the organization are read whatever the setting says (connection.md §5). */
const isWanted = (type: CellType, types: ConnectionSettings['resourceTypes']): boolean =>
  types === null || types.includes(type) || ['organization', 'identity_center', 'iam'].includes(stageOfCell(type))

/** Everything that is read and tried for these types, Identity Center apart. */
const accountReads = (types: ConnectionSettings['resourceTypes']): readonly ReadAction[] =>
  readActions(cellTypes.filter((type) => type !== 'identity_center' && isWanted(type, types)))

const identityCenterReads = (): readonly ReadAction[] => readActions(['identity_center'])

const actionsOf = (reads: readonly ReadAction[]): readonly string[] =>
  [...new Set(reads.map(({ action }) => action))].sort(compareText)

/** Reads that no policy of AWS brings to an account, each missed as a grey cell only. */
export const extendedActions = (types: ConnectionSettings['resourceTypes']): readonly string[] =>
  actionsOf(accountReads(types).filter(({ optional, attach }) => optional && attach !== 'SecurityAudit'))

/* ------------------------------------------------------------------ instead of SecurityAudit */

/**
 * IAM and AWS STS quotas (IAM User Guide, read 2026-11), white space not counted: all inline policies of a role together have at
 * most 10,240 characters, a managed policy has 6,144.
 */
export const inlineLimit = 10_240
export const managedLimit = 6_144

export interface LeastPolicies {
  readonly account: readonly NamedPolicy[]
  /** Only where Identity Center is administered. */
  readonly identityCenter: readonly NamedPolicy[]
}

/** Inline as long as everything inline fits; customer managed policies otherwise. */
export function leastPolicies(
  settings: Pick<ConnectionSettings, 'resourceTypes' | 'cloudTrail' | 'extendedReads'>,
): LeastPolicies {
  const reads = accountReads(settings.resourceTypes).filter(({ optional }) => settings.extendedReads || !optional)
  const account = actionsOf(reads)
  const identityCenter = actionsOf(identityCenterReads()).filter((action) => !account.includes(action))
  const all = [
    allow(account, '*'),
    allow(identityCenter, '*'),
    ...trailPolicies(settings).map(({ document }) => document),
  ]
  const fits = all.reduce<number>((sum, document) => sum + sizeOf(document), 0) <= inlineLimit
  const named = (name: string, actions: readonly string[]): readonly NamedPolicy[] =>
    fits
      ? [{ name, kind: 'inline', document: allow(actions, '*') }]
      : inPieces(actions).map((piece, index) => ({
          name: index === 0 ? name : `${name}${index + 1}`,
          kind: 'managed',
          document: allow(piece, '*'),
        }))
  return {
    account: named(policyNames.leastReads, account),
    identityCenter: named(policyNames.leastIdentityCenter, identityCenter),
  }
}

export const sizeOf = (document: Json): number => JSON.stringify(document).replace(/\s/g, '').length

function inPieces(actions: readonly string[]): readonly (readonly string[])[] {
  const pieces: string[][] = [[]]
  for (const action of actions) {
    const piece = pieces.at(-1) ?? []
    if (sizeOf(allow([...piece, action], '*')) <= managedLimit) piece.push(action)
    else pieces.push([action])
  }
  return pieces
}
