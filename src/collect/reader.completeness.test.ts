/** Was everything read? IAM's lists against AWS's own counts. */
import { afterEach, expect, test } from 'vitest'
import type { ScriptedAws } from '../aws/scripted-aws.fake.ts'
import { startScriptedAws } from '../aws/scripted-aws.fake.ts'
import { connectionTo, noAbort, readerWith } from './connection.fake.ts'
import type { Special } from './quiet-aws.fake.ts'
import { lake, own, quietAws } from './quiet-aws.fake.ts'
import { createRecordingSink } from './recording-sink.fake.ts'

let aws: ScriptedAws | undefined
afterEach(() => aws?.stop())

async function collect(special: Special) {
  aws = await startScriptedAws((call) => special(call) ?? quietAws(call))
  const sink = createRecordingSink()
  await readerWith(own).collect(connectionTo(aws.url, { accounts: [lake] }), sink, noAbort)
  return { sink, calls: aws.calls }
}

/** IAM with `users` listed at each reading, and `counted` by AWS at each asking; the last of them stays. */
function iamWith(users: readonly number[], counted: readonly number[]): Special {
  const readings = [...users]
  const countings = [...counted]
  const next = (values: number[]): number => (values.length > 1 ? values.shift() : values[0]) ?? 0
  return ({ operation }) => {
    if (operation === 'GetAccountSummary') {
      return { body: `<SummaryMap><entry><key>Users</key><value>${next(countings)}</value></entry></SummaryMap>` }
    }
    if (operation !== 'GetAccountAuthorizationDetails') return undefined
    const listed = Array.from({ length: next(readings) }, (_, index) => iamUser(`user-${index}`))
    return { body: `<UserDetailList>${listed.join('')}</UserDetailList><IsTruncated>false</IsTruncated>` }
  }
}

const iamUser = (name: string): string =>
  `<member><UserName>${name}</UserName><UserId>AIDA${name.toUpperCase()}</UserId><Path>/</Path><CreateDate>2026-01-01T00:00:00Z</CreateDate><Arn>arn:aws:iam::${lake}:user/${name}</Arn></member>`

test('fewer users than AWS counts: read again, and when it stays the cell is suspect', async () => {
  const { sink } = await collect(iamWith([1], [3]))
  expect(sink.find('iam')).toMatchObject({
    state: 'suspect',
    code: 'count_mismatch',
    reason: 'AWS counts 3 users in the account and listed 1, twice.',
  })
  expect(sink.requests('iam:GetAccountAuthorizationDetails')).toBe(2)
})

test('a second reading that finds all of them settles it', async () => {
  const { sink } = await collect(iamWith([1, 3], [3]))
  expect(sink.find('iam')).toMatchObject({ state: 'ok' })
  expect(new Set(sink.all('user').map(({ body }) => body.name))).toEqual(new Set(['user-0', 'user-1', 'user-2']))
})

test('a user who was deleted meanwhile explains the difference, and so does one who was made', async () => {
  const { sink } = await collect(iamWith([2], [3, 2]))
  expect(sink.find('iam')).toMatchObject({ state: 'ok' })
  expect(sink.requests('iam:GetAccountAuthorizationDetails')).toBe(1)
  await aws?.stop()
  const made = await collect(iamWith([3], [2, 3]))
  expect(made.sink.find('iam')).toMatchObject({ state: 'ok' })
})
