/** One policy whole: its text, what each statement says, what is wrong in it, where it hangs and whom it concerns. */
import type { PolicyDocument } from '../../inventory/objects.ts'
import type { StatementSource } from '../../policy/document.ts'
import type { LintFinding } from '../../policy/lint/finding.ts'
import { type ActionMask, isEmpty } from '../action-set.ts'
import type { PersonRef, PrincipalType } from '../answers.ts'
import { identityOf } from '../identity.ts'
import type { World } from '../world.ts'
import { type Attachment, attachmentsOf, type Concerned, concernedBy, throughOf } from './policy-attachments.ts'
import { type Lines, lintOf, policyText, statementLines } from './policy-document.ts'
import { allowsAny, statementsIn, takenBy } from './policy-effect.ts'
import { countsOf, type LintCounts, type ListedPolicy, type PolicyList, type PolicyRow } from './policy-list.ts'
import { type NameOfAccount, type StatementEffect, statementEffect, whereOf, whoOf } from './statement-effect.ts'
import { type AffectedCounts, affectedWords, type Granted, grantWords, say } from './words.ts'

export interface ShownStatement extends StatementEffect {
  /** In `text`; absent where that is no JSON. */
  readonly lines?: Lines
}

/** A principal whom the policy concerns. */
export interface AffectedPrincipal {
  readonly arn: string
  readonly name: string
  readonly type: PrincipalType
  readonly account: string
  readonly accountName?: string
  readonly person?: readonly PersonRef[]
  /** Ids of the attachments through which it does. */
  readonly through: readonly string[]
}

export interface PolicyDetail extends PolicyRow {
  /** One short sentence for people. */
  readonly sentence: string
  /** Absent: it was not read. */
  readonly text?: string
  readonly statements: readonly ShownStatement[]
  readonly findings: LintCounts | null
  /** In the order of the text. */
  readonly lint: readonly LintFinding[]
  /** At most two hundred; those that concern most first. */
  readonly attachments: readonly Attachment[]
  readonly moreAttachments: number
  /** The first hundred; `GET …/affected` has all. */
  readonly affected: readonly AffectedPrincipal[]
  /** Names that a resource or trust policy lets in, in words. */
  readonly named: readonly string[]
  /** Of an SCP: principals whose own policies allow something that it takes away. */
  readonly loses?: number
  /** Of an RCP: resources in the accounts on which it bears, of the services that RCPs govern. */
  readonly resources?: number
  /** Each a sentence: what the figures do not say. */
  readonly notes: readonly string[]
}

const shownAttachments = 200
const shownAffected = 100

export function policyDetail(world: World, list: PolicyList, one: ListedPolicy): PolicyDetail {
  const { row } = one
  const document = list.document(one)
  const statements = document === undefined ? [] : (statementsIn(document, row.kind) ?? [])
  const lint = document === undefined ? [] : lintOf(world.catalogue, document, row)
  const concerned = concernedBy(world, list, one)
  const attachments = attachmentsOf(world, one, concerned, shownAttachments)
  const accountName: NameOfAccount = (id) => world.accounts.get(id)?.account.name
  const named = namesIn(statements, accountName)
  const taken = row.kind === 'service-control' ? takenBy(world.catalogue, statements) : undefined
  const loses = taken && losersOf(world, concerned, taken)
  const resources = row.kind === 'resource-control' ? governedResources(world, row) : undefined
  const grant = grantOf(world, row, statements)
  const isHalf = taken !== undefined && !isEmpty(taken) && isHalfRead(world, row, concerned)
  const isValid = statements.length > 0
  const facts: Facts = { row, grant, document, isValid, concerned, named, loses, isHalf, resources }
  return {
    ...row,
    sentence: sentenceOf(facts),
    ...(document !== undefined && { text: policyText(document) }),
    statements: shownStatements(world, document, statements, { accountName, isOfResource: row.kind === 'resource' }),
    findings: document === undefined ? null : countsOf(lint),
    lint,
    attachments,
    moreAttachments: Math.max(0, row.attachedTo + row.boundaryOf - attachments.length),
    affected: affectedAt(world, concerned, 0, shownAffected),
    named,
    ...(loses !== undefined && { loses }),
    ...(resources !== undefined && { resources }),
    notes: notesOn(facts),
  }
}

function shownStatements(
  world: World,
  document: PolicyDocument | undefined,
  statements: readonly StatementSource[],
  names: Parameters<typeof statementEffect>[3],
): readonly ShownStatement[] {
  const lines = document === undefined ? undefined : statementLines(policyText(document))
  return statements.map((statement, index): ShownStatement => {
    const place = lines?.[index]
    return { ...statementEffect(world.catalogue, statement, index, names), ...(place && { lines: place }) }
  })
}

/** By account, then name, as the principals of the world stand. */
export function affectedAt(
  world: World,
  concerned: readonly Concerned[],
  from = 0,
  to = Number.POSITIVE_INFINITY,
): readonly AffectedPrincipal[] {
  const all = concerned.flatMap((one) => one.carrier.positions.map((position) => ({ position, one })))
  return all
    .sort((a, b) => a.position - b.position)
    .slice(from, to)
    .flatMap(({ position, one }): AffectedPrincipal[] => {
      const principal = world.principals.at(position)
      return principal ? [{ ...identityOf(principal), through: throughOf(one, principal.principal.arn) }] : []
    })
}

/* ------------------------------------------------------------------ what it comes to */

function namesIn(statements: readonly StatementSource[], accountName: NameOfAccount): readonly string[] {
  const names = statements.flatMap((statement) =>
    statement.effect === 'Allow' ? (whoOf(statement, accountName) ?? []) : [],
  )
  return [...new Set(names)]
}

/** The service where there is one, and the resources where all Allow statements are about the same. */
function grantOf({ catalogue }: World, row: PolicyRow, statements: readonly StatementSource[]): Granted {
  const allows = statements.filter(({ effect }) => effect === 'Allow')
  const places = new Set(allows.map((statement) => whereOf(statement, row.kind === 'resource')))
  const [where] = places
  const [first] = allows.flatMap(({ actions }) => actions)
  const service = row.services === 1 ? first?.split(':')[0]?.toLowerCase() : undefined
  return {
    ...row,
    service: service && (catalogue.serviceName(service) ?? service),
    where: places.size === 1 ? where : undefined,
  }
}

/** A root user has every permission, so it always loses something (ORG UG, "SCP effects on permissions"). */
function losersOf({ catalogue }: World, concerned: readonly Concerned[], taken: ActionMask): number {
  if (isEmpty(taken)) return 0
  const known = new Map<object, boolean>()
  const loses = (document: PolicyDocument | undefined): boolean => {
    const key = typeof document === 'object' && document !== null ? document : undefined
    const before = key && known.get(key)
    if (before !== undefined) return before
    const made = document !== undefined && allowsAny(catalogue, statementsIn(document, 'inline') ?? [], taken)
    if (key) known.set(key, made)
    return made
  }
  let count = 0
  for (const { carrier } of concerned) {
    if (carrier.type === 'root' || carrier.identity.some(({ document }) => loses(document)))
      count += carrier.positions.length
  }
  return count
}

/** Somebody below the SCP, or something of what they hold, was not read: they may lose something all the same. */
function isHalfRead({ snapshot }: World, { ref }: PolicyRow, concerned: readonly Concerned[]): boolean {
  const isUnread = snapshot.accounts.some(
    ({ iam, serviceControl: { levels } }) =>
      (iam.state !== 'read' || iam.suspect !== undefined) &&
      levels.some(({ policies }) => policies.some((one) => one.ref === ref)),
  )
  return isUnread || concerned.some(({ carrier }) => carrier.identity.some(({ document }) => document === undefined))
}

function governedResources({ snapshot, catalogue }: World, { ref }: PolicyRow): number {
  const bound = new Set(
    snapshot.accounts.flatMap(({ id, resourceControl: { levels } }) =>
      levels.some(({ policies }) => policies.some((one) => one.ref === ref)) ? [id] : [],
    ),
  )
  return snapshot.resources.filter(
    ({ account, type }) => bound.has(account) && catalogue.rcpSupportedServices.has(type.split(':')[0] ?? ''),
  ).length
}

interface Facts {
  readonly row: PolicyRow
  readonly grant: Granted
  readonly document: PolicyDocument | undefined
  readonly isValid: boolean
  readonly concerned: readonly Concerned[]
  readonly named: readonly string[]
  readonly loses: number | undefined
  /** Of `loses`: not all were read of whom it might take something. */
  readonly isHalf: boolean
  readonly resources: number | undefined
}

function sentenceOf(facts: Facts): string {
  const { row, grant, named, loses, resources } = facts
  const { name, accounts = 0 } = row
  if (facts.document === undefined) return say.unread(name)
  if (!facts.isValid) return say.invalid(name)
  const who = say.someOf(named, 2)
  switch (row.kind) {
    case 'trust': {
      const role = name.replace(/^trust policy of /, '')
      return named.length === 0 ? say.trustNobody(role) : say.trust(role, who)
    }
    case 'resource':
      return named.length === 0 ? say.resourceNobody(name) : say.resource(name, who, grantWords(grant))
    case 'service-control':
      return row.attachedTo === 0 ? say.limitsNothing(name) : say.limitsCut(name, accounts, loses ?? 0, facts.isHalf)
    case 'resource-control':
      return row.attachedTo === 0 ? say.limitsNothing(name) : say.limitsResources(name, accounts, resources ?? 0)
    default:
      return holderSentence(facts)
  }
}

function holderSentence({ row, grant, concerned }: Facts): string {
  const { name } = row
  const granting = concerned.filter(({ isOwn, groups }) => isOwn || groups.length > 0)
  const bounded = concerned.filter(({ isBoundary }) => isBoundary)
  const boundedWords = affectedWords(kindsOf(bounded))
  if (granting.length === 0 && bounded.length > 0) return say.bounds(name, boundedWords)
  const who = affectedWords(kindsOf(granting))
  const sentence = grantSentence(row, grant, who)
  return bounded.length === 0 ? sentence : say.boundsToo(sentence, boundedWords)
}

function grantSentence(row: PolicyRow, grant: Granted, who: string): string {
  if (row.attachedTo === 0) return say.unattached(row.name, grantWords(grant))
  if (row.width === 'nothing') return say.onlyDenies(row.name, who)
  return who === '' ? say.grantsNobody(row.name, grantWords(grant)) : say.grants(row.name, who, grantWords(grant))
}

/** People stand for the roles of Identity Center that they hold; a role that nobody holds is a role. */
function kindsOf(concerned: readonly Concerned[]): AffectedCounts {
  const people = new Set(concerned.flatMap(({ carrier }) => carrier.people))
  let users = 0
  let roles = 0
  for (const { carrier } of concerned) {
    if (carrier.type === 'user') users += carrier.positions.length - carrier.people.length
    else if (carrier.people.length === 0) roles += carrier.positions.length
  }
  return { people: people.size, users, roles }
}

function notesOn({ row, document, loses }: Facts): readonly string[] {
  const isOrganizational = row.kind === 'service-control' || row.kind === 'resource-control'
  const grants = row.width !== 'nothing' && row.width !== 'unread' && row.width !== 'limits' && row.width !== 'assume'
  return [
    ...(document !== undefined && grants && row.kind !== 'resource' && row.attachedTo > 0
      ? [say.withoutOtherLayers]
      : []),
    ...(row.kind === 'resource' ? [say.askWhoReaches] : []),
    ...(isOrganizational && loses !== undefined && loses > 0 ? [say.losesAtMost] : []),
  ]
}
