/** Everybody, one after the other: people of Identity Center, IAM users, root users, and software (workload-drafts.ts). */
import type { AdminAnswer } from '../access/answers.ts'
import type { Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { DirectoryUser, SnapshotCredentials } from '../inventory/snapshot.ts'
import { type DirectoryPerson, peopleOf, sharedId } from './directory-people.ts'
import { type Draft, type Drafts, summaryOf, type Told } from './draft.ts'
import { type Assignments, readAssignments, type Strength, strengthOf } from './holdings.ts'
import type { IdentityAccount, IdentityAccountKind } from './identity.ts'
import { judgeUser } from './judge-user.ts'
import { type Candidate, createNamesakes, type Namesakes, type Suggested } from './suggestions.ts'
import { says } from './words.ts'
import { draftWorkloads } from './workload-drafts.ts'

interface Input {
  readonly world: World
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
}

export function* draftIdentities(input: Input): Steps<Drafts> {
  const { world, adminOf } = input
  const people = yield* draftPeople(input)
  const namesakes = yield* createNamesakes(people.candidates)
  const principals = yield* draftPrincipals(input, namesakes)
  const workloads = yield* draftWorkloads(world, adminOf, namesakes)
  return {
    drafts: [...people.drafts, ...principals.drafts, ...workloads.drafts],
    suggested: [...namesakes.amongPeople(), ...principals.suggested, ...workloads.suggested],
  }
}

/* ------------------------------------------------------------------ people of Identity Center */

/** Some milliseconds' worth: each may be in groups of its own. */
const peopleAtOnce = 100

function* draftPeople({ world, adminOf }: Input): Steps<{
  readonly drafts: readonly Draft[]
  readonly candidates: readonly Candidate[]
}> {
  const assignments = yield* readAssignments(world, adminOf)
  const people = yield* peopleOf(world.snapshot.directory.users)
  const drafts: Draft[] = []
  const candidates: Candidate[] = []
  for (const [position, person] of people.entries()) {
    if (position % peopleAtOnce === 0) yield
    const [first] = person.users
    if (first === undefined) continue
    const draft = personDraft(world, person, first, assignments)
    drafts.push(draft)
    candidates.push({ id: draft.summary.id, name: first.name, users: person.users })
  }
  return { drafts, candidates }
}

function personDraft(
  world: World,
  { users, conflicts }: DirectoryPerson,
  first: DirectoryUser,
  assignments: Assignments,
): Draft {
  const known = {
    id: directoryIdentity(first.id),
    kind: 'person' as const,
    name: first.name,
    what: 'Identity Center user',
    email: users.flatMap((user) => user.email ?? [])[0],
    appearsAs: asDirectoryUser,
    appearances: users.length,
    disabled: users.every((user) => !user.enabled),
  }
  return {
    summary: summaryOf(world, known, assignments.strength(users)),
    ...(users.length > 1 && { aliases: users.map(({ id }) => directoryIdentity(id)) }),
    tell: () => ({
      judgedOn: says.personOfDirectory,
      conflicts,
      accounts: users.map((user) => userAccount(user, first)),
      holdings: assignments.holdings(users),
      notes: [...(assignments.isWhole ? [] : [says.directoryNotWhole]), says.factorUnread, says.useByRole],
    }),
  }
}

const directoryIdentity = (user: string): string => `idc-user:${user}`
const asDirectoryUser = ['idc-user'] as const

function userAccount(user: DirectoryUser, first: DirectoryUser): IdentityAccount {
  const shared = user === first ? undefined : sharedId(first, user)
  return {
    kind: 'idc-user',
    authority: user.store ?? 'Identity Center',
    immutableId: user.id,
    name: user.userName,
    method: user === first ? 'itself' : 'same-external-id',
    grade: 'certain',
    evidence: [
      ...(user.externalIds ?? []).map(({ issuer, id }) => says.externalId(issuer, id)),
      ...(shared ? [says.sameExternalId(shared, first.userName)] : []),
      ...(user.enabled ? [] : [says.userDisabled]),
    ],
  }
}

/* ------------------------------------------------------------------ IAM users, root users */

/** So many take a few milliseconds. */
const principalsAtOnce = 2_000

function* draftPrincipals({ world, adminOf }: Input, namesakes: Namesakes): Steps<Drafts> {
  const credentials = new Map(world.snapshot.credentials.map((one) => [one.arn, one]))
  const groupNames = new Map(world.snapshot.groups.map(({ arn, name }) => [arn, name]))
  const drafts: Draft[] = []
  const suggested: Suggested[] = []
  for (let index = 0; index < world.principals.length; index += 1) {
    if (index % principalsAtOnce === 0) yield
    const type = world.principals.typeAt(index)
    const one = type === 'user' || type === 'root' ? world.principals.at(index) : undefined
    if (!one) continue
    const { principal } = one
    const strength = strengthOf([{ account: principal.account, admin: adminOf(one) }])
    const own = { world, one, strength, credentials: credentials.get(principal.arn) }
    const isNamesake = namesakes.has(principal.name)
    const draft = type === 'root' ? rootDraft(own) : userDraft(own, isNamesake, groupNames)
    drafts.push(draft)
    const { id } = draft.summary
    if (type === 'root') suggested.push(...namesakes.ofRoot(id, one.account.account.email))
    else suggested.push(...namesakes.ofUser(id, principal))
  }
  return { drafts, suggested }
}

interface OwnPrincipal {
  readonly world: World
  readonly one: CompiledPrincipal
  readonly strength: Strength
  readonly credentials: SnapshotCredentials | undefined
}

function userDraft(
  { world, one: { index, principal }, strength, credentials }: OwnPrincipal,
  isNamesake: boolean,
  groupNames: ReadonlyMap<string, string>,
): Draft {
  const { arn, account, name, lastUsed, groups = [] } = principal
  // A dump that leaves the unique id out has only the name to go by.
  const immutableId = principal.uniqueId ?? arn
  const { kind, judgedOn } = judgeUser(credentials, isNamesake)
  const known = {
    id: `iam-user:${immutableId}`,
    kind,
    name,
    what: 'IAM user',
    account,
    appearsAs: asUser,
    appearances: 1,
    lastUsed,
    disabled: credentials !== undefined && !canSignIn(credentials),
  }
  return {
    summary: summaryOf(world, known, strength),
    tell: () => ({
      judgedOn,
      accounts: [ownAccount('iam-user', { account, immutableId, name, arn })],
      holdings: [
        {
          account,
          name,
          type: 'user',
          role: index,
          through: [
            ...groups.map((group) => ({ kind: 'group' as const, name: groupNames.get(group) ?? group })),
            { kind: 'itself', name: 'itself' },
          ],
        },
      ],
      ...(credentials && { credentials }),
    }),
  }
}

const asUser = ['iam-user'] as const

/** A console password or a key that works. */
const canSignIn = ({ password, keys }: SnapshotCredentials): boolean =>
  password !== false || keys.some((key) => key.active)

function rootDraft({ world, one: { index, principal, account: owner }, strength, credentials }: OwnPrincipal): Draft {
  const { arn, account, lastUsed } = principal
  const known = {
    id: `root:${account}`,
    kind: 'root' as const,
    name: `root of ${owner.account.name ?? account}`,
    what: 'root user of the account',
    account,
    appearsAs: asRoot,
    appearances: 1,
    lastUsed,
  }
  return {
    summary: summaryOf(world, known, strength),
    tell: (): Told => ({
      judgedOn: says.rootIsNobody,
      accounts: [ownAccount('root', { account, immutableId: account, name: 'root', arn })],
      holdings: [{ account, name: 'root', type: 'root', role: index, through: [{ kind: 'itself', name: 'itself' }] }],
      ...(credentials && { credentials }),
    }),
  }
}

const asRoot = ['root'] as const

const ownAccount = (
  kind: IdentityAccountKind,
  own: Pick<IdentityAccount, 'immutableId' | 'name' | 'arn'> & { readonly account: string },
): IdentityAccount => ({
  kind,
  authority: own.account,
  ...own,
  method: 'itself',
  grade: 'certain',
  evidence: [],
})
