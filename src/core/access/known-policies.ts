/** What is known of policies: compiled, and their facts. Equal documents of one object are compiled once, whoever carries them. */
import type { PolicyEngine, PolicyId, PolicyType } from '../evaluate/types.ts'
import type { PolicyDocument } from '../inventory/objects.ts'
import type { PolicyEntry } from '../inventory/snapshot.ts'
import { othersOf, policyWithOthers } from './joined-policy.ts'
import { compileOpenPolicies } from './open-policies.ts'
import { createPolicyFacts } from './policy-facts.ts'
import type { World } from './world.ts'

/** A world made from another one of the same engine takes it over. */
export type KnownPolicies = Pick<World, 'layer' | 'facts' | 'withGrants' | 'open'>

export function knowPolicies(engine: PolicyEngine): KnownPolicies {
  const joinedOf = memoize(policyWithOthers)
  return {
    layer: layerCompiler(engine),
    // Never let go of: differences are told by the identity of statements (change/differences.ts).
    facts: byDocument(createPolicyFacts()),
    withGrants: (resource) => (othersOf(resource).length > 0 ? joinedOf(resource) : resource.policyEntry),
    open: compileOpenPolicies(engine),
  }
}

const none: readonly never[] = []

type Parsed = { readonly id: PolicyId } | { readonly fault: string }

function layerCompiler(engine: PolicyEngine): World['layer'] {
  const compilers = new Map<PolicyType, (entry: PolicyEntry) => Parsed>()
  const compilerOf = (type: PolicyType): ((entry: PolicyEntry) => Parsed) => {
    const known = compilers.get(type)
    if (known) return known
    const made = byDocument((document): Parsed => {
      const parsed = engine.parse(document, type)
      if (parsed.ok) return { id: parsed.value }
      const { path, message } = parsed.error
      return { fault: `${path === '' ? '' : ` at ${path}`}: ${message}` }
    })
    compilers.set(type, made)
    return made
  }
  return (entries, type) => {
    const parse = compilerOf(type)
    const ids: PolicyId[] = []
    const kept: PolicyEntry[] = []
    const holes: string[] = []
    for (const entry of entries) {
      if (entry.document === undefined) {
        holes.push(entry.unread ?? `The policy ${entry.name} was not read`)
        continue
      }
      const outcome = parse(entry)
      if ('fault' in outcome) {
        holes.push(`The policy ${entry.name} is not valid${outcome.fault}`)
      } else {
        ids.push(outcome.id)
        kept.push(entry)
      }
    }
    // One list less for each of a hundred thousand principals.
    return holes.length === 0 ? { ids, entries, holes: none } : { ids, entries: kept, holes }
  }
}

/** Entries are made anew where they follow from their owner, documents are not. What is no object is remembered by its entry. */
function byDocument<V extends object>(make: (document: PolicyDocument) => V): (entry: PolicyEntry) => V {
  const made = new Map<object, V>()
  return (entry) => {
    const document = entry.document ?? null
    const key = typeof document === 'object' && document !== null ? document : entry
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(document)
    made.set(key, value)
    return value
  }
}

function memoize<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
