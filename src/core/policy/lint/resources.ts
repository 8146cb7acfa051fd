/** Entries of `Resource` and `NotResource`: can they match, and do they fit the actions beside them? */
import { resourcePartStart } from '../../arn/arn.ts'
import type { Catalogue, CatalogueResourceType } from '../../catalogue.ts'
import { expansionCost } from '../action-matcher.ts'
import { hasWildcardService } from '../arn-pattern.ts'
import type { StatementSource } from '../document.ts'
import { arnTemplateSymbols, mayOverlap, overlapCost, resourceCoverSymbols, resourceSymbols } from '../overlap.ts'
import { everyBucket } from '../resource-matcher.ts'
import { type ActionRules, expansionSteps, isEveryAction, lintRedundant } from './actions.ts'
import { quoted, type Remark, remark } from './finding.ts'

const isEveryResource = (resource: string): boolean => /^\*+$/.test(resource)

export function* lintResources(statement: StatementSource, path: string, rules: ActionRules): Iterable<Remark> {
  const { resources, notResource } = statement
  if (resources === undefined) return
  const place = `${path}.${notResource ? 'NotResource' : 'Resource'}`
  if (rules.type === 'trust') {
    yield remark('misplaced-resource', place, 'A trust policy takes no Resource')
    return
  }
  const faults = resources.map((resource, index) => faultOf(resource, `${place}[${index}]`))
  for (const fault of faults) if (fault !== undefined) yield fault
  yield* lintRedundant(resources, place, {
    code: 'redundant-resource',
    symbolsOf: (resource) => resourceCoverSymbols(isEveryResource(resource) ? '*' : resource),
    budget: rules.budget,
  })
  // What fits a malformed resource cannot be said.
  if (faults.every((fault) => fault === undefined)) yield* lintFit(statement, path, rules)
}

function faultOf(resource: string, path: string): Remark | undefined {
  if (isEveryResource(resource)) return undefined
  const start = resourcePartStart(resource)
  if (hasWildcardService(resource)) {
    return remark('malformed-resource', path, `${quoted(resource)} has a wildcard in its service`)
  }
  if (!resource.startsWith('arn:') || start < 0) {
    return remark('malformed-resource', path, `${quoted(resource)} is neither "*" nor an ARN of six fields`)
  }
  return resource.slice(0, start).includes('${')
    ? remark('misplaced-variable', path, `${quoted(resource)} has a variable before its fifth colon`)
    : undefined
}

/** What one entry of `Action` asks for. Undefined when nothing is known of it. */
interface Asked {
  /** None: its actions have no resources of their own. */
  readonly types: readonly CatalogueResourceType[]
  readonly listsBuckets: boolean
}

function* lintFit(statement: StatementSource, path: string, rules: ActionRules): Iterable<Remark> {
  const { actions, notAction, resources = [], notResource } = statement
  if (notAction || notResource || resources.some(isEveryResource) || actions.some(isEveryAction)) return
  const asked = actions.map((action) => askedBy(action, rules))
  const fits = fitting(resources, rules)
  // AWS's own examples give arn:aws:s3:::* to s3:ListAllMyBuckets, and it works.
  const allBuckets = [...resources.keys()].filter((index) => everyBucket.test(resources[index] ?? ''))
  const taken = new Set<number>()
  const lacking: Remark[] = []
  for (const [index, one] of asked.entries()) {
    if (one === undefined) continue
    const found = [...one.types.flatMap((type) => fits(type.arnPattern)), ...(one.listsBuckets ? allBuckets : [])]
    for (const resource of found) taken.add(resource)
    if (found.length === 0) lacking.push(lackOf(one, actions[index] ?? '', `${path}.Action[${index}]`))
  }
  yield* lacking
  if (lacking.length === actions.length) {
    yield remark('statement-without-effect', path, 'None of its actions takes any of its resources')
    return
  }
  if (asked.includes(undefined)) return
  for (const [index, resource] of resources.entries()) {
    if (taken.has(index)) continue
    yield remark('resource-fits-no-action', `${path}.Resource[${index}]`, `No action here takes ${quoted(resource)}`)
  }
}

function askedBy(action: string, { catalogue, budget }: ActionRules): Asked | undefined {
  const ids = budget.spend(expansionCost([action]) * expansionSteps) ? catalogue.expand(action) : new Uint16Array()
  if (ids.length === 0) return undefined
  const types = new Map<string, CatalogueResourceType>()
  for (const id of ids) for (const { type } of catalogue.action(id).resourceTypes) types.set(type.arnPattern, type)
  return { types: [...types.values()], listsBuckets: ids.includes(catalogue.actionId('s3:ListAllMyBuckets')) }
}

/** Indices of the resources that can be of the type with the ARN template. */
function fitting(resources: readonly string[], { budget }: ActionRules) {
  const symbols = resources.map(resourceSymbols)
  const known = new Map<string, readonly number[]>()
  return (template: string): readonly number[] => {
    const found = known.get(template)
    if (found !== undefined) return found
    const pattern = arnTemplateSymbols(template)
    const made = [...symbols.keys()].filter((index) => {
      const own = symbols[index] ?? []
      return !budget.spend(overlapCost(pattern, own)) || mayOverlap(pattern, own)
    })
    known.set(template, made)
    return made
  }
}

const mostTypesNamed = 3

function lackOf({ types }: Asked, action: string, path: string): Remark {
  if (types.length === 0) {
    return remark('needs-resource-star', path, `${quoted(action)} has no resources of its own`)
  }
  const named = types.slice(0, mostTypesNamed).map(({ name, arnPattern }) => `${name} (${arnPattern})`)
  const more = types.length > mostTypesNamed ? ` and ${types.length - mostTypesNamed} more` : ''
  return remark(
    'action-fits-no-resource',
    path,
    `${quoted(action)} takes ${named.join(', ')}${more}, and no Resource is one`,
  )
}

/** Does some action come with the condition key? Undefined when the actions are not known one by one. */
export function keyOccurs(key: string, statement: StatementSource, catalogue: Catalogue): boolean | undefined {
  if (statement.notAction || statement.actions.some(isEveryAction)) return undefined
  const lower = key.toLowerCase()
  for (const action of statement.actions) {
    const ids = catalogue.expand(action)
    if (ids.length === 0) return undefined
    for (const id of ids) {
      if (catalogue.action(id).conditionKeys.some((known) => namesKey(known, lower))) return true
    }
  }
  return false
}

/** `kms:EncryptionContext:${EncryptionContextKey}` and `s3:ExistingObjectTag/<key>` stand for every key that begins so. */
function namesKey(known: string, lower: string): boolean {
  const open = known.search(/\$\{|</)
  return open < 0 ? known.toLowerCase() === lower : lower.startsWith(known.slice(0, open).toLowerCase())
}
