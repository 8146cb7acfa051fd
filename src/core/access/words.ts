/** Every English sentence of the index, in one place. Style: subject, verb, object; present tense; what is not known is said. */
import type { AccessLevel } from '../catalogue.ts'
import type { Decision, Residual } from '../evaluate/types.ts'
import { conditionInWords } from '../evaluate/words.ts'
import type { AdminAnswer } from './answers.ts'

/** The half of a decision that lies outside the snapshot, as a condition. */
export const outsideSnapshot: Residual = { op: 'Bool', key: 'outsideSnapshot', values: ['true'] }

/** Numbers under ten as words, others as figures (look.md §6). */
const figures = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const
export const figure = (count: number): string => figures[count] ?? String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const listed = (items: readonly string[], last: 'and' | 'or'): string => {
  if (items.length <= 1) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** `lake`, `lake/key`, `objects in lake`, `role app`. */
export function shortResource(arn: string): string {
  const rest = arn.split(':').slice(5).join(':')
  if (arn.includes(':s3:')) return rest.endsWith('/*') ? `objects in ${rest.slice(0, -2)}` : rest
  return rest.replace(/^([\w-]+)\//, '$1 ')
}

export const words = {
  /* how a question was read */
  noResourceLevel: (action: string) => `${action} takes no resource, so the answer is about all of them.`,
  everyResource: 'No resource was named, so the answer is about every resource.',
  objectsOfBucket: (bucket: string, action: string) => `${action} is about objects: those in ${bucket} are meant.`,
  ownerUnknown: (arn: string) =>
    `It is not known who owns ${shortResource(arn)}; each principal is asked as if its own account did.`,
  notRead: (arn: string) =>
    `${shortResource(arn)} was not read, so whether it exists and whose it is, is not known; each principal is asked as if its own account owned it.`,
  notAmongRead: (arn: string, meant: string | undefined) =>
    `No ${shortResource(arn)} was read${meant === undefined ? '' : `, but ${shortResource(meant)}`}; check the ARN.`,

  /* questions that cannot be answered */
  unknownAction: (action: string) => `AWS has no action ${action}`,
  unknownService: (prefix: string) => `AWS has no service with the prefix ${prefix}`,
  noAction: (text: string) => `${text} is no action; one is written service:Name, for example s3:GetObject`,
  severalActions: (pattern: string) => `${pattern} is a pattern; ask about one action`,
  noArn: (text: string) => `${text} is no ARN`,
  ambiguousResource: (text: string) => `Several resources are named ${text}`,
  unknownResource: (text: string) => `No resource is named ${text}; give its ARN`,
  unknownPrincipal: (text: string) => `No principal is ${text}`,
  ambiguousPrincipal: (text: string) => `Several principals are named ${text}`,
  personOfSeveral: (email: string) => `${email} is a person who holds several roles`,

  /* gaps */
  bucketBehind: (bucket: string) =>
    `The bucket ${bucket} must allow it too, and its policy is not looked at through the access point`,
  logGroupPolicies: 'Policies that are set on one log group alone are not read',
  policiesNotCollected: (service: string) => `Resource policies of ${service} are not collected`,
  roleOutside: (arn: string) => `The trust policy of ${shortResource(arn)} is in an account that was not read`,
  resourceOutside: (arn: string) =>
    /[*?]/.test(arn.split(':').slice(5).join(':').replace(/\/\*$/, ''))
      ? `The policies of what matches ${arn} were not read`
      : `The policy of ${shortResource(arn)} was not read`,
  identityNotRead: (reason: string) => `IAM of the account was not read: ${reason}`,
  scpsNotRead: (reason: string) => `SCPs were not read: ${reason}`,
  rcpsNotRead: (reason: string) => `RCPs were not read: ${reason}`,
  outsideSnapshot: 'its own account allows it, which is outside what was read',

  /* decisions */
  rootOf: (account: string) => `The root user of ${account}`,
  nameIn: (name: string, account: string) => `${name} in ${account}`,
  /** `resource`: as people call it, or `*`. */
  what: (action: string, resource: string) => (resource === '*' ? action : `${action} on ${resource}`),
  can: (who: string, what: string, by: string | undefined) =>
    `${who} can call ${what}${by === undefined ? '' : `: ${by}`}.`,
  allowedBy: (policy: string) => `${policy} allows it`,
  rootUserNeedsNone: 'a root user needs no policy',
  ofResource: (policy: string) => (/^an? /.test(policy) ? policy : `the ${policy}`),
  canIf: (who: string, what: string, condition: string) =>
    `${who} can call ${what} ${condition.length > longestCondition ? 'under a condition' : `if ${condition}`}.`,
  cannot: (who: string, what: string, why: string) => `${who} cannot call ${what}: ${why}.`,
  deniedBy: (policy: string) => `${policy} denies it`,
  notKnown: (who: string, what: string) => `Whether ${who} can call ${what} is not known.`,
  unnamedPolicy: 'a policy',
  publicAccessBlocked: 'Public, so S3 Block Public Access shuts out other accounts',
  blockPublicAccess: 'S3 Block Public Access',
  policyAt: (layer: 'serviceControl' | 'resourceControl', policy: string, level: string) =>
    `the ${layer === 'serviceControl' ? 'SCP' : 'RCP'} ${policy} at ${placeOf(level)}`,
  noScpAllows: (level: string | undefined) => `no SCP${level === undefined ? '' : ` at ${placeOf(level)}`} allows it`,
  noPolicyAllows: 'no policy allows it',
  boundarySilent: 'the permissions boundary does not allow it',
  resourcePolicySilent: 'the policy of the resource does not allow it',
  trustPolicySilent: 'the trust policy of the role does not allow it',
  rootCannotAssume: 'a root user cannot assume roles',
  longTermOnly: 'it takes the access key of a user, and a role has none',
  ownedByAws: 'AWS owns it, and nobody else may change it',

  /* what stands beside a decision */
  asFarAsPoliciesSay: (layers: readonly string[]) =>
    `As far as the policies that were read say; ${listed(layers, 'and')} are not among them.`,
  asRead: {
    Allowed: 'What was read allows it.',
    Conditional: 'What was read allows it under a condition.',
    ImplicitlyDenied: 'Nothing of what was read allows it.',
    ExplicitlyDenied: 'What was read denies it.',
  } as const satisfies Record<Decision, string>,
  gap: (reason: string) => `${reason.replace(/\.$/, '')}.`,

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
  silentPolicies: (count: number) => `Silent: ${plural(count, 'policy', 'policies')} looked at, none speaks of it`,
  silentNames: (names: readonly string[]) => `Silent. It names ${listed(names, 'and')} only`,
  rungNotRead: (reason: string) => `Not read. ${reason}`,

  /* who can */
  whoCan: ({ allowed, conditional, unknown, complete, what }: HolderCounts) => {
    if (allowed === 0 && conditional === 0) {
      if (unknown > 0) return `Who can call ${what} is not known.`
      return `No ${complete ? '' : 'known '}principal can call ${what}.`
    }
    if (conditional === 0) return `${capital(plural(allowed, 'principal'))} can call ${what}.`
    if (allowed > 0)
      return `${capital(plural(allowed, 'principal'))} can call ${what}, and ${figure(conditional)} more under a condition.`
    const each = conditional === 1 ? '' : 'each '
    return `${capital(plural(conditional, 'principal'))} can call ${what}, ${each}under a condition.`
  },
  accountsNotRead: (names: readonly string[]) =>
    `The list may be incomplete: ${names.length > 3 ? plural(names.length, 'account') : listed(names, 'and')} could not be read.`,
  entitlementsUnread: (role: string) =>
    `More people may enter ${role} than can be listed: AWS's account access manager lets in whoever has an entitlement to it, and entitlements are not read`,
  unknownPrincipals: (count: number) =>
    `For ${plural(count, 'principal')} it is not known, because something that bears on ${count === 1 ? 'it' : 'them'} was not read.`,

  /* the side of the resource */
  noActionTakes: (resource: string) => `AWS lists no action that takes ${resource}`,
  whoReaches: ({ what, all, byLevel }: ReacherCounts) => {
    if (all === 0) return `Nobody that is known can do anything on ${what}.`
    const parts = byLevel.flatMap(([level, count]) => (count === 0 ? [] : [`${figure(count)} ${doing[level]}`]))
    return `${capital(plural(all, 'principal'))} can do something on ${what}: ${listed(parts, 'and')}.`
  },

  /* what can */
  ownPoliciesOnly: 'What the policies of single resources add is not in this list; who-can on the resource tells it.',
  asFarAsRead: 'Something that bears on it was not read, so this is what follows from the rest.',

  /* administrators */
  admin: {
    yes: 'Administrator',
    no: 'No administrator',
    conditional: 'Administrator under a condition',
    unknown: 'Not known',
  } as const satisfies Record<AdminAnswer, string>,
}

const doing: Readonly<Record<AccessLevel, string>> = {
  'Permissions management': 'can change who may',
  Write: 'can write',
  Tagging: 'can tag',
  Read: 'can read',
  List: 'can list',
}

export interface ReacherCounts {
  readonly what: string
  readonly all: number
  readonly byLevel: readonly (readonly [AccessLevel, number])[]
}

export interface HolderCounts {
  readonly allowed: number
  readonly conditional: number
  readonly unknown: number
  /** False: there may be others. */
  readonly complete: boolean
  readonly what: string
}

/** Longer ones stand below the sentence; beyond two lines of a verdict nobody reads on. */
const longestCondition = 120

/** `Root` is the label of the organization's root. */
export const placeOf = (level: string): string => (level === 'Root' ? 'the root' : level)

/** A residual as people say it, to stand behind "if". */
export function conditionText(condition: Residual): string {
  const parts = 'all' in condition ? condition.all : [condition]
  const inside = parts.filter((part) => part !== outsideSnapshot)
  const [only] = inside
  const texts = only === undefined ? [] : [conditionInWords(inside.length === 1 ? only : { all: inside })]
  return [...texts, ...(inside.length < parts.length ? [words.outsideSnapshot] : [])].join(' and ')
}
