import { describe, expect, it } from 'vitest'
import type { ApiHarness, Caller } from '../../test/fakes/api-harness.ts'
import { createApiHarness, theOperator } from '../../test/fakes/api-harness.ts'
import { role } from '../../test/fakes/inventory.ts'
import { lake, lakeForm, lakeScript, people, wholeReading } from '../../test/fakes/small-world.ts'
import { maskedExternalId } from '../app/connections/mask-external-ids.ts'
import type { ConsoleRole } from '../app/ports/people.ts'
import type { InventoryObject } from '../core/inventory/objects.ts'

const name = 'BailiwickCrossAccountTrustRole'
const arn = `arn:aws:iam::${lake}:role/${name}`

/** As connection.md has it: whoever names the ExternalId of the connection may assume the role. */
const ourRole = (externalId: string): InventoryObject =>
  role(lake, name, {
    trust: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${lake}:user/bob` },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    },
  })

async function connected(roles: readonly ConsoleRole[]) {
  const harness = await createApiHarness({ aws: lakeScript })
  const { body } = await harness.ask('POST /integrations', { as: theOperator, body: lakeForm })
  const externalId = String(body['externalId'])
  expect(externalId).toMatch(/^[0-9a-f-]{36}$/)
  harness.aws.script.cells = wholeReading.map((cell) =>
    cell.type === 'iam' ? { ...cell, pages: [[...people, ourRole(externalId)]] } : cell,
  )
  await harness.ask('POST /integrations/AWS/sync', { as: theOperator })
  await harness.work()
  return { harness, externalId, as: await harness.someoneWith(roles) }
}

/** Every way in which the policy comes into an answer. */
async function toldOfOurRole(harness: ApiHarness, as: Caller): Promise<readonly string[]> {
  const list = await harness.ask(`GET /policies?search=${encodeURIComponent(`trust policy of ${name}`)}`, { as })
  const [policy] = list.body['items'] as { readonly ref: string }[]
  const asked = `action=sts:AssumeRole&resource=${encodeURIComponent(arn)}`
  const answers = await Promise.all(
    [
      `GET /policies/${policy?.ref}`,
      `GET /policies/${policy?.ref}/versions`,
      `GET /access/can?principal=bob&${asked}`,
      `GET /access/who-can?${asked}`,
      `GET /principals/detail?principal=${encodeURIComponent(arn)}`,
      `GET /integrations/AWS`,
    ].map((what) => harness.ask(what, { as })),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  return answers.map(({ text }) => text)
}

describe('the ExternalId of a connection', () => {
  it('is told to those who integrate', async () => {
    const { harness, externalId, as } = await connected(['integration-admin'])
    const told = await toldOfOurRole(harness, as)
    expect(told.filter((text) => text.includes(externalId)).length).toBeGreaterThanOrEqual(5)
    expect(told.join()).not.toContain(maskedExternalId)
  })

  it.each(['auditor', 'access-admin', 'administrator'] as const)('is masked for one who is only %s', async (of) => {
    const { harness, externalId, as } = await connected([of])
    const told = await toldOfOurRole(harness, as)
    expect(told.join()).not.toContain(externalId)
    expect(told[0]).toContain(`"sts:ExternalId":"${maskedExternalId}"`)
    expect(told[2]).toContain(maskedExternalId)
  })

  it('is masked in the past, too, after its connection was deleted', async () => {
    const { harness, externalId, as } = await connected(['auditor'])
    const asked = `GET /access/who-can?action=sts:AssumeRole&resource=${encodeURIComponent(arn)}&at=${harness.clock.now()}`
    harness.clock.advance(60_000)
    await harness.ask('DELETE /integrations/AWS', { as: theOperator })
    expect((await harness.ask(asked, { as: theOperator })).text).toContain(externalId)
    const { text } = await harness.ask(asked, { as })
    expect(text).not.toContain(externalId)
    expect(text).toContain(maskedExternalId)
  })
})
