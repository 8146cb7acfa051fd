/**
 * Actions that a set of policies cannot tell apart: of one service, matched by the same statements, with the same presence of
 * the tested condition keys. One evaluation decides for a class, so all 22,000 actions cost a few hundred evaluations.
 */
import type { Catalogue, CatalogueAction } from '../catalogue.ts'
import type { PolicyFacts, StatementFacts } from './policy-facts.ts'

/**
 * Actions with rules of their own (policy-engine.md 2.3, 2.8, 2.10, 2.11, 2.12) stand alone; so do those that bring keys which AWS
 * does not list, and those that may be called on what AWS owns (core/evaluate/decide.ts, context.ts).
 */
const singular: ReadonlySet<string> = new Set([
  's3:listallmybuckets',
  's3:getbucketpolicy',
  's3:putbucketpolicy',
  's3:deletebucketpolicy',
  'sts:getcalleridentity',
  'sts:getsessiontoken',
  'sts:assumeroot',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:tagsession',
  'sts:setsourceidentity',
  'kms:retiregrant',
  'kms:createalias',
  'kms:updatealias',
  'kms:deletealias',
  'iam:passrole',
  'iam:createservicelinkedrole',
  'iam:deleteservicelinkedrole',
  'iam:updaterole',
  'iam:updateroledescription',
])

/** Nobody may change what AWS owns, and all may read it. */
const ownedInPart: ReadonlySet<string> = new Set(['iam', 'kms'])

export interface ActionRange {
  readonly from: number
  readonly to: number
}

/** Ids of the actions of each class, ascending; classes in the order of their first action. `wanted` leaves out actions. */
export function actionClasses(
  catalogue: Catalogue,
  facts: readonly PolicyFacts[],
  { from, to }: ActionRange = { from: 0, to: catalogue.actionCount },
  wanted?: Uint8Array,
): readonly (readonly number[])[] {
  const statements = facts.flatMap((policy) => policy.statements)
  const vectors = matchVectors(catalogue, statements, from, to)
  const keys = [...new Set(statements.flatMap((statement) => [...statement.keys]))].sort()
  const presence = createPresence(keys)
  const traitOf = traitsOf(catalogue)
  // Numbers, because this is asked of all 22,000 actions: none of the three exceeds the number of actions.
  const { actionCount } = catalogue
  const classes = new Map<number, number[]>()
  for (let id = from; id < to; id += 1) {
    if (wanted && wanted[id - from] !== 1) continue
    const present = keys.length === 0 ? 0 : presence(catalogue.action(id))
    const key = (traitOf(id) * actionCount + (vectors[id - from] ?? 0)) * actionCount + present
    const members = classes.get(key)
    if (members) members.push(id)
    else classes.set(key, [id])
  }
  return [...classes.values()]
}

/** Some actions, and what statements say of them. */
export interface Spoken {
  readonly ids: readonly number[]
  /** 1 at the place of each action that the statement speaks of. */
  spoken(statement: StatementFacts): Uint8Array | undefined
}

/** The classes among the actions at these places alone. */
export function classesAmong(
  catalogue: Catalogue,
  { ids, spoken }: Spoken,
  places: readonly number[],
  statements: readonly StatementFacts[],
): readonly (readonly number[])[] {
  const masks = statements.flatMap((statement) => spoken(statement) ?? [])
  const keys = [...new Set(statements.flatMap((statement) => [...statement.keys]))].sort()
  const presence = createPresence(keys)
  const traitOf = traitsOf(catalogue)
  const classes = new Map<string, number[]>()
  for (const at of places) {
    const id = ids[at]
    if (id === undefined) continue
    let key = `${traitOf(id)} `
    for (const mask of masks) key += mask[at] === 1 ? '1' : '0'
    if (keys.length > 0) key += ` ${presence(catalogue.action(id))}`
    const members = classes.get(key)
    if (members) members.push(id)
    else classes.set(key, [id])
  }
  return [...classes.values()]
}

/** 1 for the actions that some Allow speaks of. */
export function allowedSomewhere(
  catalogue: Catalogue,
  facts: readonly PolicyFacts[],
  { from, to }: ActionRange,
): Uint8Array {
  const mask = new Uint8Array(to - from)
  for (const statement of facts.flatMap((policy) => policy.statements)) {
    if (statement.effect !== 'Allow') continue
    const spoken = spokenOf(catalogue, statement, from, to)
    for (let at = 0; at < mask.length; at += 1) if (spoken[at] === 1) mask[at] = 1
  }
  return mask
}

const traits = new WeakMap<Catalogue, (id: number) => number>()

/** What sets an action apart whatever the policies say: its service, the resources it takes. Never changes, so kept. */
function traitsOf(catalogue: Catalogue): (id: number) => number {
  const known = traits.get(catalogue)
  if (known) return known
  const numbers = new Map<string, number>()
  const ofActions: number[] = []
  const traitOf = (id: number): number => {
    const before = ofActions[id]
    if (before !== undefined) return before
    const words = traitWords(catalogue.action(id))
    const number = numbers.get(words) ?? numbers.size
    numbers.set(words, number)
    ofActions[id] = number
    return number
  }
  traits.set(catalogue, traitOf)
  return traitOf
}

function traitWords({ name, service, resourceTypes, levels }: CatalogueAction): string {
  const lower = name.toLowerCase()
  const reads = ownedInPart.has(service) && levels.every((level) => level === 'List' || level === 'Read')
  const group = singular.has(lower) ? lower : reads ? `${service} reads` : service
  return `${group}|${resourceTypes.map(({ type }) => type.name).join(',')}`
}

/** Per action a number that stands for the set of statements that speak of it. */
function matchVectors(
  catalogue: Catalogue,
  statements: readonly StatementFacts[],
  from: number,
  to: number,
): Uint32Array {
  let current = new Uint32Array(to - from)
  let count = 1
  for (const statement of statements) {
    const spoken = spokenOf(catalogue, statement, from, to)
    // Numbering pairs of (vector so far, this statement) keeps equal numbers for equal sets, and only for them.
    const numbers = new Int32Array(count * 2).fill(-1)
    const next = new Uint32Array(to - from)
    count = 0
    for (let at = 0; at < next.length; at += 1) {
      const pair = (current[at] ?? 0) * 2 + (spoken[at] ?? 0)
      let number = numbers[pair] ?? -1
      if (number < 0) {
        number = count
        numbers[pair] = number
        count += 1
      }
      next[at] = number
    }
    current = next
  }
  return current
}

function spokenOf(catalogue: Catalogue, statement: StatementFacts, from: number, to: number): Uint8Array {
  const spoken = new Uint8Array(to - from).fill(statement.notActions ? 1 : 0)
  for (const pattern of statement.actions) {
    for (const id of catalogue.expand(pattern))
      if (id >= from && id < to) spoken[id - from] = statement.notActions ? 0 : 1
  }
  return spoken
}

/** A number for which of the tested keys AWS lists for an action; lists are shared by many actions. */
function createPresence(keys: readonly string[]): (action: CatalogueAction) => number {
  const byList = new Map<readonly string[], number>()
  const numbers = new Map<string, number>()
  return ({ conditionKeys }) => {
    const known = byList.get(conditionKeys)
    if (known !== undefined) return known
    const prefixes = conditionKeys.map((key) => key.toLowerCase().split(/\$\{|</)[0] ?? '')
    const present = keys.map((key) => (prefixes.some((prefix) => key.startsWith(prefix)) ? '1' : '0')).join('')
    const number = numbers.get(present) ?? numbers.size
    numbers.set(present, number)
    byList.set(conditionKeys, number)
    return number
  }
}
