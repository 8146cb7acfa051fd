/**
 * Does a key do more than assume roles? (connection.md §3, D.) Best effort, from two reads that whoever may assume roles and nothing
 * else is refused: simulating the user's policies is not ours to require.
 */

import type { AccountAccess } from './access.ts'
import { sdk } from './sdk.ts'

/** IAM actions that were allowed. What did not answer was not allowed, as far as we know. */
export async function rightsBeyondAssuming(own: AccountAccess, homeRegion: string): Promise<readonly string[]> {
  const tries = [
    ['iam:ListUsers', () => own.client('iam', homeRegion).send(new sdk.iam.ListUsersCommand({ MaxItems: 1 }))],
    ['s3:ListAllMyBuckets', () => own.client('s3', homeRegion).send(new sdk.s3.ListBucketsCommand({ MaxBuckets: 1 }))],
  ] as const
  const answers = await Promise.allSettled(tries.map(([, call]) => call()))
  return tries.filter((_, index) => answers[index]?.status === 'fulfilled').map(([action]) => action)
}

/** For the person who gave the key; null: it does nothing but what it needs, as far as we know. */
export const keyWarning = (actions: readonly string[]): string | null =>
  actions.length === 0
    ? null
    : `This key can do more than it needs (${actions.join(', ')}). Its user needs sts:AssumeRole on the roles and nothing else.`
