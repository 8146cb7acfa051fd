/**
 * What one statement says, counted over the action catalogue and put in words. The document alone is looked at: what boundaries,
 * SCPs and other policies leave of it is another question (who-can, what-can).
 */
import { splitArn } from '../../arn/arn.ts'
import { type AccessLevel, accessLevels, type Catalogue } from '../../catalogue.ts'
import type { Residual } from '../../evaluate/types.ts'
import { conditionInWords } from '../../evaluate/words.ts'
import type { ConditionSource, StatementSource } from '../../policy/document.ts'
import { operatorNames } from '../../policy/operators.ts'
import { type ActionMask, addAll, addTo, emptyMask, maskOf, placesOf, without } from '../action-set.ts'
import { levelOf } from '../what-can.ts'
import { shortResource } from '../words.ts'
import { say } from './words.ts'

export interface ServiceEffect {
  readonly service: string
  readonly name?: string
  /** Actions by level; each counts once. */
  readonly levels: Readonly<Record<AccessLevel, number>>
}

export interface StatementEffect {
  /** Index in `Statement`, from 0. */
  readonly index: number
  readonly sid?: string
  readonly effect: 'Allow' | 'Deny'
  /** One sentence. */
  readonly text: string
  /** Of the catalogue. */
  readonly actions: number
  /** By name, at most forty; `serviceCount` counts all. */
  readonly services: readonly ServiceEffect[]
  readonly serviceCount: number
  /** As written, at most twenty-four; `resourceCount` counts all. Empty: the resource on which the policy hangs. */
  readonly resources: readonly string[]
  readonly resourceCount: number
  /** The statement is about all resources but these. */
  readonly notResources: boolean
  /** Whom a resource or trust policy names. */
  readonly who?: string
  /** When it holds, in words. */
  readonly condition?: string
}

const mostServices = 40
const mostResources = 24

/** Names and patterns come from policies and may be long; a sentence is read whole. */
const longestName = 80
const cut = (text: string): string => (text.length > longestName ? `${text.slice(0, longestName - 1)}…` : text)

/* ------------------------------------------------------------------ actions */

interface ActionTable {
  /** Index in `accessLevels` by action id. */
  readonly levels: Uint8Array
  readonly byLevel: ReadonlyMap<AccessLevel, ActionMask>
  readonly every: ActionMask
}

/** SAR lists some reads under other levels (`billing:GetResourcePolicy`, `iot:ListSubscriptions`): they make no policy a dangerous one. */
const namedAsRead = /:(?:Get|List|Describe)[A-Z]/

const tables = new WeakMap<Catalogue, ActionTable>()

function tableOf(catalogue: Catalogue): ActionTable {
  const known = tables.get(catalogue)
  if (known) return known
  const { actionCount } = catalogue
  const levels = Uint8Array.from({ length: actionCount }, (_, id) =>
    accessLevels.indexOf(levelOf(catalogue.action(id)) ?? 'Write'),
  )
  const read = accessLevels.indexOf('Read')
  const isRead = (id: number): boolean => namedAsRead.test(catalogue.action(id).name)
  const byLevel = new Map(
    accessLevels.map(
      (level, number) =>
        [
          level,
          maskOf(actionCount, (id) => (isRead(id) ? Math.min(levels[id] ?? read, read) : levels[id]) === number),
        ] as const,
    ),
  )
  const made = { levels, byLevel, every: maskOf(actionCount, () => true) }
  tables.set(catalogue, made)
  return made
}

export const everyAction = (catalogue: Catalogue): ActionMask => tableOf(catalogue).every
/** What reads by its name counts as reading, whatever else SAR says of it. */
export const actionsAt = (catalogue: Catalogue, level: AccessLevel): ActionMask =>
  tableOf(catalogue).byLevel.get(level) ?? emptyMask(catalogue.actionCount)

/** The actions that a statement speaks of. */
export function spokenBy(catalogue: Catalogue, { actions, notAction }: StatementSource): ActionMask {
  const named = emptyMask(catalogue.actionCount)
  for (const pattern of actions) {
    if (pattern === '*') addAll(named, everyAction(catalogue))
    else for (const id of catalogue.expand(pattern)) addTo(named, id)
  }
  return notAction ? without(everyAction(catalogue), named) : named
}

const noLevels = (): Record<AccessLevel, number> => ({
  List: 0,
  Read: 0,
  Write: 0,
  'Permissions management': 0,
  Tagging: 0,
})

/** Levels over all services, and service by service in the order of their prefixes. */
export function countActions(
  catalogue: Catalogue,
  mask: ActionMask,
): { readonly levels: Readonly<Record<AccessLevel, number>>; readonly services: readonly ServiceEffect[] } {
  const { levels: table } = tableOf(catalogue)
  const levels = noLevels()
  const services: { service: string; levels: Record<AccessLevel, number> }[] = []
  let end = 0
  let current: Record<AccessLevel, number> | undefined
  const count = (id: number): void => {
    if (current === undefined || id >= end) {
      const { service } = catalogue.action(id)
      end = catalogue.actionRange(service)?.[1] ?? id + 1
      current = noLevels()
      services.push({ service, levels: current })
    }
    const level = accessLevels[table[id] ?? 0] ?? 'Write'
    current[level] += 1
    levels[level] += 1
  }
  // Not `placesOf`: a step of a generator for each of 700 words is most of the time of a small policy.
  for (let word = 0; word < mask.length; word += 1) {
    for (let bits = mask[word] ?? 0; bits !== 0; bits &= bits - 1) count(word * 32 + 31 - Math.clz32(bits & -bits))
  }
  return {
    levels,
    services: services.map(({ service, levels: own }) => {
      const name = catalogue.serviceName(service)
      return { service, ...(name !== undefined && { name }), levels: own }
    }),
  }
}

export const totalOf = (levels: Readonly<Record<AccessLevel, number>>): number =>
  accessLevels.reduce((sum, level) => sum + levels[level], 0)

/* ------------------------------------------------------------------ words */

const properName: ReadonlyMap<string, string> = new Map(operatorNames.map((name) => [name.toLowerCase(), name]))

function testOf({ name, operator, key, values }: ConditionSource): Residual {
  const bare = name.replace(/^for(?:all|any)values?:/i, '').replace(/ifexists$/i, '')
  return {
    op: properName.get(bare.toLowerCase()) ?? bare,
    key,
    values: values.map(cut),
    ...(operator.quantifier !== undefined && { quantifier: operator.quantifier }),
    ...(operator.ifExists && { ifExists: true }),
  }
}

/** Many values say no more in a sentence than the first ones do. */
const mostValues = 4

function conditionOf(conditions: readonly ConditionSource[]): string | undefined {
  if (conditions.length === 0) return undefined
  const tests = conditions.map((condition) => {
    const more = condition.values.length - mostValues
    const values = more > 0 ? [...condition.values.slice(0, mostValues), say.more(more)] : condition.values
    return testOf({ ...condition, values })
  })
  const [only] = tests
  return conditionInWords(only !== undefined && tests.length === 1 ? only : { all: tests })
}

function resourceWords(pattern: string): string {
  if (pattern === '*') return say.everyResource
  const fields = splitArn(pattern)
  if (!fields) return cut(pattern)
  if (fields.resource === '*' || fields.resource === '')
    return fields.service === '*' ? say.everyResource : say.everyResourceOf(fields.service)
  return cut(shortResource(pattern))
}

const namedResources = 2

/** `isOfResource`: `*` in a policy of a resource is that resource (KMS DG, "Resource"), which needs no saying. */
export function whereOf({ resources, notResource }: StatementSource, isOfResource: boolean): string | undefined {
  if (resources === undefined) return undefined
  if (isOfResource && !notResource && resources.includes('*')) return undefined
  const words = [...new Set(resources.map(resourceWords))]
  if (!notResource && words.includes(say.everyResource)) return say.everyResource
  const shown = say.someOf(words, namedResources)
  return notResource ? say.everyResourceBut(shown) : shown
}

/** An account, by what it is called here. */
export type NameOfAccount = (id: string) => string | undefined

const namedPrincipals = 3

export function whoOf({ principal, notPrincipal }: StatementSource, accountName: NameOfAccount): string | undefined {
  if (principal === undefined) return undefined
  const { aws, service, federated, canonicalUser } = principal
  if (!notPrincipal && aws.includes('*')) return say.anybody
  const names = [
    ...aws.map((name) => (name === '*' ? say.anybody : awsName(name, accountName))),
    ...service.map((name) => cut(name)),
    ...federated.map((name) => say.signedInBy(cut(name.split('/').at(-1) ?? name))),
    ...canonicalUser.map((id) => say.canonicalUser(cut(id))),
  ]
  const shown = say.someOf(names, namedPrincipals)
  return notPrincipal ? say.anybodyBut(shown) : shown
}

function awsName(name: string, accountName: NameOfAccount): string {
  if (/^\d{12}$/.test(name)) return say.account(accountName(name) ?? name)
  const fields = splitArn(name)
  if (!fields) return cut(name)
  const owner = accountName(fields.account) ?? fields.account
  if (fields.resource === 'root') return say.account(owner)
  return say.nameIn(cut(fields.resource.split('/').at(-1) ?? fields.resource), owner)
}

/** As a person would say it: who, which actions, on what, when. */
export function statementEffect(
  catalogue: Catalogue,
  statement: StatementSource,
  index: number,
  { accountName, isOfResource }: { readonly accountName: NameOfAccount; readonly isOfResource: boolean },
): StatementEffect {
  const { sid, effect, resources = [], notResource, notAction, actions } = statement
  const mask = spokenBy(catalogue, statement)
  const { levels, services } = countActions(catalogue, mask)
  const total = totalOf(levels)
  const who = whoOf(statement, accountName)
  const condition = conditionOf(statement.conditions)
  const [first] = placesOf(mask)
  const what = say.actions({
    total,
    isAll: total === catalogue.actionCount,
    but: notAction ? say.someOf(actions.map(cut), namedPrincipals) : undefined,
    only: total === 1 && first !== undefined ? catalogue.action(first).name : undefined,
    written: say.someOf(actions.map(cut), namedPrincipals),
    services: services.map(({ service, name, levels: own }) => ({
      name: name ?? service,
      isWhole: totalOf(own) === rangeSize(catalogue, service),
    })),
    levels,
  })
  return {
    index,
    ...(sid !== undefined && sid !== '' && { sid }),
    effect,
    text: say.statement({ effect, who, what, where: whereOf(statement, isOfResource), condition }),
    actions: total,
    services: services.slice(0, mostServices),
    serviceCount: services.length,
    resources: resources.slice(0, mostResources),
    resourceCount: resources.length,
    notResources: notResource,
    ...(who !== undefined && { who }),
    ...(condition !== undefined && { condition }),
  }
}

function rangeSize(catalogue: Catalogue, service: string): number {
  const [from, to] = catalogue.actionRange(service) ?? [0, 0]
  return to - from
}
