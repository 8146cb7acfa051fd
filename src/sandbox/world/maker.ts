/** Puts things into one account: short words for what the stories tell. */
import { type AccountFacts, type Ground, groundOf } from './ground.ts'
import { type MakesDataStores, makesDataStores } from './make-data-stores.ts'
import { type MakesIdentities, makesIdentities } from './make-identities.ts'
import { type MakesResources, makesResources } from './make-resources.ts'

export interface Maker extends Ground, MakesIdentities, MakesResources, MakesDataStores {}

export function createMaker(facts: AccountFacts): Maker {
  const ground = groundOf(facts)
  return { ...ground, ...makesIdentities(ground), ...makesResources(ground), ...makesDataStores(ground) }
}
