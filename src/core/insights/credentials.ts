/** What passwords, MFA devices and access keys make worse (findings.md §2), as far as the credential report tells. */

import { factsOf } from '../access/administrators.ts'
import { assess } from '../access/assess.ts'
import { impliedAt } from '../access/context.ts'
import { questionOf } from '../access/question.ts'
import { nameOf } from '../access/sentence.ts'
import type { Steps } from '../access/stepwise.ts'
import type { CompiledPrincipal, World } from '../access/world.ts'
import type { SnapshotCredentials, SnapshotKey } from '../inventory/snapshot.ts'
import { accountOf } from './escalation.ts'
import type { Found, InsightContext } from './insight.ts'
import { raised } from './severity.ts'
import { principalSubject } from './subject.ts'
import { ageWords, daysBetween, words } from './words.ts'

/** CIS AWS Foundations 7.0, 2.12. */
const oldestKeyDays = 90

export function* credentialInsights(context: InsightContext): Steps<readonly Found[]> {
  const found: Found[] = []
  const old: OldKey[] = []
  for (const credentials of context.world.snapshot.credentials) {
    yield
    const one = context.world.principalByArn.get(credentials.arn)
    if (!one) continue
    if (one.principal.type === 'root') found.push(...ofRoot(one, credentials))
    else {
      found.push(...withoutMfa(context, one, credentials))
      old.push(...oldKeys(context, one, credentials))
    }
  }
  return [...found, ...ofOldKeys(context, old)]
}

/* ------------------------------------------------------------------ root */

function ofRoot(one: CompiledPrincipal, { arn, password, mfa, keys }: SnapshotCredentials): readonly Found[] {
  const account = accountOf(one)
  const rank = one.account.account.isManagement ? 0 : 1
  const common = {
    rank,
    names: [account],
    subject: principalSubject(one),
    severity: 'critical',
    question: { ask: 'principal', arn },
  } as const
  const found: Found[] = []
  if (mfa === false && password === true)
    found.push({
      ...common,
      rule: 'root-mfa-missing',
      group: 'root',
      sentence: words.rootWithoutMfa(account),
      why: words.rootWithoutMfaWhy,
    })
  if (keys.some(({ active }) => active))
    found.push({
      ...common,
      rule: 'root-access-key',
      group: 'root',
      sentence: words.rootKey(account),
      why: words.rootKeyWhy,
    })
  return found
}

/**
 * Accounts of which it is known that their root user has no MFA, and not whether it has a password: where root credentials were
 * removed centrally there is nothing to protect (IAM UG, "Centralize root access for member accounts").
 */
export const rootsPerhapsWithoutMfa = ({ snapshot, principalByArn }: World): readonly string[] =>
  snapshot.credentials.flatMap(({ arn, password, mfa }) => {
    const one = mfa === false && password === null ? principalByArn.get(arn) : undefined
    return one?.principal.type === 'root' ? [accountOf(one)] : []
  })

/* ------------------------------------------------------------------ MFA */

/** Administers whoever may do this without a condition; with it a stolen password is enough. */
const administering = 'iam:CreateAccessKey'

function withoutMfa(
  context: InsightContext,
  one: CompiledPrincipal,
  { password, mfa }: SnapshotCredentials,
): readonly Found[] {
  if (password !== true || mfa !== false) return []
  const { world } = context
  const isAdmin = context.adminOf(one) === 'yes'
  const proof = actionsWithoutMfa(world, one, isAdmin ? [administering] : namedActions(world, one))
  if (proof === undefined) return []
  const leads = isAdmin || context.ways.of(one.principal.arn) !== undefined
  const name = nameOf(world, one)
  return [
    {
      rule: 'console-user-without-mfa',
      severity: raised('high', leads),
      rank: leads ? 0 : 1,
      group: one.principal.arn,
      subject: principalSubject(one),
      sentence: isAdmin ? words.administersWithout(name, accountOf(one)) : words.signsInWithout(name),
      names: [one.principal.name, accountOf(one)],
      why: words.noMfaWhy,
      question: {
        ask: 'can',
        principal: one.principal.arn,
        action: proof,
        resource: '*',
        context: ['aws:MultiFactorAuthPresent=false'],
      },
    },
  ]
}

/** The first of them that it may call although it used no MFA: where there is none, policies ask for it already. */
function actionsWithoutMfa(world: World, one: CompiledPrincipal, names: readonly string[]): string | undefined {
  const given = new Map([...impliedAt(world.snapshot.at), ['aws:multifactorauthpresent', ['false']] as const])
  return names.find((name) => {
    const id = world.catalogue.actionId(name)
    if (id < 0) return false
    return assess(world, one, questionOf(world, world.catalogue.action(id), '*'), given).answer === 'Allowed'
  })
}

/** Enough to find one that it may really call. */
const triedActions = 24

/** Of what its policies allow by name, without what everybody needs to register a device. */
function namedActions(world: World, one: CompiledPrincipal): readonly string[] {
  const allowed = factsOf(world, one).flatMap(({ statements }) =>
    statements.flatMap(({ effect, notActions, actions, resources }) =>
      effect === 'Allow' && !notActions && resources.includes('*') ? actions : [],
    ),
  )
  const ids = allowed.flatMap((pattern) => [...world.catalogue.expand(pattern)].slice(0, triedActions))
  return ids
    .map((id) => world.catalogue.action(id))
    .flatMap(({ name, service }) => (service === 'iam' || service === 'sts' ? [] : [name]))
    .slice(0, triedActions)
}

/* ------------------------------------------------------------------ keys */

interface OldKey {
  readonly one: CompiledPrincipal
  readonly key: SnapshotKey
  readonly createdAt: string
  readonly leads: boolean
}

function oldKeys(context: InsightContext, one: CompiledPrincipal, { keys }: SnapshotCredentials): readonly OldKey[] {
  const { at } = context.world.snapshot
  return keys.flatMap((key) => {
    const { active, createdAt } = key
    if (!active || createdAt === undefined || daysBetween(createdAt, at) <= oldestKeyDays) return []
    const leads = context.adminOf(one) === 'yes' || context.ways.of(one.principal.arn) !== undefined
    return [{ one, key, createdAt, leads }]
  })
}

/** Each that leads to administration; of the others the oldest, and how many there are. */
function ofOldKeys({ world, ways }: InsightContext, old: readonly OldKey[]): readonly Found[] {
  const { at } = world.snapshot
  const oldestFirst = [...old].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
  const others = oldestFirst.filter(({ leads }) => !leads)
  const shown = oldestFirst.filter(({ leads, one }) => leads || one === others[0]?.one)
  return shown.map(({ one, key, createdAt, leads }) => {
    const { arn } = one.principal
    const used = key.lastUsed ? ageWords(key.lastUsed.at, at) : undefined
    const last = ways.of(arn)?.last ?? one
    return {
      rule: 'access-key-not-rotated',
      severity: raised('medium', leads),
      rank: -daysBetween(createdAt, at),
      group: `key ${arn}`,
      subject: principalSubject(one),
      sentence: words.oldKey(nameOf(world, one), ageWords(createdAt, at)),
      names: [one.principal.name],
      why: leads
        ? words.oldAdminKeyWhy(accountOf(last))
        : words.oldKeyWhy(used, others.filter((other) => other.one !== one).length),
      question: leads ? { ask: 'paths', from: arn, to: 'admin' } : { ask: 'principal', arn },
    }
  })
}
