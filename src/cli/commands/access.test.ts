/** `who-can` in parts, when it was read, and the credentials of `principals NAME`: what is asked of the API, and what people read. */
import { expect, test } from 'vitest'
import { runCommand } from '../../../test/fakes/command-line.ts'

const moment = { at: '2026-05-03T00:00:00.000Z', snapshot: '7' }
const holder = {
  arn: 'arn:aws:iam::111122223333:user/ada',
  type: 'user',
  account: '111122223333',
  name: 'ada',
  decision: 'Allowed',
  via: [],
  reach: 'direct',
}
const part = {
  ...moment,
  action: 's3:GetObject',
  resource: '*',
  complete: true,
  gaps: [],
  notes: [],
  sentence: 'Three principals can call s3:GetObject.',
  principals: [holder],
  denied: [],
  unknown: 0,
  examined: 9,
  counts: { allowed: 3, conditional: 0, denied: 0, deniedBy: {} },
}

test('who-can asks for a part, and says how the next one is asked of the same snapshot', async () => {
  const first = await runCommand(['who-can', 's3:GetObject', '--limit', '1'], () => ({ ...part, next: 1 }))
  expect(first.requests).toMatchObject([{ path: '/access/who-can', query: { limit: '1' } }])
  expect(first.stdout).toContain('1 row of 3; the next: --limit 1 --offset 1 --at 7')
  const last = await runCommand(['who-can', 's3:GetObject', '--limit', '1', '--offset', '2', '--at', '7'], () => part)
  expect(last.requests).toMatchObject([{ query: { limit: '1', offset: '2', at: '7' } }])
  expect(last.stdout).not.toContain('the next')
})

test('who-can asks for everything unless told otherwise', async () => {
  const { requests, stdout } = await runCommand(['who-can', 's3:GetObject'], () => part)
  expect(requests[0]?.query).toMatchObject({ limit: undefined, offset: undefined })
  expect(stdout).not.toContain('the next')
})

const oldestIn = { account: '111122223333', accountName: 'lake', region: 'eu-west-1', service: 's3' }
const [nine, ten] = ['2026-05-03T09:12:00.000Z', '2026-05-03T10:40:00.000Z']

test.each([
  {
    readings: { oldest: nine, newest: ten, oldestIn },
    says: `Read between ${nine} and ${ten}; the oldest is S3 of lake in eu-west-1.`,
  },
  {
    readings: { oldest: nine, newest: ten, oldestIn: { account: '111122223333', service: 'organization' } },
    says: `Read between ${nine} and ${ten}; the oldest is the organization of 111122223333.`,
  },
  {
    readings: { oldest: nine, newest: nine, oldestIn, orLater: true },
    says: `Read at ${nine}, perhaps again after that.`,
  },
])('who-can and the page of a principal say: $says', async ({ readings, says }) => {
  expect((await runCommand(['who-can', 's3:GetObject'], () => ({ ...part, readings }))).stdout).toContain(`\n${says}\n`)
  expect(await shown({ readings })).toContain(`\n${says}\n`)
})

const principal = {
  ...moment,
  ...holder,
  admin: 'no',
  people: [],
  groups: [],
  tags: {},
  policies: [],
  assumers: { items: [], total: 0 },
  workloads: [],
  moreWorkloads: 0,
  serviceControl: { reading: 'none', binds: true, policies: [] },
  resourceControl: { reading: 'none', binds: true, policies: [] },
  holes: [],
  usage: { known: false, services: [], actions: [] },
}
const shown = async (more: object) =>
  (
    await runCommand(['principals', 'ada'], ({ path }) =>
      path === '/principals/detail' ? { ...principal, ...more } : { becomes: [], more: 0 },
    )
  ).stdout

test('principals NAME tells with what a user signs in, and that it is not known where nobody read it', async () => {
  const key = { id: 'AKIAEXAMPLE', active: true, createdAt: '2025-01-01T00:00:00.000Z', lastUsed: null }
  const said = await shown({ credentials: { password: 'yes', mfa: 'no', keys: [key] } })
  expect(said).toMatch(/^password +yes$/m)
  expect(said).toMatch(/^MFA +no$/m)
  expect(said).toMatch(/^access key +AKIAEXAMPLE, active, made 2025-01-01T00:00:00.000Z, no use known$/m)
  expect(await shown({})).toMatch(/^credentials +not known$/m)
  expect(await shown({ type: 'role' })).not.toMatch(/^(credentials|password)/m)
})
