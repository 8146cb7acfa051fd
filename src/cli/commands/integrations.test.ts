import { describe, expect, test } from 'vitest'
import { runCommandAgainst } from '../../../test/fakes/command-line.ts'

const kept = (id: string, deletedAt = '2026-05-03T10:00:00.000Z') => ({
  id,
  name: 'AWS prod',
  sharedWith: [],
  method: 'manual',
  owner: null,
  accounts: 3,
  createdAt: '2026-01-01T00:00:00.000Z',
  deletedAt,
})
const unknown = { status: 404, body: { code: 'unknown_integration', detail: 'There is no integration "aws prod".' } }

const server =
  (...items: readonly object[]) =>
  ({ method, path }: { readonly method: string; readonly path: string }) => {
    if (path === '/integrations/deleted') return { status: 200, body: { items } }
    return method === 'DELETE' ? { status: 204, body: undefined } : unknown
  }

describe('an integration that was deleted with its history kept', () => {
  test('is listed with its id', async () => {
    const { stdout } = await runCommandAgainst(['integrations', 'list', '--deleted'], server(kept('i1')))
    expect(stdout).toMatch(/AWS prod +.* +3 +2026-01-01\S+ +2026-05-03\S+ +i1/)
  })

  test('is erased only when that is said twice', async () => {
    const asked = await runCommandAgainst(['integrations', 'delete', 'aws prod', '--erase'], server(kept('i1')))
    expect(asked.stdout).toContain(
      'Would remove what is kept of AWS prod, deleted 2026-05-03T10:00:00.000Z: 3 accounts.',
    )
    expect(asked.requests.some(({ method }) => method === 'DELETE')).toBe(false)
    const done = await runCommandAgainst(['integrations', 'delete', 'aws prod', '--erase', '--yes'], server(kept('i1')))
    expect(done.status).toBe(0)
    expect(done.requests.at(-1)).toMatchObject({
      method: 'DELETE',
      path: '/integrations/i1',
      query: { history: 'erase' },
    })
    const plain = await runCommandAgainst(['integrations', 'delete', 'aws prod', '--yes'], server(kept('i1')))
    expect(plain.status).not.toBe(0)
    expect(plain.stderr).toContain('There is no integration')
  })

  test('is named by its id where two had the name', async () => {
    const both = server(kept('i1'), kept('i2', '2026-06-01T00:00:00.000Z'))
    const unclear = await runCommandAgainst(['integrations', 'delete', 'AWS prod', '--erase', '--yes'], both)
    expect(unclear.stderr).toContain('i2 (deleted 2026-06-01T00:00:00.000Z)')
    expect(unclear.requests.some(({ method }) => method === 'DELETE')).toBe(false)
    const clear = await runCommandAgainst(['integrations', 'delete', 'i2', '--erase', '--yes'], both)
    expect(clear.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/integrations/i2' })
  })
})
