/** On a PostgreSQL of the machine's own; skipped aloud without one. */
import { describe } from 'vitest'
import { openStore } from '../../src/store/open.ts'
import { memoryLog } from '../fakes/clock-and-log.ts'
import { findPostgres, startPostgres } from '../fakes/postgres-cluster.ts'
import { checksContract } from './checks.contract.ts'

const binaries = findPostgres()
if (binaries === undefined) process.stderr.write('skipped: checks and rhythm on PostgreSQL (initdb is not installed)\n')

describe.skipIf(binaries === undefined)('checks and rhythm on PostgreSQL', () => {
  checksContract(async () => {
    const cluster = await startPostgres(binaries ?? '')
    const databaseUrl = await cluster.createDatabase('checks')
    return {
      open: (clock) => openStore({ home: '/nonexistent', clock, log: memoryLog(), databaseUrl }),
      remove: () => cluster.stop(),
    }
  })
})
