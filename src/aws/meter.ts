/** The middleware that every client carries: it waits for the budget, and writes each request into the ledger. */
import type { FinalizeRequestMiddleware, MiddlewareStack, Pluggable } from '@smithy/types'
import type { Clock } from '../app/ports/host.ts'
import { AppError } from '../core/fault.ts'
import type { AccountId } from '../core/ids.ts'
import { answerSize, sizing } from './answer-size.ts'
import type { Budget } from './budget.ts'
import { rememberCallSite } from './failure.ts'
import type { CallLedger } from './ledger.ts'
import type { ServiceName } from './operations.ts'
import { iamActionOf, operationOfCommand } from './operations.ts'
import type { Patience } from './patience.ts'
import { sdkErrorFacts } from './sdk-error.ts'

export interface MeteredPlace {
  readonly accountId: AccountId | null
  readonly service: ServiceName
  readonly region: string
}

export interface MeterTools {
  readonly budget: Budget
  readonly ledger: CallLedger
  readonly clock: Clock
  readonly patience: Patience
  /** May one more request be sent, for this IAM action? Absent: always. */
  readonly allow?: ((action: string) => boolean | Promise<boolean>) | undefined
}

export function meter(place: MeteredPlace, tools: MeterTools): Pluggable<never, never> {
  const middleware: FinalizeRequestMiddleware<never, never> = (next, context) => {
    const operation = iamActionOf(place.service, operationOfCommand(context.commandName ?? ''))
    let attempts = 0
    const send = async (args: Parameters<typeof next>[0], retry: boolean) => {
      if ((await tools.allow?.(operation)) === false) throw new AppError('cancelled', 'The run may make no more calls.')
      const begun = tools.clock.elapsed()
      let answer: unknown
      let error: unknown
      try {
        const answered = await next(args)
        answer = answered
        return answered
      } catch (thrown) {
        error = thrown
        throw thrown
      } finally {
        tools.ledger.record(
          { accountId: place.accountId, region: place.region, operation },
          {
            ms: tools.clock.elapsed() - begun,
            retry,
            throttled: error !== undefined && sdkErrorFacts(error).throttled,
            failed: error !== undefined,
            furtherPage: error === undefined && asksOn(args.input),
            bytes: answerSize(answer ?? error),
          },
        )
      }
    }
    return async (args) => {
      const retry = attempts++ > 0
      try {
        const answer = await tools.budget.run({ ...place, accountId: place.accountId ?? 'own' }, () =>
          send(args, retry),
        )
        tools.patience.answered(operation)
        return answer
      } catch (thrown) {
        const error = tools.patience.after(operation, attempts, thrown)
        rememberCallSite(error, { action: operation, region: place.region })
        throw error
      }
    }
  }
  return {
    applyToStack(stack: MiddlewareStack<never, never>) {
      // Inside the retry loop, so that waits between attempts hold no place; before signing, so that a signature is fresh.
      stack.addRelativeTo(middleware, { name: 'bailiwickMeter', relation: 'after', toMiddleware: 'retryMiddleware' })
      stack.addRelativeTo(sizing, {
        name: 'bailiwickSizing',
        relation: 'after',
        toMiddleware: 'deserializerMiddleware',
      })
    },
  }
}

/** What AWS's services call the place where the answer before has ended. */
const placeNames = ['NextToken', 'nextToken', 'Marker', 'ContinuationToken', 'ExclusiveStartTableName'] as const

const asksOn = (input: object): boolean => placeNames.some((name) => Reflect.get(input, name) !== undefined)
