/** `principals NAME`: one principal from all sides. */
import type { PrincipalView } from '../app/access/object-detail.ts'
import type { Becoming, BecomingAnswer } from '../core/access/principal/becoming.ts'
import type { HeldPolicy } from '../core/access/principal/held-policies.ts'
import type { Guardrail } from '../core/access/principal/principal-detail.ts'
import type { IdentityCredentials } from '../core/people/identity.ts'
import { printReadings } from './access-text.ts'
import { count, type Output } from './output.ts'

export function printPrincipal(out: Output, one: PrincipalView, becoming: BecomingAnswer): void {
  out.line(`${one.name}  ${one.type} in ${one.accountName ?? one.account}`)
  out.line(out.colours.dim(one.arn))
  out.line()
  for (const [name, value] of factsOf(one)) out.line(`${name.padEnd(14)} ${value}`)
  for (const line of credentialLines(one)) out.line(line)
  printPolicies(out, one.policies)
  printBecoming(out, becoming)
  printAssumers(out, one)
  printUsage(out, one)
  for (const hole of one.holes) out.line(out.colours.dim(hole))
  printReadings(out, one.readings)
}

function factsOf(one: PrincipalView): readonly (readonly [string, string])[] {
  const { owner, sessionSeconds, createdAt, lastUsed } = one
  return [
    ['administrator', one.via === undefined ? one.admin : `${one.admin}, ${one.via}`],
    ['SCPs', guardrailText(one.serviceControl)],
    ['RCPs', guardrailText(one.resourceControl)],
    ['owner', owner === undefined ? 'no tag says who' : `${owner.value}, by the tag ${owner.tag}`],
    ...(createdAt === undefined ? [] : [['made', createdAt] as const]),
    ['last used', lastUsed ?? 'not known'],
    ...(sessionSeconds === undefined ? [] : [['session', `${sessionSeconds} s at most`] as const]),
  ]
}

/** Users and root users; where they were not read `not known`. */
function credentialLines({ type, credentials }: PrincipalView): readonly string[] {
  if (type !== 'user' && type !== 'root') return []
  const lines = credentials === undefined ? [['credentials', 'not known'] as const] : credentialFacts(credentials)
  return lines.map(([name, value]) => `${name.padEnd(14)} ${value}`)
}

function credentialFacts(of: IdentityCredentials): readonly (readonly [string, string])[] {
  const { password, passwordLastUsed, mfa, keys } = of
  return [
    ['password', passwordLastUsed === undefined ? password : `${password}, last used ${passwordLastUsed}`],
    ['MFA', mfa],
    ...keys.map(({ id = '', active, createdAt, lastUsed }): readonly [string, string] => [
      'access key',
      [
        id,
        active ? 'active' : 'inactive',
        createdAt === undefined ? '' : `made ${createdAt}`,
        lastUsed === null ? 'no use known' : `last used ${lastUsed.at}`,
      ]
        .filter((part) => part !== '')
        .join(', '),
    ]),
  ]
}

/** The same policy on several levels is one. */
function guardrailText({ reading, reason, binds, policies }: Guardrail): string {
  if (!binds) return 'do not bind it'
  if (reading === 'read') return [...new Set(policies.map(({ name }) => name))].join(', ')
  return reading === 'none' ? 'none' : `not read: ${reason ?? reading}`
}

function printPolicies(out: Output, policies: readonly HeldPolicy[]): void {
  out.line()
  out.table(
    ['policy', 'kind', 'grants', 'alone', 'services lost without it'],
    policies.map(({ name, kind, bears, group, share, unread }) => [
      group === undefined ? name : `${name} (group ${group})`,
      bears === 'boundary' ? `${kind}, boundary` : kind,
      share === undefined ? (unread === undefined ? '' : 'not read') : String(share.actions),
      share === undefined ? '' : String(share.lost),
      share === undefined ? '' : listed(share.lostServices),
    ]),
  )
}

const shownServices = 6

function listed(services: readonly string[]): string {
  const rest = services.length - shownServices
  return `${services.slice(0, shownServices).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function printBecoming(out: Output, { becomes, more }: BecomingAnswer): void {
  if (becomes.length === 0) return
  out.line()
  out.line('Can become:')
  for (const way of becomes) out.line(`  ${becomingText(way)}`)
  if (more !== 0)
    out.line(out.colours.dim(more === 'not counted' ? '  and many more' : `  and ${count(more, 'more way')}`))
}

const certainty = { Allowed: '', Conditional: ', under a condition', Unknown: ', as far as was read' } as const

const becomingText = ({ itself, target, act, path, decision }: Becoming): string =>
  `${itself ? 'administrator' : `${target.name} in ${target.accountName ?? target.account ?? ''}`}: it ${act} (${path})${certainty[decision]}`

function printAssumers(out: Output, { assumers }: PrincipalView): void {
  if (assumers.total === 0) return
  out.line()
  out.table(
    ['who can become it', 'kind', 'account', 'decision', 'if'],
    assumers.items.map(({ who, how, decision, conditionText = '' }) => [
      who.name,
      how === 'assigned' ? 'person' : who.kind,
      who.accountName ?? who.account ?? '',
      decision,
      conditionText,
    ]),
  )
  if (assumers.total > assumers.items.length) out.line(out.colours.dim(`of ${assumers.total}`))
  printReadings(out, assumers.readings)
}

function printUsage(out: Output, { usage }: PrincipalView): void {
  out.line()
  if (!usage.known) out.line(out.colours.dim(usage.reason ?? 'It is not known what was used.'))
  else if (usage.services.length === 0) out.line('It used no service in AWS’s tracking period.')
  else {
    out.table(
      ['service used', 'last', 'region'],
      usage.services.map(({ service, at, region = '' }) => [service, at, region]),
    )
  }
}
