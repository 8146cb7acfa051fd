/** Software that acts as a role: code of the inventory, subjects of identity providers, AWS services with roles of their own. */

import { rolesOfCodeInSteps } from '../access/paths/workload-edges.ts'
import type { Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { SnapshotResource } from '../inventory/snapshot.ts'
import { ownerOf, type SubjectOwner, type TrustedSubject, trustedSubjects } from './trusted-subjects.ts'

/* ------------------------------------------------------------------ code */

export interface RunningCode {
  readonly resource: SnapshotResource
  /** Position in `World.principals`. */
  readonly role: number
}

/** Those whose role is in the snapshot. */
export function* runningCode(world: World): Steps<readonly RunningCode[]> {
  const running = yield* rolesOfCodeInSteps(world)
  return running.map(({ resource, role }) => ({ resource, role: role.index }))
}

const codeWords: Readonly<Record<string, string>> = {
  'lambda:function': 'Lambda function',
  'ec2:instance': 'EC2 instance',
  'ecs:task-definition': 'ECS task',
  'states:stateMachine': 'state machine',
  'sagemaker:notebook-instance': 'SageMaker notebook',
  'codebuild:project': 'CodeBuild project',
  'eks:cluster': 'pod of an EKS cluster',
}
export const codeWord = (type: string): string => codeWords[type] ?? type.replace(':', ' ')

/* ------------------------------------------------------------------ subjects of identity providers */

export interface TrustedOwner extends SubjectOwner {
  readonly issuer: string
  /** Each subject of the owner that a role names. */
  readonly trusts: readonly { readonly subject: TrustedSubject; readonly role: number }[]
}

/** A few milliseconds' worth. */
const readAtOnce = 2_000

export function* trustedOwners(world: World): Steps<readonly TrustedOwner[]> {
  const found = new Map<string, TrustedOwner & { readonly trusts: { subject: TrustedSubject; role: number }[] }>()
  // Many roles share a document, and each is read once.
  const read = new Map<string, readonly TrustedSubject[]>()
  for (let index = 0; index < world.principals.length; index += 1) {
    if (index % readAtOnce === 0) yield
    if (world.principals.typeAt(index) !== 'role') continue
    const trust = world.principals.at(index)?.principal.trust
    if (trust?.document === undefined) continue
    const { statements } = world.facts(trust)
    if (!statements.some(({ principals }) => principals?.federated.some((name) => name.includes(':oidc-provider/'))))
      continue
    const text = JSON.stringify(trust.document)
    const subjects = read.get(text) ?? trustedSubjects(trust.document)
    read.set(text, subjects)
    for (const subject of subjects) {
      const owner = ownerOf(subject.issuer, subject.subject)
      const key = `${subject.issuer}\n${owner.key}`
      const known = found.get(key) ?? { ...owner, issuer: subject.issuer, trusts: [] }
      found.set(key, known)
      known.trusts.push({ subject, role: index })
    }
  }
  return [...found.values()]
}

/* ------------------------------------------------------------------ services */

export interface ServiceRoles {
  /** `eks.amazonaws.com` */
  readonly host: string
  readonly roles: readonly number[]
}

/** IAM UG "Service-linked roles": the path names the service that alone may take the role on. */
const serviceOf = ({ principal }: CompiledPrincipal): string | undefined =>
  /:role\/aws-service-role\/([^/]+)\//.exec(principal.arn)?.[1]

export function* linkedServices(world: World): Steps<readonly ServiceRoles[]> {
  const found = new Map<string, number[]>()
  for (let index = 0; index < world.principals.length; index += 1) {
    if (index % readAtOnce === 0) yield
    if (world.principals.typeAt(index) !== 'service-linked-role') continue
    const one = world.principals.at(index)
    const host = one && serviceOf(one)
    if (host === undefined) continue
    const roles = found.get(host) ?? []
    found.set(host, roles)
    roles.push(index)
  }
  return [...found].map(([host, roles]) => ({ host, roles }))
}
