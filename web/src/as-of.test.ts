import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, linkTo } from './api/client.ts'
import { isOfNow } from './api/queries.ts'
import { asOf, lookAt, momentName, parseAsOf } from './as-of.ts'

afterEach(() => {
  lookAt(undefined)
  vi.unstubAllGlobals()
})

const then = '2026-05-03T09:00:00.000Z'

describe('the moment that the console looks at', () => {
  it('stands in the address as a time or the id of a snapshot, which is a number there', () => {
    expect(parseAsOf({ at: then })).toEqual({ at: then })
    expect(parseAsOf({ at: 17 })).toEqual({ at: '17' })
    for (const at of ['', 'now', undefined, { x: 1 }, 1.5]) expect(parseAsOf({ at })).toEqual({})
    expect(momentName('17')).toBe('snapshot 17')
  })

  it('tells whether it is another one than before', () => {
    expect(lookAt(then)).toBe(true)
    expect(lookAt(then)).toBe(false)
    expect(asOf()).toBe(then)
    expect(lookAt(undefined)).toBe(true)
  })

  it('is asked about by every question that knows a moment, and by no other', () => {
    expect(linkTo('GET /principals', { query: { format: 'csv' } })).toBe('/api/v1/principals?format=csv')
    lookAt(then)
    const at = encodeURIComponent(then)
    expect(linkTo('GET /principals', { query: { format: 'csv' } })).toBe(`/api/v1/principals?format=csv&at=${at}`)
    expect(linkTo('GET /principals', { query: { at: undefined } })).toBe(`/api/v1/principals?at=${at}`)
    expect(linkTo('GET /principals', { query: { at: '3' } })).toBe('/api/v1/principals?at=3')
    expect(linkTo('GET /access/timeline', { query: {} })).toBe('/api/v1/access/timeline')
    expect(linkTo('GET /integrations', {})).toBe('/api/v1/integrations')
  })

  it('goes into the body where a question has one', async () => {
    const sent: unknown[] = []
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      sent.push(JSON.parse(body))
      return new Response('{}', { status: 200 })
    })
    const changes = [{ op: 'detach-policy', policy: 'p', from: 'r' }] as const
    lookAt(then)
    await call('POST /access/what-if', { body: { changes: [...changes] } })
    await call('POST /access/lint', { body: { text: '{}' } })
    expect(sent).toEqual([{ at: then, changes }, { text: '{}' }])
  })

  it('leaves alone what is about now or about all times', () => {
    for (const kind of ['session', 'integrations', 'coverage', 'timeline']) expect(isOfNow([kind, 'x'])).toBe(true)
    for (const kind of ['principals', 'access', 'status', 'organization']) expect(isOfNow([kind])).toBe(false)
  })
})
