/**
 * The inverted index: which signatures have an identity policy that may allow an action, on which resources. It only leaves
 * out; whoever is left is evaluated. Where a statement reads condition keys or variables the answer could depend on the
 * principal, so it counts as allowing.
 */
import { contentKey } from '../inventory/content-key.ts'
import type { PolicyEntry } from '../inventory/snapshot.ts'
import { compileResources, coversResource, type ResourceMatcher } from '../policy/resource-matcher.ts'
import { isSinglePrincipalKey } from './context.ts'
import { lazily } from './lazily.ts'
import { policyObject, type StatementFacts, speaksOf, statementsOf } from './policy-facts.ts'
import type { Question } from './question.ts'
import type { Signature, World } from './world.ts'

export interface ActionReach {
  /** All whose members may be allowed, or may be unknown; `accounts`: only those of these accounts. */
  signaturesFor(question: Question, accounts?: ReadonlySet<string>): readonly Signature[]
  /**
   * Signatures whose policies say the same about the action, word for word, are alike: the engine decides the same for their
   * members. Not for the same reason: the policies are others.
   */
  likeness(signature: Signature): string
  /** By signature id: the keys that tell its members apart. Absent: nothing about the single principal matters. */
  readonly keys: ReadonlyMap<number, readonly string[]>
}

/** Questions repeat and come by screens; a reach takes up to a megabyte for ten thousand signatures. */
const rememberedReaches = 32

export function createReach(world: World): (actionLowerCase: string) => ActionReach {
  const known = new Map<string, ActionReach>()
  const always = lazily(() => world.signatures.filter(isAlwaysAsked))
  return (action) => {
    const found = known.get(action)
    if (found) return found
    if (known.size >= rememberedReaches) known.clear()
    const reach = reachOf(world, always(), action)
    known.set(action, reach)
    return reach
  }
}

/** Root users need no policy, and a policy that was not read may allow. */
function isAlwaysAsked({ members, account }: Signature): boolean {
  const first = members.at(0)
  const { iam } = account.account
  const isUnread = (first?.holes.length ?? 0) > 0 || iam.state !== 'read' || iam.suspect !== undefined
  return first?.principal.type === 'root' || isUnread
}

/** What an Allow that speaks of the action covers. */
interface Grant {
  /** Condition keys or variables: any resource may be covered. */
  readonly depends: boolean
  readonly resources: ResourceMatcher
  readonly inverted: boolean
}

/** A signature, and by each of its policies that speak of the action what they cover. */
interface Allowing {
  readonly signature: Signature
  readonly policies: readonly (readonly Grant[])[]
}

interface About {
  readonly grants: readonly Grant[]
  readonly keys: readonly string[]
}

function reachOf(world: World, always: readonly Signature[], action: string): ActionReach {
  const about = new Map<object, About>()
  const allows = new Map<string, Allowing[]>()
  const keys = new Map<number, readonly string[]>()
  const asked = new Set(always)
  for (const signature of world.signatures) {
    const own = new Set<string>()
    for (const entry of signature.entries) {
      let known = about.get(entry)
      if (!known) {
        known = aboutAction(world.facts(entry).statements, action)
        about.set(entry, known)
      }
      for (const key of known.keys) own.add(key)
    }
    if (own.size > 0) keys.set(signature.id, [...own].sort())
    if (asked.has(signature)) continue
    const policies = (signature.members.at(0)?.identity.entries ?? []).flatMap((entry) => {
      const grants = about.get(entry)?.grants ?? []
      return grants.length === 0 ? [] : [grants]
    })
    if (policies.length === 0) continue
    const { id } = signature.account.account
    const ofAccount = allows.get(id)
    if (ofAccount) ofAccount.push({ signature, policies })
    else allows.set(id, [{ signature, policies }])
  }
  return {
    keys,
    likeness: createLikeness(world, action),
    signaturesFor(question, accounts) {
      // Policies are shared by many signatures: each is asked once.
      const allowing = new Map<readonly Grant[], boolean>()
      const isAllowing = (grants: readonly Grant[]): boolean => {
        const known = allowing.get(grants)
        if (known !== undefined) return known
        const found = grants.some((grant) => grant.depends || coversAsked(grant, question))
        allowing.set(grants, found)
        return found
      }
      const asking = accounts ? [...accounts].flatMap((id) => allows.get(id) ?? []) : [...allows.values()].flat()
      const found = asking.filter(({ policies }) => policies.some(isAllowing))
      return [...always, ...found.map(({ signature }) => signature)]
    },
  }
}

function createLikeness(world: World, action: string): ActionReach['likeness'] {
  const known = new Map<number, string>()
  const words = new Map<object, string>()
  const wordsOf = (entry: PolicyEntry): string => {
    const before = words.get(entry)
    if (before !== undefined) return before
    const made = wordsAbout(world.facts(entry).statements, entry, action)
    words.set(entry, made)
    return made
  }
  const textOf = ({ id, members, account }: Signature): string => {
    const first = members.at(0)
    if (!first || first.holes.length > 0) return `signature ${id}`
    const own = new Set(first.identity.entries.map(wordsOf))
    const boundary = first.boundary && new Set(first.boundary.entries.map(wordsOf))
    return JSON.stringify([account.account.id, first.principal.type, [...own].sort(), boundary && [...boundary].sort()])
  }
  return (signature) => {
    const before = known.get(signature.id)
    if (before !== undefined) return before
    const made = textOf(signature)
    known.set(signature.id, made)
    return made
  }
}

/** The statements of a policy that speak of the action, without their names; empty when none does. */
function wordsAbout(statements: readonly StatementFacts[], entry: PolicyEntry, action: string): string {
  const speaking = statements.filter((statement) => speaksOf(statement, action))
  if (speaking.length === 0) return ''
  const policy = policyObject(entry.document ?? null)
  const raw = statementsOf(policy)
  const texts = speaking.map(({ index }) => contentKey({ ...raw[index], Sid: undefined }))
  return `${JSON.stringify(policy?.['Version'] ?? '')} ${texts.sort().join(' ')}`
}

function aboutAction(statements: readonly StatementFacts[], action: string): About {
  const speaking = statements.filter((statement) => speaksOf(statement, action))
  const grants = speaking.flatMap((statement): Grant[] =>
    statement.effect === 'Deny'
      ? []
      : [
          {
            depends: statement.keys.size > 0,
            resources: compileResources(statement.resources, false),
            inverted: statement.notResources,
          },
        ],
  )
  return { grants, keys: singleKeys(speaking) }
}

/** As the engine does it for statements without variables (core/evaluate/match.ts). */
function coversAsked({ resources, inverted }: Grant, { resource, actionLowerCase }: Question): boolean {
  const listed =
    resource === '*'
      ? resources.everything || (resources.allBuckets && actionLowerCase === 's3:listallmybuckets')
      : coversResource(resources, resource)
  return listed !== inverted
}

/** Keys about the single principal that the statements test. */
export const singleKeys = (statements: readonly StatementFacts[]): readonly string[] =>
  statements.flatMap((statement) => [...statement.keys].filter(isSinglePrincipalKey))
