/** How nodes and steps of an access path are called. Pure, tested beside. */
import type { AccessPath, PathNode, PathStep } from '../../../api/schema.ts'
import type { IconName } from '../../../parts/icon.tsx'
import { principalIcon } from '../../../parts/icon.tsx'
import type { DecisionTone } from '../../../parts/marks.tsx'
import { typeWords } from '../../principals/words.ts'
import { iconOfArn } from '../arn-icon.ts'

/** As the server calls the end of all escalation. */
export const administrator = 'admin'

/** Principals are of IAM, except sessions; what else has an ARN is a resource, and can be asked about by action. */
export const isResource = (to: string | undefined): boolean => to !== undefined && /^arn:[^:]*:(?!iam:|sts:)/.test(to)

export type PathDecision = AccessPath['decision']

export const toneOfPath: Readonly<Record<PathDecision, DecisionTone>> = {
  Allowed: 'allowed',
  Conditional: 'conditional',
  Unknown: 'unknown',
}

export const decisionWords: Readonly<Record<PathDecision, string>> = {
  Allowed: 'allowed',
  Conditional: 'allowed under a condition',
  Unknown: 'could not look',
}

const kindWords: Readonly<Record<PathNode['kind'], string>> = {
  person: 'person',
  'directory-group': 'group',
  'permission-set': 'permission set',
  principal: 'principal',
  group: 'IAM group',
  provider: 'identity provider',
  service: 'AWS service',
  outsider: 'outside the organization',
  workload: 'workload',
  resource: 'resource',
  administrator: 'every permission',
}

export const placeOf = (node: PathNode): string | undefined => node.accountName ?? node.account

/** What a node is: `IAM role`, `person`, `permission set`. */
export const kindOf = (node: PathNode): string =>
  node.kind === 'principal' && node.type !== undefined ? typeWords[node.type] : kindWords[node.kind]

/** The two lines of a node in the picture; its account stands on the band. */
export function linesOf(node: PathNode): readonly [string, string | undefined] {
  if (node.kind === 'administrator') {
    const place = placeOf(node)
    return ['Administrator', place === undefined ? undefined : `of ${place}`]
  }
  return [node.name, kindOf(node)]
}

/** `release-bot, IAM role in ci-build`. */
export function fullName(node: PathNode): string {
  if (node.kind === 'administrator') return node.name
  const place = placeOf(node)
  return `${node.name}, ${kindOf(node)}${place === undefined ? '' : ` in ${place}`}`
}

const kindIcons: Readonly<Record<PathNode['kind'], IconName>> = {
  person: 'person',
  'directory-group': 'people',
  'permission-set': 'set',
  principal: 'role',
  group: 'people',
  provider: 'external',
  service: 'service',
  outsider: 'external',
  workload: 'workload',
  resource: 'database',
  administrator: 'shield',
}

export function iconOfNode(node: PathNode): IconName {
  if (node.kind === 'principal' && node.type !== undefined) return principalIcon[node.type]
  return node.kind === 'resource' ? iconOfArn(node.id) : kindIcons[node.kind]
}

export type NodeShape = 'pill' | 'rounded' | 'end'
export function shapeOf(node: PathNode): NodeShape {
  switch (node.kind) {
    case 'administrator':
    case 'resource':
      return 'end'
    case 'principal':
      return node.type === 'user' || node.type === 'external' || node.type === 'anonymous' ? 'pill' : 'rounded'
    case 'permission-set':
    case 'provider':
      return 'rounded'
    default:
      return 'pill'
  }
}

/** What a role is passed to, by the service in the id of the path (pathfinding.cloud: `lambda-001`). */
const things: Readonly<Record<string, string>> = {
  apprunner: 'a service',
  bedrock: 'a code interpreter',
  cloudformation: 'a stack',
  codebuild: 'a build',
  datapipeline: 'a pipeline',
  ec2: 'an instance',
  ecs: 'a task',
  glue: 'a job',
  lambda: 'a function',
  sagemaker: 'a notebook or job',
}

const serviceOfPath = (path: string): string => path.replace(/-[^-]*$/, '')

const fixedWords: Readonly<Record<Exclude<PathStep['kind'], 'passesRole' | 'escalates' | 'reaches'>, string>> = {
  memberOf: 'member of',
  assigned: 'assigned',
  provisions: 'provisions',
  runsAs: 'runs as',
  assumes: 'assumes',
  signsIn: 'signs in as',
  is: 'is',
}

/** One or two short lines for an edge of the picture. */
export function edgeWords(step: PathStep): readonly string[] {
  switch (step.kind) {
    case 'passesRole': {
      const thing = step.path === undefined ? undefined : things[serviceOfPath(step.path)]
      return ['passes role to', thing ?? 'a workload']
    }
    case 'escalates':
      return step.to.kind === 'administrator' ? ['gives itself', 'everything'] : ['takes over']
    case 'reaches': {
      const [first, ...more] = step.permissions.map((permission) => permission.action)
      if (first === undefined) return ['reaches']
      return more.length === 0 ? [first] : [first, `and ${more.length} more`]
    }
    default:
      return [fixedWords[step.kind]]
  }
}

/** One line, with the id of the path: `passes role to a function, lambda-001`. */
export const stepWords = (step: PathStep): string => [edgeWords(step).join(' '), step.path].filter(Boolean).join(', ')

/** All steps in one line, each with where it leads; being administrator is no step to take. */
export const stepsWords = (steps: readonly PathStep[]): string =>
  steps
    .filter((step) => step.kind !== 'is')
    .map((step) => {
      const words = edgeWords(step).join(' ')
      const to =
        step.to.kind === 'administrator' ? '' : step.kind === 'passesRole' ? `: ${step.to.name}` : ` ${step.to.name}`
      return `${words}${to}${step.path === undefined ? '' : ` (${step.path})`}`
    })
    .join('; then ') || 'is it already'

/** Steps are the same when they lead between the same nodes in the same way. */
export const sameStep = (
  a: Pick<PathStep, 'from' | 'to' | 'path'>,
  b: Pick<PathStep, 'from' | 'to' | 'path'>,
): boolean => a.from.id === b.from.id && a.to.id === b.to.id && a.path === b.path

/** 32-bit FNV-1a, in five to seven letters: a path has no id of its own, and its address shall outlive a new order. */
export function pathKey(path: AccessPath): string {
  let hash = 0x811c9dc5
  for (const step of path.steps) {
    for (const letter of `${step.from.id} ${step.kind} ${step.path ?? ''} ${step.to.id}\n`) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
    }
  }
  return (hash >>> 0).toString(36)
}
