import { afterEach, describe, expect, test } from 'vitest'
import type { ApiHarness } from '../../test/fakes/api-harness.ts'
import { createApiHarness, nobody, theOperator } from '../../test/fakes/api-harness.ts'
import type { ConsoleRole } from '../app/ports/people.ts'
import { consoleRoles } from '../app/ports/people.ts'
import type { Access } from './access-rules.ts'
import { createApi } from './server.ts'

/** Method and path → rule, as the running server says it. */
async function rulesOf(): Promise<Readonly<Record<string, unknown>>> {
  const { api } = await createApiHarness()
  const operations = Object.entries(api.swagger().paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]): [string, unknown] => {
      const rule =
        typeof operation === 'object' && operation && 'x-access' in operation ? operation['x-access'] : undefined
      return [`${method.toUpperCase()} ${path}`, rule]
    }),
  )
  return Object.fromEntries(operations)
}

/** The contract, written down a second time on purpose. */
const rules: Readonly<Record<string, Access>> = {
  'GET /api/v1/setup': 'public',
  'POST /api/v1/setup': 'public',
  'POST /api/v1/session': 'public',
  'GET /api/v1/session': 'signed-in',
  'DELETE /api/v1/session': 'signed-in',
  'GET /api/v1/status': 'read',
  'GET /api/v1/doctor': 'read',
  'GET /api/v1/insights': 'read',
  'GET /api/v1/notices': 'read',
  'POST /api/v1/notices/test': 'administer',
  'POST /api/v1/sample': 'integrate',
  'GET /api/v1/openapi.json': 'public',
  'GET /api/v1/integrations': 'read',
  'POST /api/v1/integrations': 'integrate',
  'GET /api/v1/integrations/{integration}': 'read',
  'DELETE /api/v1/integrations/{integration}': 'integrate',
  'GET /api/v1/integrations/{integration}/instructions': 'integrate',
  'POST /api/v1/integrations/check': 'integrate',
  'GET /api/v1/integrations/deleted': 'integrate',
  'GET /api/v1/integrations/drafts': 'integrate',
  'PUT /api/v1/integrations/drafts/{draft}': 'integrate',
  'DELETE /api/v1/integrations/drafts/{draft}': 'integrate',
  'POST /api/v1/integrations/apply': 'integrate',
  'POST /api/v1/integrations/{integration}/template': 'integrate',
  'POST /api/v1/integrations/{integration}/handoff': 'integrate',
  'GET /api/v1/integrations/{integration}/handoffs': 'integrate',
  'DELETE /api/v1/integrations/{integration}/handoffs/{handoff}': 'integrate',
  'GET /api/v1/handoff/{token}': 'public',
  'GET /api/v1/integrations/{integration}/settings': 'read',
  'GET /api/v1/integrations/{integration}/preview': 'read',
  'GET /api/v1/integrations/{integration}/server-identity': 'integrate',
  'GET /api/v1/integrations/{integration}/schedule': 'read',
  'PATCH /api/v1/integrations/{integration}/schedule': 'integrate',
  'GET /api/v1/recommended-apps': 'read',
  'POST /api/v1/recommended-apps/{id}/add': 'integrate',
  'POST /api/v1/recommended-apps/{id}/dismiss': 'integrate',
  'GET /api/v1/organization': 'read',
  'GET /api/v1/objects/history': 'read',
  'GET /api/v1/inventory/diff': 'read',
  'PATCH /api/v1/integrations/{integration}/settings': 'integrate',
  'POST /api/v1/integrations/{integration}/keys': 'integrate',
  'POST /api/v1/secrets/rotate': 'administer',
  'POST /api/v1/integrations/{integration}/verify': 'integrate',
  'POST /api/v1/integrations/{integration}/sync': 'integrate',
  'POST /api/v1/integrations/{integration}/pause': 'integrate',
  'POST /api/v1/integrations/{integration}/resume': 'integrate',
  'GET /api/v1/sync-runs': 'read',
  'GET /api/v1/sync-runs/{run}': 'read',
  'POST /api/v1/sync-runs/{run}/cancel': 'integrate',
  'GET /api/v1/coverage': 'read',
  'GET /api/v1/calls': 'read',
  'POST /api/v1/imports': 'integrate',
  'POST /api/v1/imports/begin': 'integrate',
  'GET /api/v1/imports/{import}': 'integrate',
  'GET /api/v1/principals': 'read',
  'GET /api/v1/principals/detail': 'read',
  'GET /api/v1/principals/becomes': 'read',
  'GET /api/v1/identities': 'read',
  'GET /api/v1/identities/{id}': 'read',
  'GET /api/v1/accounts': 'read',
  'GET /api/v1/accounts/{account}': 'read',
  'GET /api/v1/resources': 'read',
  'GET /api/v1/resources/detail': 'read',
  'GET /api/v1/policies': 'read',
  'GET /api/v1/policies/{ref}': 'read',
  'GET /api/v1/policies/{ref}/affected': 'read',
  'GET /api/v1/policies/{ref}/versions': 'read',
  'GET /api/v1/access/can': 'read',
  'GET /api/v1/access/who-can': 'read',
  'GET /api/v1/access/what-can': 'read',
  'GET /api/v1/access/suggest': 'read',
  'GET /api/v1/access/paths': 'read',
  'GET /api/v1/access/who-reaches': 'read',
  'GET /api/v1/access/snapshots': 'read',
  'GET /api/v1/access/timeline': 'read',
  'GET /api/v1/access/diff': 'read',
  'POST /api/v1/access/what-if': 'read',
  'POST /api/v1/access/lint': 'read',
}

describe('access rules', () => {
  test('every route has the rule of the contract, and there is no other route', async () => {
    const { 'GET /healthz': _, 'GET /readyz': __, ...found } = await rulesOf()
    expect(Object.keys(found).length).toBeGreaterThanOrEqual(30)
    expect(found).toEqual(rules)
  })

  test('a route without a rule stops the start', async () => {
    const { deps, app } = await createApiHarness()
    const api = await createApi({
      app,
      facts: deps.facts,
      log: deps.log,
      ids: deps.ids,
      proxies: [],
      consoleFolder: null,
      isReady: async () => true,
    })
    api.register(async (scope) => {
      const { enforceAccess } = await import('./access-rules.ts')
      enforceAccess(scope, { app, publicUrl: null })
      scope.get('/forgotten', async () => 'open')
    })
    await expect(api.ready()).rejects.toThrow('GET /forgotten declares no access rule')
  })

  const readers: readonly ConsoleRole[] = ['administrator', 'integration-admin', 'access-admin', 'auditor']
  const allowed: Readonly<Record<Access, readonly ConsoleRole[]>> = {
    public: consoleRoles,
    'signed-in': consoleRoles,
    read: readers,
    integrate: ['integration-admin'],
    administer: ['administrator'],
  }

  test.each(consoleRoles)('what %s may, and nothing more', async (role) => {
    const harness = await createApiHarness()
    const caller = await harness.someoneWith([role])
    let refused = 0
    for (const [what, access] of Object.entries(rules)) {
      if (what === 'DELETE /api/v1/session' || what.startsWith('POST /api/v1/se')) continue
      const { status, body } = await call(harness, what, caller.headers)
      const isRefused = status === 403 && body['code'] === 'not_allowed'
      expect(isRefused, `${role} ${what} ${status}`).toBe(!allowed[access].includes(role))
      if (isRefused) refused++
    }
    expect(refused).toBeGreaterThan(0)
  })

  test('nobody gets further than the public routes', async () => {
    const harness = await createApiHarness()
    for (const [what, access] of Object.entries(rules)) {
      const { status } = await call(harness, what, nobody.headers)
      if (access === 'public') expect(status, what).not.toBe(401)
      else expect(status, what).toBe(401)
    }
  })

  test.each(['Bearer wrong', 'Bearer ', 'Basic b3BlcmF0b3I6'])('%s is nobody', async (authorization) => {
    const { ask } = await createApiHarness()
    expect(await ask('GET /status', { headers: { authorization } })).toMatchObject({ status: 401 })
  })

  test('without an operator token nobody speaks for the operator', async () => {
    const { ask } = await createApiHarness({ facts: { operatorTokenDigest: null } })
    expect(await ask('GET /status', { as: theOperator })).toMatchObject({ status: 401 })
  })
})

const call = (harness: ApiHarness, what: string, headers: Readonly<Record<string, string>>) => {
  const [method = '', path = ''] = what.split(' ')
  return harness.ask(`${method} /${path.replaceAll(/\{\w+\}/g, 'x')}`, { headers: { ...headers } })
}

describe('requests from elsewhere', () => {
  test.each([
    ['the header is missing', {}, 'csrf'],
    ['the token is another', { 'x-csrf-token': 'guessed' }, 'csrf'],
  ])('a change is refused when %s', async (_, headers, code) => {
    const { ask, someoneWith } = await createApiHarness()
    const { cookie = '' } = (await someoneWith(['integration-admin'])).headers
    const answer = await ask('POST /integrations', { headers: { cookie, ...headers }, body: { method: 'direct' } })
    expect(answer).toMatchObject({ status: 403, body: { code } })
  })

  test.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('signing in from %s is refused', async (_, headers) => {
    const { ask } = await createApiHarness()
    const answer = await ask('POST /session', { headers, body: { email: 'a@example.com', password: 'x' } })
    expect(answer).toMatchObject({ status: 403, body: { code: 'csrf' } })
  })

  test('the console itself is not refused', async () => {
    const { ask } = await createApiHarness({ facts: { publicUrl: 'https://bailiwick.example.com' } })
    for (const origin of ['http://localhost:8420', 'https://bailiwick.example.com']) {
      const headers = { host: 'localhost:8420', origin }
      expect(await ask('POST /session', { headers, body: { email: 'a@example.com', password: 'x' } })).toMatchObject({
        status: 401,
      })
    }
  })

  test.each([
    ['127.0.0.1:8420', 200],
    ['localhost', 200],
    ['[::1]:8420', 200],
    ['bailiwick.example.com', 200],
    ['BAILIWICK.example.com:443', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
  ])('the name %j gets %i', async (host, status) => {
    const { ask } = await createApiHarness({ facts: { publicUrl: 'https://bailiwick.example.com' } })
    expect(await ask('GET /setup', { headers: { host } })).toMatchObject({ status })
  })

  test('probes of an orchestrator may use any name', async () => {
    const { ask } = await createApiHarness()
    expect(await ask('GET //healthz', { headers: { host: '10.0.0.7:8420' } })).toMatchObject({ status: 200 })
    expect(await ask('GET //readyz', { headers: { host: '10.0.0.7:8420' } })).toMatchObject({ status: 200 })
  })
})

describe('every answer', () => {
  test('carries the security headers, and the API is never cached', async () => {
    const { ask } = await createApiHarness()
    const { headers } = await ask('GET /setup')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  test('asks browsers to stay on https where that is the address', async () => {
    const { ask } = await createApiHarness({ facts: { publicUrl: 'https://bailiwick.example.com' } })
    expect((await ask('GET /setup')).headers).toHaveProperty('strict-transport-security')
  })
})

describe('problems', () => {
  let harness: ApiHarness
  afterEach(() => harness.api.close())

  test.each([
    ['GET /nowhere', {}, 404, 'not_found'],
    ['PUT /setup', {}, 404, 'not_found'],
    ['GET //elsewhere', {}, 404, 'not_found'],
    ['POST /session', { body: '{"email":', headers: { 'content-type': 'application/json' } }, 400, 'bad_input'],
    ['POST /session', { body: 'a=b', headers: { 'content-type': 'text/plain' } }, 400, 'bad_input'],
    ['POST /session', { body: { email: 'x'.repeat(300_000) } }, 413, 'limit_exceeded'],
    ['POST /session', { body: { email: 1, password: 'secret-typed', more: true } }, 400, 'bad_input'],
  ])('%s %#', async (what, options, status, code) => {
    harness = await createApiHarness()
    const answer = await harness.ask(what, options)
    expect(answer).toMatchObject({ status, body: { type: `https://bailiwick.dev/errors/${code}`, status, code } })
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.body['title']).toEqual(expect.any(String))
    expect(answer.text).not.toContain('secret-typed')
  })

  test.each([
    ['GET /integrations/%E0%A4%A', 404, 'unknown_integration'],
    ['GET /integrations/%', 404, 'unknown_integration'],
    [`GET /integrations/${'a'.repeat(150)}`, 404, 'unknown_integration'],
    [`GET /policies/${'a'.repeat(6_000)}`, 400, 'bad_input'],
    ['GET //%E0%A4%A', 404, 'not_found'],
    ['GET //assets/%c0%ae%c0%ae/%c0%ae%c0%ae/package.json', 404, 'not_found'],
  ])('%s, which no router likes, is answered like everything else', async (what, status, code) => {
    harness = await createApiHarness()
    const answer = await harness.ask(what, { as: theOperator })
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    const stranger = await harness.ask(what, { headers: { host: 'evil.example' } })
    expect(stranger).toMatchObject({ status: 421, body: { code: 'unknown_host' } })
    const isPublic = what.startsWith('GET //')
    expect(await harness.ask(what)).toMatchObject({ status: isPublic ? 404 : 401 })
  })

  test('names each wrong field', async () => {
    harness = await createApiHarness()
    const { body } = await harness.ask('GET /principals?page=0&pageSize=1000&type=robot', { as: theOperator })
    const paths = (body['places'] as { path: string }[]).map((place) => place.path)
    expect(paths.sort()).toEqual(['page', 'pageSize', 'type'])
  })

  test('of what nobody expected tell an id, and the log has it without the message', async () => {
    harness = await createApiHarness()
    harness.store.connections.integrations = async () => {
      throw new Error('planted-in-a-fault')
    }
    const { status, text, body } = await harness.ask('GET /integrations', { as: theOperator })
    expect(status).toBe(500)
    expect(body).toMatchObject({ code: 'internal', request: expect.any(String) })
    expect(text + harness.log.lines.join('\n')).not.toContain('planted-in-a-fault')
    expect(harness.log.lines.join('\n')).toContain(String(body['request']))
  })

  test('not ready is said so', async () => {
    harness = await createApiHarness({ api: { isReady: async () => false } })
    expect(await harness.ask('GET //readyz')).toMatchObject({ status: 503, body: { code: 'database_unavailable' } })
  })
})

test('the document of the API is OpenAPI 3.1, has components and no route outside the contract', async () => {
  const { ask } = await createApiHarness()
  const { body } = await ask('GET /openapi.json')
  expect(body['openapi']).toBe('3.1.0')
  const { schemas } = body['components'] as { schemas: Record<string, unknown> }
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(['CanAnswer', 'Condition', 'Integration', 'Problem', 'SyncRun']),
  )
  expect(Object.keys(body['paths'] as object).length).toBeGreaterThan(25)
})
