import { expect, test } from 'vitest'
import { createHarness, type Harness } from '../../../test/fakes/app-harness.ts'
import { deniedBuckets, lake, lakeForm, lakeScript, operator, wholeReading } from '../../../test/fakes/small-world.ts'
import type { Integration } from '../ports/connections.ts'
import { nothingRead } from '../sync/tell-cards.ts'
import type { CardMove } from './integration-notices.ts'
import { noticeOf } from './integration-notices.ts'

const firstPage = { page: 1, pageSize: 50 }

async function connected(aws = {}) {
  const harness = createHarness({ aws: { ...lakeScript, ...aws } })
  const card = await harness.app.connections.create(operator, lakeForm)
  return { ...harness, card }
}

async function read({ app, work, clock }: Harness, integration: string): Promise<void> {
  clock.advance(60_000)
  await app.sync.request(operator, { integration })
  await work()
}

const told = async ({ app }: Harness) => (await app.notices.list(operator, {}, firstPage)).items

const closed = wholeReading.map(({ pages: _, ...cell }) => ({
  ...cell,
  state: 'denied' as const,
  code: 'AccessDenied',
  reason: 'sts:AssumeRole was refused.',
}))

test('the contact hears of the first whole reading, with what was read, and not of the next ones', async () => {
  const world = await connected()
  for (const _ of [1, 2, 3]) await read(world, world.card.id)
  expect(await told(world)).toEqual([
    {
      id: `read.${world.card.id}`,
      kind: 'integration_read',
      at: '2026-05-03T10:01:00.000Z',
      integration: world.card.id,
      title: '"AWS" is connected and read',
      paragraphs: ['Bailiwick has read "AWS" for the first time. Who can do what there, and why, can be asked now.'],
      facts: [
        { name: 'Accounts read', value: '1 of 1' },
        { name: 'Objects read', value: '4' },
      ],
      link: { label: 'Open AWS', path: `/integrations/${world.card.id}` },
      mail: [
        {
          to: lakeForm.owner,
          state: 'waiting',
          attempts: 0,
          nextAt: '2026-05-03T10:01:00.000Z',
          endedAt: null,
          reason: null,
        },
      ],
    },
  ])
})

test('what was not let in beside it is said', async () => {
  const harness = createHarness({ aws: lakeScript })
  const form = { ...lakeForm, managementAccount: lake, identityCenter: true }
  const card = await harness.app.connections.create(operator, form)
  await read(harness, card.id)
  const notices = await told(harness)
  expect(notices.map(({ id }) => id)).toEqual([`read.${card.id}`])
  expect(notices[0]?.paragraphs.at(-1)).toBe(
    '"AWS IAM Identity Center" still waits for AWS: Identity Center was not read: the management account was not reached.',
  )
})

test('a first reading in part says what is missing, and a whole one later is no news', async () => {
  const world = await connected({ cells: [...wholeReading.slice(0, 3), deniedBuckets] })
  await read(world, world.card.id)
  world.aws.script.cells = wholeReading
  await read(world, world.card.id)
  const [only, ...others] = await told(world)
  expect(others).toEqual([])
  expect(only).toMatchObject({
    title: '"AWS" is connected; some of it could not be read',
    paragraphs: [
      expect.any(String),
      expect.stringContaining('s3:ListAllMyBuckets is not allowed'),
      'What could not be read counts as unknown, never as "no access".',
    ],
    facts: expect.arrayContaining([{ name: 'Parts not read whole', value: '1' }]),
    link: { path: `/integrations/${world.card.id}?tab=coverage` },
  })
})

test('an Error is told once with its cause, until the card has recovered and fails again', async () => {
  const world = await connected()
  const titles = async () => (await told(world)).map(({ title }) => title).reverse()
  await read(world, world.card.id)
  world.aws.script.cells = closed
  for (const _ of [1, 2, 3]) await read(world, world.card.id)
  expect(await titles()).toEqual(['"AWS" is connected and read', '"AWS" cannot be read'])
  const [error] = await told(world)
  expect(error).toMatchObject({
    kind: 'integration_error',
    link: { path: `/integrations/${world.card.id}?tab=permissions` },
  })
  expect(error?.paragraphs).toEqual([
    expect.stringContaining('Nothing could be read, because lake could not be entered'),
    'What was read before is kept; it is of 2026-05-03 10:01 UTC.',
    expect.stringContaining('What to do: '),
    'Nothing more is sent about this until it can be read again.',
  ])

  world.aws.script.cells = wholeReading
  await read(world, world.card.id)
  world.aws.script.cells = closed
  await read(world, world.card.id)
  await read(world, world.card.id)
  expect(await titles()).toEqual(['"AWS" is connected and read', '"AWS" cannot be read', '"AWS" cannot be read'])
})

test('an Error before the first reading, and the first reading afterwards, are both told', async () => {
  const world = await connected({ cells: closed })
  await read(world, world.card.id)
  await read(world, world.card.id)
  world.aws.script.cells = wholeReading
  await read(world, world.card.id)
  expect((await told(world)).map(({ kind }) => kind)).toEqual(['integration_read', 'integration_error'])
  expect((await told(world))[1]?.paragraphs).toContain('Nothing has been read through it yet.')
})

test('a pause is not a recovery', async () => {
  const world = await connected({ cells: closed })
  await read(world, world.card.id)
  await world.app.connections.pause(operator, { integration: world.card.id })
  await world.app.connections.resume(operator, { integration: world.card.id })
  await world.work()
  await read(world, world.card.id)
  expect(await told(world)).toHaveLength(1)
})

test('a card without a contact has its notices in the console', async () => {
  const world = await connected()
  const card = await world.store.connections.integration(world.card.id)
  if (!card) throw new Error('no card')
  await world.store.connections.updateIntegration(card.id, { ownerEmail: null })
  await read(world, world.card.id)
  expect(await told(world)).toMatchObject([{ kind: 'integration_read', mail: [] }])
})

test('what the last check found is the fix, and names of others are one line', async () => {
  const world = await connected()
  const card = await world.store.connections.integration(world.card.id)
  if (!card) throw new Error('no card')
  const evil: Integration = { ...card, name: 'x\r\nBcc: eve@example.com' }
  const target: CardMove['targets'][number] = {
    accountId: lake,
    name: 'lake\r\nSubject: hi\u202e',
    probes: [
      { capability: 'role', result: 'ok', checkedAt: card.createdAt },
      {
        capability: 'identities',
        result: 'denied',
        checkedAt: card.createdAt,
        fix: { attach: 'arn:aws:iam::aws:policy/SecurityAudit' },
      },
    ],
  }
  const move: CardMove = {
    card: evil,
    to: 'error',
    reason: 'no\r\nway',
    read: nothingRead,
    targets: [target],
    waiting: [],
    at: card.createdAt,
  }
  const notice = noticeOf(move)
  expect(notice?.words.title).toBe('"x Bcc: eve@example.com" cannot be read')
  expect(notice?.words.paragraphs).toContain(
    'What to do: in account lake Subject: hi: attach arn:aws:iam::aws:policy/SecurityAudit to the role.',
  )
  expect(JSON.stringify(notice?.words)).not.toMatch(/\\[rnu]/)
  for (const to of ['fetching', 'verifying', 'awaiting_trust', 'paused'] as const)
    expect(noticeOf({ ...move, to })).toBeUndefined()
})
