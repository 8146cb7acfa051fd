import type { WhoCanAnswer } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { grantOf } from './names.ts'

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
  return csvOf([head, ...allowed, ...denied])
}
