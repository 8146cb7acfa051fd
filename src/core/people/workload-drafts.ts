/** Software as identities: code that runs as a role, subjects of identity providers, AWS services. */
import type { AdminAnswer } from '../access/answers.ts'
import type { Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import { type Draft, type Drafts, summaryOf } from './draft.ts'
import { type Holding, type Strength, strengthOf } from './holdings.ts'
import type { IdentityAccount } from './identity.ts'
import type { Namesakes, Suggested } from './suggestions.ts'
import { says } from './words.ts'
import {
  codeWord,
  linkedServices,
  type RunningCode,
  runningCode,
  type ServiceRoles,
  type TrustedOwner,
  trustedOwners,
} from './workloads.ts'

/** So many take a few milliseconds. */
const draftedAtOnce = 1_000

export function* draftWorkloads(
  world: World,
  adminOf: (one: CompiledPrincipal) => AdminAnswer,
  namesakes: Namesakes,
): Steps<Drafts> {
  const byRole: ByRole = (roles) =>
    strengthOf(
      roles.flatMap((index) => {
        const one = world.principals.at(index)
        return one ? [{ account: one.principal.account, admin: adminOf(one) }] : []
      }),
    )
  const drafts: Draft[] = []
  const suggested: Suggested[] = []
  const running = yield* runningCode(world)
  const sharers = Map.groupBy(running, ({ role }) => role)
  for (const [position, code] of running.entries()) {
    if (position % draftedAtOnce === 0) yield
    const draft = codeDraft(world, code, byRole, sharers.get(code.role)?.length === 1)
    drafts.push(draft)
    suggested.push(...namesakes.ofCode(draft.summary.id, code.resource.tags))
  }
  const providers = new Set(world.snapshot.providers.map(({ arn }) => arn))
  for (const owner of yield* trustedOwners(world)) drafts.push(ownerDraft(world, owner, byRole, providers))
  yield
  for (const service of yield* linkedServices(world)) drafts.push(serviceDraft(world, service, byRole))
  return { drafts, suggested }
}

type ByRole = (roles: readonly number[]) => Strength

/** What takes on a role has a session of it; what signs in elsewhere is known by its subject. */
const asSession = ['role-session'] as const
const asSubject = ['oidc-subject'] as const

/* ------------------------------------------------------------------ code */

function codeDraft(world: World, { resource, role }: RunningCode, byRole: ByRole, isAlone: boolean): Draft {
  const { arn, name, type, account } = resource
  const principal = world.principals.at(role)?.principal
  const what = codeWord(type)
  const known = {
    id: `workload:${arn}`,
    kind: 'workload' as const,
    name,
    what,
    account,
    appearsAs: asSession,
    appearances: 1,
    lastUsed: isAlone ? principal?.lastUsed : undefined,
  }
  return {
    summary: summaryOf(world, known, byRole([role])),
    tell() {
      const judgedOn = says.runsAs(what, world.principals.at(role)?.principal.name ?? '')
      return {
        judgedOn,
        accounts: sessionsOf(world, [role], { method: 'runs-as', evidence: [judgedOn] }),
        holdings: rolesHeld(world, [role], { kind: 'runs-as', name }),
        notes: isAlone ? [] : [says.roleShared],
      }
    },
  }
}

/* ------------------------------------------------------------------ subjects of identity providers */

function ownerDraft(world: World, owner: TrustedOwner, byRole: ByRole, providers: ReadonlySet<string>): Draft {
  const { issuer, trusts, isSoftware } = owner
  const subjects = [...new Set(trusts.map(({ subject }) => subject.subject))]
  const known = {
    id: `oidc-subject:${issuer}:${owner.key}`,
    kind: isSoftware ? ('workload' as const) : ('unknown' as const),
    name: owner.name,
    what: owner.what,
    appearsAs: asSubject,
    appearances: subjects.length,
  }
  return {
    summary: summaryOf(world, known, byRole([...new Set(trusts.map(({ role }) => role))])),
    tell: () => ({
      judgedOn: isSoftware ? says.issuerOfSoftware(issuer) : says.issuerOfAnybody(issuer),
      accounts: subjects.map((subject) => subjectAccount(world, owner, subject)),
      holdings: trusts.flatMap(({ subject, role }) => {
        const note = providers.has(subject.providerArn) ? undefined : missingProvider(world, role)
        return rolesHeld(world, [role], { kind: 'trust', name: subject.subject }, note)
      }),
      notes: [says.trustAsWritten],
    }),
  }
}

function missingProvider(world: World, role: number): string {
  const iam = world.principals.at(role)?.account.account.iam
  return iam?.state === 'read' && iam.suspect === undefined ? says.providerMissing : says.providerUnread
}

function subjectAccount(world: World, { issuer, trusts }: TrustedOwner, subject: string): IdentityAccount {
  const naming = trusts.filter((trust) => trust.subject.subject === subject)
  const roles = naming.flatMap(({ role }) => world.principals.at(role)?.principal.name ?? [])
  return {
    kind: 'oidc-subject',
    authority: issuer,
    immutableId: subject,
    name: subject,
    method: 'trust-policy',
    grade: 'certain',
    evidence: [says.namedByTrust(roles)],
  }
}

/* ------------------------------------------------------------------ services */

function serviceDraft(world: World, { host, roles }: ServiceRoles, byRole: ByRole): Draft {
  const used = roles.flatMap((index) => world.principals.at(index)?.principal.lastUsed ?? []).sort()
  const known = {
    id: `service:${host}`,
    kind: 'workload' as const,
    name: host,
    what: 'AWS service',
    appearsAs: asSession,
    appearances: roles.length,
    lastUsed: used.at(-1),
  }
  return {
    summary: summaryOf(world, known, byRole(roles)),
    tell: () => ({
      judgedOn: says.serviceLinked,
      accounts: sessionsOf(world, roles, { method: 'service-linked-role', evidence: [] }),
      holdings: rolesHeld(world, roles, { kind: 'service', name: host }),
    }),
  }
}

/* ------------------------------------------------------------------ roles */

function sessionsOf(
  world: World,
  roles: readonly number[],
  how: Pick<IdentityAccount, 'method' | 'evidence'>,
): readonly IdentityAccount[] {
  return roles.flatMap((index): readonly IdentityAccount[] => {
    const principal = world.principals.at(index)?.principal
    if (!principal) return []
    const { arn, name, account, uniqueId } = principal
    const own = { authority: account, immutableId: uniqueId ?? arn, name, arn, account }
    return [{ kind: 'role-session', ...own, grade: 'certain', ...how }]
  })
}

const rolesHeld = (
  world: World,
  roles: readonly number[],
  through: Holding['through'][number],
  note?: string,
): readonly Holding[] =>
  roles.flatMap((role): readonly Holding[] => {
    const principal = world.principals.at(role)?.principal
    if (!principal) return []
    const { account, name, type } = principal
    return [{ account, name, type, role, through: [through], ...(note !== undefined && { note }) }]
  })
