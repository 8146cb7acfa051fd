/**
 * Links for somebody who administers AWS and has no account here (connection.md §3). The page behind one shows what will be
 * created and nothing secret; of this installation it tells the principal and the external id only.
 */
import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { InstallInstructions } from '../ports/aws.ts'
import type { Handoff, HandoffOpening } from '../ports/connection-store.ts'
import type { Connection } from '../ports/connections.ts'
import { installationOf } from './describe-installation.ts'
import { findIntegration } from './find-integration.ts'

/** 256 bits: not to be guessed, so that a plain digest of it may be compared. */
const tokenBytes = 32
const dayMs = 86_400_000
/** connection.md §3. */
const lifetime = { days: 7, least: 1, most: 30 } as const
const longestReason = 500

export interface HandoffLink {
  readonly id: string
  /** Told once: only a digest of its token is kept. */
  readonly url: string
  readonly expiresAt: string
}

export interface HandoffView extends Omit<Handoff, 'connectionId' | 'tokenDigest'> {
  readonly state: 'open' | 'expired' | 'revoked'
  readonly openings: readonly HandoffOpening[]
}

export interface HandoffPage extends Pick<Connection, 'partition' | 'method' | 'accounts' | 'externalId'> {
  readonly askedBy: string
  readonly why: string | null
  readonly expiresAt: string
  readonly instructions: Omit<InstallInstructions, 'serverIdentity'>
}

type Deps = Pick<AppDeps, 'store' | 'aws' | 'facts' | 'describeInstallation' | 'clock' | 'ids' | 'tokens'>

export const createHandoff =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: { readonly integration: string; readonly days?: number | undefined; readonly why?: string | undefined },
  ): Promise<HandoffLink> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    const days = input.days ?? lifetime.days
    const why = input.why?.trim() || null
    refuseWrong(days, why)
    // What cannot be installed yet cannot be handed off either.
    await installationOf(deps, connection)
    const token = deps.ids.token(tokenBytes)
    const createdAt = deps.clock.now()
    const handoff: Handoff = {
      id: deps.ids.uuid(),
      connectionId: connection.id,
      tokenDigest: deps.tokens.digest(token),
      askedBy: nameOf(actor),
      why,
      createdAt,
      expiresAt: new Date(Date.parse(createdAt) + days * dayMs).toISOString(),
      revokedAt: null,
    }
    await deps.store.handoffs.create(handoff)
    await record(deps, actor, 'handoff.created', integration.id, { handoff: handoff.id, expiresAt: handoff.expiresAt })
    const { id, expiresAt } = handoff
    return { id, url: `${deps.facts.publicUrl ?? deps.facts.servedAt}/handoff/${token}`, expiresAt }
  }

function refuseWrong(days: number, why: string | null): void {
  if (!Number.isInteger(days) || days < lifetime.least || days > lifetime.most) {
    const message = `A link lasts ${lifetime.least} to ${lifetime.most} days.`
    throw new AppError('bad_input', message, { places: [{ path: 'days', message }] })
  }
  if (why !== null && why.length > longestReason) {
    const message = `At most ${longestReason} characters; these are ${why.length}.`
    throw new AppError('bad_input', message, { places: [{ path: 'why', message }] })
  }
}

/** As the person who opens the link knows him. */
function nameOf(actor: Actor): string {
  if (actor.kind === 'user') return `${actor.user.name} <${actor.user.email}>`
  return actor.kind === 'operator' ? `${actor.osUser}, who runs Bailiwick` : 'Bailiwick'
}

export const listHandoffs =
  (deps: Pick<AppDeps, 'store' | 'clock'>) =>
  async (actor: Actor, input: { readonly integration: string }): Promise<readonly HandoffView[]> => {
    permit(actor, 'integrate')
    const { connection } = await findIntegration(deps.store, input.integration)
    const handoffs = await deps.store.handoffs.list(connection.id)
    return handoffs.map(({ connectionId: _, tokenDigest: __, ...handoff }) => ({
      ...handoff,
      state: stateOf(handoff, deps.clock.now()),
    }))
  }

export const revokeHandoff =
  (deps: Pick<AppDeps, 'store' | 'clock'>) =>
  async (actor: Actor, input: { readonly integration: string; readonly handoff: string }): Promise<void> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, input.integration)
    const handoff = (await deps.store.handoffs.list(connection.id)).find(({ id }) => id === input.handoff)
    if (!handoff) throw new AppError('not_found', 'This integration has no such link.')
    await deps.store.handoffs.revoke(handoff.id, deps.clock.now())
    await record(deps, actor, 'handoff.revoked', integration.id, { handoff: handoff.id })
  }

/** For whoever has the link. Fault `handoff_expired`, the same for every link that does not open. */
export const openHandoff =
  (deps: Deps) =>
  async (input: { readonly token: string; readonly from: string }): Promise<HandoffPage> => {
    const now = deps.clock.now()
    const handoff = await deps.store.handoffs.byTokenDigest(deps.tokens.digest(input.token))
    const connection = handoff && (await deps.store.connections.connection(handoff.connectionId))
    if (!handoff || !connection || stateOf(handoff, now) !== 'open') {
      throw new AppError('handoff_expired', 'This link has ended, was revoked, or never was one.', {
        fix: 'Ask the person who sent it for a new one.',
      })
    }
    await deps.store.handoffs.opened(handoff.id, { at: now, from: input.from })
    const { serverIdentity: _, ...instructions } = await installationOf(deps, connection)
    const { partition, method, accounts, externalId } = connection
    const { askedBy, why, expiresAt } = handoff
    return { askedBy, why, expiresAt, partition, method, accounts, externalId, instructions }
  }

function stateOf(
  { revokedAt, expiresAt }: Pick<Handoff, 'revokedAt' | 'expiresAt'>,
  now: string,
): HandoffView['state'] {
  if (revokedAt !== null) return 'revoked'
  return expiresAt <= now ? 'expired' : 'open'
}
