/** Principals by what they are called, in policies and by people. */
import type { CompiledPrincipal, World } from './world.ts'

/** `name`, or `account/name` with the account's id, name or alias. A root user needs its account: there is one in each. */
export function namedBy(world: World, text: string): readonly CompiledPrincipal[] {
  const split = text.lastIndexOf('/')
  const named = world.principalsByName.get(text.slice(split + 1)) ?? []
  if (split < 0) return named.filter(({ principal }) => principal.type !== 'root')
  const owner = text.slice(0, split)
  return named.filter(({ account: { account } }) => [account.id, account.name, account.alias].includes(owner))
}

/** By ARN, by unique id, or as the role of a session. */
export function principalNamed(world: World, name: string): CompiledPrincipal | undefined {
  const known = world.principalByArn.get(name) ?? world.principalById.get(name)
  if (known) return known
  const [, account, role] = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(name) ?? []
  if (account === undefined || role === undefined) return undefined
  return world.roleByName.get(`${account}/${role}`)
}
