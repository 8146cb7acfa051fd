/** What can be filled in for one test of a condition. */
import type { ConditionTest } from '../../api/schema.ts'

export interface ConditionChoices {
  /** Values that the test names itself. */
  readonly values: readonly string[]
  /** Any other text may be right too; with an example of what one looks like. */
  readonly other: { readonly example: string } | undefined
}

/** More than these are not a choice any longer. */
const most = 8

const isPattern = (value: string): boolean => /[*?]/.test(value)
const exact = /^(?:String(?:Not)?Equals(?:IgnoreCase)?|Arn(?:Not)?(?:Equals|Like)|String(?:Not)?Like)$/

export function choicesOf({ op, values }: ConditionTest): ConditionChoices {
  if (op === 'Bool') return { values: ['true', 'false'], other: undefined }
  if (op === 'Null') return { values: [], other: { example: '' } }
  const named = exact.test(op) ? values.filter((value) => !isPattern(value)).slice(0, most) : []
  return { values: named, other: { example: exampleOf(op, values) } }
}

/** An address of the block, the bound itself, or the pattern that is to match. */
function exampleOf(op: string, values: readonly string[]): string {
  const [first = ''] = values
  if (op.endsWith('IpAddress')) return first.split('/')[0] ?? ''
  return exact.test(op) ? (values.find(isPattern) ?? '') : first
}
