/** What is said of a DATABASE_URL that leads nowhere; no server is needed for it. */
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { memoryLog } from '../../test/fakes/clock-and-log.ts'
import { openPostgres } from './database-postgres.ts'

const secret = 'planted-secret'

async function refusal(databaseUrl: string): Promise<{ readonly fault: unknown; readonly said: string }> {
  const log = memoryLog()
  const fault: unknown = await openPostgres(databaseUrl, log).catch((error: unknown) => error)
  const all = fault instanceof Error ? [fault.message, fault.stack, JSON.stringify(fault), String(fault.cause)] : []
  return { fault, said: [...all, ...log.lines].join('\n') }
}

test.each([
  ['no server', `postgres://ada:${secret}@127.0.0.1:1/bailiwick`, '127.0.0.1:1/bailiwick'],
  ['no such host', `postgres://ada:${secret}@host.invalid:5432/bailiwick`, 'host.invalid:5432/bailiwick'],
  ['no such socket', `postgres://ada:${secret}@/bailiwick?host=/nonexistent`, '/nonexistent'],
  ['no number for a port', `postgres://ada:${secret}@127.0.0.1:port/bailiwick`, 'DATABASE_URL'],
  ['an unescaped password', `postgres://ada:${secret}#/@127.0.0.1:5432/bailiwick`, 'DATABASE_URL'],
  ['another scheme', `mysql://ada:${secret}@127.0.0.1/bailiwick`, 'DATABASE_URL'],
])('%s: the place and the cause, never the password', async (_name, databaseUrl, place) => {
  const { fault, said } = await refusal(databaseUrl)
  expect(fault).toMatchObject({
    code: 'database_unavailable',
    details: { effect: expect.any(String), fix: expect.any(String) },
  })
  expect(said).toContain(place)
  expect(said).not.toContain(secret)
})

test('a server that speaks something else', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.unref().end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { fault, said } = await refusal(`postgres://ada:${secret}@127.0.0.1:${port}/bailiwick`)
  expect(fault).toMatchObject({ code: 'database_unavailable' })
  expect(said).not.toContain(secret)
  server.close()
})
