/** A principal as people name it: ARN, `account/name` (account by id or name), bare name, e-mail of a person. */
import { nearest } from '../nearest.ts'
import { err, ok, type Result } from '../result.ts'
import { namedBy, principalNamed } from './named-by.ts'
import type { AccessFault } from './question.ts'
import { words } from './words.ts'
import type { CompiledPrincipal, World } from './world.ts'

const maxSuggestions = 8

export function findPrincipal(world: World, text: string): Result<CompiledPrincipal, AccessFault> {
  const wanted = text.trim()
  const exact = principalNamed(world, wanted)
  if (exact) return ok(exact)
  const named = namedBy(world, wanted)
  const byName = named.length > 0 ? named : (world.principalsByName.get(wanted) ?? [])
  const found = byName.length > 0 ? byName : [...world.principals].filter((one) => hasPerson(one, wanted))
  const [only] = found
  if (only && found.length === 1) return ok(only)
  if (only) {
    const suggestions = found.slice(0, maxSuggestions).map((one) => one.principal.arn)
    const message = byName.length > 0 ? words.ambiguousPrincipal(wanted) : words.personOfSeveral(wanted)
    return err({ code: 'ambiguous_principal', message, suggestions })
  }
  const name = wanted.split('/').at(-1) ?? wanted
  const names = [...world.principals].filter((one) => one.principal.type !== 'root').map((one) => one.principal.name)
  const suggestions = nearest(name, new Set(names), maxSuggestions)
  return err({ code: 'unknown_principal', message: words.unknownPrincipal(wanted), suggestions })
}

const hasPerson = ({ principal }: CompiledPrincipal, email: string): boolean =>
  email.includes('@') && principal.people.some((person) => person.email?.toLowerCase() === email.toLowerCase())
