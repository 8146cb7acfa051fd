import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiHarness } from '../../test/fakes/api-harness.ts'
import { createApiHarness } from '../../test/fakes/api-harness.ts'

let folder: string
let harness: ApiHarness

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<title>Bailiwick</title>')
  await writeFile(join(folder, 'assets', 'index-4f2a.js'), 'let a')
  await writeFile(join(folder, 'assets', 'index-4f2a.js.gz'), gzipSync('let a'))
  await writeFile(join(folder, '..', 'beside-the-console.txt'), 'outside')
  harness = await createApiHarness({ api: { consoleFolder: folder } })
})

afterAll(async () => {
  await harness.api.close()
  await rm(folder, { recursive: true })
  await rm(join(folder, '..', 'beside-the-console.txt'))
})

test.each(['/', '/access/ask', '/principals?search=a', '/integrations/AWS%202'])(
  '%s is the page of the console',
  async (path) => {
    const { status, headers, text } = await harness.ask(`GET /${path}`)
    expect({ status, text }).toEqual({ status: 200, text: '<title>Bailiwick</title>' })
    expect(headers['content-type']).toContain('text/html')
    expect(headers['cache-control']).toBe('no-cache')
    expect(headers['content-security-policy']).toContain("script-src 'self'")
  },
)

test('files with a hash in their name are kept for ever, and sent compressed to those who understand it', async () => {
  const plain = await harness.ask('GET //assets/index-4f2a.js')
  expect(plain).toMatchObject({ status: 200, text: 'let a' })
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const { rawPayload, headers } = await harness.api.inject({
    url: '/assets/index-4f2a.js',
    headers: { 'accept-encoding': 'gzip' },
  })
  expect(headers['content-encoding']).toBe('gzip')
  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(gunzipSync(rawPayload).toString()).toBe('let a')
})

test.each([
  ['//assets/missing.js', 404],
  ['//../beside-the-console.txt', 404],
  ['//..%2fbeside-the-console.txt', 404],
  ['//api/v2/status', 404],
])('%s is nothing', async (path, status) => {
  const answer = await harness.ask(`GET ${path}`)
  expect(answer.text).not.toContain('outside')
  expect(answer).toMatchObject({ status, body: { code: 'not_found' } })
})

test('without a built console the API still works, and the page says what to do', async () => {
  const { ask } = await createApiHarness()
  expect(await ask('GET //')).toMatchObject({ status: 404, body: { detail: expect.stringContaining('npm run build') } })
})
