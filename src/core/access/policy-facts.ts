/**
 * What the index needs to know of a policy document without evaluating it: which actions its statements speak of, whom they
 * name, which condition keys they test. It only preselects and groups; the engine alone decides. So it errs to one side:
 * where a document is odd it claims to speak of everything.
 */
import { isJsonObject } from '../inventory/content-key.ts'
import type { Json } from '../inventory/objects.ts'
import { parseJson } from '../json.ts'
import { completeArn } from '../policy/document.ts'
import { matchesPattern, type Pattern, plainPattern } from '../policy/glob.ts'

export interface StatementFacts {
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** Lower case. With `notActions` the statement speaks of everything else. */
  readonly actions: readonly string[]
  readonly notActions: boolean
  readonly resources: readonly string[]
  readonly notResources: boolean
  /** Only documents of Version 2012-10-17 have variables; in others `${…}` is plain text. */
  readonly variables: boolean
  readonly principals: PrincipalNames | undefined
  /** Lower-case condition keys that its conditions or its variables read. */
  readonly keys: ReadonlySet<string>
}

export interface PrincipalNames {
  readonly everybody: boolean
  /** `NotPrincipal`: everybody but those named. */
  readonly inverted: boolean
  /** ARNs, account ids and unique ids under `AWS`. */
  readonly aws: readonly string[]
  readonly services: readonly string[]
  readonly federated: readonly string[]
}

export interface PolicyFacts {
  readonly statements: readonly StatementFacts[]
  readonly denies: number
}

type JsonObject = { readonly [key: string]: Json }

/** The policy as an object, also where it is kept as text; undefined for what is no policy. */
export function policyObject(document: Json): JsonObject | undefined {
  const parsed = typeof document === 'string' ? parseJson(document) : undefined
  const root = parsed?.ok ? parsed.value.value : document
  return isJsonObject(root) ? root : undefined
}

/** `Statement`, which may be one object or a list. */
export const statementsOf = (policy: JsonObject | undefined): readonly JsonObject[] =>
  listOf(policy?.['Statement']).filter(isJsonObject)

/** Lists and sets that are equal stand once in all that one maker makes: a hundred thousand statements repeat a few thousand. */
export function createPolicyFacts(): (document: Json) => PolicyFacts {
  const shared = createSharedTexts()
  return (document) => {
    const policy = policyObject(document)
    const variables = policy?.['Version'] === '2012-10-17'
    const statements = statementsOf(policy).map((one, index) => statementFactsOf(one, { index, variables, shared }))
    return { statements, denies: statements.filter((statement) => statement.effect === 'Deny').length }
  }
}

/** Whom the Allows of a policy name. Nothing is kept: a look at hundreds of thousands of policies, of which few name anybody of interest. */
export const allowedNames = (document: Json): readonly PrincipalNames[] =>
  statementsOf(policyObject(document)).flatMap((one) => (effectOf(one) === 'Allow' ? (principalsOf(one) ?? []) : []))

/** Equal lists and sets stand once. */
export interface SharedTexts {
  list(texts: readonly string[]): readonly string[]
  set(texts: ReadonlySet<string>): ReadonlySet<string>
}

export function createSharedTexts(): SharedTexts {
  const lists = new Map<string, readonly string[]>()
  const sets = new Map<string, ReadonlySet<string>>()
  return {
    list: (texts) => madeOnce(lists, JSON.stringify(texts), texts),
    set: (texts) => madeOnce(sets, JSON.stringify([...texts].sort()), texts),
  }
}

function madeOnce<T>(known: Map<string, T>, key: string, made: T): T {
  const before = known.get(key)
  if (before === undefined) known.set(key, made)
  return before ?? made
}

interface Place {
  readonly index: number
  readonly variables: boolean
  readonly shared: SharedTexts
}

function statementFactsOf(statement: JsonObject, { index, variables, shared }: Place): StatementFacts {
  const sid = statement['Sid']
  const notActions = statement['NotAction'] !== undefined
  const notResources = statement['NotResource'] !== undefined
  const actions = textsOf(notActions ? statement['NotAction'] : statement['Action'])
  return {
    index,
    ...(typeof sid === 'string' && sid !== '' && { sid }),
    effect: effectOf(statement),
    actions: shared.list(actions.map((action) => action.toLowerCase())),
    notActions,
    // What kind of policy it is does not show in a document; in kinds that complete nothing this claims too much at most.
    resources: shared.list(patternsOf(textsOf(notResources ? statement['NotResource'] : statement['Resource']))),
    notResources,
    variables,
    principals: principalsOf(statement),
    keys: shared.set(keysOf(statement)),
  }
}

const effectOf = (statement: JsonObject): StatementFacts['effect'] =>
  statement['Effect'] === 'Deny' ? 'Deny' : 'Allow'

/** Only policies of identities are completed (policy/document.ts), and facts are of no kind: both ways of reading count. */
const patternsOf = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => [text, completeArn(text)])),
]

function principalsOf(statement: { readonly [key: string]: Json }): PrincipalNames | undefined {
  const inverted = statement['NotPrincipal'] !== undefined
  const principal = inverted ? statement['NotPrincipal'] : statement['Principal']
  if (principal === undefined) return undefined
  if (!isJsonObject(principal)) {
    return { everybody: textsOf(principal).includes('*'), inverted, aws: [], services: [], federated: [] }
  }
  const aws = textsOf(principal['AWS'])
  return {
    everybody: aws.includes('*'),
    inverted,
    aws: aws.filter((name) => name !== '*'),
    services: textsOf(principal['Service']),
    federated: textsOf(principal['Federated']),
  }
}

function keysOf(statement: { readonly [key: string]: Json }): ReadonlySet<string> {
  const keys = new Set<string>()
  const condition = statement['Condition']
  for (const test of isJsonObject(condition) ? Object.values(condition) : []) {
    for (const key of isJsonObject(test) ? Object.keys(test) : []) keys.add(key.toLowerCase())
  }
  for (const text of textsIn(statement)) for (const key of variablesIn(text)) keys.add(key)
  return keys
}

/** Keys of `${key}` and `${key, 'default'}`. */
function variablesIn(text: string): readonly string[] {
  const keys: string[] = []
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    const end = text.indexOf('}', at)
    if (end < 0) break
    const [key = ''] = text.slice(at + 2, end).split(',')
    keys.push(key.trim().toLowerCase())
  }
  return keys
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const member of value) yield* textsIn(member)
  else if (isJsonObject(value)) for (const member of Object.values(value)) yield* textsIn(member)
}

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]
const textsOf = (value: Json | undefined): readonly string[] =>
  listOf(value).filter((member): member is string => typeof member === 'string')

/* ------------------------------------------------------------------ does a statement speak of an action */

/** Patterns come from policies and repeat a great deal; the bound holds a flood of new ones. */
const compiled = new Map<string, Pattern>()
const compiledLimit = 50_000

function patternOf(text: string): Pattern {
  const known = compiled.get(text)
  if (known) return known
  if (compiled.size >= compiledLimit) compiled.clear()
  const pattern = text === '*:*' ? plainPattern('*') : plainPattern(text)
  compiled.set(text, pattern)
  return pattern
}

export function speaksOf(statement: Pick<StatementFacts, 'actions' | 'notActions'>, actionLowerCase: string): boolean {
  const listed = statement.actions.some((text) => matchesPattern(patternOf(text), actionLowerCase))
  return statement.notActions ? !listed : listed
}
