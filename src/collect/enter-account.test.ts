/** The first step into an account, which all stages of a run share. */
import { expect, test } from 'vitest'
import { recordedAccess } from '../aws/recorded-access.ts'
import { connectionTo } from './connection.fake.ts'
import { enterAccount } from './enter-account.ts'
import { lake } from './quiet-aws.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'
import type { CollectRun } from './run.ts'

/** AWS answers the first try so, and lets every later one in. */
function runWith(code: string) {
  let tries = 0
  const nothing = recordedAccess([])
  const credentials = async () => {
    tries += 1
    if (tries > 1) return { accessKeyId: 'ASIAONE', secretAccessKey: 's' }
    throw Object.assign(new Error(code), { name: code, $fault: 'client', $metadata: { httpStatusCode: 400 } })
  }
  const run: CollectRun = {
    connection: connectionTo('http://127.0.0.1:9', { accounts: [lake] }),
    access: { ...nothing, throughRole: (accountId) => ({ ...nothing.throughRole(accountId), credentials }) },
    sink: createRecordingSink(),
    signal: new AbortController().signal,
    pageSize: undefined,
    clock: { now: () => '2026-05-03T10:00:00.000Z', elapsed: () => 0 },
    ownAccountId: lake,
    organization: { managementAccountId: null, accounts: [] },
    accounts: { entries: new Map(), regions: new Map() },
  }
  return run
}

test('who was throttled at the door may try again, who was refused need not', async () => {
  const throttled = runWith('Throttling')
  expect(await enterAccount(throttled, lake)).toMatchObject({ entered: false, gap: { state: 'throttled' } })
  expect(await enterAccount(throttled, lake)).toMatchObject({ entered: true })
  const refused = runWith('AccessDenied')
  for (const _ of [1, 2]) {
    expect(await enterAccount(refused, lake)).toMatchObject({ entered: false, gap: { state: 'denied' } })
  }
})
