/** What is read and checked in a thread beside, and what here. */
import type { AwsReading, VerifyOptions } from '../../app/ports/aws.ts'
import type { Connection } from '../../app/ports/connections.ts'
import type { StageName } from '../../core/inventory/coverage.ts'
import type { ReadingThread } from './reading-thread.ts'

/**
 * One for accounts, where much is signed and parsed; one for Identity Center, whose calls must begin on time to be as many as they may, so
 * that it shares a thread with nobody.
 */
export interface ReadingThreads {
  readonly accounts: ReadingThread
  readonly identityCenter: ReadingThread
}

/** So few accounts are read before a thread has started. */
const fewAccounts = 24

/**
 * Every service is called in a check: loading the SDK for that keeps whoever asks waiting for a second, and the thread's end gives the memory
 * back. So where there are many accounts, a check of one of them is made there, too.
 */
export function isCheckedBeside(
  { organization, method }: Pick<Connection, 'organization' | 'method'>,
  { accounts, known }: Pick<VerifyOptions, 'accounts' | 'known'>,
): boolean {
  const size = Math.max(accounts?.length ?? 0, known?.length ?? 0)
  // An organization of which one account is known has not been listed yet.
  return organization && method !== 'sample' && (size <= 1 || size > fewAccounts)
}

/** A thread keeps a hundred megabytes. Longer than others take between two units; opening again costs a second and a call an account. */
const idleMs = 30_000

interface Beside {
  readonly reading: Promise<AwsReading>
  units: number
  idle?: NodeJS.Timeout
}

/** `open` opens the same connection there; it is called when a unit needs it, and again when one does after nothing was read there for long. */
export function readBeside(
  here: AwsReading,
  threads: ReadingThreads,
  open: (thread: ReadingThread) => Promise<AwsReading>,
  closeAfterMs = idleMs,
): AwsReading {
  const opened = new Map<ReadingThread, Beside>()
  const close = (thread: ReadingThread, { reading, idle }: Beside): void => {
    clearTimeout(idle)
    opened.delete(thread)
    void reading.then(
      (one) => one.close(),
      () => undefined,
    )
  }
  const begin = (thread: ReadingThread): Beside => {
    const beside: Beside = { reading: open(thread), units: 0 }
    opened.set(thread, beside)
    // The next unit tries again.
    beside.reading.catch(() => {
      if (opened.get(thread) === beside) opened.delete(thread)
    })
    return beside
  }
  const read = async (thread: ReadingThread, ...unit: Parameters<AwsReading['read']>): Promise<void> => {
    const beside = opened.get(thread) ?? begin(thread)
    clearTimeout(beside.idle)
    beside.units += 1
    try {
      await (await beside.reading).read(...unit)
    } finally {
      beside.units -= 1
      if (beside.units === 0 && opened.get(thread) === beside) {
        beside.idle = setTimeout(() => close(thread, beside), closeAfterMs).unref()
      }
    }
  }
  return {
    ownAccountId: here.ownAccountId,
    read(order, sink, signal) {
      const { stage, organization } = order
      const thread = organization.accounts.length > fewAccounts ? threadOf(stage, threads) : undefined
      return thread ? read(thread, order, sink, signal) : here.read(order, sink, signal)
    },
    close() {
      here.close()
      for (const [thread, beside] of opened) close(thread, beside)
    },
  }
}

/** The organization is asked two at a time: little to do, and everything else waits for it. */
function threadOf(stage: StageName, { accounts, identityCenter }: ReadingThreads): ReadingThread | undefined {
  if (stage === 'organization') return undefined
  return stage === 'identity_center' ? identityCenter : accounts
}
