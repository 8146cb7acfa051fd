import type { Holder, Reason } from '../../api/schema.ts'
import type { PolicyType } from '../../api/types.ts'
import { nameInArn } from '../../parts/arn.ts'
import { peopleWords, typeWords } from '../principals/words.ts'

/** How a resource or principal is called in a sentence of the console. */
export const shortName = (arn: string): string => (arn.startsWith('arn:') ? nameInArn(arn) : arn)

/** The resource of an answer: by the name that it has beside its ARN, such as the alias of a key. */
export const resourceNamed = (answer: { readonly resource: string; readonly resourceName?: string }): string =>
  answer.resourceName ?? shortName(answer.resource)

export const layerWords: Readonly<Record<PolicyType, string>> = {
  identity: 'identity policy',
  permissionsBoundary: 'boundary',
  session: 'session policy',
  serviceControl: 'SCP',
  resourceControl: 'RCP',
  resource: 'resource policy',
  endpoint: 'endpoint policy',
}

/** Allows of guardrails are everywhere and grant nothing; what distinguishes a holder is the policy that does. */
export const grantOf = (via: readonly Reason[]): Reason | undefined =>
  via.find((reason) => reason.effect === 'Allow' && (reason.layer === 'identity' || reason.layer === 'resource'))

export const statementWords = (reason: Reason): string =>
  reason.sid === undefined ? `statement ${reason.statement + 1}` : `statement ${reason.statement + 1}, ${reason.sid}`

/** `bucket policy` instead of `bucket policy of lake`: whose it is stands in the question. */
export const policyWords = (reason: Pick<Reason, 'layer' | 'policy'>): string =>
  reason.layer === 'resource' ? reason.policy.replace(/^([a-z]+ policy) of .+$/, '$1') : reason.policy

export const reasonWords = (reason: Reason): string =>
  reason.layer === 'serviceControl' || reason.layer === 'resourceControl'
    ? `${layerWords[reason.layer]} ${reason.policy}`
    : policyWords(reason)

/** The line under a holder's name: the people, or what it is and where. */
export function belowName(holder: Pick<Holder, 'type' | 'account' | 'accountName' | 'person'>): string {
  const place = holder.accountName ?? holder.account
  const people = peopleWords(holder.person)
  if (people !== undefined) return `${people}, in ${place}`
  if (holder.type === 'external' || holder.type === 'anonymous' || holder.type === 'service')
    return typeWords[holder.type]
  return `${typeWords[holder.type]} in ${place}`
}
