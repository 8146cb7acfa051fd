import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InventoryObject } from '../inventory/objects.ts'
import type { ImportOptions } from './imported-file.ts'
import { readLargeFile } from './read-large-file.ts'
import { recognizeFile } from './recognize-file.ts'
import type { RecordedCall } from './recorded-calls.ts'

const accounts = ['111111111111', '222222222222']

/** What is said of a text that was read whole, in the form of what is said of one that was not. */
function readWhole(text: string, options: ImportOptions) {
  const read = recognizeFile(text, options)
  if (!read.ok) return { error: read.error }
  if (read.value.kind === 'calls') return { calls: plain(read.value.calls) }
  const { objects, ...file } = read.value.file
  return { file: plain(file), objects: inOrder(objects) }
}

async function readInPieces(text: string, options: ImportOptions, size: number) {
  const objects: InventoryObject[] = []
  const calls: RecordedCall[] = []
  async function* pieces() {
    for (let from = 0; from < text.length; from += size) yield text.slice(from, from + size)
  }
  const read = await readLargeFile(pieces, options, {
    objects: async (some) => void objects.push(...some),
    calls: async (some) => void calls.push(...some),
  })
  if (!read.ok) return { error: read.error }
  if (read.value.kind === 'calls') return { calls: plain(calls) }
  return { file: plain(read.value.file), objects: inOrder(objects) }
}

/** The parser's objects have no prototype. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** Lists come in the order of the file, or in that of AWS: objects have none. */
const inOrder = (objects: readonly InventoryObject[]): unknown =>
  plain([...objects].sort((a, b) => (`${a.kind}${a.arn}` < `${b.kind}${b.arn}` ? -1 : 1)))

const name = fc.constantFrom('ada', 'bob', 'cy', 'dé')
const account = fc.constantFrom(...accounts)
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

const user = fc.tuple(name, account, name).map(([own, of, id]) => ({
  Path: '/',
  UserName: own,
  UserId: `AIDA${id}`,
  Arn: `arn:aws:iam::${of}:user/${own}`,
  CreateDate: '2024-01-01T00:00:00+00:00',
  UserPolicyList: [{ PolicyName: 'x', PolicyDocument: policy }],
}))
const managed = fc.tuple(name, fc.constantFrom(...accounts, 'aws')).map(([own, of]) => ({
  PolicyName: own,
  PolicyId: `ANPA${own}`,
  Arn: `arn:aws:iam::${of}:policy/${own}`,
  DefaultVersionId: 'v1',
  PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: policy }],
}))
const useless = fc.constantFrom(
  null,
  3,
  'x',
  [],
  [1],
  {},
  { Arn: 'no' },
  { UserName: 'x', Arn: 'arn:aws:iam::1:user/x' },
)
const entries = fc.array(fc.oneof({ weight: 5, arbitrary: fc.oneof(user, managed) }, useless), { maxLength: 5 })
const page = fc.record(
  {
    UserDetailList: entries,
    GroupDetailList: fc.oneof({ weight: 9, arbitrary: entries }, fc.constantFrom(null, 'all', { a: 1 })),
    RoleDetailList: entries,
    Policies: fc.array(managed, { maxLength: 3 }),
    IsTruncated: fc.boolean(),
    Marker: fc.string(),
  },
  { requiredKeys: [] },
)
const line = fc.record(
  {
    arn: fc.constantFrom('arn:aws:s3:::lake', 'arn:aws:kms:eu-west-1:222222222222:key/1', 'arn:aws:s3:::pond', 'no'),
    policy: fc.constantFrom(null, policy, 'text'),
    account,
  },
  { requiredKeys: ['arn', 'policy'] },
)
const call = fc.record(
  {
    command: fc.constantFrom('iam list-roles', 'aws sqs list-queues', 'iam get-account-authorization-details', 'no'),
    account,
    region: fc.constantFrom('eu-west-1', 'global'),
    output: fc.oneof(page, fc.constantFrom(null, {}, [])),
  },
  { requiredKeys: ['command', 'output'] },
)
const shape = fc.constantFrom(
  { Users: [] },
  { PermissionSets: ['a'] },
  { Targets: [] },
  { Reservations: [] },
  [],
  null,
  3,
)

const indent = fc.constantFrom(0, 1, 4)
const printed = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<string> =>
  fc.tuple(value, indent).map(([one, space]) => JSON.stringify(one, null, space))
const several = (one: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(one, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n', ' ', ''))
    .map(([all, gap]) => all.join(gap))

const dump = fc.oneof(page, fc.array(page, { maxLength: 3 }), fc.dictionary(account, page, { minKeys: 1, maxKeys: 2 }))
const file = fc.oneof(
  { weight: 6, arbitrary: several(printed(dump)) },
  { weight: 2, arbitrary: several(printed(line)) },
  { weight: 2, arbitrary: several(printed(call)) },
  { weight: 2, arbitrary: several(printed(fc.oneof(dump, line, call, shape))) },
)

/** Cut off, or with something put in, taken out, or said twice. */
const damage = fc.oneof(
  { weight: 3, arbitrary: fc.constant((text: string) => text) },
  fc.nat().map((at) => (text: string) => text.slice(0, at % (text.length + 1))),
  fc
    .tuple(
      fc.nat(),
      fc.constantFrom(
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\\',
        '\n',
        '\r',
        '1',
        'x',
        '"Arn":1,',
        '"UserDetailList":[],',
      ),
    )
    .map(([at, what]) => (text: string) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + what + text.slice(place)
    }),
  fc.nat().map((at) => (text: string) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + text.slice(place + 1)
  }),
  fc.constant((text: string) => `\uFEFF${text}`),
  fc.nat().map((at) => (text: string) => {
    const openings = [...text.matchAll(/\{(?=\s*")/g)].map(({ index }) => index + 1)
    const place = openings[at % Math.max(1, openings.length)] ?? 0
    const [key = ''] = /\s*"[^"]*":/.exec(text.slice(place)) ?? []
    return `${text.slice(0, place)}${key}null,${text.slice(place)}`
  }),
)

const options = fc.record(
  {
    account: account.map((id) => id as NonNullable<ImportOptions['account']>),
    fileName: fc.constantFrom(
      'dump.json',
      '222222222222/dump.json',
      '222222222222/iam.get-account-authorization-details.json',
    ),
  },
  { requiredKeys: [] },
)

describe('a file read in pieces', () => {
  it('says what it says when it is read whole, or is refused at the same place with the same words', async () => {
    const seen = { file: 0, calls: 0, error: 0, skipped: 0 }
    await fc.assert(
      fc.asyncProperty(file, damage, options, fc.integer({ min: 1, max: 200 }), async (text, spoil, given, size) => {
        const whole = readWhole(spoil(text), given)
        expect(await readInPieces(spoil(text), given, size)).toEqual(whole)
        if (whole.error) seen.error += 1
        else if (whole.calls) seen.calls += 1
        else seen.file += 1
        if (JSON.stringify(whole).includes('"skipped":[{')) seen.skipped += 1
      }),
      { numRuns: 1_000 },
    )
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(30)
  })

  it('is refused where a comma is missing between two entries, not within the second', async () => {
    const user = { UserName: 'ada', Arn: `arn:aws:iam::${accounts[0]}:user/ada`, UserId: 'AIDAADA' }
    const text = JSON.stringify({ UserDetailList: [user], Policies: [] }, null, 4).replace(
      '        }\n',
      '        }{\n',
    )
    const whole = readWhole(text, {})
    expect(whole).toMatchObject({ error: { code: 'bad_input', line: 7, column: 10 } })
    expect(await readInPieces(text, {}, 50)).toEqual(whole)
  })

  it('may be a credential report', async () => {
    const report = `user,arn,user_creation_time\nada,arn:aws:iam::${accounts[0]}:user/ada,2024-01-01T00:00:00+00:00\n`
    expect(await readInPieces(report, {}, 250)).toEqual(readWhole(report, {}))
    expect(readWhole(report, {})).toMatchObject({ calls: [{ service: 'iam' }] })
  })
})
