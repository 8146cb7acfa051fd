import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { accountId } from '../../../test/fakes/inventory.ts'
import type { ImportedCell } from '../../core/imports/imported-file.ts'
import type { InventoryObject } from '../../core/inventory/objects.ts'
import { scratchIn } from '../../main/scratch.ts'
import type { Scratch } from '../ports/scratch.ts'
import { createCallSpool } from './call-spool.ts'
import { createGathering } from './gather.ts'
import { createObjectSpool } from './object-spool.ts'
import { receiveFiles } from './receive-files.ts'

const [first, second] = [accountId('111111111111'), accountId('222222222222')]

async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const scratch = await scratchIn(tmpdir())()
  try {
    return await work(scratch)
  } finally {
    await scratch.close()
  }
}

const queue = (name: string, account = second, region = 'eu-west-1'): InventoryObject => ({
  kind: 'resource',
  nativeId: `arn:aws:sqs:${region}:${account}:${name}`,
  arn: `arn:aws:sqs:${region}:${account}:${name}`,
  accountId: account,
  region,
  cell: 'sqs',
  body: { type: 'sqs:queue', name, policy: { state: 'none' }, tags: {}, facts: {} },
})

const cell = (state: ImportedCell['state'], reason?: string): ImportedCell => ({
  accountId: second,
  region: 'eu-west-1',
  type: 'sqs',
  state,
  ...(reason && { reason }),
})
const none = { users: 0, groups: 0, roles: 0, policies: 0, resources: 0 }

test('objects come back as they were, page by page', () =>
  withScratch(async (scratch) => {
    const gathering = createGathering(createObjectSpool(scratch))
    const given = Array.from({ length: 2_500 }, (_, number) => queue(`q${number}`, number % 2 ? first : second))
    for (let from = 0; from < given.length; from += 700) await gathering.objects(given.slice(from, from + 700))
    const back: InventoryObject[] = []
    for await (const page of gathering.inventory().pages()) {
      expect(page.flatMap(({ objects }) => objects).length).toBeLessThan(2_000)
      for (const { cell: own, objects } of page) {
        for (const object of objects) expect(own).toMatchObject({ accountId: object.accountId, type: 'sqs' })
        back.push(...objects)
      }
    }
    const byName = (a: InventoryObject, b: InventoryObject): number => (a.arn < b.arn ? -1 : 1)
    expect(back.sort(byName)).toEqual([...given].sort(byName))
    expect(gathering.inventory().stages.get('resources')).toEqual({ 'sqs:queue': 2_500 })
  }))

test('of a cell that two files speak of the one that proves more counts, and of equals the first', () =>
  withScratch(async (scratch) => {
    const gathering = createGathering(createObjectSpool(scratch))
    const state = () => gathering.inventory().cells.map((one) => [one.state, one.reason])
    await gathering.objects([queue('jobs')])
    expect(state()).toEqual([['not_collected', 'Only what the imported file names']])
    gathering.cell(cell('not_collected', 'Not part of the import'))
    gathering.cell(cell('not_collected', 'later'))
    expect(state()).toEqual([['not_collected', 'Not part of the import']])
    for (const one of [cell('suspect'), cell('denied'), cell('ok'), cell('suspect')]) gathering.cell(one)
    expect(state()).toEqual([['ok', undefined]])
  }))

test('the account with most objects names the import; counts are summed', () =>
  withScratch(async (scratch) => {
    const gathering = createGathering(createObjectSpool(scratch))
    gathering.file({ account: first, accounts: [first], skipped: [], counts: { ...none, users: 2 } })
    gathering.file({ account: second, accounts: [second], skipped: [], counts: { ...none, resources: 1 } })
    await gathering.objects([queue('jobs')])
    const { account, accounts, counts, partition } = gathering.inventory()
    expect([account, counts, partition]).toEqual([second, { ...none, users: 2, resources: 1 }, 'aws'])
    expect(accounts).toEqual([
      { accountId: second, objects: 1 },
      { accountId: first, objects: 0 },
    ])
  }))

test('calls come back by account, in their order, those without one from whoever must have been asked', () =>
  withScratch(async (scratch) => {
    const spool = createCallSpool(scratch)
    const call = (service: string, operation: string, account: string | null, output = {}) => ({
      accountId: account === null ? null : accountId(account),
      region: 'ap-southeast-1',
      service,
      operation,
      arguments: {},
      answer: { kind: 'output', output } as const,
      file: `${operation}.json`,
    })
    await spool.add([
      call('organizations', 'listroots', null),
      call('iam', 'listroles', second, JSON.parse('{"__proto__": 1}')),
      call('organizations', 'describeorganization', second, { Organization: { MasterAccountId: first } }),
      call('iam', 'getcredentialreport', first),
      call('sso-admin', 'listinstances', second),
      call('identitystore', 'listusers', null),
    ])
    const spooled = spool.byAccount(undefined, (file) => new Error(file))
    const operations = async (account: typeof first) =>
      (await spooled?.calls(account))?.map(({ operation }) => operation)
    expect(spooled?.accounts.map((one) => one.accountId)).toEqual([first, second])
    expect(await operations(first)).toEqual(['listroots', 'getcredentialreport', 'generatecredentialreport'])
    expect(await operations(second)).toEqual(['listroles', 'describeorganization', 'listinstances', 'listusers'])
    const [roles] = (await spooled?.calls(second)) ?? []
    expect(roles?.answer).toEqual({ kind: 'output', output: JSON.parse('{"__proto__": 1}') })
    await spool.add([call('iam', 'listusers', null)])
    expect(() => spool.byAccount(undefined, (file) => new Error(file))).toThrow('listusers.json')
    expect(spool.byAccount(first, (file) => new Error(file))?.accounts).toHaveLength(2)
  }))

test('a file that says that it is too large is refused before it comes', () =>
  withScratch(async (scratch) => {
    async function* never(): AsyncIterable<Uint8Array> {
      yield await Promise.reject(new Error('it was read'))
    }
    const files = [{ name: 'a.json', bytes: 2 ** 31 + 1, content: never() }]
    await expect(receiveFiles(scratch, files)).rejects.toMatchObject({ code: 'limit_exceeded' })
    await expect(receiveFiles(scratch, [])).rejects.toMatchObject({ code: 'bad_input' })
  }))
