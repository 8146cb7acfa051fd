import { afterEach, expect, test } from 'vitest'
import type { ScriptedAnswer, ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import type { Collector } from './collector.ts'
import { optional } from './collector.ts'
import { lake, own, quietAws } from './quiet-aws.fake.ts'
import { readCell } from './read-cell.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

/** As Node's resolver fails where a name does not exist. */
const unknownName = (): Error =>
  Object.assign(new Error('getaddrinfo ENOTFOUND codeartifact.sa-east-1.amazonaws.com'), { code: 'ENOTFOUND' })

const nowhere = (failure: () => Error): Collector => ({
  type: 'codeartifact',
  capability: 'resources:codeartifact',
  scope: 'region',
  reads: optional('codeartifact:ListDomains'),
  async probe() {
    throw failure()
  },
  // biome-ignore lint/correctness/useYield: it fails before there is anything
  async *collect() {
    throw failure()
  },
})

async function read(failure: () => Error, identity?: ScriptedAnswer) {
  aws = await startScriptedAws((call) => (call.operation === 'GetCallerIdentity' && identity) || quietAws(call))
  const place = { accountId: lake, region: 'sa-east-1' }
  return readCell({ url: aws.url, credentials: own }, nowhere(failure), place)
}

test('a name that is not known, in a Region that answers: the service is not there', async () => {
  const { cell, calls } = await read(unknownName)
  expect(cell).toEqual({
    accountId: lake,
    region: 'sa-east-1',
    type: 'codeartifact',
    state: 'unsupported',
    code: 'service_absent',
    action: 'codeartifact:ListDomains',
    reason: 'The service is not offered in sa-east-1: its address is not known, and others of the Region are.',
  })
  expect(calls.map(({ operation }) => operation)).toEqual(['sts:GetCallerIdentity'])
})

test('where the Region does not answer either, nobody knows', async () => {
  const { cell } = await read(unknownName, { status: 403, code: 'AccessDenied' })
  expect(cell).toMatchObject({ state: 'failed', code: 'ENOTFOUND' })
})

test('any other trouble is what it is, and nobody is asked', async () => {
  const { cell, calls } = await read(() => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
  expect(cell).toMatchObject({ state: 'failed', code: 'ECONNREFUSED' })
  expect(calls).toEqual([])
})
