/** Which units are read in a thread beside, and which here. */
import type { AwsReading, UnitOrder } from '../../app/ports/aws.ts'
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

/** `open` opens the same connection there; it is called when the first unit needs it. */
export function readBeside(
  here: AwsReading,
  threads: ReadingThreads,
  open: (thread: ReadingThread) => Promise<AwsReading>,
): AwsReading {
  const opened = new Map<ReadingThread, Promise<AwsReading>>()
  const readingOf = ({ stage, organization }: UnitOrder): AwsReading | Promise<AwsReading> => {
    const thread = threadOf(stage, threads)
    if (!thread || organization.accounts.length <= fewAccounts) return here
    const reading = opened.get(thread) ?? open(thread)
    opened.set(thread, reading)
    return reading
  }
  return {
    ownAccountId: here.ownAccountId,
    read: async (order, sink, signal) => (await readingOf(order)).read(order, sink, signal),
    close() {
      here.close()
      for (const reading of opened.values()) {
        void reading.then(
          ({ close }) => close(),
          () => undefined,
        )
      }
    },
  }
}

/** The organization is asked two at a time: little to do, and everything else waits for it. */
function threadOf(stage: StageName, { accounts, identityCenter }: ReadingThreads): ReadingThread | undefined {
  if (stage === 'organization') return undefined
  return stage === 'identity_center' ? identityCenter : accounts
}
