import type { WhoCanAnswer } from '../../api/schema.ts'
import { grantOf } from './names.ts'

/** A leading `=`, `+`, `-` or `@` would be run as a formula by a spreadsheet; names in AWS may begin so. */
const harmless = (value: string): string => (/^[=+\-@\t\r]/.test(value) ? `'${value}` : value)
const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
const line = (values: readonly string[]): string => values.map((value) => quoted(harmless(value))).join(',')

export function whoCanCsv(answer: WhoCanAnswer): string {
  const head = [
    'decision',
    'principal',
    'type',
    'account',
    'account_name',
    'name',
    'people',
    'condition',
    'policy',
    'statement',
    'reach',
  ]
  const allowed = answer.principals.map((holder) => {
    const grant = grantOf(holder.via)
    return [
      holder.decision,
      holder.arn,
      holder.type,
      holder.account,
      holder.accountName ?? '',
      holder.name,
      (holder.person ?? []).map((person) => person.email ?? person.name).join('; '),
      holder.conditionText ?? '',
      grant?.policy ?? '',
      grant === undefined ? '' : String(grant.statement + 1),
      holder.chain?.join(' > ') ?? holder.reach,
    ]
  })
  const denied = answer.denied.map((one) => [
    'ExplicitlyDenied',
    one.arn,
    one.type,
    one.account,
    one.accountName ?? '',
    one.name,
    '',
    '',
    one.by.policy,
    String(one.by.statement + 1),
    '',
  ])
  return `${[head, ...allowed, ...denied].map(line).join('\r\n')}\r\n`
}
