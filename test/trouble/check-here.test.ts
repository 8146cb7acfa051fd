/** `connect aws verify` in a process of its own, without a server: real program, real SDK, simulated organization. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import type { TemporaryFolder } from '../fakes/bailiwick-process.ts'
import { bailiwick, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'
import {
  awsEnvironment,
  connectOrganization,
  installExternalId,
  memberAccounts,
  startSmallSandbox,
} from '../fakes/connected-sandbox.ts'

let folder: TemporaryFolder
let sandbox: Awaited<ReturnType<typeof startSmallSandbox>>
beforeEach(async () => {
  folder = await temporaryFolder()
  sandbox = await startSmallSandbox()
})
afterEach(async () => {
  await sandbox.stop()
  await folder.remove()
})

interface Verified {
  readonly state: string
  readonly reason: string | null
  readonly accounts: readonly { readonly accountId: string; readonly state: string }[]
}

test('before and after the roles are installed, of one account, and no reading is left waiting', async () => {
  const surroundings = { home: folder.path, env: awsEnvironment(sandbox) }
  const { externalId } = (await connectOrganization(sandbox, surroundings)).json<{ externalId: string }>()
  const verify = async (...more: string[]) =>
    (await bailiwick(['connect', 'aws', 'verify', 'AWS', '--json', ...more], surroundings)).json<Verified>()

  expect(await verify()).toMatchObject({ state: 'awaiting_trust', accounts: [{ state: 'role_missing' }] })
  installExternalId(sandbox, externalId)
  const whole = await verify()
  expect(whole).toMatchObject({
    state: 'awaiting_trust',
    reason: 'The roles are there; nothing has been read yet.',
  })
  expect(whole.accounts.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready'])
  const [member = ''] = memberAccounts(sandbox)
  expect((await verify('--account', member)).accounts.map(({ accountId }) => accountId)).toEqual([member])

  const store = await openStore({ home: folder.path, clock: manualClock(), log: memoryLog() })
  try {
    expect(await store.syncRuns.list()).toEqual([])
  } finally {
    await store.close()
  }
}, 240_000)
