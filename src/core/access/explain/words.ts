/** Sentences about what stands in the way of a call and what would change its answer. */
import { splitArn } from '../../arn/arn.ts'
import type { PolicyType, Residual } from '../../evaluate/types.ts'
import { conditionInWords } from '../../evaluate/words.ts'
import type { Answer } from '../answers.ts'
import { resourceName } from '../resource-name.ts'
import { listed, placeOf, words } from '../words.ts'
import type { World } from '../world.ts'
import type { DenyFix, Fix } from './fixes.ts'
import type { Missed } from './near-allow.ts'

/** What the sentences are about. */
export interface Named {
  /** `app`, `app in lake-prod` */
  readonly who: string
  /** `s3:GetObject on lake/x` */
  readonly what: string
  /** ARN, as a policy would have it. */
  readonly resource: string
  /** What a policy would hang on: the bucket of an object. */
  readonly carrier: string
}

/** `lake` for an object in it. */
export function carrierName(world: World, resource: string): string {
  const fields = splitArn(resource)
  return fields?.service === 's3' ? (fields.resource.split('/')[0] ?? '') : resourceName(world, resource)
}

/** People count statements from one. */
export const statementName = (statement: number, sid: string | undefined): string => `statement ${sid ?? statement + 1}`

const statementNames = (fixes: readonly DenyFix[]): string => {
  const names = fixes.map(({ statement, sid }) => sid ?? String(statement + 1))
  return `${names.length === 1 ? 'statement' : 'statements'} ${listed(names, 'and')}`
}

/** A policy with what kind it is, where its name does not say so. */
export function policyName(layer: PolicyType, policy: string, level: string | undefined): string {
  switch (layer) {
    case 'serviceControl':
    case 'resourceControl':
      return words.policyAt(layer, policy, level ?? 'Root')
    case 'permissionsBoundary':
      return `the boundary ${policy}`
    case 'resource':
      return words.ofResource(policy)
    default:
      return policy
  }
}

/* ------------------------------------------------------------------ nearest miss */

const wouldBe = {
  Allowed: 'Would be allowed if',
  Conditional: 'Would be allowed under a condition if',
  Unknown: 'Might be allowed if',
} as const satisfies Partial<Record<Answer, string>>

export function nearestText(outcome: Answer, fixes: readonly Fix[], near: string | undefined, named: Named): string {
  const start = outcome === 'Allowed' || outcome === 'Conditional' ? wouldBe[outcome] : wouldBe.Unknown
  const clauses = grouped(fixes).map((group) => unlessText(group, named))
  return `${start} ${listed(clauses, 'and')}${near === undefined ? '' : `; ${near}`}.`
}

export const noPolicyHelps = (why: string): string => `No policy would allow it: ${why}.`
export const carriesNoPolicy = (resource: string): string =>
  `${resource} can carry no policy of its own, so nobody outside its account can be let in`
export const nothingTurns = 'no change of its policies that was tried turns the decision'

/** What is to be done with one policy: statements of it that deny, and whether it has to allow as well. */
interface Denying {
  readonly kind: 'denying'
  readonly fixes: readonly [DenyFix, ...DenyFix[]]
  readonly alsoGrants: boolean
}

/** What concerns one policy is told together. */
function grouped(fixes: readonly Fix[]): readonly (Exclude<Fix, DenyFix> | Denying)[] {
  const denies = fixes.filter((fix) => fix.kind === 'deny')
  const others = fixes.filter((fix) => fix.kind !== 'deny')
  const byPolicy = [...Map.groupBy(denies, ({ entry, level }) => `${entry.ref} ${level ?? ''}`).values()]
  const groups = byPolicy.flatMap(([first, ...rest]): Denying[] =>
    first ? [{ kind: 'denying', fixes: [first, ...rest], alsoGrants: others.some((fix) => grantsIn(fix, first)) }] : [],
  )
  return [...groups, ...others.filter((fix) => !denies.some((deny) => grantsIn(fix, deny)))]
}

/** A grant to the policy that the statement is of. Identity policies are many, so each is named where it counts. */
const grantsIn = (fix: Fix, deny: DenyFix): boolean =>
  fix.kind === 'grant' && fix.layer !== 'identity' && fix.entry?.ref === deny.entry.ref && fix.level === deny.level

type Group = ReturnType<typeof grouped>[number]

function unlessText(group: Group, { what }: Named): string {
  if (group.kind === 'denying') {
    const [{ layer, entry, level }] = group.fixes
    const does = group.alsoGrants ? 'allowed it and did not deny it' : 'did not deny it'
    return `${policyName(layer, entry.name, level)} ${does} (${statementNames(group.fixes)})`
  }
  const fix = group
  if (fix.kind === 'public-access') return 'Block Public Access did not shut out other accounts'
  switch (fix.layer) {
    case 'identity':
      return `an identity policy allowed ${what}`
    case 'permissionsBoundary':
      return `${policyName(fix.layer, fix.among[0]?.name ?? '', undefined)} allowed it`
    case 'serviceControl':
      return `an SCP at ${placeOf(fix.level ?? 'Root')} allowed it`
    case 'resource':
      return fix.entry ? `the ${fix.entry.name} allowed it` : 'the resource had a policy that allowed it'
  }
}

export function nearText(subject: string, missed: Missed, { resource }: Named): string {
  switch (missed.element) {
    case 'condition':
      return `${subject} allows it only if ${conditionInWords(missed.condition)}`
    case 'resource':
      return `${subject} allows it only on ${fewOf(missed.patterns, 'or')}`
    case 'notResource':
      return `${subject} leaves ${resource} out`
    case 'principal':
      return `${subject} allows it only to ${fewOf(missed.names, 'and')}`
  }
}

const fewOf = (texts: readonly string[], last: 'and' | 'or'): string =>
  texts.length > 3 ? `${texts.slice(0, 2).join(', ')} ${last} ${texts.length - 2} more` : listed(texts, last)

/* ------------------------------------------------------------------ what would change it */

export function fixesText(fixes: readonly Fix[], named: Named): string {
  const [first = '', ...rest] = grouped(fixes).map((group) => fixText(group, named))
  const lower = rest.map((text) => text.charAt(0).toLowerCase() + text.slice(1))
  return `${listed([first, ...lower], 'and')}.`
}

function fixText(group: Group, { who, what, carrier }: Named): string {
  if (group.kind === 'denying') {
    const [{ entry, level, layer, edit }] = group.fixes
    const policy = policyName(layer, entry.name, level)
    if (edit.op === 'detach') return `Detach ${policy}`
    const removal = `Remove ${statementNames(group.fixes)} of ${policy}`
    return group.alsoGrants ? `${removal} and let it allow ${what}${layer === 'resource' ? ` to ${who}` : ''}` : removal
  }
  if (group.kind === 'public-access') return 'Let Block Public Access admit other accounts'
  const { layer, entry, level } = group
  if (entry) {
    if (layer === 'identity') return `Let the inline policy ${entry.name} allow ${what}`
    return `Let ${policyName(layer, entry.name, level)} allow ${what}${layer === 'resource' ? ` to ${who}` : ''}`
  }
  switch (layer) {
    case 'identity':
      return `Give ${who} a policy that allows ${what}`
    case 'permissionsBoundary':
      return `Give ${who} a boundary that allows ${what}`
    case 'serviceControl':
      return `Attach an SCP that allows ${what} to ${placeOf(level ?? 'Root')}`
    case 'resource':
      return `Give ${carrier} a policy that allows ${what} to ${who}`
  }
}

export function nearEditText(policy: string, statement: string, missed: Missed, { who, resource }: Named): string {
  switch (missed.element) {
    case 'condition':
      return `Take the condition out of ${statement} of ${policy}.`
    case 'resource':
    case 'notResource':
      return `Let ${statement} of ${policy} cover ${resource} too.`
    case 'principal':
      return `Name ${who} in ${statement} of ${policy}.`
  }
}

export const carriesDecision = (policy: string, statement: string): string =>
  `Without ${statement} of ${policy} it would be denied.`
export const withoutDeny = (policy: string, statement: string): string =>
  `Without ${statement} of ${policy} it would be allowed in any case.`
export const withoutCondition = (policy: string, statement: string): string =>
  `Without its condition, ${statement} of ${policy} would allow it in any case.`
export const deniedIf = (tests: readonly Residual[]): string => `It is denied if ${testsText(tests)}.`

const testsText = (tests: readonly Residual[]): string => conditionInWords({ all: tests })

/** `Call in eu-west-1 or eu-central-1 with MFA where the external id is x.` */
export function callText(tests: readonly Residual[]): string {
  const phrases = tests.map((test) => ('op' in test ? phraseOf(test) : undefined))
  const rest = tests.filter((_, index) => phrases[index] === undefined)
  const where = rest.length === 0 ? [] : [`where ${testsText(rest)}`]
  return `${['Call', ...phrases.flatMap((phrase) => phrase ?? []), ...where].join(' ')}.`
}

/** How one says it to somebody who is to call differently; undefined: as a condition. */
function phraseOf({ op, key, values, quantifier }: Extract<Residual, { readonly op: string }>): string | undefined {
  if (quantifier !== undefined) return undefined
  switch (`${op} ${key.toLowerCase()}`) {
    case 'StringEquals aws:requestedregion':
      return `in ${listed(values, 'or')}`
    case 'StringNotEquals aws:requestedregion':
      return `outside ${listed(values, 'and')}`
    case 'IpAddress aws:sourceip':
      return `from ${listed(values, 'or')}`
    case 'NotIpAddress aws:sourceip':
      return `from outside ${listed(values, 'and')}`
    case 'StringEquals aws:sourcevpce':
      return `through ${listed(values, 'or')}`
    case 'Bool aws:multifactorauthpresent':
      return values[0]?.toLowerCase() === 'true' ? 'with MFA' : 'without MFA'
    default:
      return undefined
  }
}

/* ------------------------------------------------------------------ also needed */

/** Needs whose resource only the call itself knows. */
export const unknownNeeds: ReadonlyMap<string, string> = new Map([
  ['iam:PassRole', 'iam:PassRole on the role, if the call hands one over'],
  ['iam:CreateServiceLinkedRole', 'iam:CreateServiceLinkedRole, if the role of the service is not there yet'],
])

interface Need {
  readonly action: string
  /** As people call it, or `*`. */
  readonly resource: string
  /** The policy that decides. */
  readonly by: string | undefined
  readonly condition: string | undefined
  readonly why: string
}

export function needText(answer: Answer, { action, resource, by, condition, why }: Need): string {
  const what = words.what(action, resource)
  switch (answer) {
    case 'Allowed':
      return `${what}: allowed${by === undefined ? '' : ` by ${by}`}`
    case 'Conditional':
      return `${what}: allowed if ${condition ?? 'its conditions hold'}`
    case 'Unknown':
      return `${what}: not known`
    case 'ImplicitlyDenied':
    case 'ExplicitlyDenied':
      return `${what}: denied, ${why}`
  }
}
