/** The resource patterns of a statement as they read for one principal: what is known of it stands in the place of variables. */
import { resourcePartStart } from '../../arn/arn.ts'
import { parseTemplate, type TemplatePart } from '../../policy/template.ts'
import type { StatementFacts } from '../policy-facts.ts'
import type { CompiledPrincipal } from '../world.ts'
import type { Pair } from './differences.ts'

export function writtenFor({ before, after }: Pair, { resources, variables }: StatementFacts): readonly string[] {
  if (!variables || !resources.some((text) => text.includes('${'))) return resources
  const known = [before, after].filter((one) => one !== undefined)
  // Of somebody from outside nothing is known.
  const sides = known.length > 0 ? known : [undefined]
  return [...new Set(resources.flatMap((text) => sides.flatMap((one) => filledIn(text, one))))]
}

/** A variable that is not known may be anything, and where it is absent its default counts. */
function filledIn(text: string, one: CompiledPrincipal | undefined): readonly string[] {
  const start = resourcePartStart(text)
  if (start < 0 || !text.includes('${', start)) return [text]
  let texts: readonly string[] = [text.slice(0, start)]
  for (const part of parseTemplate(text.slice(start))) {
    const values = valuesOf(part, one)
    texts = texts.flatMap((begun) => values.map((value) => begun + value))
  }
  return texts
}

function valuesOf(part: TemplatePart, one: CompiledPrincipal | undefined): readonly string[] {
  if (part.kind !== 'variable') return [part.text]
  const { lowerKey, fallback } = part
  const known = one && valueFor(one.principal, lowerKey)
  if (known !== undefined) return [known]
  return fallback === undefined ? ['*'] : ['*', fallback]
}

function valueFor({ type, name, tags }: CompiledPrincipal['principal'], key: string): string | undefined {
  if (key === 'aws:username') return type === 'user' ? name : undefined
  if (!key.startsWith('aws:principaltag/')) return undefined
  const wanted = key.slice('aws:principaltag/'.length)
  return Object.entries(tags).find(([tag]) => tag.toLowerCase() === wanted)?.[1]
}
