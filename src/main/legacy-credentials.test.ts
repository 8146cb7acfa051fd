import { expect, test } from 'vitest'
import { aConnection } from '../../test/contract/store-fixtures.ts'
import { legacyCredentials } from './legacy-credentials.ts'

const since = '2026-05-03T09:00:00.000Z'
const keyOf = (id: string) => aConnection({ method: 'legacy', accessKey: { id, since } })

test('a key that is replaced while AWS is read is used whole: its id with its own secret', async () => {
  const first = keyOf('AKIAFIRST')
  let stored = { connection: first, sealed: 'secret of the first' }
  const store = {
    connections: { connection: async () => stored.connection },
    secrets: { get: async () => stored.sealed },
  }
  const credentials = legacyCredentials(first, store, { open: async ({ sealed }) => sealed })
  expect(await credentials?.()).toEqual({ accessKeyId: 'AKIAFIRST', secretAccessKey: 'secret of the first' })
  stored = { connection: keyOf('AKIASECOND'), sealed: 'secret of the second' }
  expect(await credentials?.()).toEqual({ accessKeyId: 'AKIASECOND', secretAccessKey: 'secret of the second' })
})
