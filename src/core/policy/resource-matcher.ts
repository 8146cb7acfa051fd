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
  /** Names without wildcards, when there are many. */
  readonly exact: ReadonlySet<string>
  readonly patterns: readonly Pattern[]
  readonly templates: readonly ResourceTemplate[]
  /** `arn:aws:s3:::*`, which AWS's own examples use for `s3:ListAllMyBuckets`. */
  readonly allBuckets: boolean
}

export const everyBucket = /^arn:[\w-]+:s3:::\*$/
const onlyStars = /^\*+$/

/** Fewer names are compared one by one: a set takes more memory than a small policy. */
const manyNames = 8
const noNames: ReadonlySet<string> = new Set()
const none: readonly never[] = []

export function compileResources(texts: readonly string[], variables: boolean): ResourceMatcher {
  const names: (Pattern & { kind: 'exact' })[] = []
  const others: Pattern[] = []
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
    else if (compiled.kind === 'exact') names.push(compiled)
    else others.push(compiled)
  }
  const many = names.length >= manyNames
  const patterns = many ? others : [...names, ...others]
  return {
    texts,
    everything,
    exact: many ? new Set(names.map(({ text }) => text)) : noNames,
    patterns: patterns.length === 0 ? none : patterns,
    templates: templates.length === 0 ? none : templates,
    allBuckets: texts.some((text) => text.endsWith(':s3:::*') && everyBucket.test(text)),
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
  for (const pattern of matcher.patterns) if (matchesPattern(pattern, resource)) return true
  return false
}
