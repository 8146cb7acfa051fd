/** An account's own instance, and the organization's that it may or may not see: what each list proves. */
import { afterEach, expect, test } from 'vitest'
import type { KnownObjects } from '../app/ports/aws.ts'
import { type ScriptedAws, startScriptedAws } from '../aws/scripted-aws.fake.ts'
import type { AccountId, Arn } from '../core/ids.ts'
import { parseArn } from '../core/ids.ts'
import type { InventoryObject, ObjectOfKind } from '../core/inventory/objects.ts'
import { ofKinds } from './collect-all.fake.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import { lake, own, quietAws, shop } from './quiet-aws.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

const region = 'eu-west-1'
const [management, member] = [lake, shop]

const arnOf = (id: string): Arn => {
  const arn = parseArn(`arn:aws:sso:::instance/ssoins-${id}`)
  if (!arn) throw new Error(id)
  return arn
}

interface Listed {
  readonly id: string
  readonly owner: AccountId
}

const organizations: Listed = { id: 'organization', owner: management }
const members: Listed = { id: 'member', owner: member }

const asKnown = ({ id, owner }: Listed): ObjectOfKind<'identityCenter'> => ({
  kind: 'identityCenter',
  nativeId: arnOf(id),
  arn: arnOf(id),
  accountId: member,
  region,
  cell: 'identity_center',
  body: { instanceArn: arnOf(id), identityStoreId: `d-${id}`, region, ownerAccountId: owner },
})

let aws: ScriptedAws
afterEach(() => aws.stop())

interface Look {
  readonly reader: AccountId
  /** Null: nobody has told it. */
  readonly managementAccountId: AccountId | null
  readonly known: readonly Listed[]
  readonly listed: readonly Listed[]
}

async function look({ reader, managementAccountId, known, listed }: Look) {
  aws = await startScriptedAws((call) => {
    if (call.operation !== 'ListInstances') return quietAws(call)
    const Instances = listed.map(({ id, owner }) => ({
      InstanceArn: arnOf(id),
      IdentityStoreId: `d-${id}`,
      OwnerAccountId: owner,
    }))
    return { body: { Instances } }
  })
  const before: readonly InventoryObject[] = known.map(asKnown)
  const answer: KnownObjects = async (cell, kinds) => ofKinds(cell === null ? [] : before, kinds)
  const sink = createRecordingSink()
  const connection = connectionTo(aws.url, { accounts: [reader], homeRegion: region, identityCenter: true })
  const { signal } = noAbort
  const reading = await readerWith(own).open(connection, { signal, known: answer })
  const organization = { managementAccountId, accounts: [management, member] }
  const order = { stage: 'identity_center', accountId: reader, knownRegions: [region], organization } as const
  await reading.read(order, sink, signal)
  reading.close()
  const cells = sink.cells.map((cell) => [cell.state, cell.code])
  return { cells, instances: sink.all('identityCenter').map(({ nativeId }) => nativeId) }
}

const notSeen = [['suspect', 'identity_center_not_seen']]
const whole = [['ok', undefined]]

test.each([
  ['the management account is known', management],
  ['nobody has told which account that is', null],
])("a member's own instance does not stand for that of the organization: %s", async (_, managementAccountId) => {
  const known = [organizations, members]
  const outcome = await look({ reader: member, managementAccountId, known, listed: [members] })
  expect(outcome).toEqual({ cells: notSeen, instances: [arnOf('member')] })
})

test('a member that sees both sees both', async () => {
  const both = [organizations, members]
  const outcome = await look({ reader: member, managementAccountId: management, known: both, listed: both })
  expect(outcome.cells).toEqual(whole)
})

test('a member that made an instance of its own and took it away has none', async () => {
  const given = { reader: member, managementAccountId: management, known: [members], listed: [] }
  expect(await look(given)).toEqual({ cells: whole, instances: [] })
})

test('an instance that the organization has made anew stands for the one before', async () => {
  const anew = { ...organizations, id: 'anew' }
  const given = { reader: member, managementAccountId: management, known: [organizations], listed: [anew] }
  expect(await look(given)).toEqual({ cells: whole, instances: [arnOf('anew')] })
})

test('what the management account does not list is read as gone; the publication asks for a second run', async () => {
  const given = { reader: management, managementAccountId: management, known: [organizations], listed: [] }
  expect((await look(given)).cells).toEqual(whole)
})
