/** How a resource is named for people. A key has an id that nobody knows by heart, and an alias; others have a name beside their id too. */
import { shortResource } from './words.ts'
import type { World } from './world.ts'

type Known = Pick<World, 'resourceByArn'>

/** Its name where the ARN does not tell it: `alias/databases` of a key, the name of a file system. */
export function ownNameOf({ resourceByArn }: Known, arn: string): string | undefined {
  const name = resourceByArn.get(arn)?.name
  return name === undefined || arn.includes(name) ? undefined : name
}

/** As `shortResource`, by that name where it has one: `key alias/databases`, `objects in lake`. */
export function resourceName(world: Known, arn: string): string {
  if (!arn.startsWith('arn:')) return arn
  const short = shortResource(arn)
  const own = ownNameOf(world, arn)
  if (own === undefined) return short
  const [kind] = /^[\w-]+ /.exec(short) ?? ['']
  return `${kind}${own}`
}
