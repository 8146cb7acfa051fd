/** `Resource` and `NotResource` lists. IAM UG *Policy elements: Resource*; variables: IAM UG *Variables and tags*. */
import { resourcePartStart } from '../arn/arn.ts'
import { hasWildcardService, headSymbols, resourcePattern } from './arn-pattern.ts'
import { compilePattern, matchesPattern, type Pattern } from './glob.ts'
import { hasVariables, parseTemplate, type TemplatePart, templateSymbols } from './template.ts'

/** Variables stand only behind the fifth colon. */
export interface ResourceTemplate {
  readonly text: string
  readonly head: string
  readonly tail: readonly TemplatePart[]
}

export interface ResourceMatcher {
  readonly texts: readonly string[]
  readonly everything: boolean
  readonly exact: ReadonlySet<string>
  readonly prefixes: readonly string[]
  readonly patterns: readonly Pattern[]
  readonly templates: readonly ResourceTemplate[]
  /** `arn:aws:s3:::*`, which AWS's own examples use for `s3:ListAllMyBuckets`. */
  readonly allBuckets: boolean
}

const everyBucket = /^arn:[\w-]+:s3:::\*$/
const onlyStars = /^\*+$/

export function compileResources(texts: readonly string[], variables: boolean): ResourceMatcher {
  const exact = new Set<string>()
  const prefixes: string[] = []
  const patterns: Pattern[] = []
  const templates: ResourceTemplate[] = []
  let everything = false
  for (const text of texts) {
    if (onlyStars.test(text)) {
      everything = true
      continue
    }
    if (hasWildcardService(text)) continue
    const compiled = compileOne(text, variables)
    if ('tail' in compiled) templates.push(compiled)
    else if (compiled.kind === 'everything') everything = true
    else if (compiled.kind === 'exact') exact.add(compiled.text)
    else if (compiled.kind === 'prefix') prefixes.push(compiled.text)
    else patterns.push(compiled)
  }
  return {
    texts,
    everything,
    exact,
    prefixes,
    patterns,
    templates,
    allBuckets: texts.some((text) => everyBucket.test(text)),
  }
}

function compileOne(text: string, variables: boolean): Pattern | ResourceTemplate {
  const start = resourcePartStart(text)
  if (!variables || start < 0 || !text.includes('${', start)) return resourcePattern(text)
  const template = { text, head: text.slice(0, start), tail: parseTemplate(text.slice(start)) }
  return hasVariables(template.tail) ? template : templatePattern(template, template.tail)
}

/** The pattern of a template whose variables are all filled in. */
export function templatePattern(template: ResourceTemplate, tail: readonly TemplatePart[]): Pattern {
  return compilePattern([...headSymbols(template.head, true), ...templateSymbols(tail, () => '')])
}

/** Does one of the patterns without variables cover the resource? */
export function coversResource(matcher: ResourceMatcher, resource: string): boolean {
  if (matcher.everything || matcher.exact.has(resource)) return true
  for (const prefix of matcher.prefixes) if (resource.startsWith(prefix)) return true
  for (const pattern of matcher.patterns) if (matchesPattern(pattern, resource)) return true
  return false
}
