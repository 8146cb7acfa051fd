/** Where a path starts and ends, from what people write. */
import { splitArn } from '../../arn/arn.ts'
import { parsePrincipal } from '../../arn/principal.ts'
import { nearest } from '../../nearest.ts'
import { err, ok, type Result } from '../../result.ts'
import { findPrincipal } from '../find-principal.ts'
import { type AccessFault, resolveQuestion } from '../question.ts'
import type { World } from '../world.ts'
import { administratorId, calledUponId, directoryGroupId, isWorkload, personId } from './nodes.ts'
import { actionsOn } from './resource-edges.ts'
import { words } from './words.ts'

export interface Start {
  readonly id: string
  /** The nodes that are started from: the one itself, the members of an IAM group, a provider in each account. */
  readonly ids: readonly string[]
}

export interface AdministratorEnd {
  readonly kind: 'administrator'
  readonly ids: readonly string[]
  readonly everywhere: boolean
}

export type End =
  | AdministratorEnd
  | { readonly kind: 'principal'; readonly id: string }
  | {
      readonly kind: 'resource'
      readonly id: string
      readonly resource: string
      readonly actions: readonly string[]
      /** No action was named: ways in count that need none. */
      readonly anyhow: boolean
    }

/* ------------------------------------------------------------------ the start */

export function findStart(world: World, text: string): Result<Start, AccessFault> {
  const wanted = text.trim()
  const people = peopleNamed(world, wanted)
  // Several roles may belong to one person: who is named by e-mail is meant as a person.
  if (wanted.includes('@') && people.length > 0) return only(wanted, people)
  const principal = findPrincipal(world, wanted)
  if (principal.ok) return ok(single(principal.value.principal.arn))
  if (principal.error.code === 'ambiguous_principal') return principal
  if (people.length > 0) return only(wanted, people)
  const others = othersNamed(world, wanted)
  if (others.length > 0) return only(wanted, others)
  const group = groupNamed(world, wanted) ?? providersNamed(world, wanted)
  if (group) return ok(group)
  return isOutsider(wanted) ? ok(single(wanted)) : principal
}

const single = (id: string): Start => ({ id, ids: [id] })

function only(text: string, ids: readonly string[]): Result<Start, AccessFault> {
  const [id] = ids
  if (id !== undefined && ids.length === 1) return ok(single(id))
  return err({ code: 'ambiguous_principal', message: words.ambiguous(text), suggestions: ids.slice(0, 8) })
}

function peopleNamed(world: World, text: string): readonly string[] {
  const wanted = text.toLowerCase()
  const { users } = world.snapshot.directory
  const is = (name: string | undefined): boolean => name?.toLowerCase() === wanted
  const by = (matches: (user: (typeof users)[number]) => boolean): readonly string[] =>
    users.filter(matches).map((user) => personId(user.id))
  const exact = by((user) => personId(user.id) === text || is(user.userName) || is(user.email))
  return exact.length > 0 ? exact : by((user) => is(user.name))
}

/** Groups of Identity Center, and workloads. */
function othersNamed(world: World, text: string): readonly string[] {
  const { directory, resources } = world.snapshot
  const groups = directory.groups.filter(({ id, name }) => name === text || directoryGroupId(id) === text)
  const runs = resources.filter(({ arn, name, type }) => (arn === text || name === text) && isWorkload(type))
  return [...groups.map(({ id }) => directoryGroupId(id)), ...runs.map(({ arn }) => arn)]
}

/** One provider of the outside (GitHub) stands in many accounts, under one name. */
function providersNamed(world: World, text: string): Start | undefined {
  const named = world.snapshot.providers.filter(({ arn, name }) => arn === text || name === text)
  const ids = named.map(({ arn }) => arn)
  const [id] = ids
  return id === undefined ? undefined : { id: ids.length === 1 ? id : text, ids }
}

/** An IAM group, which is no principal itself. */
function groupNamed(world: World, text: string): Start | undefined {
  const [group, another] = world.snapshot.groups.filter(({ arn, name }) => arn === text || name === text)
  if (!group || another) return undefined
  const members = Array.from(world.principals).filter(({ principal }) => principal.groups?.includes(group.arn))
  return { id: group.arn, ids: members.map(({ principal }) => principal.arn) }
}

/** A service, a provider or somebody in an account that was not read. */
const isOutsider = (text: string): boolean => parsePrincipal(text).ok

/* ------------------------------------------------------------------ the end */

export function findEnd(world: World, text: string, action: string | undefined): Result<End, AccessFault> {
  const wanted = text.trim()
  if (wanted === 'admin') return ok(administrators([...world.accounts.keys()], true))
  if (wanted.startsWith('admin:')) return administratorOf(world, wanted.slice('admin:'.length))
  if (action !== undefined) {
    const question = resolveQuestion(world, action, wanted)
    if (!question.ok) return question
    const { resource, action: named } = question.value
    return resourceEnd(world, resource, { actions: [named], anyhow: false })
  }
  if (peopleNamed(world, wanted).length > 0 && wanted.includes('@'))
    return err({ code: 'bad_input', message: words.personIsNoEnd(wanted), suggestions: [] })
  return endNamed(world, wanted)
}

export const administrators = (accounts: readonly string[], everywhere: boolean): AdministratorEnd => ({
  kind: 'administrator',
  ids: accounts.map(administratorId),
  everywhere,
})

function administratorOf(world: World, text: string): Result<End, AccessFault> {
  const found = [...world.accounts.values()].filter(({ account: { id, name, alias } }) =>
    [id, name, alias].includes(text),
  )
  const [account] = found
  if (account && found.length === 1) return ok(administrators([account.account.id], false))
  const names = [...world.accounts.values()].map(({ account }) => account.name ?? account.id)
  const suggestions = nearest(text, names, 5).map((name) => `admin:${name}`)
  return err({ code: 'bad_input', message: words.unknownAccount(text), suggestions })
}

function endNamed(world: World, text: string): Result<End, AccessFault> {
  const named = world.resourcesByName.get(text) ?? []
  const principal = findPrincipal(world, text)
  const resources = world.resourceByArn.has(text) ? [text] : named.map(({ arn }) => arn)
  if (principal.ok && resources.length === 0) return ok({ kind: 'principal', id: principal.value.principal.arn })
  const [resource] = resources
  if (resource !== undefined && resources.length === 1 && isUnknown(principal)) return resourceEnd(world, resource)
  if (resources.length > 0) {
    const suggestions = [...(principal.ok ? [principal.value.principal.arn] : []), ...resources]
    return err({ code: 'bad_input', message: words.ambiguous(text), suggestions })
  }
  // What was not collected may still be asked about by its ARN.
  const fields = splitArn(text)
  if (fields && fields.service !== 'iam' && fields.service !== 'sts') return resourceEnd(world, text)
  return principal.ok ? ok({ kind: 'principal', id: principal.value.principal.arn }) : principal
}

const isUnknown = (principal: ReturnType<typeof findPrincipal>): boolean =>
  !principal.ok && principal.error.code === 'unknown_principal'

function resourceEnd(
  world: World,
  resource: string,
  { actions, anyhow } = { actions: actionsOn(world, resource), anyhow: true },
): Result<End, AccessFault> {
  if (actions.length === 0) return err({ code: 'bad_input', message: words.nameAction(resource), suggestions: [] })
  return ok({ kind: 'resource', id: calledUponId(world, resource), resource, actions, anyhow })
}
