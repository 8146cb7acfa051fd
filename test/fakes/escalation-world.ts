/** One small account, and what its principals could make of it. */
import { loadCatalogue } from '../../src/catalog/read.ts'
import { createAdminAnswers } from '../../src/core/access/administrators.ts'
import type { WorkloadType } from '../../src/core/access/paths/catalogue.ts'
import { createEscalationSource, type EscalationSource } from '../../src/core/access/paths/escalation-edges.ts'
import { escalations } from '../../src/core/access/paths/escalations.ts'
import type { Nodes } from '../../src/core/access/paths/nodes.ts'
import type { Escalating, Escalation } from '../../src/core/access/paths/path-answer.ts'
import { createPaths } from '../../src/core/access/paths/paths.ts'
import { createReach } from '../../src/core/access/reach.ts'
import { stepwise } from '../../src/core/access/stepwise.ts'
import { compileWorld, type World } from '../../src/core/access/world.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import type { CellType, CoverageCell } from '../../src/core/inventory/coverage.ts'
import type { InventoryObject, ObjectOfKind } from '../../src/core/inventory/objects.ts'
import { type Access, accountId, allow, arn, cell, managedPolicy, policy, readAt, role, trust } from './inventory.ts'

export const here = '111111111111'
export const arnHere = (rest: string): string => `arn:aws:iam::${here}:${rest}`

/** An administrator by a policy of its own, so that no AWS managed policy need be read. */
export const everything = policy(allow('*'))

export const admin = (access: Access = {}) => role(here, 'admin', { inline: everything, ...access })

export const trusting = (service: string) => ({ trust: trust({ Service: service }) })

export const lambdaFunction = (name: string, runsAs: string): ObjectOfKind<'resource'> =>
  workload(`arn:aws:lambda:eu-west-1:${here}:function:${name}`, 'lambda:function', name, { executionRole: runsAs })

export const instance = (id: string, profile: string): ObjectOfKind<'resource'> =>
  workload(`arn:aws:ec2:eu-west-1:${here}:instance/${id}`, 'ec2:instance', id, { instanceProfile: profile })

export const buildProject = (name: string, runsAs: string): ObjectOfKind<'resource'> =>
  workload(`arn:aws:codebuild:eu-west-1:${here}:project/${name}`, 'codebuild:project', name, { executionRole: runsAs })

export const notebook = (name: string, runsAs: string): ObjectOfKind<'resource'> =>
  workload(`arn:aws:sagemaker:eu-west-1:${here}:notebook-instance/${name}`, 'sagemaker:notebook-instance', name, {
    executionRole: runsAs,
  })

const cellOf = {
  'lambda:function': 'lambda',
  'ec2:instance': 'ec2',
  'codebuild:project': 'codebuild',
  'sagemaker:notebook-instance': 'sagemaker',
} as const satisfies Record<WorkloadType, CellType>

const workload = (
  own: string,
  type: WorkloadType,
  name: string,
  facts: ObjectOfKind<'resource'>['body']['facts'],
): ObjectOfKind<'resource'> => ({
  kind: 'resource',
  nativeId: own,
  arn: own,
  accountId: accountId(here),
  region: 'eu-west-1',
  cell: cellOf[type],
  body: { type, name, policy: { state: 'none' }, tags: {}, facts },
})

/** The role, in an instance profile of its name. */
export const inProfile = (one: ObjectOfKind<'role'>): ObjectOfKind<'role'> => ({
  ...one,
  body: { ...one.body, instanceProfiles: [arn(profileArn(one.body.name))] },
})

export const profileArn = (name: string): string => arnHere(`instance-profile/${name}`)

export const awsManaged = (name: string, document = everything): ObjectOfKind<'managedPolicy'> => {
  const made = managedPolicy(here, name, document)
  const own = arn(`arn:aws:iam::aws:policy/${name}`)
  return { ...made, nativeId: own, arn: own, body: { ...made.body, awsManaged: true } }
}

/** IAM, functions and instances were read. */
const readWhole: readonly CoverageCell[] = [cell(here, 'iam'), cell(here, 'lambda'), cell(here, 'ec2')]

const catalogue = loadCatalogue()

export interface EscalationWorld {
  readonly world: World
  readonly nodes: Nodes
  readonly source: EscalationSource
  /** By the ARN of the principal. */
  readonly found: ReadonlyMap<string, readonly Escalation[]>
  readonly escalating: ReadonlyMap<string, Escalating>
}

export function escalationWorld(
  objects: readonly InventoryObject[],
  cells: readonly CoverageCell[] = readWhole,
): EscalationWorld {
  const snapshot = assemble({ id: 's', at: readAt, objects, cells })
  const world = compileWorld(snapshot, catalogue, createPolicyEngine(catalogue))
  const reach = createReach(world)
  const input = { world, reach, adminOf: createAdminAnswers(world) }
  const source = createEscalationSource(input)
  const { nodes, assumes } = createPaths({ ...input, sources: [source] })
  const escalating = stepwise(() => escalations({ ...input, nodes, sources: [source, assumes] })).value()
  return {
    world,
    nodes,
    source,
    escalating,
    found: new Map([...escalating].map(([arn, { escalatesTo }]) => [arn, escalatesTo])),
  }
}

/** `iam-005 Allowed → app`, of the principal `app`. */
export function escalationsOf(
  objects: readonly InventoryObject[],
  cells?: readonly CoverageCell[],
  actor = 'app',
): readonly string[] {
  const { found } = escalationWorld(objects, cells)
  const name = (text: string): string => text.slice(text.lastIndexOf('/') + 1)
  const [own] = [...found].flatMap(([principal, list]) => (name(principal) === actor ? [list] : []))
  return (own ?? []).map(({ path, decision, target }) => `${path} ${decision} → ${name(target)}`)
}
