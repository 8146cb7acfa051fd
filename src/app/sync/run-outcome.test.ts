import { describe, expect, test } from 'vitest'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { AppError } from '../../core/fault.ts'
import { awsCardOutcome, identityCenterCardOutcome, outcomeOf } from './run-outcome.ts'
import type { EndedCell } from './run-progress.ts'

const cell = (
  account: string,
  type: EndedCell['type'],
  state: EndedCell['state'],
  more: Partial<EndedCell> = {},
): EndedCell => ({
  accountId: accountOf(account),
  region: 'global',
  type,
  state,
  ...more,
})

const read = [cell('111122223333', 'role', 'ok'), cell('111122223333', 'iam', 'ok')]

describe('what a run is', () => {
  test('whole, when what is missing is as it was wished', () => {
    const left = [cell('111122223333', 'sqs', 'skipped_by_setting'), cell('111122223333', 'kms', 'region_disabled')]
    expect(outcomeOf([...read, ...left], undefined)).toEqual({ state: 'succeeded', reason: null })
  })

  test('partial: an account that could not be entered counts once', () => {
    const closed = ['role', 'iam', 's3'] as const
    const cells = [...read, ...closed.map((type) => cell('222233334444', type, 'denied', { reason: 'No such role.' }))]
    expect(outcomeOf(cells, undefined)).toEqual({
      state: 'partial',
      reason:
        '1 of 2 accounts could not be entered; what was known of them is kept. role in 222233334444: No such role.',
    })
  })

  test('partial: parts of accounts that could', () => {
    const cells = [
      ...read,
      cell('111122223333', 's3', 'throttled', { region: 'eu-west-1', action: 's3:ListAllMyBuckets' }),
    ]
    expect(outcomeOf(cells, undefined).reason).toBe(
      '1 of 3 parts could not be read whole; what was known of them is kept. s3 in 111122223333 eu-west-1: s3:ListAllMyBuckets.',
    )
  })

  test('failed, when a role could be assumed and then nothing read', () => {
    const cells = [cell('111122223333', 'role', 'ok'), cell('111122223333', 'iam', 'denied', { reason: 'Refused.' })]
    expect(outcomeOf(cells, undefined)).toMatchObject({ state: 'failed', reason: expect.stringContaining('Refused.') })
    expect(outcomeOf([], undefined)).toMatchObject({ state: 'failed' })
  })

  test('what the fault says, otherwise', () => {
    expect(outcomeOf(read, new AppError('aws_unreachable', 'No network.'))).toEqual({
      state: 'failed',
      reason: 'No network.',
    })
    expect(outcomeOf(read, new AppError('cancelled', 'Stopped.'))).toMatchObject({ state: 'cancelled' })
  })
})

describe('the Identity Center card', () => {
  const partial = { state: 'partial', reason: 'other parts' } as const
  const refused = cell('999988887777', 'identity_center', 'denied', {
    action: 'identitystore:ListUsers',
    reason: 'AWS refused.',
  })

  test('is active when its own cells were read, whatever the others are', () => {
    const cells = [...read, cell('999988887777', 'identity_center', 'ok')]
    expect(identityCenterCardOutcome(partial, cells, false)).toEqual({
      event: 'read_whole',
      reason: null,
      isRead: true,
    })
  })

  test('refused from the start waits and names the action and the policy; refused later is degraded', () => {
    const reason = 'AWS refused. identitystore:ListUsers is missing; AWSSSODirectoryReadOnly brings it.'
    expect(identityCenterCardOutcome(partial, [refused], false)).toEqual({ event: 'refused', reason, isRead: false })
    expect(identityCenterCardOutcome(partial, [refused], true)).toMatchObject({ event: 'read_partly', reason })
  })

  test('fails and stops with the run', () => {
    const failed = { state: 'failed', reason: 'No network.' } as const
    expect(identityCenterCardOutcome(failed, [], true)).toEqual(awsCardOutcome(failed, true))
  })
})
