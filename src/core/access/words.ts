/** Every English sentence of the index, in one place. Style: subject, verb, object; present tense; what is not known is said. */
import type { Residual } from '../evaluate/types.ts'
import { conditionInWords } from '../evaluate/words.ts'
import type { AdminAnswer } from './answers.ts'

/** The half of a decision that lies outside the snapshot, as a condition. */
export const outsideSnapshot: Residual = { op: 'Bool', key: 'outsideSnapshot', values: ['true'] }

const plural = (count: number, one: string, many = `${one}s`): string => `${figure(count)} ${count === 1 ? one : many}`

/** Numbers under ten as words. */
const figures = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'] as const
const figure = (count: number): string => figures[count] ?? String(count)

export const listed = (items: readonly string[], last: 'and' | 'or'): string => {
  if (items.length <= 1) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** `lake`, `lake/key`, `role app`, `every resource`. */
export function shortResource(arn: string): string {
  if (arn === '*') return 'every resource'
  const rest = arn.split(':').slice(5).join(':')
  return rest.endsWith('/*') && arn.includes(':s3:')
    ? `objects in ${rest.slice(0, -2)}`
    : rest.replace('/', ' ').replace(/^([^ ]+) (.*)$/, arn.includes(':s3:') ? '$1/$2' : '$1 $2')
}

export const words = {
  /* questions */
  noResourceLevel: (action: string) => `${action} has no resource-level permissions; it is asked about all resources.`,
  objectsOfBucket: (arn: string) =>
    `The action is one on objects; it is asked about the objects in ${shortResource(arn)}.`,
  unknownAction: (action: string) => `AWS has no action ${action}`,
  unknownService: (action: string) => `AWS has no service with the prefix of ${action}`,
  noArn: (text: string) => `${text} is no ARN`,
  ambiguousResource: (text: string) => `Several resources are named ${text}`,
  unknownResource: (text: string) => `No resource is named ${text}; give its ARN`,
  unknownPrincipal: (text: string) => `No principal is ${text}`,
  ambiguousPrincipal: (text: string) => `Several principals are named ${text}`,

  /* gaps */
  policiesNotCollected: (service: string) => `Resource policies of ${service} are not collected`,
  roleOutside: (arn: string) => `The trust policy of ${shortResource(arn)} is in an account that was not read`,
  resourceOutside: (arn: string) => `The policy of ${shortResource(arn)} was not read`,
  identityNotRead: (reason: string) => `IAM of the account was not read: ${reason}`,
  scpsNotRead: (reason: string) => `SCPs were not read: ${reason}`,
  rcpsNotRead: (reason: string) => `RCPs were not read: ${reason}`,
  grantsNotRead: 'The grants of the key were not read',
  grantNames: (id: string) => `The KMS grant ${id} names it, and grants are not evaluated yet`,
  outsideSnapshot: 'its own account allows it, which is outside what was read',

  /* decisions */
  may: (who: string, what: string, by: string | undefined, asFarAs: boolean) =>
    `${who} may ${what}${by === undefined ? '' : `: ${by} allows it`}${asFarAs ? ', as far as the imported policies say' : ''}.`,
  mayIf: (who: string, what: string, condition: string, asFarAs: boolean) =>
    `${who} may ${what} if ${condition}${asFarAs ? ', as far as the imported policies say' : ''}.`,
  mayNotDenied: (who: string, what: string, by: string) => `${who} may not ${what}: ${by} denies it.`,
  mayNotSilent: (who: string, what: string, why: string) => `${who} may not ${what}: ${why}.`,
  unknown: (who: string, what: string, reason: string) =>
    `Whether ${who} may ${what} is not known: ${lowerFirst(reason)}.`,
  noScpAllows: (level: string) => `no SCP of ${level} allows it`,
  noPolicyAllows: 'no policy allows it',
  boundarySilent: 'the permissions boundary does not allow it',
  resourcePolicySilent: 'the policy of the resource does not allow it',

  /* ladder */
  identityLabel: 'Identity policy',
  boundaryLabel: 'Boundary',
  sessionLabel: 'Session policy',
  resourceLabel: 'Resource policy',
  trustLabel: 'Trust policy',
  scpLabel: (level: string) => `SCP, ${level}`,
  rcpLabel: (level: string) => `RCP, ${level}`,
  scpsLabel: 'SCPs',
  rcpsLabel: 'RCPs',
  noneAttached: 'None attached',
  noSession: 'None asked about',
  noneApplies: 'None applies',
  rootNeedsNone: 'The root user needs none',
  bindsNot: 'Does not bind this principal',
  allows: (policy: string) => `${policy} allows it`,
  denies: (policy: string) => `${policy} denies it`,
  underCondition: (policy: string, effect: 'Allow' | 'Deny') =>
    `${policy} ${effect === 'Allow' ? 'allows' : 'denies'} it under a condition`,
  deniesLookedAt: (policies: readonly string[], count: number) =>
    `${listed(policies, 'and')}, ${count} Deny ${count === 1 ? 'statement' : 'statements'} looked at; none matches`,
  silent: 'Silent',
  silentPolicies: (count: number) =>
    `Silent: ${plural(count, 'policy', 'policies').toLowerCase()} looked at, none speaks of it`,
  silentNames: (names: readonly string[]) => `Silent. It names ${listed(names, 'and')} only`,
  notRead: (reason: string) => `Not read. ${reason}`,

  /* who can */
  whoCan: (allowed: number, conditional: number, what: string) => {
    const some =
      conditional === 0
        ? ''
        : `; ${plural(conditional, 'more').toLowerCase().replace(' mores', ' more')} under a condition`
    return `${plural(allowed, 'principal')} may ${what}${some}.`
  },
  atLeast: (unknown: number) =>
    unknown === 0
      ? 'There are places where nobody could look, so these are at least all.'
      : `For ${plural(unknown, 'principal').toLowerCase()} it is not known, because of what was not read.`,
  what: (action: string, resource: string) => `${action} on ${shortResource(resource)}`,

  /* administrators */
  admin: {
    yes: 'Administrator',
    no: 'No administrator',
    conditional: 'Administrator under a condition',
    unknown: 'Not known',
  } as const satisfies Record<AdminAnswer, string>,
}

const lowerFirst = (text: string): string =>
  (/^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text).replace(/\.$/, '')

/** A residual as people say it, to stand behind "if". */
export function conditionText(condition: Residual): string {
  const parts = 'all' in condition ? condition.all : [condition]
  const inside = parts.filter((part) => part !== outsideSnapshot)
  const [only] = inside
  const texts = only === undefined ? [] : [conditionInWords(inside.length === 1 ? only : { all: inside })]
  return [...texts, ...(inside.length < parts.length ? [words.outsideSnapshot] : [])].join(' and ')
}
