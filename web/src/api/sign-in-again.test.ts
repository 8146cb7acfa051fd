import { afterEach, expect, test, vi } from 'vitest'
import { call, rememberCsrfToken } from './client.ts'
import { endWaiting, onWaiting } from './sign-in-again.ts'

const ended = { code: 'not_signed_in', title: 'Sign in first', detail: 'The session has ended.' }

/** A server whose session is over until `open` is called. */
function serverWithoutSession() {
  const seen: RequestInit[] = []
  let isOpen = false
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    seen.push(init)
    return isOpen ? Response.json({ id: 'kept' }) : Response.json(ended, { status: 401 })
  })
  return {
    seen,
    open: () => {
      isOpen = true
    },
  }
}

let stop: (() => void) | undefined
afterEach(() => {
  endWaiting()
  stop?.()
  stop = undefined
  vi.unstubAllGlobals()
})

test('an act waits for somebody to sign in, and then goes out with the new token and what was typed', async () => {
  const server = serverWithoutSession()
  const asked = vi.fn()
  stop = onWaiting(asked)
  const act = call('POST /setup', { body: { token: 't', name: 'n', email: 'e', password: 'what was typed' } })
  const read = call('GET /status', { query: {} })
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1))
  expect(server.seen).toHaveLength(2)
  server.open()
  rememberCsrfToken('fresh')
  endWaiting()
  await expect(Promise.all([act, read])).resolves.toHaveLength(2)
  const again = server.seen.slice(2).find(({ method }) => method === 'POST')
  expect(new Headers(again?.headers).get('x-csrf-token')).toBe('fresh')
  expect(again?.body).toContain('what was typed')
})

test('whoever does not sign in is told why nothing came of it', async () => {
  serverWithoutSession()
  stop = onWaiting(() => undefined)
  const read = call('GET /status', { query: {} })
  const told = expect(read).rejects.toMatchObject({ code: 'not_signed_in', fix: expect.stringContaining('Sign in') })
  await new Promise((resolve) => setTimeout(resolve))
  endWaiting('given up')
  await told
})

test('without a screen that could ask, and for the session itself, nothing waits', async () => {
  serverWithoutSession()
  await expect(call('GET /status', { query: {} })).rejects.toMatchObject({ status: 401 })
  stop = onWaiting(() => undefined)
  await expect(call('GET /session', {})).rejects.toMatchObject({ status: 401 })
})
