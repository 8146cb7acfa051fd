/** A policy as text, with what is wrong in it and where each statement stands. */
import type { Catalogue } from '../../catalogue.ts'
import type { PolicyDocument } from '../../inventory/objects.ts'
import { type JsonPath, parseJson } from '../../json.ts'
import type { LintFinding } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import type { LintType } from '../../policy/lint/types.ts'
import type { ListedPolicyKind } from './policy-effect.ts'

/** One member a line, as the console of AWS shows it; what AWS gave as text stays as it is. */
export const policyText = (document: PolicyDocument): string =>
  typeof document === 'string' ? document : JSON.stringify(document, null, 2)

interface Kinded {
  readonly kind: ListedPolicyKind
  readonly arn?: string
}

const lintTypes: Readonly<Record<ListedPolicyKind, LintType>> = {
  'aws-managed': 'managed',
  'customer-managed': 'managed',
  inline: 'identity',
  'group-inline': 'inline-group',
  'permission-set': 'inline-role',
  trust: 'trust',
  resource: 'resource',
  'service-control': 'serviceControl',
  'resource-control': 'resourceControl',
}

function lintTypeOf({ kind, arn = '' }: Kinded): LintType {
  if (kind !== 'resource') return lintTypes[kind]
  const service = arn.split(':')[2]
  return service === 's3' ? 'bucket' : service === 'kms' ? 'key' : 'resource'
}

/** AWS took the document, and counts it in a form that it does not show. */
const aboutLength: ReadonlySet<LintFinding['code']> = new Set(['document-too-long', 'exceeds-default-quota'])

/** What is wrong with a document that AWS has. */
export const lintOf = (catalogue: Catalogue, document: PolicyDocument, policy: Kinded): readonly LintFinding[] =>
  lintPolicy(policyText(document), catalogue, lintTypeOf(policy)).filter(({ code }) => !aboutLength.has(code))

/** First and last line, from 1. */
export interface Lines {
  readonly from: number
  readonly to: number
}

/** Where each statement stands in `policyText`; undefined where the text is no JSON. */
export function statementLines(text: string): readonly Lines[] | undefined {
  const read = parseJson(text)
  if (!read.ok) return undefined
  const { value } = read.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const found = Object.entries(value).find(([key]) => key === 'Statement')?.[1]
  if (found === undefined) return undefined
  const paths: readonly JsonPath[] = Array.isArray(found) ? found.map((_, at) => ['Statement', at]) : [['Statement']]
  const places = read.value.locateAll(paths)
  const all = text.split('\n').length
  return places.map((place, at) => {
    const from = place?.line ?? 1
    const next = places[at + 1]?.line
    return { from, to: next === undefined ? endOf(text, from, all) : Math.max(from, next - 1) }
  })
}

/** In a text that we laid out the statement ends where its brace closes at its own depth. */
function endOf(text: string, from: number, all: number): number {
  const lines = text.split('\n')
  const indent = /^\s*/.exec(lines[from - 1] ?? '')?.[0] ?? ''
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.startsWith(`${indent}}`) || line.startsWith(`${indent}]`)) return at + 1
  }
  return Math.min(from, all)
}
