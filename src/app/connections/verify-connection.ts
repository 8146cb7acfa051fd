import { AppError, isAppError } from '../../core/fault.ts'
import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'
import { isSessionOver } from '../../core/session-end.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { CallerIdentity } from '../ports/aws.ts'
import type { AccountTarget, Connection, Integration } from '../ports/connections.ts'
import type { Store } from '../ports/store.ts'
import type { RequestSync } from '../sync/request-sync.ts'
import { readsAsOf, sessionOverReason, whyNothing } from './direct-credentials.ts'
import { cardsOf, findIntegration } from './find-integration.ts'
import type { IntegrationView, ViewDeps } from './integration-view.ts'
import { viewIntegration } from './integration-view.ts'
import { moveCard, moveCards } from './move-cards.ts'
import type { ScpDeps } from './name-scp.ts'
import { nameScps } from './name-scp.ts'
import { refuseImport } from './refuse-import.ts'
import { withTrustPrincipal } from './trust-principal.ts'
import { whatIsLacking } from './what-is-lacking.ts'
import { isWrongManagement } from './wrong-management.ts'

/** A person waits for the ticks, and an account takes some forty calls. */
const deadlineMs = (accounts: number): number => 60_000 + accounts * 300

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'facts'> &
  ScpDeps &
  ViewDeps & { readonly requestSync: RequestSync }
type Target = Omit<AccountTarget, 'connectionId'>

export interface VerifyInput {
  readonly integration: string
  /** Only these accounts; absent: all. */
  readonly accounts?: readonly string[] | undefined
  /** Only these capabilities, besides the role itself. */
  readonly capabilities?: readonly string[] | undefined
  /** Begin to read where a card waits for that; false where nobody is there to do it. Default true. */
  readonly read?: boolean | undefined
  readonly deadlineMs?: number
  /** Ends the check early: the process stops. */
  readonly signal?: AbortSignal
}

export type VerifyConnection = (actor: Actor, input: VerifyInput) => Promise<IntegrationView>

/**
 * Tries each capability in each account. Where a card waits for that and an account can be reached, the reading begins. Faults of
 * AWS that concern our own credentials are thrown; what one account refuses stands in its probes.
 */
export const verifyConnection =
  (deps: Deps): VerifyConnection =>
  async (actor, input) => {
    permit(actor, 'integrate')
    const { integration, connection: found } = await findIntegration(deps.store, input.integration)
    refuseImport(found, 'verify')
    const known = await deps.store.connections.targets(found.id)
    const accounts = input.accounts && accountsOf(integration, found, known, input.accounts)
    await moveCards(deps.store, found, 'probing')
    try {
      const connection = await withTrustPrincipal(deps, found)
      const targets = await probe(deps, connection, known, { ...input, accounts })
      await conclude(deps, actor, { integration, connection, known, targets, read: input.read ?? true })
    } catch (fault) {
      await tellBroken(deps.store, found, fault)
      throw fault
    }
    return viewIntegration(deps, actor, integration.id)
  }

/** What is not read through the connection cannot be checked through it. */
function accountsOf(
  { name }: Integration,
  connection: Connection,
  known: readonly Target[],
  typed: readonly string[],
): readonly AccountId[] {
  const own = new Set([
    ...connection.accounts,
    ...(connection.managementAccountId === null ? [] : [connection.managementAccountId]),
    ...known.map(({ accountId }) => accountId),
  ])
  return typed.map((text) => {
    const account = parseAccountId(text.trim().replaceAll('-', ''))
    if (account && own.has(account)) return account
    const message = account
      ? `Account ${account} is not read through "${name}".`
      : `"${text}" is not an AWS account number. Account numbers have 12 digits.`
    throw new AppError('bad_input', message, { places: [{ path: 'accounts', message }] })
  })
}

/** Every target of the connection, as it is known after the check. */
async function probe(
  deps: Deps,
  connection: Connection,
  known: readonly Target[],
  input: Pick<VerifyInput, 'capabilities' | 'deadlineMs' | 'signal'> & {
    readonly accounts: readonly AccountId[] | undefined
  },
): Promise<readonly Target[]> {
  const { checks, connections } = deps.store
  const targets = new Map(known.map((target) => [target.accountId, target]))
  const trusted = await checks.trustIdentity(connection.id)
  const caller = await deps.aws.verify(
    connection,
    async (tried) => {
      const target = await nameScps(deps, connection, tried)
      targets.set(target.accountId, target)
      await connections.saveTargets([{ ...target, connectionId: connection.id }])
    },
    {
      signal: AbortSignal.any([
        AbortSignal.timeout(input.deadlineMs ?? deadlineMs(known.length)),
        ...(input.signal ? [input.signal] : []),
      ]),
      known,
      ...(input.accounts && { accounts: input.accounts }),
      ...(input.capabilities && { capabilities: input.capabilities }),
      ...(trusted && { trusted }),
      onCalls: (rows) => checks.addCalls(connection.id, deps.clock.now(), rows),
    },
  )
  const all = [...targets.values()]
  if (connection.method === 'direct') await connections.updateConnection(connection.id, { readsAs: readsAsOf(caller) })
  await rememberTrust(deps, connection, caller, all)
  return all
}

/** Of whom the roles hold on to it is certain once all of them let us in. */
async function rememberTrust(
  { store, clock }: Deps,
  connection: Connection,
  { trustPrincipalArn, uniqueId }: CallerIdentity,
  targets: readonly Target[],
): Promise<void> {
  const tried = targets.filter(({ state }) => state !== 'excluded' && !state.startsWith('account_'))
  if (connection.externalId === '' || trustPrincipalArn === null || uniqueId === null) return
  if (tried.length === 0 || !tried.every(isReachable)) return
  await store.checks.saveTrustIdentity(connection.id, { arn: trustPrincipalArn, uniqueId }, clock.now())
}

/* ------------------------------------------------------------------ what becomes of the cards */

interface Checked {
  readonly integration: Integration
  readonly connection: Connection
  /** As they were before the check. */
  readonly known: readonly Target[]
  readonly targets: readonly Target[]
  readonly read: boolean
}

async function conclude(deps: Deps, actor: Actor, checked: Checked): Promise<void> {
  const { integration, connection, targets, read } = checked
  const wrong = targets.find(({ probes }) => probes.some(isWrongManagement))
  if (wrong) {
    await tellLacking(deps.store, connection, targets)
    return moveCards(deps.store, connection, 'no_trust', wrong.reason)
  }
  const nothing = whyNothing(connection, targets)
  if (nothing !== undefined) return moveCards(deps.store, connection, 'out_of_reach', nothing)
  if (!targets.some(isReachable)) return tellUnreachable(deps.store, connection, targets)
  await tellIdentityCenter(deps.store, connection, targets)
  await tellLacking(deps.store, connection, targets)
  if (!(await waitsForReading(deps.store, checked))) return
  if (read) await deps.requestSync(actor, { integration: integration.id })
  else await tellUnread(deps.store, connection)
}

/** Nobody is there to read: what was read before stands, with the date on the card. */
async function tellUnread(store: Store, connection: Connection): Promise<void> {
  for (const card of await cardsOf(store, connection.id)) {
    const words =
      card.lastSyncAt === null
        ? 'The roles are there; nothing has been read yet.'
        : 'The roles are there; what was read before stands until it is read again.'
    await moveCard(store, card, 'no_trust', words)
  }
}

/** What the check has set in motion goes on to a reading: there is no other way out. So does a card whose fault is mended. */
async function waitsForReading(store: Store, { connection, known, targets }: Checked): Promise<boolean> {
  const isMended = ({ kind, state }: Integration): boolean =>
    state === 'degraded' && whatIsLacking(kind, known) !== null && whatIsLacking(kind, targets) === null
  return (await cardsOf(store, connection.id)).some((card) => card.state === 'verifying' || isMended(card))
}

/** A session that is over is no missing trust: nothing is to be done in the account, and what was read before stands. */
async function tellBroken(store: Store, connection: Connection, fault: unknown): Promise<void> {
  if (!isAppError(fault)) return moveCards(store, connection, 'no_trust', 'The check did not end.')
  if (connection.method !== 'direct' || !isSessionOver(fault)) {
    return moveCards(store, connection, 'no_trust', fault.message)
  }
  for (const card of await cardsOf(store, connection.id)) {
    const event = card.lastSyncAt === null ? 'out_of_reach' : 'session_over'
    await moveCard(store, card, event, sessionOverReason(fault))
  }
}

/** What was read before is kept and dated, and the card says so (connection.md §6). */
async function tellUnreachable(store: Store, connection: Connection, targets: readonly Target[]): Promise<void> {
  for (const card of await cardsOf(store, connection.id)) {
    const event = card.lastSyncAt === null ? 'no_trust' : 'out_of_reach'
    await moveCard(store, card, event, whyUnreachable(targets))
  }
}

/** To the cards that are read otherwise; those that wait are told by what they wait for. */
async function tellLacking(store: Store, connection: Connection, targets: readonly Target[]): Promise<void> {
  for (const card of await cardsOf(store, connection.id)) {
    const reason = whatIsLacking(card.kind, targets)
    if (reason !== null) await moveCard(store, card, 'lacking', reason)
  }
}

/** The AWS card goes on without it (connection.md §4). */
async function tellIdentityCenter(store: Store, connection: Connection, targets: readonly Target[]): Promise<void> {
  const reason = whatIsLacking('aws_identity_center', targets)
  const card = (await cardsOf(store, connection.id)).find(({ kind }) => kind === 'aws_identity_center')
  if (reason !== null && card) await moveCard(store, card, 'no_trust', reason)
}

const isReachable = (target: Pick<AccountTarget, 'state'>): boolean =>
  target.state === 'reachable' || target.state === 'ready' || target.state === 'missing_permissions'

function whyUnreachable(targets: readonly Target[]): string {
  const reason = targets.find((target) => target.reason !== null)?.reason
  return reason ?? 'No account could be reached.'
}
