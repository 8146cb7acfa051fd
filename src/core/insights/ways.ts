/** The shortest certain way of somebody to administration, over what everybody could become (access/paths/escalations.ts). */
import type { Escalating } from '../access/paths/path-answer.ts'
import { awaited, type Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { InsightInput, Way, Ways } from './insight.ts'

export function* createWays({ world, adminOf, escalating }: InsightInput): Steps<Ways> {
  const found = yield* awaited(escalating)
  const isAdmin = (one: CompiledPrincipal): boolean => adminOf(one) === 'yes'
  const known = new Map<string, Way | undefined>()
  const of = (arn: string): Way | undefined => {
    if (!known.has(arn)) known.set(arn, wayOf(world, found, isAdmin, arn))
    return known.get(arn)
  }
  return { starts: [...found.keys()].filter((arn) => of(arn) !== undefined), of }
}

function wayOf(
  world: World,
  found: ReadonlyMap<string, Escalating>,
  isAdmin: (one: CompiledPrincipal) => boolean,
  arn: string,
): Way | undefined {
  const start = world.principalByArn.get(arn)
  if (!start) return undefined
  const seen = new Set([start.index])
  let layer: readonly (readonly CompiledPrincipal[])[] = [[]]
  while (layer.length > 0) {
    const next: (readonly CompiledPrincipal[])[] = []
    for (const over of layer) {
      const last = over.at(-1) ?? start
      if (isAdmin(last)) return { over, last, grantsItself: false, steps: over.length }
    }
    for (const over of layer) {
      const last = over.at(-1) ?? start
      for (const { target, decision } of found.get(last.principal.arn)?.escalatesTo ?? []) {
        if (decision !== 'Allowed') continue
        const one = world.principalByArn.get(target)
        if (!one) continue
        if (one.index === last.index) return { over, last, grantsItself: true, steps: over.length + 1 }
        if (seen.has(one.index)) continue
        seen.add(one.index)
        next.push([...over, one])
      }
    }
    layer = next
  }
  return undefined
}
