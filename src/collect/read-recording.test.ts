/** What the reading of kept answers says where some of them were not kept. */
import { expect, test } from 'vitest'
import { manualClock } from '../../test/fakes/clock-and-log.ts'
import type { OwnedCall } from '../app/ports/aws.ts'
import type { JsonObject } from '../core/imports/recorded-calls.ts'
import { lake } from './quiet-aws.fake.ts'
import { createRecordingReader } from './read-recording.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

const region = 'eu-west-1'

const callOf = (service: string, operation: string, output: JsonObject): OwnedCall => ({
  accountId: lake,
  region,
  service,
  operation,
  arguments: {},
  answer: { kind: 'output', output },
  file: `${service}.json`,
})

async function imported(...calls: readonly OwnedCall[]) {
  const sink = createRecordingSink()
  const services = new Set(calls.map(({ service }) => service))
  const operations = new Set(calls.map(({ operation }) => operation))
  await createRecordingReader({ clock: manualClock() })(
    {
      accounts: [{ accountId: lake, services, operations }],
      partition: 'aws',
      signal: new AbortController().signal,
      calls: async () => calls,
    },
    sink,
  )
  return {
    names: sink.resources('elasticloadbalancing:loadbalancer').map(({ body }) => body.name),
    cell: sink.find('elasticloadbalancing', lake, region),
  }
}

const front = callOf('elbv2', 'describeloadbalancers', {
  LoadBalancers: [
    {
      LoadBalancerArn: `arn:aws:elasticloadbalancing:${region}:${lake}:loadbalancer/app/front/50dc6c495c0c9188`,
      LoadBalancerName: 'front',
      Type: 'application',
    },
  ],
})
const checkout = callOf('elb', 'describeloadbalancers', {
  LoadBalancerDescriptions: [{ LoadBalancerName: 'checkout', Scheme: 'internet-facing' }],
})

test('one of the two lists of load balancers is kept without the other, and the command that is missing is told', async () => {
  const newer = await imported(front)
  expect(newer.names).toEqual(['front'])
  expect(newer.cell).toEqual({
    accountId: lake,
    region,
    type: 'elasticloadbalancing',
    state: 'not_collected',
    reason: 'Not part of the import: aws elb describe-load-balancers.',
  })
  const classic = await imported(checkout)
  expect(classic.names).toEqual(['checkout'])
  expect(classic.cell).toMatchObject({
    state: 'not_collected',
    reason: 'Not part of the import: aws elbv2 describe-load-balancers.',
  })
  const both = await imported(front, checkout)
  expect(both.names).toEqual(['front', 'checkout'])
  expect(both.cell).toMatchObject({ state: 'ok' })
})
