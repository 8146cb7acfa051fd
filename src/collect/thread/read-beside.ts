/** Which units are read in the thread beside, and which here. */
import type { AwsReading, UnitOrder } from '../../app/ports/aws.ts'
import { accountStages, type StageName } from '../../core/inventory/coverage.ts'

/** So few accounts are read before a thread has started. */
const fewAccounts = 24

const ofAccounts: ReadonlySet<StageName> = new Set(accountStages)

/**
 * The organization and Identity Center stay: they are few calls, and those of Identity Center begin on time where little else goes on.
 * `openBeside` is called when the first unit needs it.
 */
export function readBeside(here: AwsReading, openBeside: () => Promise<AwsReading>): AwsReading {
  let beside: Promise<AwsReading> | undefined
  const readingOf = (order: UnitOrder): AwsReading | Promise<AwsReading> => {
    if (!ofAccounts.has(order.stage) || order.organization.accounts.length <= fewAccounts) return here
    beside ??= openBeside()
    return beside
  }
  return {
    ownAccountId: here.ownAccountId,
    read: async (order, sink, signal) => (await readingOf(order)).read(order, sink, signal),
    close() {
      here.close()
      void beside?.then(
        (reading) => reading.close(),
        () => undefined,
      )
    },
  }
}
