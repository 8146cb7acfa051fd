/**
 * Who may take on which role: principals by `sts:AssumeRole`, AWS services and other accounts as the trust policy names them,
 * people of identity providers by `sts:AssumeRoleWithSAML` and `sts:AssumeRoleWithWebIdentity`. Both sides are evaluated by the
 * engine (policy-engine.md 2.10); what the call must bring (MFA, an external id, a subject) stays as the condition of the edge.
 */
import { accountAccessManager, entitlementsUnread } from '../account-access.ts'
import type { Holder } from '../answers.ts'
import { type Assessment, assess } from '../assess.ts'
import { impliedAt } from '../context.ts'
import { judgeHolders } from '../holders.ts'
import { outsideHolders } from '../outside-holders.ts'
import { type Question, questionOf } from '../question.ts'
import type { ActionReach } from '../reach.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { Edge, EdgeSource } from './edge.ts'
import { kept } from './graph.ts'
import { letInBy } from './let-in.ts'
import { permissionOf, provenBy } from './proof.ts'
import { words } from './words.ts'

export interface AssumeInput {
  readonly world: World
  readonly reach: (actionLowerCase: string) => ActionReach
}

const federatedActions = ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'] as const
type AssumeAction = 'sts:AssumeRole' | (typeof federatedActions)[number]

/** What pathfinding.cloud calls it when a principal assumes a role. */
const assumption = 'sts-001'

export function createAssumeEdges(input: AssumeInput): EdgeSource {
  const into = kept((arn) => {
    const role = input.world.principalByArn.get(arn)
    return role?.principal.trust ? [...fromPrincipals(input, role), ...fromOutside(input, role)] : []
  })
  return { into: (node) => into(node.id) }
}

function asking(world: World, action: AssumeAction, { principal }: CompiledPrincipal): Question | undefined {
  const id = world.catalogue.actionId(action)
  return id < 0 ? undefined : questionOf(world, world.catalogue.action(id), principal.arn)
}

/* ------------------------------------------------------------------ principals */

interface Asked {
  readonly role: CompiledPrincipal
  readonly question: Question
}

function fromPrincipals(input: AssumeInput, role: CompiledPrincipal): readonly Edge[] {
  const question = asking(input.world, 'sts:AssumeRole', role)
  if (!question) return []
  const groups = judgeHolders({ ...input, question, given: impliedAt(input.world.snapshot.at), alike: true })
  return groups
    .flatMap(({ members, assessment }) => members.map((one) => ({ one, assessment })))
    .sort((a, b) => a.one.index - b.one.index)
    .flatMap(({ one, assessment }) => provenEdge(input.world, one, { role, question }, assessment) ?? [])
}

function provenEdge(
  world: World,
  one: CompiledPrincipal,
  { role, question }: Asked,
  assessment: Assessment,
): Edge | undefined {
  const proven = provenBy(assessment)
  // A role that may assume itself gains nothing.
  if (!proven || one.index === role.index) return undefined
  return {
    kind: 'assumes',
    from: one.principal.arn,
    to: role.principal.arn,
    path: assumption,
    ...proven,
    explain: () => ({
      act: words.assumes(roleName(role, one.principal.account)),
      // Found for many at once; its own statements are looked up when they are shown.
      permissions: [
        permissionOf({ world, one, question, assessment: assess(world, one, question, impliedAt(world.snapshot.at)) }),
      ],
    }),
  }
}

/** With its account where that is another one. */
const roleName = ({ principal, account: { account } }: CompiledPrincipal, from: string): string =>
  principal.account === from ? principal.name : words.inAccount(principal.name, account.name ?? account.id)

/* ------------------------------------------------------------------ whoever comes from outside */

function fromOutside(input: AssumeInput, role: CompiledPrincipal): readonly Edge[] {
  const { world } = input
  const named = letInBy(world, role)
  const actions: readonly AssumeAction[] = [
    ...(named.anyone || named.outside ? (['sts:AssumeRole'] as const) : []),
    ...(named.providers.length > 0 ? federatedActions : []),
  ]
  return actions.flatMap((action) => {
    const question = asking(world, action, role)
    if (!question) return []
    return outsideHolders({ ...input, question, given: impliedAt(world.snapshot.at) }).flatMap(
      (holder) => outsideEdge(world, role, question, holder) ?? [],
    )
  })
}

function outsideEdge(world: World, role: CompiledPrincipal, question: Question, holder: Holder): Edge | undefined {
  const isProvider = holder.type === 'external' && !holder.arn.endsWith(':root') && isProviderName(holder.arn)
  const action = isProvider ? providerAction(holder.arn) : 'sts:AssumeRole'
  if (question.action !== action || comesThroughIdentityCenter(world, role, holder.arn)) return undefined
  const { condition } = holder
  const unlisted = holder.arn === accountAccessManager
  return {
    kind: isProvider ? 'signsIn' : 'assumes',
    from: holder.arn,
    to: role.principal.arn,
    decision: unlisted ? 'Unknown' : holder.decision,
    ...(condition && { condition }),
    gaps: unlisted ? [entitlementsUnread(role.principal.account, role.principal.arn)] : [],
    explain: () => ({
      act: (isProvider ? words.signsIn : words.assumes)(roleName(role, holder.account)),
      permissions: [
        {
          action: question.action,
          resource: question.resource,
          decision: holder.decision,
          ...(condition && { condition }),
          reasons: holder.via,
        },
      ],
    }),
  }
}

const isProviderName = (arn: string): boolean => !arn.startsWith('arn:') || /:(?:saml|oidc)-provider\//.test(arn)

const providerAction = (arn: string): AssumeAction =>
  arn.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity'

/**
 * The provider that Identity Center keeps in each account (`AWSSSO_0123456789abcdef_DO_NOT_DELETE`) lets in exactly those who
 * are assigned; where the assignments were read they say who.
 */
const comesThroughIdentityCenter = (world: World, role: CompiledPrincipal, provider: string): boolean =>
  role.principal.type === 'permission-set-role' &&
  /:saml-provider\/AWSSSO_[0-9a-f]+_DO_NOT_DELETE$/.test(provider) &&
  world.snapshot.directory.permissionSets.length > 0
