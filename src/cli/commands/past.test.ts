/** `--at`, `history`, `diff` and `import`: what is asked of the API, and what people read. */

import { describe, expect, test } from 'vitest'
import { runCommand } from '../../../test/fakes/command-line.ts'
import type { CliDeps } from '../context.ts'
import type { ApiRequest } from '../transport.ts'

const run = (argv: readonly string[], bodies: Readonly<Record<string, object>>, files: Partial<CliDeps> = {}) =>
  runCommand(argv, ({ path }) => bodies[path], files)

const moment = { at: '2026-05-03T00:00:00.000Z', snapshot: '7' }
const lists = {
  notes: [],
  gaps: [],
  reasons: [],
  steps: [],
  wouldChange: [],
  alsoNeeded: [],
  principals: [],
  services: [],
}
const answer = {
  ...lists,
  ...moment,
  sentence: 'x.',
  decision: 'Allowed',
  paths: [],
  cuts: [],
  more: 0,
  admin: 'no',
  items: [],
  total: 0,
}

describe('--at', () => {
  test.each([
    [['can', 'ada', 's3:GetObject'], '/access/can'],
    [['who-can', 's3:GetObject'], '/access/who-can'],
    [['who-reaches', 'lake'], '/access/who-reaches'],
    [['what-can', 'ada'], '/access/what-can'],
    [['paths', '--to', 'admin'], '/access/paths'],
    [['principals'], '/principals'],
  ])('%j asks the past and says so', async (argv, path) => {
    const asked = await run([...argv, '--at', '2026-05-03'], { [path]: answer })
    expect(asked.requests).toMatchObject([{ path, query: { at: '2026-05-03' } }])
    expect(asked.stdout).toContain('As known from 2026-05-03T00:00:00.000Z, snapshot 7.')
    const now = await run(argv, { [path]: answer })
    expect(now.requests[0]?.query?.['at']).toBeUndefined()
    expect(now.stdout).not.toContain('As known from')
  })
})

const configuration = {
  from: moment,
  to: { ...moment, snapshot: '8' },
  counts: { added: 1, removed: 0, changed: 1 },
  kinds: [],
  changes: [
    {
      change: 'changed',
      kind: 'organizationPolicy',
      name: 'DenyAll',
      arn: 'a',
      nativeId: 'p-1',
      accountId: '111122223333',
      region: 'global',
      fields: [
        { path: 'targets[]', after: 'ou-1' },
        { path: 'name', before: 'a', after: 'b' },
      ],
      moreFields: 3,
      between: { after: '2026-05-01T00:00:00.000Z', until: '2026-05-02T00:00:00.000Z' },
    },
    {
      change: 'added',
      kind: 'resource',
      type: 's3:bucket',
      name: 'lake',
      arn: 'b',
      nativeId: 'b',
      accountId: '111122223333',
      region: 'eu-west-1',
      fields: [],
      moreFields: 0,
      between: { after: null, until: '2026-05-02T00:00:00.000Z' },
      doubt: 'S3 had not been read whole before, so it may have been there.',
    },
  ],
  more: 0,
  sentence: 'In the configuration 1 came, 0 went, 1 changed.',
}
const access = {
  ...lists,
  from: moment,
  to: moment,
  changes: [],
  admins: [],
  people: [],
  added: [],
  removed: [],
  more: 0,
  sentence: 'Nobody gained or lost.',
}
const both = { '/access/diff': access, '/inventory/diff': configuration }

describe('diff', () => {
  test('shows access and configuration, and both stand in one document', async () => {
    const { stdout, requests } = await run(['diff', '7', '8', '--json'], both)
    expect(requests.map(({ path }) => path)).toEqual(['/access/diff', '/inventory/diff'])
    expect(JSON.parse(stdout)).toEqual({ ...access, configuration })
    const text = (await run(['diff', '7', '8'], both)).stdout
    expect(text.split('\n')).toEqual([
      'Nobody gained or lost.',
      '',
      'In the configuration 1 came, 0 went, 1 changed.',
      '',
      '~ organization policy DenyAll in 111122223333, between 2026-05-01T00:00:00.000Z and 2026-05-02T00:00:00.000Z',
      '  targets[]: + ou-1',
      '  name: a → b',
      '  3 further fields; --json has them all.',
      '',
      '+ s3:bucket lake in 111122223333, by 2026-05-02T00:00:00.000Z',
      '  S3 had not been read whole before, so it may have been there.',
      '',
    ])
  })

  test.each([
    ['--config', ['/inventory/diff']],
    ['--access', ['/access/diff']],
  ])('%s shows one of them', async (option, paths) => {
    const { requests } = await run(['diff', '7', '8', option], both)
    expect(requests.map(({ path }) => path)).toEqual(paths)
  })
})

test('history tells versions, what changed, and what was gone in between', async () => {
  const version = { policyStale: false, moreChanges: 0, changes: [] }
  const body = {
    arn: 'arn:aws:iam::111122223333:role/app',
    more: 0,
    objects: [
      {
        kind: 'role',
        nativeId: 'AROA2',
        accountId: '111122223333',
        integration: 'AWS',
        status: 'present',
        moreVersions: 0,
        versions: [
          {
            ...version,
            validFrom: '2026-05-04',
            validTo: null,
            observedAfter: '2026-05-03',
            changes: [{ path: 'path', before: '/', after: '/x/' }],
          },
          { ...version, validFrom: '2026-05-01', validTo: '2026-05-02', observedAfter: null },
        ],
      },
      {
        kind: 'role',
        nativeId: 'AROA1',
        accountId: '111122223333',
        integration: '',
        status: 'deleted',
        missingSince: '2026-04-01',
        moreVersions: 0,
        versions: [],
      },
    ],
  }
  const { stdout, requests } = await run(['history', body.arn, '--limit', '5'], { '/objects/history': body })
  expect(requests).toMatchObject([{ path: '/objects/history', query: { arn: body.arn, limit: '5' } }])
  expect(stdout.split('\n')).toEqual([
    body.arn,
    '',
    'role AROA2 in 111122223333, by AWS: present',
    'changed between 2026-05-03 and 2026-05-04',
    '  It was gone from 2026-05-02 on, and came again.',
    '  path: / → /x/',
    'first seen by 2026-05-01',
    '',
    'role AROA1 in 111122223333: deleted by 2026-04-01',
    '',
  ])
})

describe('import', () => {
  const result = {
    integration: 'Org',
    account: '111122223333',
    counts: { users: 0, groups: 0, roles: 0, policies: 0, resources: 2 },
    skipped: [],
    snapshot: '3',
  }
  const text = 'text of it'
  const folder = {
    findFiles: async () => [
      { path: 'x/111122223333/sqs.list-queues.json', name: '111122223333/sqs.list-queues.json', bytes: text.length },
      { path: 'x/notes.txt', name: 'notes.txt', bytes: 5 },
    ],
    async *readBytes() {
      yield new TextEncoder().encode(text)
    },
  }
  const running = { state: 'running', phase: 'reading', done: 2 ** 20, total: 2 ** 21 }

  /** What was sent is read while it is sent, as a server does. */
  function server(states: readonly object[]) {
    const sent: string[] = []
    const left = [...states]
    return {
      sent,
      async answer({ method, content }: ApiRequest): Promise<unknown> {
        if (method === 'GET') return left.shift()
        for await (const piece of content ?? []) sent.push(new TextDecoder().decode(piece))
        return { id: 'i-1' }
      },
    }
  }

  test('sends a folder with the places of its files, follows it, and names what it passed over', async () => {
    const { sent, answer } = server([running, { state: 'succeeded', result }])
    const { stdout, requests } = await runCommand(['import', 'x', '--json', '--name', 'Org'], answer, folder)
    expect(sent.join('')).toBe(`{"name":"111122223333/sqs.list-queues.json","bytes":${text.length}}\n${text}`)
    expect(requests.map(({ method, path, query }) => [method, path, query?.['name']])).toEqual([
      ['POST', '/imports/begin', 'Org'],
      ['GET', '/imports/i-1', undefined],
      ['GET', '/imports/i-1', undefined],
    ])
    expect(JSON.parse(stdout)).toEqual({
      ...result,
      skipped: [{ path: 'notes.txt', reason: 'is no .json, .jsonl or .csv file' }],
    })
  })

  test('says how far it has come', async () => {
    const { answer } = server([running, { state: 'succeeded', result }])
    let now = 0
    const { stderr } = await runCommand(['import', 'x'], answer, { ...folder, elapsed: () => (now += 5_000) })
    expect(stderr).toContain('MB read: 1 of 2')
  })

  test.each([3, 30])('a file that is not as long as it was (%i): status 2', async (bytes) => {
    const { answer } = server([])
    const grown = { ...folder, findFiles: async () => [{ path: 'x.json', name: 'x.json', bytes }] }
    const { status, stderr } = await runCommand(['import', 'x.json'], answer, grown)
    expect(status).toBe(2)
    expect(stderr).toContain('x.json changed while it was read.')
  })

  test.each([
    ['nothing named', ['import'], {}, 'import --script'],
    [
      'nothing in it',
      ['import', 'x'],
      { findFiles: async () => [{ path: 'x/notes.txt', name: 'notes.txt', bytes: 5 }] },
      'There is no .json',
    ],
    [
      'too much',
      ['import', 'x.json'],
      { findFiles: async () => [{ path: 'x.json', name: 'x.json', bytes: 2 ** 31 + 2 ** 20 }] },
      'x.json holds 2049 MB; a file may have 2048 MB.',
    ],
    [
      'too much together',
      ['import', 'x'],
      {
        findFiles: async () => [1, 2, 3, 4, 5].map((n) => ({ path: `${n}.json`, name: `x${n}.json`, bytes: 2 ** 31 })),
      },
      'The files hold 10240 MB; one import takes 8192 MB.',
    ],
  ])('%s: status 2, and nothing is sent', async (_, argv, files, says) => {
    const { status, stderr, requests } = await run(argv, {}, files)
    expect(status).toBe(2)
    expect(stderr).toContain(says)
    expect(requests).toEqual([])
  })

  test('--script prints a script and nothing else', async () => {
    const { stdout, requests } = await run(['import', '--script'], {})
    expect(stdout).toMatch(/^#!\/bin\/sh\n/)
    expect(stdout).not.toContain('\\$')
    expect(requests).toEqual([])
  })
})

describe('timeline', () => {
  const none = { principals: null, resources: null, administrators: null, accounts: null }
  const items = [
    { snapshot: '1', at: '2026-05-01T00:00:00.000Z', ...none, changes: null },
    { snapshot: '7', ...none, at: moment.at, principals: 1505, administrators: 34, changes: 0 },
  ]

  test('shows what was counted, and what was not is no nought', async () => {
    const { stdout, requests } = await run(['timeline', '--from', '2026-05-01'], { '/access/timeline': { items } })
    expect(requests).toEqual([
      { method: 'GET', path: '/access/timeline', query: { from: '2026-05-01', to: undefined, limit: '50' } },
    ])
    const [first = '', last = ''] = stdout.trim().split('\n').slice(1)
    expect(first.match(/·/g)).toHaveLength(5)
    expect(last).toMatch(/^7 .* 1505 +34 +· +0$/)
  })

  test('says when there is none, and prints the document as it came', async () => {
    const empty = { '/access/timeline': { items: [] } }
    expect((await run(['timeline'], empty)).stdout).toContain('no snapshot')
    expect(JSON.parse((await run(['timeline', '--json'], { '/access/timeline': { items } })).stdout)).toEqual({ items })
  })
})
