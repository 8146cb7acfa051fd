import { describe, expect, test } from 'vitest'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { AppError } from '../../core/fault.ts'
import { toConnectionId } from '../../core/ids.ts'
import type { EndedCell } from '../ports/aws.ts'
import type { SyncRun } from '../ports/sync.ts'
import { awsCardOutcome, identityCenterCardOutcome, outcomeOf, targetsAfter } from './run-outcome.ts'
import { isTroubled, type WhatWasRead } from './run-reason.ts'

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

/** As the store digests the cells of a run. */
function of(cells: readonly EndedCell[], accounts: SyncRun['accounts'] = []): WhatWasRead {
  const roles = cells.filter(({ type }) => type === 'role')
  const closed = new Set(roles.filter(isTroubled).map(({ accountId }) => accountId))
  const troubles = cells
    .filter((one) => one.type !== 'role' && isTroubled(one) && !closed.has(one.accountId))
    .sort((a, b) => Number(b.type === 'organization') - Number(a.type === 'organization'))
  return {
    roles,
    identityCenter: cells
      .filter(({ type }) => type === 'identity_center')
      .map((one) => ({ objects: one.state === 'ok' ? 1 : 0, ...one })),
    troubles: troubles.filter((one, index) => troubles.findIndex((t) => t.accountId === one.accountId) === index),
    parts: troubles.length,
    isAnyCellWhole: cells.some(({ type, state }) => type !== 'role' && state === 'ok'),
    isAnythingRead: cells.some(({ type, state }) => type !== 'role' && state === 'ok'),
    accounts,
    isDirect: false,
  }
}

const read = [cell('111122223333', 'role', 'ok'), cell('111122223333', 'iam', 'ok')]

describe('what a run is', () => {
  test('whole, when what is missing is as it was wished', () => {
    const left = [cell('111122223333', 'sqs', 'skipped_by_setting'), cell('111122223333', 'kms', 'region_disabled')]
    expect(outcomeOf(of([...read, ...left]), undefined)).toEqual({ state: 'succeeded', reason: null })
  })

  test('a session that ended is begun anew by somebody only where it is his own', () => {
    const code = { code: 'ExpiredTokenException', action: 'kms:ListKeys' }
    const cells = of([...read, cell('111122223333', 'kms', 'failed', code)])
    const part = 'KMS in 111122223333 could not be read whole'
    expect(outcomeOf(cells, undefined).reason).toBe(
      `${part}: the AWS session ended before kms:ListKeys was answered; the next run opens a new session.`,
    )
    const signIn = `${part}: the AWS session has ended: sign in to AWS again.`
    expect(outcomeOf({ ...cells, isDirect: true }, undefined).reason).toBe(signIn)
    // The server's own, behind the roles that it assumes.
    const own = of([...read, cell('111122223333', 'kms', 'failed', { ...code, code: 'sign_in_ended' })])
    expect(outcomeOf(own, undefined).reason).toBe(signIn)
  })

  const trio = 'its role is missing, does not trust Bailiwick, or expects another external id'

  const closed = (account: string, code = 'AccessDenied') =>
    (['role', 'iam', 's3'] as const).map((type) =>
      cell(account, type, 'denied', { code, action: 'sts:AssumeRole', reason: `The role arn:…:${account}:… no.` }),
    )
  const named = (account: string, name: string) => ({
    accountId: accountOf(account),
    name,
    state: 'failed' as const,
    cellsDone: 3,
    cellsTotal: 3,
    objects: 0,
  })

  test('partial: an account that could not be entered is one thing, called by its name', () => {
    const cells = [...read, ...closed('222233334444')]
    const accounts = [named('222233334444', 'sandbox-ml')]
    expect(outcomeOf(of(cells, accounts), undefined)).toEqual({
      state: 'partial',
      reason: `sandbox-ml could not be entered: ${trio}.`,
    })
    expect(outcomeOf(of(cells), undefined).reason).toBe(`222233334444 could not be entered: ${trio}.`)
    const throttled = cell('111122223333', 's3', 'throttled')
    expect(outcomeOf(of([...cells, throttled], accounts), undefined).reason).toBe(
      `sandbox-ml could not be entered: ${trio}; one part elsewhere could not be read whole.`,
    )
  })

  test('partial: of many accounts two are named, and the reason when it is the same', () => {
    const names = ['ml', 'lab', 'dev', 'old']
    const accounts = names.map((name, index) => named(`22223333444${index}`, name))
    const cells = [...read, ...accounts.flatMap(({ accountId }) => closed(accountId, 'own_identity_refused'))]
    const own = `Bailiwick's own identity may not call sts:AssumeRole`
    expect(outcomeOf(of(cells, accounts), undefined).reason).toBe(
      `ml, lab and 2 more accounts could not be entered: ${own}.`,
    )
    expect(outcomeOf(of([...cells, ...closed('555566667777')], accounts), undefined).reason).toBe(
      'ml, lab and 3 more accounts could not be entered.',
    )
  })

  test('partial: parts of accounts that could', () => {
    const refused = cell('111122223333', 's3', 'denied', { region: 'eu-west-1', action: 's3:ListAllMyBuckets' })
    const accounts = [named('111122223333', 'lake')]
    expect(outcomeOf(of([...read, refused], accounts), undefined).reason).toBe(
      'S3 in lake (eu-west-1) could not be read whole: s3:ListAllMyBuckets is not allowed.',
    )
    const more = cell('111122223333', 'kms', 'throttled')
    expect(outcomeOf(of([...read, refused, more], accounts), undefined).reason).toBe(
      '2 parts could not be read whole, first S3 in lake (eu-west-1): s3:ListAllMyBuckets is not allowed.',
    )
  })

  test('partial: an organization that cannot be listed is said first, whatever else is missing', () => {
    const refused = cell('111122223333', 'organization', 'denied', { action: 'organizations:DescribeOrganization' })
    const said = 'Organization not readable: organizations:DescribeOrganization is not allowed'
    expect(outcomeOf(of([...read, refused]), undefined).reason).toBe(`${said}.`)
    const more = cell('111122223333', 's3', 'denied', { region: 'eu-west-1', action: 's3:ListAllMyBuckets' })
    expect(outcomeOf(of([...read, more, refused]), undefined).reason).toBe(
      `${said}; one more part could not be read whole.`,
    )
  })

  test('partial: what was given as the management account is none', () => {
    const member = cell('111122223333', 'organization', 'failed', { code: 'member_account' })
    expect(outcomeOf(of([...read, member]), undefined).reason).toBe(
      'The organization in 111122223333 could not be read whole: it is no management account.',
    )
  })

  test('failed, when a role could be assumed and then nothing read', () => {
    const cells = [cell('111122223333', 'role', 'ok'), cell('111122223333', 'iam', 'denied', { reason: 'Refused.' })]
    expect(outcomeOf(of(cells), undefined)).toEqual({
      state: 'failed',
      reason: 'Nothing could be read, because IAM in 111122223333 could not be read whole: AWS refused.',
    })
    expect(outcomeOf(of([]), undefined)).toMatchObject({ state: 'failed' })
  })

  test('what the fault says, otherwise', () => {
    expect(outcomeOf(of(read), new AppError('aws_unreachable', 'No network.'))).toEqual({
      state: 'failed',
      reason: 'No network.',
    })
    expect(outcomeOf(of(read), new AppError('cancelled', 'Stopped.'))).toMatchObject({ state: 'cancelled' })
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
    expect(identityCenterCardOutcome(partial, of(cells), false)).toEqual({
      event: 'read_whole',
      reason: null,
      isRead: true,
    })
  })

  test('refused from the start waits and names the action and the policy; refused later is degraded', () => {
    const reason =
      'AWS refused. identitystore:ListUsers is missing; AWSSSODirectoryReadOnly brings it. Of a stack: set IncludeAWSIdentityCenter to true.'
    expect(identityCenterCardOutcome(partial, of([refused]), false)).toEqual({
      event: 'refused',
      reason,
      isRead: false,
    })
    expect(identityCenterCardOutcome(partial, of([refused]), true)).toMatchObject({ event: 'read_partly', reason })
  })

  test('that failed at AWS from the start is in error: nobody has to do anything there', () => {
    const failed = cell('999988887777', 'identity_center', 'failed', {
      reason: 'AWS answers with an error of its own.',
    })
    expect(identityCenterCardOutcome(partial, of([failed]), false)).toMatchObject({ event: 'read_nothing' })
  })

  test('that no Region has waits: a whole reading of nothing is no directory', () => {
    const nowhere = { ...cell('999988887777', 'identity_center', 'ok'), objects: 0 }
    const reason = 'IAM Identity Center has no instance in any enabled Region.'
    const told = { event: 'refused', reason, isRead: false }
    expect(identityCenterCardOutcome(partial, of([nowhere]), false)).toEqual(told)
  })

  test('of which one part failed is degraded: the people are there, and no policy would bring the part', () => {
    const reason = 'sso:ListApplications failed.'
    const unread = { ...refused, state: 'not_collected', action: 'sso:ListApplications', reason, objects: 40 } as const
    const told = { event: 'read_partly', reason, isRead: true }
    expect(identityCenterCardOutcome(partial, of([unread]), false)).toEqual(told)
  })

  test('of a management account that could not be entered says so, and not what each call was told', () => {
    const role = cell('999988887777', 'role', 'denied', { action: 'sts:AssumeRole', reason: 'The role arn:… no.' })
    const { reason } = identityCenterCardOutcome(partial, of([...read, role, refused]), false)
    expect(reason).toMatch(/^999988887777 could not be entered: its role is missing, .* external id\.$/)
  })

  test('fails and stops with the run', () => {
    const failed = { state: 'failed', reason: 'No network.' } as const
    expect(identityCenterCardOutcome(failed, of([]), true)).toEqual(awsCardOutcome(failed, true))
  })
})

test.each([
  ['denied', 'AccessDenied', 'role_missing'],
  ['denied', 'NoSuchEntity', 'role_missing'],
  ['denied', 'trust_policy_refused', 'not_trusted'],
  ['denied', 'own_identity_refused', 'not_trusted'],
  ['throttled', 'Throttling', 'pending'],
  ['failed', 'ECONNRESET', 'pending'],
] as const)('an account whose role could not be assumed (%s, %s) is %s', (state, code, told) => {
  expect(targetsAfter(of([cell('111122223333', 'role', state, { code })]), [])).toMatchObject([{ state: told }])
})

test.each([
  ['trust', 'failed', 'reachable', 'reachable'],
  ['trust', 'failed', 'role_missing', 'role_missing'],
  ['cloudtrail', 'denied', 'missing_permissions', 'missing_permissions'],
  ['resources:sqs', 'denied', 'missing_permissions', 'ready'],
  ['trust', 'ok', 'missing_permissions', 'ready'],
] as const)('after a whole reading a check of %s that was %s and left %s: %s', (capability, result, before, told) => {
  const old = {
    connectionId: toConnectionId('c'),
    accountId: accountOf('111122223333'),
    name: null,
    state: before,
    reason: 'As the check said.',
    probes: [{ capability, result, checkedAt: '2026-05-03T10:00:00.000Z' }],
  }
  expect(targetsAfter(of(read), [old])).toMatchObject([{ state: told }])
})
