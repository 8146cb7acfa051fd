/** The contract of cli.md: one JSON document, exit statuses, and two lines for a problem. The API is a fake transport. */
import { describe, expect, test } from 'vitest'
import type { CanAnswer } from '../core/access/answers.ts'
import { AppError } from '../core/fault.ts'
import type { CliDeps } from './context.ts'
import { runCommandLine } from './program.ts'
import type { ApiRequest, ApiResponse } from './transport.ts'

interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
  readonly requests: readonly ApiRequest[]
}

const problem = (code: string, detail: string, more: object = {}): ApiResponse => ({
  status: 404,
  body: { code, detail, title: 'x', status: 404, ...more },
})

async function run(
  argv: readonly string[],
  answer: (request: ApiRequest) => ApiResponse = () => ({ status: 200, body: {} }),
  deps: Partial<CliDeps> = {},
): Promise<Run> {
  const said = { stdout: '', stderr: '' }
  const requests: ApiRequest[] = []
  const status = await runCommandLine(argv, {
    version: '0.0.0',
    env: {},
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    findFiles: async (path) => [{ path, name: path, bytes: 1 }],
    readText: async () => '',
    async *readBytes() {
      yield new Uint8Array()
    },
    askSecret: async () => '',
    connect: async () => ({
      kind: 'server',
      send: async (request) => {
        requests.push(request)
        return answer(request)
      },
      close: async () => undefined,
    }),
    serve: async () => undefined,
    evaluateCases: async () => ({ results: [], comparison: [] }),
    lintPolicies: async () => [],
    printConfig: () => ({ home: '/x' }),
    migrate: async () => ({ engine: 'pglite', migration: '0001' }),
    localChecks: async () => ({ checks: [], isInstalled: false }),
    elapsed: () => 0,
    sleep: async () => undefined,
    ...deps,
  })
  return { ...said, status, requests }
}

const canAnswer = (decision: string, more: Partial<CanAnswer> = {}): ApiResponse => ({
  status: 200,
  body: {
    decision,
    sentence: 'x.',
    notes: [],
    reasons: [],
    steps: [],
    wouldChange: [],
    alsoNeeded: [],
    gaps: [],
    ...more,
  },
})

describe('can answers with its exit status', () => {
  test.each([
    ['Allowed', 0],
    ['ImplicitlyDenied', 10],
    ['ExplicitlyDenied', 10],
    ['Conditional', 11],
    ['Unknown', 11],
  ])('%s is %i', async (decision, status) => {
    const done = await run(['can', 'alice', 's3:GetObject', 'lake', '--json'], () => canAnswer(decision))
    expect(done.status).toBe(status)
    expect(JSON.parse(done.stdout)).toMatchObject({ decision })
  })

  test('and with what decides, what comes nearest, what would change it and what else the call needs', async () => {
    const { stdout } = await run(['can', 'alice', 's3:GetObject', 'lake'], () =>
      canAnswer('ExplicitlyDenied', {
        steps: [
          {
            layer: 'identity',
            label: 'Identity policy',
            result: 'deny',
            text: 'Guard denies it',
            decides: true,
            reason: {
              effect: 'Deny',
              layer: 'identity',
              policy: 'Guard',
              policyRef: 'r',
              statement: 1,
              why: 's3:* covers s3:GetObject',
            },
          },
        ],
        nearestMiss: 'Would be allowed if Guard did not deny it (statement 2).',
        wouldChange: [
          {
            text: 'Call where x.',
            decision: 'Allowed',
            kind: 'context',
            context: ['aws:SourceVpce=vpce-1', "k:a=b 'c'"],
          },
          { text: 'Remove statement 2 of Guard.', decision: 'Conditional', kind: 'edit', statement: 1 },
        ],
        alsoNeeded: [
          { action: 'kms:Decrypt', resource: 'k', decision: 'Allowed', text: 'kms:Decrypt on k: allowed by Guard' },
        ],
      }),
    )
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'ExplicitlyDenied  x.',
      '  → Identity policy          Guard denies it',
      '',
      'Decides: Guard, statement 2, Deny. s3:* covers s3:GetObject',
      'Nearest: Would be allowed if Guard did not deny it (statement 2).',
      '',
      'Would change:',
      "  Call where x.  Allowed  --context aws:SourceVpce=vpce-1 --context 'k:a=b '\\''c'\\'''",
      '  Remove statement 2 of Guard.  Conditional',
      '',
      'Also needs:',
      '  kms:Decrypt on k: allowed by Guard  Allowed',
      '',
    ])
  })

  test('context keys travel as they were given', async () => {
    const done = await run(
      ['can', 'a', 's3:GetObject', '--context', 'aws:SourceIp=203.0.113.7', '--context', 'k=a=b', '--json'],
      () => canAnswer('Allowed'),
    )
    expect(done.requests[0]?.query).toMatchObject({ context: ['aws:SourceIp=203.0.113.7', 'k=a=b'] })
  })
})

describe('a problem is one line and the fix', () => {
  test('from the server', async () => {
    const done = await run(['can', 'alcie', 's3:GetObject'], () =>
      problem('unknown_principal', 'No principal is called alcie.', { suggestions: ['alice'] }),
    )
    expect(done.status).toBe(2)
    expect(done.stdout).toBe('')
    expect(done.stderr).toBe('bailiwick: No principal is called alcie. (unknown_principal)\nDid you mean alice?\n')
  })

  test('from the command line itself', async () => {
    const done = await run(['whocan'])
    expect(done.status).toBe(2)
    expect(done.stderr).toMatch(/^bailiwick: unknown command 'whocan'\. \(bad_input\)\nDid you mean who-can\?/)
  })

  test('never a stack trace without --debug', async () => {
    const boom = { connect: async () => Promise.reject(new Error('boom')) }
    expect((await run(['integrations'], undefined, boom)).stderr).not.toContain('    at ')
    expect((await run(['integrations', '--debug'], undefined, boom)).stderr).toContain('    at ')
  })
})

describe('evaluate', () => {
  const allowed = { id: 'a', decision: 'Allowed' } as const
  const broken = { id: 'b', error: { code: 'InvalidCase', message: 'x' } } as const

  test('exit 0 when every case was evaluated, 2 when one could not be', async () => {
    const good = { evaluateCases: async () => ({ results: [allowed], comparison: [] }) }
    expect((await run(['evaluate', 'f', '--json'], undefined, good)).status).toBe(0)
    const mixed = await run(['evaluate', 'f', '--json'], undefined, {
      evaluateCases: async () => ({ results: [allowed, broken], comparison: [] }),
    })
    expect(mixed.status).toBe(2)
    expect(JSON.parse(mixed.stdout)).toEqual([allowed, broken])
  })

  test('standard output stays empty when the file is no array of objects', async () => {
    const refuse = {
      evaluateCases: async () => Promise.reject(new AppError('bad_input', 'The case file is not an array of cases')),
    }
    const done = await run(['evaluate', 'f', '--json'], undefined, refuse)
    expect(done).toMatchObject({ status: 2, stdout: '' })
    expect(done.stderr).toMatch(/\(bad_input\)/)
  })
})

describe('sync', () => {
  const whole = { stages: null, accounts: null }
  const runView = (state: string, scope: object = whole): object => ({
    id: 'r',
    integration: 'AWS',
    state,
    scope,
    stages: [],
    accounts: [],
    coverage: { ok: 1, denied: 0 },
    snapshot: 's',
    reason: null,
  })

  test.each([
    ['succeeded', [], 0],
    ['partial', [], 0],
    ['partial', ['--strict'], 1],
    ['failed', [], 1],
  ])('%s %j is %i', async (state, flags, status) => {
    const done = await run(['sync', 'AWS', '--wait', '--json', ...flags], () => ({ status: 200, body: runView(state) }))
    expect(done.status).toBe(status)
    expect(JSON.parse(done.stdout)).toMatchObject({ state })
  })

  test('that joined a reading of less waits for its own', async () => {
    const scopes: readonly object[] = [{ stages: ['iam'], accounts: null }, whole]
    let started = 0
    const done = await run(['sync', 'AWS', '--wait', '--json'], () => {
      started += 1
      return { status: 200, body: runView('succeeded', scopes[started - 1]) }
    })
    expect(JSON.parse(done.stdout)).toMatchObject({ scope: whole })
    expect(started).toBe(2)
  })

  test('without a name and with several integrations the names are listed', async () => {
    const items = ['A', 'B'].map((name) => ({ name, kind: 'aws', method: 'manual' }))
    const done = await run(['sync'], () => ({ status: 200, body: { items } }))
    expect(done.status).toBe(2)
    expect(done.stderr).toContain('bailiwick sync "B"')
  })
})

describe('what-if', () => {
  const principal = { arn: 'arn:aws:iam::222222222222:user/bob', name: 'bob', type: 'user', account: '222222222222' }
  const row = (service: string, change = 'gained') => ({
    principal,
    change,
    service,
    actions: [`${service}:Get`],
    actionCount: 7,
    levels: ['Read'],
    resources: ['*'],
    before: 'ImplicitlyDenied',
    after: 'Allowed',
  })
  const answer = (services: readonly string[]) => () => ({
    status: 200,
    body: {
      sentence: 'x.',
      notes: [],
      changes: [...services.map((service) => row(service)), row('sns', 'lost')],
      added: [],
      removed: [principal],
      admins: [],
      people: [],
      more: 0,
      gaps: [],
    },
  })
  const file = { readText: async () => '{"op": "x"}' }
  const linesOf = async (services: readonly string[]) =>
    (await run(['what-if', 'f'], answer(services), file)).stdout
      .split('\n')
      .filter((line) => /^(gained|lost|gone)/.test(line))

  test('tells many services that are alike in one row, and who is gone', async () => {
    expect(await linesOf(['a4b', 'acm', 'ec2', 'iam', 'rds', 's3'])).toEqual([
      'gone: bob in 222222222222',
      expect.stringMatching(/^gained +bob +222222222222 +42 actions of 6 services +\*$/),
      expect.stringMatching(/^lost +bob +222222222222 +sns:Get and 6 more +\*$/),
    ])
    expect(await linesOf(['a4b', 'acm'])).toHaveLength(4)
  })

  test('a complaint about the body is about the file', async () => {
    const done = await run(
      ['what-if', 'f'],
      () =>
        problem('bad_input', 'The body is not valid.', {
          places: [
            { path: 'changes.1.op', message: 'Invalid discriminator value.' },
            { path: 'changes.2.to', message: 'Expected string' },
          ],
        }),
      file,
    )
    expect(done.status).toBe(2)
    expect(done.stderr).toMatch(
      /^bailiwick: f is no list of changes: change 2, op: there is no such operation; change 3, to: Expected string\. \(bad_input\)\n/,
    )
  })
})

test('principals reads every page', async () => {
  const all = Array.from({ length: 501 }, (_, index) => ({
    arn: `arn:${index}`,
    name: `${index}`,
    type: 'role',
    account: '1',
    admin: 'no',
  }))
  const done = await run(['principals', '--json'], ({ query }) => {
    const page = Number(query?.['page'])
    return { status: 200, body: { items: all.slice((page - 1) * 500, page * 500), total: all.length } }
  })
  expect(JSON.parse(done.stdout)).toHaveLength(501)
  expect(done.requests).toHaveLength(2)
})

test('principals NAME prints one from all sides', async () => {
  const detail = {
    arn: 'arn:aws:iam::1:role/app',
    name: 'app',
    type: 'role',
    account: '1',
    accountName: 'lake',
    admin: 'no',
    tags: {},
    people: [],
    groups: [],
    instanceProfiles: [],
    workloads: [],
    policies: [
      {
        ref: 'a',
        name: 'Read',
        kind: 'customer-managed',
        bears: 'grants',
        share: { actions: 12, lost: 3, gained: 0, lostServices: ['s3'] },
      },
    ],
    resources: [],
    moreResources: 0,
    assumers: { items: [], total: 0 },
    serviceControl: { reading: 'unread', reason: 'AWS refused it', binds: true, policies: [] },
    resourceControl: { reading: 'none', binds: true, policies: [] },
    holes: [],
    usage: { known: true, services: [], actions: [] },
    sessionSeconds: 3_600,
    at: '2026-03-01T10:00:00.000Z',
    snapshot: '3',
  }
  const way = {
    path: 'lambda-001',
    decision: 'Conditional',
    target: { name: 'admin', accountName: 'lake' },
    act: 'passes admin to a new function',
  }
  const answering = ({ path }: { readonly path: string }) => ({
    status: 200,
    body: path.endsWith('/becomes') ? { principal: detail.arn, becomes: [way], more: 2 } : detail,
  })
  const done = await run(['principals', 'app'], answering)
  expect(done.requests.map(({ path, query }) => [path, query?.['principal']])).toEqual([
    ['/principals/detail', 'app'],
    ['/principals/becomes', 'app'],
  ])
  expect(done.stdout).toMatch(/Read +customer-managed +12 +3 +s3/)
  expect(done.stdout).toContain('admin in lake: it passes admin to a new function (lambda-001), under a condition')
  expect(done.stdout).toContain('and 2 more ways')
  expect(done.stdout).toMatch(/SCPs +not read: AWS refused it/)
  expect(done.stdout).toContain('It used no service')
  const json: unknown = JSON.parse((await run(['principals', 'app', '--json'], answering)).stdout)
  expect(json).toMatchObject({ name: 'app', becomes: [{ path: 'lambda-001' }], moreBecomes: 2 })
})
