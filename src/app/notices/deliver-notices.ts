/** Hands what waits to the mail server, one letter after the other. Nothing that is read or decided ever waits for it. */
import type { AppDeps } from '../deps.ts'
import type { ClaimedDelivery, DeliveryEnd, Mailer } from '../ports/notices.ts'

/** Far beyond the longest conversation with a server (`notify/smtp-mailer.ts`): whoever is silent for so long has ended. */
const silentMs = 10 * 60_000

/** grants.md §12: retries over 24 hours. */
const triedForMs = 24 * 60 * 60_000
const longestPauseMs = 4 * 60 * 60_000

/** One minute after the first attempt, then twice as long each time, at most four hours. */
export const pauseAfter = (attempts: number): number => Math.min(60_000 * 2 ** (attempts - 1), longestPauseMs)

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids' | 'log' | 'mailer'>

/**
 * Resolves when nothing is due any more, or the server turned out to be out of reach. Asked again meanwhile, it is the same round.
 * Without a mail server nothing is touched: another process may have one.
 */
export function deliverNotices(deps: Deps): (signal: AbortSignal) => Promise<void> {
  let round: Promise<void> | undefined
  let isFirst = true
  return (signal) => {
    const { mailer } = deps
    if (mailer === null) return Promise.resolve()
    round ??= deliver(deps, mailer, signal, isFirst).finally(() => {
      round = undefined
    })
    isFirst = false
    return round
  }
}

async function deliver(deps: Deps, mailer: Mailer, signal: AbortSignal, isFirst: boolean): Promise<void> {
  const { notices } = deps.store
  const { engine } = await deps.store.describe()
  // The embedded database belongs to one process: whatever was claimed before its first round, an ended one had.
  const abandoned = await notices.abandon(isFirst && engine === 'pglite' ? 0 : silentMs, deps.clock.now())
  if (abandoned > 0) deps.log.info('deliveries are taken up', { deliveries: abandoned })
  while (!signal.aborted) {
    const claimed = await notices.claim(deps.ids.uuid(), deps.clock.now())
    if (!claimed) return
    if (!(await deliverOne(deps, mailer, claimed, signal))) return
  }
}

/** False: other letters would fare the same. */
async function deliverOne(deps: Deps, mailer: Mailer, claimed: ClaimedDelivery, signal: AbortSignal): Promise<boolean> {
  const { store, clock, log } = deps
  const end = (ended: DeliveryEnd): Promise<void> => store.notices.end(claimed, ended)
  const begun = Date.parse(clock.now())
  if (begun - Date.parse(claimed.at) > triedForMs) {
    await end({ event: 'refused', at: clock.now(), reason: 'It could not be sent within 24 hours.' })
    return true
  }
  const { id, to, words } = claimed
  const sent = await mailer.send({ id, to, words, at: clock.now() }, () => store.notices.handOver(claimed), signal)
  switch (sent.kind) {
    case 'accepted':
      await end({ event: 'accepted', at: clock.now() })
      return true
    case 'unanswered':
      log.warn('a mail server did not answer', { notice: id, reason: sent.reason })
      await end({ event: 'unanswered', at: clock.now(), reason: sent.reason })
      return true
    case 'refused': {
      if (signal.aborted) {
        await end({ event: 'put_off', nextAt: clock.now(), reason: 'Bailiwick was stopping.' })
        return false
      }
      log.warn('a notice was not sent', { notice: id, attempts: claimed.attempts, reason: sent.reason })
      const nextAt = new Date(Date.parse(clock.now()) + pauseAfter(claimed.attempts)).toISOString()
      if (sent.scope === 'letter') await end({ event: 'refused', at: clock.now(), reason: sent.reason })
      else await end({ event: 'put_off', nextAt, reason: sent.reason })
      return sent.scope !== 'server'
    }
  }
}
