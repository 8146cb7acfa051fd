/** What every part of an account is made with. */
import type { AccountId } from '../../core/ids.ts'
import type { AccountState } from './model.ts'
import { type Stream, stream } from './random.ts'

export const homeRegion = 'eu-west-1'

const dayMs = 86_400_000

export interface AccountFacts {
  readonly seed: string
  readonly name: string
  readonly state: AccountState
  /** The instant until which everything happened. */
  readonly start: Date
  readonly bucketOwners: Map<string, AccountId>
}

export interface Ground extends AccountFacts {
  readonly id: AccountId
  readonly random: Stream
  ago(days: number): Date
  arn(service: string, rest: string, region?: string): string
}

export function groundOf(facts: AccountFacts): Ground {
  const { id } = facts.state
  return {
    ...facts,
    id,
    random: stream(facts.seed, 'account', id),
    ago: (days) => new Date(facts.start.getTime() - Math.round(days * dayMs)),
    arn: (service, rest, region = '') => `arn:aws:${service}:${region}:${id}:${rest}`,
  }
}
