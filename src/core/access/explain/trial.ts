/**
 * The same question with some statements changed: how the explanation learns what stands in the way, and checks what it says
 * would help. A trial goes through all that an answer goes through, gaps included.
 */
import { createPolicyEngine } from '../../evaluate/engine.ts'
import type { Json } from '../../inventory/objects.ts'
import type { PolicyEntry } from '../../inventory/snapshot.ts'
import { type Assessment, assess } from '../assess.ts'
import type { GivenContext } from '../context.ts'
import { knowPolicies } from '../known-policies.ts'
import { policyObject, statementsOf } from '../policy-facts.ts'
import type { Question } from '../question.ts'
import type { CompiledAccount, CompiledLayer, CompiledLevel, CompiledPrincipal, World } from '../world.ts'
import type { Explained } from './reasons.ts'

export type StatementJson = { readonly [element: string]: Json }
export type GrantingLayer = 'identity' | 'permissionsBoundary' | 'serviceControl' | 'resource'

/** Policies are named by their `ref`, and change wherever they bear on the question. */
export type Edit =
  /** Another statement in its place; without `to`, none. */
  | { readonly op: 'statement'; readonly ref: string; readonly statement: number; readonly to?: StatementJson }
  | { readonly op: 'add'; readonly ref: string; readonly statement: StatementJson }
  /** The policy as a whole goes. */
  | { readonly op: 'detach'; readonly ref: string }
  /** A policy more; `level` is that of the SCPs. */
  | {
      readonly op: 'attach'
      readonly layer: GrantingLayer
      readonly level?: number
      readonly statement: StatementJson
    }
  | { readonly op: 'unblock-public-access' }

export type Trial = (edits: readonly Edit[], given?: GivenContext) => Assessment

export function trialOf({ world, one, question }: Explained, given: GivenContext): Trial {
  const workshop = workshopFor(world)
  return (edits, context = given) => {
    const change = changerOf(workshop, edits)
    const changed = principalAfter(change, one)
    const accounts = new Map(world.accounts)
    for (const owner of [question.resourceAccount, one.principal.account]) {
      const account = owner === undefined ? undefined : world.accounts.get(owner)
      if (!account) continue
      const isCaller = account.account.id === one.principal.account
      accounts.set(account.account.id, isCaller ? changed.account : accountAfter(change, account, false))
    }
    return assess({ ...workshop, accounts }, changed, questionAfter(change, question), context)
  }
}

/* ------------------------------------------------------------------ the workshop */

/** The engine keeps what it compiles, and nobody asks for the documents of a trial again: so it is thrown away in time. */
const trialsPerEngine = 500
const workshops = new WeakMap<World, { readonly world: World; left: number }>()

/** The world with an engine of its own. */
function workshopFor(world: World): World {
  const known = workshops.get(world)
  if (known && known.left > 0) {
    known.left -= 1
    return known.world
  }
  const engine = createPolicyEngine(world.catalogue)
  const made = { ...world, engine, ...knowPolicies(engine) }
  workshops.set(world, { world: made, left: trialsPerEngine })
  return made
}

/* ------------------------------------------------------------------ changes */

interface Changer {
  readonly world: World
  readonly edits: readonly Edit[]
  entry(entry: PolicyEntry): PolicyEntry
}

function changerOf(world: World, edits: readonly Edit[]): Changer {
  const changed = new Map<PolicyEntry, PolicyEntry>()
  return {
    world,
    edits,
    entry(entry) {
      const own = edits.filter((edit) => 'ref' in edit && edit.ref === entry.ref)
      if (own.length === 0) return entry
      const known = changed.get(entry) ?? { ...entry, document: documentAfter(entry, own) }
      changed.set(entry, known)
      return known
    },
  }
}

function documentAfter({ document }: PolicyEntry, edits: readonly Edit[]): Json {
  const root = policyObject(document ?? null) ?? {}
  const statements = [...statementsOf(root)]
  for (const edit of edits) {
    if (edit.op === 'detach') return { ...root, Statement: [] }
    if (edit.op === 'add') statements.push(edit.statement)
    if (edit.op !== 'statement') continue
    const before = statements[edit.statement]
    if (before) statements[edit.statement] = edit.to ?? emptied(before)
  }
  return { ...root, Statement: statements }
}

/** About an action that nobody has. It keeps its place, so that the others keep their numbers. */
const emptied = ({ NotAction: _, ...rest }: StatementJson): StatementJson => ({ ...rest, Action: 'none:None' })

const policyWith = (statement: StatementJson): PolicyEntry => ({
  ref: '',
  name: '',
  kind: 'inline',
  document: { Version: '2012-10-17', Statement: [statement] },
})

/** Policies that are new to a layer stand behind the others, so that those keep their places. */
function layerAfter<L extends CompiledLayer>(change: Changer, layer: L, type: GrantingLayer, level?: number): L {
  const more = change.edits.flatMap((edit) =>
    edit.op === 'attach' && edit.layer === type && edit.level === level ? [policyWith(edit.statement)] : [],
  )
  const entries = [...layer.entries.map(change.entry), ...more]
  return { ...layer, entries, ids: change.world.layer(entries, type).ids }
}

function accountAfter(change: Changer, account: CompiledAccount, isCaller: boolean): CompiledAccount {
  const recompiled = (level: CompiledLevel): CompiledLevel => ({
    ...level,
    ids: change.world.layer(level.entries.map(change.entry), 'resourceControl').ids,
  })
  return {
    ...account,
    serviceControl: isCaller
      ? account.serviceControl.map((level, index) => layerAfter(change, level, 'serviceControl', index))
      : [],
    resourceControl: account.resourceControl.map(recompiled),
  }
}

function principalAfter(change: Changer, one: CompiledPrincipal): CompiledPrincipal {
  return {
    ...one,
    account: accountAfter(change, one.account, true),
    identity: layerAfter(change, one.identity, 'identity'),
    boundary: one.boundary && layerAfter(change, one.boundary, 'permissionsBoundary'),
  }
}

function questionAfter(change: Changer, question: Question): Question {
  const { edits } = change
  const { resourcePolicy, s3BlockPublicAccess } = question
  const entry = resourcePolicy.entry && change.entry(resourcePolicy.entry)
  const attached = edits.flatMap((edit) => (edit.op === 'attach' && edit.layer === 'resource' ? [edit.statement] : []))
  const added = attached.map(policyWith)[0]
  return {
    ...question,
    resourcePolicy:
      added && !entry ? { ...resourcePolicy, reading: { state: 'read' }, entry: added } : { ...resourcePolicy, entry },
    s3BlockPublicAccess: edits.some(({ op }) => op === 'unblock-public-access') ? undefined : s3BlockPublicAccess,
  }
}
