/** Resources with a policy of their own, by whom it lets in; roles with their trust policies are among them. */
import { splitArn } from '../../arn/arn.ts'
import type { CatalogueAction } from '../../catalogue.ts'
import { parseAccountId } from '../../ids.ts'
import { contentKey } from '../../inventory/content-key.ts'
import type { Tags } from '../../inventory/objects.ts'
import type { PolicyEntry, SnapshotResource } from '../../inventory/snapshot.ts'
import { principalNamed } from '../named-by.ts'
import type { StatementFacts } from '../policy-facts.ts'
import { singleKeys } from '../reach.ts'
import type { CompiledPrincipal, World } from '../world.ts'

export interface Policed {
  readonly arn: string
  readonly account: string
  /** Of its ARN; `sts` for a role, which is a resource to those who assume it. */
  readonly service: string
  readonly entry: PolicyEntry | undefined
  readonly statements: readonly StatementFacts[]
  readonly isUnread: boolean
  readonly tags: Tags
  readonly region: string | undefined
  /** What else of it decides: Block Public Access, and who manages a key. */
  readonly rules: string
}

/** Whom statements of a policy are about. */
export interface Named {
  readonly everybody: boolean
  readonly accounts: ReadonlySet<string>
  readonly singles: ReadonlySet<number>
}

export function namedIn(world: World, statements: readonly StatementFacts[]): Named {
  const accounts = new Set<string>()
  const singles = new Set<number>()
  let everybody = false
  for (const { principals } of statements) {
    if (!principals) continue
    if (principals.everybody || principals.inverted) everybody = true
    for (const name of principals.aws) {
      const account = parseAccountId(name) ?? (name.endsWith(':root') ? splitArn(name)?.account : undefined)
      if (account !== undefined) accounts.add(account)
      const one = principalNamed(world, name)
      if (one) singles.add(one.index)
    }
  }
  return { everybody, accounts, singles }
}

export const isNamed = ({ everybody, accounts, singles }: Named, one: CompiledPrincipal): boolean =>
  everybody || accounts.has(one.account.account.id) || singles.has(one.index)

export interface PolicedResources {
  /** `s3`, `kms`, …; `sts` for roles. */
  ofService(service: string): ReadonlyMap<string, Policed>
  /** Those whose policy may let the principal in, or was not read. */
  reaching(one: CompiledPrincipal, service: string): readonly Policed[]
  /** Whether one of them names the principal itself. */
  names(one: CompiledPrincipal, service: string): boolean
  /** Keys about the single principal that their policies test. */
  keysOf(service: string): readonly string[]
}

/** As they are in two worlds. */
export interface PolicedSides {
  readonly before: PolicedResources
  readonly after: PolicedResources
}

/** The resource that a text is about: an object lies in its bucket, a version of a function under its function. */
export function policedAt({ before, after }: PolicedSides, action: CatalogueAction, text: string): readonly Policed[] {
  const fields = splitArn(text)
  if (!fields) return []
  const service = action.service === 'sts' ? 'sts' : fields.service
  const arn =
    service === 's3'
      ? (text.split('/')[0] ?? text)
      : service === 'lambda'
        ? text.split(':').slice(0, 7).join(':')
        : text
  return [before, after].flatMap((side) => side.ofService(service).get(arn) ?? [])
}

interface ByWhom {
  readonly all: ReadonlyMap<string, Policed>
  readonly everybody: readonly Policed[]
  readonly accounts: ReadonlyMap<string, readonly Policed[]>
  readonly singles: ReadonlyMap<number, readonly Policed[]>
  /** By whatever statement, a Deny too. */
  readonly named: ReadonlySet<number>
  readonly keys: readonly string[]
}

export function createPoliced(world: World): PolicedResources {
  const made = new Map<string, ByWhom>()
  const of = (service: string): ByWhom => {
    const known = made.get(service)
    if (known) return known
    const found = byWhom(world, service === 'sts' ? roles(world) : resources(world, service))
    made.set(service, found)
    return found
  }
  return {
    ofService: (service) => of(service).all,
    keysOf: (service) => of(service).keys,
    names: (one, service) => of(service).named.has(one.index),
    reaching(one, service) {
      const { everybody, accounts, singles } = of(service)
      const [ofAccount, ofOne] = [accounts.get(one.account.account.id), singles.get(one.index)]
      return ofAccount || ofOne ? [...new Set([...everybody, ...(ofAccount ?? []), ...(ofOne ?? [])])] : everybody
    },
  }
}

/** Where policies of the resources of an action are looked for; the catalogue keeps its actions, and so does this. */
const policedServices = new WeakMap<CatalogueAction, readonly string[]>()

export function policedServicesOf(action: CatalogueAction): readonly string[] {
  const known = policedServices.get(action)
  if (known) return known
  const named = action.resourceTypes.map(({ type }) => type.arnPattern.split(':')[2] ?? '')
  const made = action.service === 'sts' ? ['sts'] : [...new Set(named)].sort()
  policedServices.set(action, made)
  return made
}

function byWhom(world: World, all: readonly Policed[]): ByWhom {
  const everybody: Policed[] = []
  const accounts = new Map<string, Policed[]>()
  const singles = new Map<number, Policed[]>()
  const mentioned = new Set<number>()
  for (const resource of all) {
    for (const index of namedIn(world, resource.statements).singles) mentioned.add(index)
    const named = namedIn(
      world,
      resource.statements.filter(({ effect }) => effect === 'Allow'),
    )
    if (named.everybody || resource.isUnread) {
      everybody.push(resource)
      continue
    }
    for (const account of named.accounts) push(accounts, account, resource)
    for (const index of named.singles) push(singles, index, resource)
  }
  return {
    all: new Map(all.map((one) => [one.arn, one])),
    everybody,
    accounts,
    singles,
    named: mentioned,
    keys: singleKeys(all.flatMap((one) => one.statements)),
  }
}

function push<K>(lists: Map<K, Policed[]>, key: K, one: Policed): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

const roles = (world: World): readonly Policed[] =>
  Array.from(world.principals).flatMap(({ principal }): Policed[] => {
    const { arn, account, trust } = principal
    return trust
      ? [
          policed(
            world,
            { arn, account, service: 'sts', tags: principal.tags, region: undefined, rules: '' },
            trust,
            'read',
          ),
        ]
      : []
  })

const resources = (world: World, service: string): readonly Policed[] =>
  world.snapshot.resources
    .filter(({ arn }) => splitArn(arn)?.service === service)
    .map((one) => {
      const { arn, account, tags, region, facts, s3BlockPublicAccess } = one
      const rules = contentKey([s3BlockPublicAccess ?? null, facts['keyManager'] ?? null])
      return policed(world, { arn, account, service, tags, region, rules }, world.withGrants(one), readingOf(one))
    })

const readingOf = ({ policy, grants }: SnapshotResource): 'read' | 'unread' =>
  [policy.state, grants?.reading.state ?? 'read'].every((state) => state === 'read' || state === 'none')
    ? 'read'
    : 'unread'

function policed(
  world: World,
  resource: Pick<Policed, 'arn' | 'account' | 'service' | 'tags' | 'region' | 'rules'>,
  entry: PolicyEntry | undefined,
  reading: 'read' | 'unread',
): Policed {
  const isValid = entry !== undefined && world.layer([entry], 'resource').ids.length > 0
  return {
    ...resource,
    entry: isValid ? entry : undefined,
    statements: isValid ? world.facts(entry).statements : [],
    isUnread: reading === 'unread' || (entry !== undefined && !isValid),
  }
}
