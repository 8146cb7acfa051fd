/**
 * The escalation catalogue: what lets a principal become more than it is. Data only; what each form means is in the
 * `escalation-*.ts` beside it. Ids, required permissions and prerequisites of the paths without the prefix `bailiwick-` are those
 * of pathfinding.cloud (Apache-2.0, see NOTICE); the rest are our own, each with its source.
 */
import { existingWorkloadPaths } from './catalogue-existing.ts'
import { iamPaths } from './catalogue-iam.ts'
import { ownPaths } from './catalogue-own.ts'
import { passRolePaths } from './catalogue-passrole.ts'

export type EscalationCategory = 'self-escalation' | 'principal-access' | 'new-passrole' | 'existing-passrole'

/** What a required action is called on. */
export type Place =
  /** The principal that escalates. */
  | 'itself'
  /** A customer managed policy in force on it. */
  | 'own policy'
  /** The same, where it has a version that is not the default. */
  | 'own policy version'
  /** A group that it is in, and one that it is not in. */
  | 'own group'
  | 'group'
  /** The policy that is its permissions boundary. */
  | 'own boundary'
  | 'own boundary version'
  /** The principal that it comes to act as, and a customer managed policy in force on that one. */
  | 'target'
  | 'target policy'
  /** What runs as the target. */
  | 'workload'
  /** The SAML provider that the target trusts. */
  | 'provider'
  /** A resource that the actor chooses, or makes. Actions on the same type of resource must be allowed on the same one. */
  | 'any'

export interface Requirement {
  readonly action: string
  readonly on: Place
  /** Types of the Service Authorization Reference, where those that it calls required are not what the call touches. */
  readonly types?: readonly string[]
  /** The managed policy that it attaches, or puts in the place of its boundary, is the actor's choice: one that allows everything. */
  readonly chooses?: 'attached policy' | 'boundary'
}

/** What the permissions are good for. */
export type Form =
  /** It gives itself any permission, within its boundary and SCPs. */
  | { readonly form: 'grants itself'; readonly actor: 'user' | 'role' | 'either' }
  /** Its boundary no longer holds it back. */
  | { readonly form: 'lifts boundary'; readonly actor: 'user' | 'role' | 'either' }
  /** It acts as another principal, with that one's permissions. */
  | { readonly form: 'acts as'; readonly target: 'user' | 'role' }
  /** It gives another principal any permission and acts as it. */
  | { readonly form: 'grants and acts as'; readonly target: 'user' | 'role' }
  /** It starts something that runs as a role which trusts one of the services. */
  | {
      readonly form: 'passes role'
      readonly services: readonly string[]
      /** Only through a profile that holds the role; only as what the passed role may assume. */
      readonly through?: 'instance profile' | 'stack set'
    }
  /** It makes something that runs as a role already do its will. */
  | { readonly form: 'takes over'; readonly services: readonly string[]; readonly workload: Workload }
  /** Identity Center hands out a role that is administrator (escalation-directory.ts). */
  | { readonly form: 'assigns'; readonly hands: 'account assignment' | 'permission set' | 'group membership' }
  /** The edges of roles that may be assumed as they are (assume-edges.ts). */
  | { readonly form: 'assumes' }

/** What runs as a role and is collected. */
export const workloadTypes = [
  'lambda:function',
  'ec2:instance',
  'codebuild:project',
  'sagemaker:notebook-instance',
] as const
export type WorkloadType = (typeof workloadTypes)[number]

/** A type of resource that is collected, or in a few words what is not. */
export type Workload = { readonly type: WorkloadType } | { readonly type: 'not collected'; readonly what: string }

export type EscalationPath = {
  readonly id: string
  readonly category: EscalationCategory
  /** All of them. */
  readonly requires: readonly Requirement[]
  /** Behind the actor's name: `{target}`, `{on}` and `{account}` are filled in. */
  readonly act: string
  /** What else must be so and is not read, one sentence. */
  readonly assumes?: string
  readonly reference: string
} & Form

export type PathOf<F extends Form['form']> = Extract<EscalationPath, { readonly form: F }>

/** What passing a role to an instance takes beside the path, where no profile holds the role. */
export const makingInstanceProfile: readonly Requirement[] = [
  { action: 'iam:CreateInstanceProfile', on: 'any' },
  { action: 'iam:AddRoleToInstanceProfile', on: 'any' },
]

/** The same, where a profile holds another role. */
export const swappingRoles: readonly Requirement[] = [
  { action: 'iam:RemoveRoleFromInstanceProfile', on: 'any' },
  { action: 'iam:AddRoleToInstanceProfile', on: 'any' },
]

export const escalationPaths: readonly EscalationPath[] = [
  ...iamPaths,
  ...passRolePaths,
  ...existingWorkloadPaths,
  ...ownPaths,
]

/** As pathfinding.cloud names its paths. */
export const escalationName = ({ requires }: Pick<EscalationPath, 'requires'>): string =>
  requires.map(({ action }) => action).join(' + ')

export const pathsOfForm = <F extends Form['form']>(form: F): readonly PathOf<F>[] =>
  escalationPaths.filter((path): path is PathOf<F> => path.form === form)
