/** Whom trust policies let in from outside the organization: everybody, accounts that nobody knows, whoever a provider signs in. */

import type { Holder } from '../access/answers.ts'
import { impliedAt } from '../access/context.ts'
import { principalNamed } from '../access/named-by.ts'
import { outsideHolders } from '../access/outside-holders.ts'
import { questionOf } from '../access/question.ts'
import { nameOf } from '../access/sentence.ts'
import type { Steps } from '../access/stepwise.ts'
import { conditionText, outsideSnapshot } from '../access/words.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import { splitArn } from '../arn/arn.ts'
import type { Residual } from '../evaluate/types.ts'
import { parseAccountId } from '../ids.ts'
import { accountOf, namesOver } from './escalation.ts'
import type { Found, InsightContext, InsightRule, InsightSeverity } from './insight.ts'
import { type ConditionTest, judgeSubject, testsOf } from './oidc-subject.ts'
import { raised } from './severity.ts'
import { principalSubject } from './subject.ts'
import { words } from './words.ts'

/** A few milliseconds' worth of roles whose policies name nobody outside. */
const lookedAtOnce = 200

export function* trustInsights(context: InsightContext): Steps<readonly Found[]> {
  const { world } = context
  const found: Found[] = []
  let looked = 0
  for (const role of world.principals) {
    looked += 1
    if (looked % lookedAtOnce === 0) yield
    const actions = openActions(world, role)
    if (actions.length === 0) continue
    for (const action of actions) found.push(...ofRole(context, role, action))
    yield
  }
  return found
}

type OpenAction = 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity'

/** By which calls somebody outside the snapshot might come in, as the names in the trust policy tell. */
function openActions(world: World, { principal: { trust } }: CompiledPrincipal): readonly OpenAction[] {
  if (!trust) return []
  const named = world
    .facts(trust)
    .statements.flatMap(({ effect, principals }) => (effect === 'Allow' && principals ? [principals] : []))
  const isOpen = named.some(
    ({ everybody, inverted, aws }) => everybody || inverted || aws.some((name) => isForeign(world, name)),
  )
  const hasProvider = named.some(({ federated }) => federated.some((name) => !name.includes(':saml-provider/')))
  return [
    ...(isOpen ? (['sts:AssumeRole'] as const) : []),
    ...(hasProvider ? (['sts:AssumeRoleWithWebIdentity'] as const) : []),
  ]
}

export function isForeign(world: World, name: string): boolean {
  const account = parseAccountId(name) ?? splitArn(name)?.account
  if (account === undefined) return false
  return !world.accounts.has(account) && principalNamed(world, name) === undefined
}

function ofRole(context: InsightContext, role: CompiledPrincipal, action: OpenAction): readonly Found[] {
  const { world, reach } = context
  const id = world.catalogue.actionId(action)
  if (id < 0) return []
  const question = questionOf(world, world.catalogue.action(id), role.principal.arn)
  const holders = outsideHolders({ world, reach, question, given: impliedAt(world.snapshot.at) })
  return holders.flatMap((holder): readonly Found[] => {
    const entrance = entranceOf(world, role, holder, action)
    return entrance ? [told(context, role, entrance)] : []
  })
}

/* ------------------------------------------------------------------ one way in */

interface Entrance {
  readonly rule: Exclude<InsightRule, 'escalates-to-admin'>
  readonly severity: InsightSeverity
  /** As a path starts from it. */
  readonly from: string
  readonly who: string
  /** What stands out of `who`. */
  readonly name: string
  /** Of the way in alone. */
  readonly sentence: string
  readonly why: string
}

function entranceOf(world: World, role: CompiledPrincipal, holder: Holder, action: OpenAction): Entrance | undefined {
  const inside = withoutOutside(holder.condition)
  const name = nameOf(world, role)
  if (action === 'sts:AssumeRoleWithWebIdentity') return ofProvider(world, name, holder, inside)
  if (holder.type === 'service' || isProviderArn(holder.arn)) return undefined
  if (holder.arn === '*' || holder.account === '') return ofAnyone(name, inside)
  // Without an organization every other account is outside, and nobody knows which are one's own.
  if (world.organizations.size === 0) return undefined
  return ofAccount(name, holder, inside)
}

const isProviderArn = (arn: string): boolean => /:(?:saml|oidc)-provider\//.test(arn)

function withoutOutside(condition: Residual | undefined): Residual | undefined {
  if (condition === undefined || condition === outsideSnapshot) return undefined
  if (!('all' in condition)) return condition
  const parts = condition.all.filter((part) => part !== outsideSnapshot)
  return parts.length > 1 ? { all: parts } : parts[0]
}

/** A stranger that calls himself by any name is the same stranger. */
const somebody = 'arn:aws:iam::*:root'

function ofAnyone(role: string, inside: Residual | undefined): Entrance {
  const who = 'Anybody with an AWS account'
  const common = { rule: 'trust-anyone', from: somebody, who, name: who } as const
  if (inside === undefined)
    return { ...common, severity: 'critical', sentence: words.trustsAnyone(role), why: words.trustsAnyoneWhy }
  const why = words.trustsAnyoneIfWhy(conditionText(inside))
  return { ...common, severity: 'medium', sentence: words.trustsAnyoneIf(role), why }
}

/** What a caller has to know or to be, beside its account: then somebody thought about whom to let in. */
const bindingKeys: ReadonlySet<string> = new Set([
  'sts:externalid',
  'aws:sourceaccount',
  'aws:principalorgid',
  'aws:principalarn',
])

/** It has to be there and be one of some: `IfExists`, `ForAllValues` and a mere `*` let in whoever brings nothing. */
const isBinding = ({ key, op, values, quantifier, ifExists }: ConditionTest): boolean =>
  bindingKeys.has(key.toLowerCase()) &&
  /^(?:String|Arn)(?:Equals|Like)/.test(op) &&
  quantifier !== 'ForAllValues' &&
  ifExists !== true &&
  !(op.endsWith('Like') && values.some((value) => /^\*+$/.test(value)))

function ofAccount(role: string, holder: Holder, inside: Residual | undefined): Entrance | undefined {
  if (testsOf(inside).some(isBinding)) return undefined
  const who = holder.arn.endsWith(':root')
    ? words.outsideAccount(holder.account)
    : words.outsidePrincipal(holder.name, holder.account)
  return {
    rule: 'trust-unknown-external-account',
    severity: 'high',
    from: holder.arn,
    who,
    name: holder.account,
    sentence: words.trustsOutside(who, role),
    why: words.trustsOutsideWhy,
  }
}

function ofProvider(world: World, role: string, holder: Holder, inside: Residual | undefined): Entrance | undefined {
  const url = holder.arn.split(':oidc-provider/')[1] ?? holder.arn
  const vendor = world.snapshot.providers.find(({ arn }) => arn === holder.arn)?.vendor
  const judged = judgeSubject(url, vendor ?? url, inside)
  if (!judged) return undefined
  return { ...judged, from: holder.arn, sentence: words.signsIn(judged.who, role) }
}

/* ------------------------------------------------------------------ where it leads */

/** Whoever comes from outside and can become administrator is told as that: it is what makes it grave. */
function told({ ways }: InsightContext, role: CompiledPrincipal, entrance: Entrance): Found {
  const { arn, name } = role.principal
  const way = ways.of(arn)
  const { rule, severity, from, who, sentence, why } = entrance
  const group = `${rule} ${name} ${who}`
  const subject = principalSubject(role)
  if (!way) {
    const names = [entrance.name, name]
    return { rule, severity, rank: 0, group, subject, sentence, names, why, question: { ask: 'paths', from, to: arn } }
  }
  const administered = accountOf(way.last)
  return {
    rule: 'escalates-to-admin',
    severity: raised('high', true),
    rank: way.steps,
    group,
    subject,
    sentence: words.becomes(who, administered),
    names: [entrance.name, administered],
    why: `${words.wayIn(name, namesOver(way, role.principal.account), administered, way.grantsItself)} ${why}`,
    question: { ask: 'paths', from, to: 'admin' },
  }
}
