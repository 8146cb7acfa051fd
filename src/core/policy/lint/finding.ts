import { type LintCode, type LintSeverity, lintCodes } from './codes.ts'

export interface LintFinding {
  readonly file?: string
  /** `Statement[0].Action[2]`; empty for the document as a whole. */
  readonly path: string
  /** Both count from 1; the column counts UTF-16 units, as editors do. */
  readonly line: number
  readonly column: number
  readonly severity: LintSeverity
  readonly code: LintCode
  /** One or two sentences: what is wrong, what follows, what to do. */
  readonly message: string
}

/** A finding before its place in the text is looked up. */
export interface Remark {
  readonly path: string
  readonly code: LintCode
  readonly message: string
}

/** `cause` names what is wrong here; effect and fix come from the table unless something nearer is known. */
export function remark(
  code: LintCode,
  path: string,
  cause: string,
  known: { readonly effect?: string; readonly fix?: string } = {},
): Remark {
  const { effect = lintCodes[code].effect, fix = lintCodes[code].fix } = known
  return { code, path, message: `${cause}: ${effect}.${fix === '' ? '' : ` ${fix}${/[.?]$/.test(fix) ? '' : '.'}`}` }
}

/** Names in messages are cut: a finding is a sentence, whatever stands in the policy. */
const longestName = 120

export const quoted = (text: string): string =>
  JSON.stringify(text.length > longestName ? `${text.slice(0, longestName)}…` : text)

/** `Did you mean "a" or "b"?`, or nothing. */
export const didYouMean = (names: readonly string[]): { readonly fix?: string } =>
  names.length === 0 ? {} : { fix: `Did you mean ${names.map(quoted).join(' or ')}?` }
