import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { memoryLog } from '../fakes/clock-and-log.ts'
import { noticesContract } from './notices.contract.ts'

describe('notices on the embedded database', () => {
  noticesContract(async () => {
    const home = await mkdtemp(join(tmpdir(), 'bailiwick-home-'))
    return {
      open: (clock) => openStore({ home, clock, log: memoryLog() }),
      remove: () => rm(home, { recursive: true, force: true }),
    }
  })
})
