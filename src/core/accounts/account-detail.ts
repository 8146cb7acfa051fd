/** One account whole: who acts in it, who rules it, what stands over it, who comes in, and how much of it was read. */
import type { PrincipalType } from '../access/answers.ts'
import type { Steps } from '../access/stepwise.ts'
import { troubledStates } from '../inventory/coverage.ts'
import type { OrganizationPolicies, SnapshotProvider } from '../inventory/snapshot.ts'
import { compareText } from '../order.ts'
import { credentialsAt } from '../people/credentials.ts'
import type {
  AccountDetail,
  AccountProvider,
  AccountSummary,
  Administrator,
  Guardrail,
  PrincipalCount,
  ResourceCount,
} from './account.ts'
import { doorsOf } from './doors.ts'
import type { AccountsInput, Tally } from './input.ts'
import { sentenceOf } from './words.ts'

const shownGaps = 20
const shownAdministrators = 50

export function* accountDetail(input: AccountsInput, summary: AccountSummary, tally: Tally): Steps<AccountDetail> {
  const { world, resources } = input
  const { snapshot } = world
  const compiled = world.accounts.get(summary.id)
  if (!compiled) throw new RangeError(`there is no account ${summary.id}`)
  const { account } = compiled
  const doors = yield* doorsOf(input, summary.id, tally.principals)
  const missing = snapshot.cells.ofAccount(summary.id).filter(({ state }) => troubledStates.has(state))
  const root = snapshot.credentials.find(({ arn }) => arn.endsWith(`::${summary.id}:root`))
  const told = {
    ...summary,
    at: snapshot.at,
    snapshot: snapshot.id,
    ...(account.email !== undefined && { email: account.email }),
    ...(account.organizationId !== undefined && { organizationId: account.organizationId }),
    path: account.units,
    gaps: missing.slice(0, shownGaps).map(({ region, type, reason, state }) => ({
      account: summary.id,
      ...(region !== 'global' && { region }),
      service: type,
      reason: reason ?? state,
    })),
    gapsMore: Math.max(0, missing.length - shownGaps),
    principalTypes: principalTypes(input, tally),
    administratorList: administratorsOf(input, tally),
    administratorTotal: tally.administrators.length + tally.conditional.length,
    serviceControl: guardrailOf(account.serviceControl),
    resourceControl: guardrailOf(account.resourceControl),
    doors,
    providers: snapshot.providers.filter((provider) => provider.account === summary.id).map(providerOf),
    ...(account.passwordPolicy !== undefined && { passwordPolicy: account.passwordPolicy }),
    ...(root && { root: credentialsAt(root, summary.id, summary.name) }),
    resourceTypes: resourceTypes(resources().filter((one) => one.account === summary.id)),
  }
  return { ...told, sentence: sentenceOf(told, tally) }
}

/** Identity Center keeps a SAML provider of its own in each account, under this name. */
const ofIdentityCenter = /^AWSSSO_[0-9a-f]+_DO_NOT_DELETE$/

function providerOf({ arn, kind, name, vendor }: SnapshotProvider): AccountProvider {
  const known = vendor ?? (kind === 'saml' && ofIdentityCenter.test(name) ? 'IAM Identity Center' : undefined)
  return { arn, kind, name, ...(known !== undefined && { vendor: known }) }
}

const typeOrder = ['permission-set-role', 'user', 'role', 'service-linked-role', 'root'] as const

function principalTypes({ world }: AccountsInput, { principals, administrators }: Tally): readonly PrincipalCount[] {
  const counted = (positions: readonly number[]): ReadonlyMap<PrincipalType | undefined, number> =>
    new Map(
      [...Map.groupBy(positions, (index) => world.principals.typeAt(index))].map(([type, own]) => [type, own.length]),
    )
  const all = counted(principals)
  const ruling = counted(administrators)
  return typeOrder.flatMap((type) => {
    const count = all.get(type)
    return count === undefined ? [] : [{ type, count, administrators: ruling.get(type) ?? 0 }]
  })
}

function administratorsOf({ world, judge }: AccountsInput, tally: Tally): readonly Administrator[] {
  const sure = tally.administrators.map((index) => ({ index, admin: 'yes' as const }))
  const perhaps = tally.conditional.map((index) => ({ index, admin: 'conditional' as const }))
  return [...sure, ...perhaps].slice(0, shownAdministrators).flatMap(({ index, admin }): readonly Administrator[] => {
    const one = world.principals.at(index)
    if (!one) return []
    const { arn, name, type, people, lastUsed } = one.principal
    const via = admin === 'yes' ? judge(one).via : undefined
    return [
      {
        arn,
        name,
        type,
        admin,
        ...(via !== undefined && { adminVia: via }),
        ...(people.length > 0 && { person: people }),
        ...(lastUsed !== undefined && { lastUsed }),
      },
    ]
  })
}

const guardrailOf = ({ reading, levels }: OrganizationPolicies): Guardrail => ({
  state: reading.state,
  ...('reason' in reading && { reason: reading.reason }),
  levels: levels.map(({ target, label, policies }) => ({
    target,
    label,
    policies: policies.map(({ ref, name, arn }) => ({ ref, name, ...(arn !== undefined && { arn }) })),
  })),
})

function resourceTypes(own: readonly { readonly type: string; readonly public: string }[]): readonly ResourceCount[] {
  return [...Map.groupBy(own, ({ type }) => type)]
    .map(([type, all]) => ({
      type,
      count: all.length,
      open: all.filter((one) => one.public === 'yes' || one.public === 'conditional').length,
    }))
    .sort((a, b) => b.count - a.count || compareText(a.type, b.type))
}
