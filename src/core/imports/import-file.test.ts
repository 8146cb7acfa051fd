import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accountId } from '../../../test/fakes/inventory.ts'
import { recognizeAndRead } from './import-file.ts'
import type { ImportOptions } from './imported-file.ts'

const user = (name: string, account = '111111111111') => ({
  Path: '/',
  UserName: name,
  UserId: `AIDA${name.toUpperCase()}`,
  Arn: `arn:aws:iam::${account}:user/${name}`,
  CreateDate: '2024-01-01T00:00:00Z',
})
const whole = { GroupDetailList: [], RoleDetailList: [], Policies: [] }
const dump = { UserDetailList: [user('ada')], ...whole }

function read(value: unknown, options?: ImportOptions) {
  const result = recognizeAndRead(typeof value === 'string' ? value : JSON.stringify(value), options)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function failure(value: unknown, options?: ImportOptions) {
  const result = recognizeAndRead(typeof value === 'string' ? value : JSON.stringify(value), options)
  if (result.ok) throw new Error('expected an error')
  return result.error
}

const iamCell = (file: ReturnType<typeof read>, account = file.account) =>
  file.cells.find((cell) => cell.type === 'iam' && cell.accountId === account)

describe('recognizeAndRead', () => {
  it('reads one answer: account from its ARNs, IAM read, the rest not collected', () => {
    const file = read(dump)
    expect(file).toMatchObject({
      account: '111111111111',
      accounts: ['111111111111'],
      skipped: [],
      counts: { users: 1 },
    })
    expect(iamCell(file)).toMatchObject({ state: 'ok', region: 'global' })
    expect(file.cells.filter((cell) => cell.state === 'not_collected').map((cell) => cell.type)).toContain(
      'organization',
    )
  })

  it('joins pages, given as a list or one after the other', () => {
    const pages = [
      { ...dump, IsTruncated: true, Marker: 'x' },
      { ...dump, UserDetailList: [user('bob')], IsTruncated: false },
    ]
    for (const text of [JSON.stringify(pages), pages.map((page) => JSON.stringify(page, null, 2)).join('\n')]) {
      const file = read(text)
      expect(file.counts.users).toBe(2)
      expect(iamCell(file)?.state).toBe('ok')
    }
  })

  it('is suspicious of a file that says more follows, lacks a list, or had entries left out', () => {
    expect(iamCell(read({ ...dump, IsTruncated: true }))).toMatchObject({ state: 'suspect', reason: /IsTruncated/ })
    expect(iamCell(read({ UserDetailList: [user('ada')] }))).toMatchObject({
      state: 'suspect',
      reason: /GroupDetailList/,
    })
    const file = read({ ...dump, UserDetailList: [user('ada'), { UserName: 'bob' }] })
    expect(file.skipped).toEqual([{ path: 'UserDetailList[1].Arn', reason: 'is missing' }])
    expect(iamCell(file)?.state).toBe('suspect')
  })

  it('keeps a policy that is no policy: the engine refuses it later', () => {
    const entry = { ...user('ada'), UserPolicyList: [{ PolicyName: 'broken', PolicyDocument: '{"Statement": [' }] }
    expect(read({ ...dump, UserDetailList: [entry] }).objects).toMatchObject([
      { body: { inlinePolicies: [{ name: 'broken', document: '{"Statement": [' }] } },
    ])
  })

  it('reads several accounts, the one with most entries first', () => {
    const users = [user('a', '222222222222'), user('b', '222222222222'), user('c', '333333333333')]
    expect(read({ ...dump, UserDetailList: users }).accounts).toEqual(['222222222222', '333333333333'])
    expect(read({ '222222222222': dump, '111111111111': dump }).counts.users).toBe(1)
  })

  it('leaves out an entry that holds a key twice', () => {
    const text = `{"UserDetailList": [${JSON.stringify(user('ada'))}, {"UserName": "x",\n "UserName": "y"}], "RoleDetailList": []}`
    expect(read(text).skipped).toEqual([
      { path: 'UserDetailList[1]', reason: 'holds the key UserName twice in one object (line 2, column 2)' },
    ])
  })

  it.each([
    ['<html></html>', 'bad_input', 1, 1],
    ['{"UserDetailList": [\n  {"UserName": "a",}]}', 'bad_input', 2, 20],
    ['{"Records": []}', 'not_recognized', 1, 1],
    ['[\n {"Records": []}]', 'not_recognized', 2, 2],
    ['{"UserDetailList":\n "all"}', 'bad_input', 2, 2],
    ['{"UserDetailList": [\n {"Arn": "arn:aws:iam::111111111111:user/a"}]}', 'bad_input', 2, 2],
    ['{"UserDetailList": []}', 'bad_input', 1, 1],
    ['null', 'not_recognized', 1, 1],
    ['[]', 'not_recognized', 1, 1],
    ['', 'bad_input', 1, 1],
    ['[['.repeat(5_000), 'bad_input', 1, 129],
  ])('refuses %j with a place', (text, code, line, column) => {
    expect(failure(text)).toMatchObject({ code, line, column })
  })

  it('refuses every truncation of a file', () => {
    const text = JSON.stringify({ ...dump, UserDetailList: [user('ada'), user('bob')] }, null, 1)
    for (let end = 0; end < text.length - 1; end += 1) {
      expect(failure(text.slice(0, end))).toMatchObject({ code: 'bad_input', line: expect.any(Number) })
    }
  })

  it('holds the file against the account that was named', () => {
    const options = { account: accountId('999999999999'), fileName: 'dump.json' }
    expect(failure(dump, options).message).toBe('dump.json is about account 111111111111, not 999999999999')
    expect(read({ ...whole, UserDetailList: [] }, options).account).toBe('999999999999')
  })

  it('reads resource policies as lines', () => {
    const lines = [
      { arn: 'arn:aws:s3:::lake', account: '111111111111', policy: { Version: '2012-10-17', Statement: [] } },
      { arn: 'arn:aws:kms:eu-west-1:222222222222:key/1234', policy: '{"Version": "2012-10-17", "Statement": []}' },
      { arn: 'arn:aws:s3:::nobody', policy: null },
    ]
    const file = read(lines.map((line) => JSON.stringify(line)).join('\n'))
    expect(file.counts.resources).toBe(2)
    expect(file.objects).toMatchObject([
      { accountId: '111111111111', body: { type: 's3:bucket', name: 'lake', policy: { state: 'read' } } },
      {
        accountId: '222222222222',
        region: 'eu-west-1',
        body: { name: '1234', policy: { document: { Statement: [] } } },
      },
    ])
    expect(file.skipped).toMatchObject([{ path: '[2]' }])
  })
})

const example = new URL(
  '../../../../shared/data/account-dump-cloudsplaining/account-authorization-details.json',
  import.meta.url,
)

describe.skipIf(!existsSync(example))('a real account dump', () => {
  it('imports whole', () => {
    const file = read(readFileSync(example, 'utf8'))
    expect(file.counts).toEqual({ users: 44, groups: 5, roles: 78, policies: 84, resources: 0 })
    expect(file.skipped).toEqual([])
    expect(file.accounts).toEqual(['200611803367', '012345678901'])
  })

  it('is refused when it is cut off, with the place', () => {
    const text = readFileSync(example, 'utf8')
    for (let end = 1_000; end < text.length; end += 100_003) {
      const { code, line } = failure(text.slice(0, end))
      expect(code).toBe('bad_input')
      expect(line).toBe(text.slice(0, end).split('\n').length)
    }
  })
})
