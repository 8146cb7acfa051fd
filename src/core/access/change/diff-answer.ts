/** The difference between two worlds as people read it: rows of access, administrators, people, principals that came or went. */
import { type AccessLevel, accessLevels } from '../../catalogue.ts'
import type { Residual } from '../../evaluate/types.ts'
import { contentKey } from '../../inventory/content-key.ts'
import { nearest } from '../../nearest.ts'
import { compareText } from '../../order.ts'
import { err, ok, type Result } from '../../result.ts'
import type { AdminAnswer, PersonRef } from '../answers.ts'
import { accountsNotRead, gapsOver } from '../coverage-gaps.ts'
import { findPrincipal } from '../find-principal.ts'
import { shortIdentityOf } from '../identity.ts'
import { type AccessFault, resolveQuestion } from '../question.ts'
import { conditionText, words } from '../words.ts'
import type { CompiledPrincipal, World } from '../world.ts'
import type { AccessChange, AdminChange, DiffAnswer, DiffScope, PersonChange } from './change.ts'
import { type ChangedAccess, type ComparedScope, changedAccess, type Side } from './changed-access.ts'
import { everyService, type Outcome } from './compare-access.ts'
import type { Pair } from './differences.ts'
import { createNumbers } from './numbers.ts'
import { folded } from './sheet.ts'
import { say } from './words.ts'

export interface JudgedSide extends Side {
  readonly adminOf: (one: CompiledPrincipal) => AdminAnswer
}

export interface DiffInput {
  readonly before: JudgedSide
  readonly after: JudgedSide
  readonly scope: DiffScope
  /** What would be, not what was: changes that nobody has made. */
  readonly isSupposed: boolean
  readonly notes: readonly string[]
}

/** A screen of rows; whoever wants more asks for more. */
const defaultLimit = 500
/** Names in one row. */
const actionsShown = 20

export function diffAnswer(input: DiffInput): Result<DiffAnswer, AccessFault> {
  const { before, after, scope, isSupposed } = input
  const within = scopeOf(after.world, before.world, scope)
  if (!within.ok) return within
  const found = changedAccess({ before, after }, within.value)
  const rows = rowsOf(found)
  const limit = scope.limit ?? defaultLimit
  const gaps = gapsOver(after.world, found.gaps)
  const principals = countOf(found)
  const people = personChanges(found.pairs)
  const admins = scope.resource === undefined && scope.service === undefined ? adminChanges(input, found.ofIam) : []
  return ok({
    from: { snapshot: before.world.snapshot.id, at: before.world.snapshot.at },
    to: { snapshot: isSupposed ? 'what-if' : after.world.snapshot.id, at: after.world.snapshot.at },
    changes: rows.slice(0, limit),
    principals,
    added: found.pairs.flatMap(({ before: old, after: now }) => (now && !old ? [shortIdentityOf(now)] : [])),
    removed: found.pairs.flatMap(({ before: old, after: now }) => (old && !now ? [shortIdentityOf(old)] : [])),
    admins,
    people,
    more: Math.max(0, rows.length - limit),
    examined: found.examined,
    complete:
      !found.isCut &&
      !found.isSpent &&
      rows.every(({ change }) => change !== 'unknown') &&
      [before, after].every(({ world }) => accountsNotRead(world).length === 0),
    gaps,
    sentence: say.difference({ ...principals, ...toldOf(found), people: holdersOf(people) }, isSupposed),
    notes: [...input.notes, ...(found.isSpent ? [say.notEverything] : found.isCut ? [say.notEveryResource] : [])],
  })
}

/* ------------------------------------------------------------------ what is compared */

/** Names are looked up in the later world, and in the earlier one what is no longer there. */
function scopeOf(after: World, before: World, scope: DiffScope): Result<ComparedScope, AccessFault> {
  const range = scope.service === undefined ? undefined : after.catalogue.actionRange(scope.service.toLowerCase())
  if (scope.service !== undefined && !range) {
    const suggestions = nearest(scope.service, after.catalogue.services, 5)
    return err({ code: 'unknown_action', message: words.unknownService(scope.service), suggestions })
  }
  const principal = scope.principal === undefined ? undefined : arnOf(after, before, scope.principal)
  if (principal && !principal.ok) return principal
  const resource = scope.resource === undefined ? undefined : resourceOf(after, before, scope.resource)
  if (resource && !resource.ok) return resource
  return ok({
    ...(range && { range }),
    ...(principal && { principal: principal.value }),
    ...(resource && { resource: resource.value }),
  })
}

function arnOf(after: World, before: World, text: string): Result<string, AccessFault> {
  const found = findPrincipal(after, text)
  if (found.ok) return ok(found.value.principal.arn)
  const gone = findPrincipal(before, text)
  return gone.ok ? ok(gone.value.principal.arn) : found
}

/** `s3:ListBucket` takes a bucket as it is named; other names are looked up whatever the service. */
function resourceOf(after: World, before: World, text: string): Result<string, AccessFault> {
  const probe = (world: World): Result<string, AccessFault> => {
    const question = resolveQuestion(world, 's3:ListBucket', text)
    return question.ok ? ok(question.value.resource) : question
  }
  const found = probe(after)
  return found.ok ? found : probe(before)
}

/* ------------------------------------------------------------------ rows */

const changeOrder: readonly AccessChange['change'][] = ['gained', 'widened', 'lost', 'narrowed', 'changed', 'unknown']

export function rowsOf({ principals }: ChangedAccess): readonly AccessChange[] {
  const toldOf = createTeller()
  const ordered = [...principals].sort(
    ({ principal: a }, { principal: b }) =>
      // Who is of no account comes last.
      Number(a.account === '') - Number(b.account === '') ||
      compareText(a.account, b.account) ||
      compareText(a.name, b.name) ||
      compareText(a.arn, b.arn),
  )
  return ordered.flatMap(({ principal, outcomes }) =>
    toldOf(outcomes).map((told): AccessChange => ({ principal, ...told })),
  )
}

type Told = Omit<AccessChange, 'principal'>

/** Principals share what comes out, so it is put into words once. */
function createTeller(): (outcomes: readonly Outcome[]) => readonly Told[] {
  const texts = new Map<Residual, string>()
  const numberOf = createNumbers()
  const known = new Map<string, readonly Told[]>()
  return (outcomes) => {
    const key = outcomes.map(numberOf).join()
    const before = known.get(key)
    if (before) return before
    const made = folded(outcomes)
      .map((outcome) => told(outcome, texts))
      .sort(
        (a, b) =>
          compareText(a.service, b.service) ||
          changeOrder.indexOf(a.change) - changeOrder.indexOf(b.change) ||
          compareText(a.actions[0] ?? '', b.actions[0] ?? '') ||
          compareText(a.resources.join(), b.resources.join()),
      )
    known.set(key, made)
    return made
  }
}

function told(outcome: Outcome, texts: Map<Residual, string>): Told {
  const { actions, condition, change, service, resources, before, after, because } = outcome
  const names = service === everyService ? [everyService] : actions.map(({ name }) => name).sort(compareText)
  const levels = new Set<AccessLevel>(actions.flatMap((action) => action.levels))
  const text = condition && (texts.get(condition) ?? conditionText(condition))
  if (condition && text !== undefined) texts.set(condition, text)
  return {
    change,
    service,
    actions: names.slice(0, actionsShown),
    actionCount: actions.length,
    levels: accessLevels.filter((level) => levels.has(level)),
    resources,
    before,
    after,
    ...(condition && { condition }),
    ...(text !== undefined && { conditionText: text }),
    ...(because && { because }),
  }
}

const countIn = ({ principals }: ChangedAccess, ...changes: readonly AccessChange['change'][]): number =>
  principals.filter(({ outcomes }) => outcomes.some(({ change }) => changes.includes(change))).length

const countOf = (found: ChangedAccess): DiffAnswer['principals'] => ({
  gained: countIn(found, 'gained', 'widened'),
  lost: countIn(found, 'lost', 'narrowed'),
  changed: countIn(found, 'changed', 'unknown'),
})

/** Another condition is something else than not to know. */
const toldOf = (found: ChangedAccess) => ({ changed: countIn(found, 'changed'), unknown: countIn(found, 'unknown') })

function holdersOf(people: readonly PersonChange[]): { readonly gained: number; readonly lost: number } {
  const count = (wanted: PersonChange['change']): number =>
    new Set(people.flatMap(({ person, email, change }) => (change === wanted ? [email ?? person] : []))).size
  return { gained: count('gained'), lost: count('lost') }
}

/* ------------------------------------------------------------------ administrators and people */

function adminChanges({ before, after }: DiffInput, pairs: readonly Pair[]): readonly AdminChange[] {
  return pairs.flatMap((pair): AdminChange[] => {
    const one = pair.after ?? pair.before
    if (!one) return []
    const was = pair.before ? before.adminOf(pair.before) : 'no'
    const is = pair.after ? after.adminOf(pair.after) : 'no'
    return was === is ? [] : [{ principal: shortIdentityOf(one), before: was, after: is }]
  })
}

function personChanges(pairs: readonly Pair[]): readonly PersonChange[] {
  return pairs.flatMap(({ before, after, onlyPolicies }) => {
    const one = after ?? before
    if (!one || onlyPolicies || before?.principal.people === after?.principal.people) return []
    const was = new Map(before?.principal.people.map((person) => [contentKey(person), person]))
    const is = new Map(after?.principal.people.map((person) => [contentKey(person), person]))
    const role = shortIdentityOf(one)
    const told = ({ name, email }: PersonRef, change: PersonChange['change']): PersonChange => ({
      person: name,
      ...(email !== undefined && { email }),
      role,
      change,
    })
    return [
      ...[...is].flatMap(([key, person]) => (was.has(key) ? [] : [told(person, 'gained')])),
      ...[...was].flatMap(([key, person]) => (is.has(key) ? [] : [told(person, 'lost')])),
    ]
  })
}
