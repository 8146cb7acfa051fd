/** What a whole policy document can do at most, before any other layer is asked. */
import type { AccessLevel, Catalogue } from '../../catalogue.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import { engineTypeOf, type PolicyKind } from '../../inventory/snapshot.ts'
import { parseJson } from '../../json.ts'
import { readDocument, type StatementSource } from '../../policy/document.ts'
import { type ActionMask, addAll, both, emptyMask, isEmpty, isIn, maskOf, setOf, without } from '../action-set.ts'
import { actionsAt, countActions, everyAction, spokenBy, totalOf } from './statement-effect.ts'

/** Also the inline policy of a permission set, which AWS copies into each of its roles. */
export type ListedPolicyKind = PolicyKind | 'permission-set'

export const engineTypeOfListed = { ...engineTypeOf, 'permission-set': 'identity' } as const satisfies Record<
  ListedPolicyKind,
  (typeof engineTypeOf)[PolicyKind]
>

/**
 * The widest thing that it allows. `admin`: findings.md §1, every write and permissions-management action of IAM on every resource.
 * `assume`: a trust policy. `limits`: an SCP or RCP, which grants nothing. `nothing`: it only denies, or is not valid.
 */
export const policyWidths = ['admin', 'permissions', 'write', 'read', 'assume', 'limits', 'nothing', 'unread'] as const
export type PolicyWidth = (typeof policyWidths)[number]

export interface PolicyEffect {
  readonly width: PolicyWidth
  /** What is widest holds under a condition only. */
  readonly isConditional: boolean
  readonly isValid: boolean
  /** Of its actions, those of the widest kind. */
  readonly widestActions: number
  /** Actions that some statement allows and none denies everywhere. */
  readonly actions: number
  readonly services: number
  readonly statements: number
}

export function statementsIn(document: PolicyDocument, kind: ListedPolicyKind): readonly StatementSource[] | undefined {
  const parsed = typeof document === 'string' ? parseJson(document) : undefined
  if (parsed?.ok === false) return undefined
  const read = readDocument(parsed ? parsed.value.value : document, engineTypeOfListed[kind])
  return read.ok ? read.value.statements : undefined
}

const unread: PolicyEffect = {
  width: 'unread',
  isConditional: false,
  isValid: true,
  widestActions: 0,
  actions: 0,
  services: 0,
  statements: 0,
}

/** By what the effect rests on. Most policies of a large organization differ in their resources only. */
export type KnownEffects = Map<string, PolicyEffect>

/** `document` undefined: it was not read. */
export function policyEffect(
  catalogue: Catalogue,
  document: PolicyDocument | undefined,
  kind: ListedPolicyKind,
  known: KnownEffects = new Map(),
): PolicyEffect {
  if (document === undefined) return unread
  const statements = statementsIn(document, kind)
  if (statements === undefined) return { ...unread, width: 'nothing', isValid: false }
  const shape = JSON.stringify([kind, ...statements.map(shapeOf)])
  const before = known.get(shape)
  if (before) return before
  const made = effectOf(catalogue, statements, kind)
  known.set(shape, made)
  return made
}

/** Everything of a statement that its effect rests on. As a list: what a policy calls an action may hold any separator. */
const shapeOf = (statement: StatementSource): readonly (string | boolean)[] => [
  statement.effect,
  statement.notAction,
  statement.conditions.length === 0,
  isOnEverything(statement),
  namesSomebody(statement),
  ...statement.actions,
]

function effectOf(catalogue: Catalogue, statements: readonly StatementSource[], kind: ListedPolicyKind): PolicyEffect {
  const granted = grantedBy(catalogue, statements)
  const { levels, services } = countActions(catalogue, granted.any)
  const counts = {
    isValid: true,
    actions: totalOf(levels),
    services: services.length,
    statements: statements.length,
  }
  const limited = { ...counts, isConditional: false, widestActions: 0 }
  if (kind === 'service-control' || kind === 'resource-control') return { ...limited, width: 'limits' }
  if (kind === 'trust')
    return { ...limited, width: statements.some(({ effect }) => effect === 'Allow') ? 'assume' : 'nothing' }
  return { ...counts, ...widthOf(catalogue, granted, kind) }
}

/** Masks of actions. `sure`: without a condition; `wide`: on every resource. */
interface Granted {
  readonly any: ActionMask
  readonly sure: ActionMask
  readonly wide: ActionMask
  readonly wideAndSure: ActionMask
}

function grantedBy(catalogue: Catalogue, statements: readonly StatementSource[]): Granted {
  const empty = () => emptyMask(catalogue.actionCount)
  const [any, sure, wide, wideAndSure, denied] = [empty(), empty(), empty(), empty(), empty()]
  for (const statement of statements) {
    const spoken = spokenBy(catalogue, statement)
    const isSure = statement.conditions.length === 0
    const isWide = isOnEverything(statement)
    if (statement.effect === 'Deny') {
      if (isSure && isWide && !namesSomebody(statement)) addAll(denied, spoken)
      continue
    }
    addAll(any, spoken)
    if (isSure) addAll(sure, spoken)
    if (isWide) addAll(wide, spoken)
    if (isWide && isSure) addAll(wideAndSure, spoken)
  }
  return {
    any: without(any, denied),
    sure: without(sure, denied),
    wide: without(wide, denied),
    wideAndSure: without(wideAndSure, denied),
  }
}

const isOnEverything = ({ resources, notResource }: StatementSource): boolean =>
  resources === undefined || (!notResource && resources.includes('*'))

/** A Deny of a resource policy takes an action from everybody only where it is said to everybody. */
const namesSomebody = ({ principal, notPrincipal }: StatementSource): boolean =>
  principal !== undefined && (notPrincipal || !principal.aws.includes('*'))

type Width = Pick<PolicyEffect, 'width' | 'isConditional' | 'widestActions'>

function widthOf(catalogue: Catalogue, granted: Granted, kind: ListedPolicyKind): Width {
  // `*` in a policy of a bucket is every action on that bucket.
  if (kind !== 'resource') {
    const power = iamWrites(catalogue)
    const isAdmin = (mask: ActionMask): boolean => isEmpty(without(power, mask))
    if (isAdmin(granted.wide))
      return { width: 'admin', isConditional: !isAdmin(granted.wideAndSure), widestActions: setOf(granted.wide).size }
  }
  for (const [width, levels] of widest) {
    const wanted = levels.map((level) => actionsAt(catalogue, level))
    const has = (mask: ActionMask): boolean => wanted.some((actions) => meet(mask, actions))
    if (!has(granted.any)) continue
    const widestActions = wanted.reduce((sum, actions) => sum + setOf(both(granted.any, actions)).size, 0)
    return { width, isConditional: !has(granted.sure), widestActions }
  }
  return { width: 'nothing', isConditional: false, widestActions: 0 }
}

const widest = [
  ['permissions', ['Permissions management']],
  ['write', ['Write', 'Tagging']],
  ['read', ['Read', 'List']],
] as const satisfies readonly (readonly [PolicyWidth, readonly AccessLevel[]])[]

function meet(a: ActionMask, b: ActionMask): boolean {
  for (let word = 0; word < a.length; word += 1) if (((a[word] ?? 0) & (b[word] ?? 0)) !== 0) return true
  return false
}

const powers = new WeakMap<Catalogue, ActionMask>()

function iamWrites(catalogue: Catalogue): ActionMask {
  const known = powers.get(catalogue)
  if (known) return known
  const [from, to] = catalogue.actionRange('iam') ?? [0, 0]
  const changing = (['Permissions management', 'Write', 'Tagging'] as const).map((level) => actionsAt(catalogue, level))
  const mask = maskOf(
    catalogue.actionCount,
    (id) => id >= from && id < to && changing.some((actions) => isIn(actions, id)),
  )
  powers.set(catalogue, mask)
  return mask
}

/** What an SCP takes away: what it denies anywhere or under any condition, and what it does not allow. */
export function takenBy(catalogue: Catalogue, statements: readonly StatementSource[]): ActionMask {
  const taken = emptyMask(catalogue.actionCount)
  const allowed = emptyMask(catalogue.actionCount)
  for (const statement of statements) {
    addAll(statement.effect === 'Deny' ? taken : allowed, spokenBy(catalogue, statement))
  }
  // An SCP of Deny statements stands beside another that allows; alone it would allow nothing.
  if (statements.some(({ effect }) => effect === 'Allow')) addAll(taken, without(everyAction(catalogue), allowed))
  return taken
}

/** Does an identity policy allow any of these? Ends at the first. */
export function allowsAny(catalogue: Catalogue, statements: readonly StatementSource[], wanted: ActionMask): boolean {
  return statements.some((statement) => {
    if (statement.effect !== 'Allow') return false
    if (statement.notAction) return meet(spokenBy(catalogue, statement), wanted)
    return statement.actions.some((pattern) => {
      for (const id of catalogue.expand(pattern)) if (isIn(wanted, id)) return true
      return false
    })
  })
}
