/** What an order to read a stage of an account leaves out. */
import { afterEach, expect, test } from 'vitest'
import type { UnitOrder } from '../app/ports/aws.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import type { ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { connectionTo, readerWith } from './connection.fake.ts'
import { denial, lake, own, quietAws } from './quiet-aws.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

const signal = new AbortController().signal
const spared = [{ accountId: lake, region: 'eu-west-1', type: 'sqs' }] as const

async function read(order: Partial<UnitOrder>, isClosed = false, regions: readonly string[] = ['eu-west-1']) {
  aws = await startScriptedAws((call) =>
    isClosed && call.operation === 'AssumeRole' ? { status: 403, code: 'AccessDenied' } : quietAws(call),
  )
  const sink = createRecordingSink()
  const connection = connectionTo(aws.url, { accounts: [lake], regions })
  const reading = await readerWith(own).open(connection, { signal })
  const organization = { managementAccountId: null, accounts: [] }
  await reading.read({ stage: 'resources', accountId: lake, organization, ...order }, sink, signal)
  reading.close()
  return {
    cells: sink.cells,
    types: new Set(sink.cells.map(({ type }) => type)),
    called: aws.calls.map(({ operation }) => operation),
  }
}

test('a spared cell is neither called nor told of: what is known of it stays', async () => {
  const whole = await read({})
  expect(whole.types).toContain('sqs')
  expect(whole.called).toContain('ListQueues')
  await aws?.stop()
  const sparing = await read({ spared })
  expect(sparing.called).not.toContain('ListQueues')
  expect([...whole.types].filter((type) => !sparing.types.has(type))).toEqual(['sqs'])
})

test('in an account that cannot be entered every cell says so, spared ones too', async () => {
  expect((await read({ spared }, true)).types).toContain('sqs')
})

test('that the Regions could not be asked for is said also where instances are not read', async () => {
  aws = await startScriptedAws((call) =>
    call.operation === 'DescribeRegions' ? denial('ec2:DescribeRegions') : quietAws(call),
  )
  const sink = createRecordingSink()
  const settings = { ...defaultSettings, resourceTypes: ['s3', 'sqs'] as const }
  const reading = await readerWith(own).open(connectionTo(aws.url, { accounts: [lake], settings }), { signal })
  const organization = { managementAccountId: null, accounts: [] }
  await reading.read({ stage: 'resources', accountId: lake, organization }, sink, signal)
  reading.close()
  const telling = sink.cells.filter(({ action }) => action === 'ec2:DescribeRegions')
  expect(telling).toMatchObject([{ type: 'sqs', state: 'denied' }])
})

test.each([
  ['role', true],
  ['iam', false],
] as const)('a second look at %s tells of the role: %s', async (type, isTold) => {
  const cells = [{ accountId: lake, region: 'global', type }] as const
  expect((await read({ stage: 'iam', cells })).types.has('role')).toBe(isTold)
})

test('what was read once in a Region that is off by now does not stand as read for ever', async () => {
  const knownRegions = ['eu-west-1', 'eu-south-1']
  const inSouth = async (isClosed: boolean) =>
    (await read({ knownRegions }, isClosed, [])).cells.find(
      ({ type, region }) => type === 'sqs' && region === 'eu-south-1',
    )
  expect(await inSouth(false)).toMatchObject({ state: 'region_disabled' })
  await aws?.stop()
  expect(await inSouth(true)).toMatchObject({ state: 'denied' })
})
