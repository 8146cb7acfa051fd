import { beforeAll, describe, expect, test } from 'vitest'
import { type ApiHarness, createApiHarness, theOperator } from '../../../test/fakes/api-harness.ts'
import { lake, lakeForm, lakeScript } from '../../../test/fakes/small-world.ts'

const as = theOperator
let harness: ApiHarness

beforeAll(async () => {
  harness = await createApiHarness({ aws: lakeScript })
  await harness.ask('POST /integrations', { as, body: lakeForm })
  await harness.ask('POST /integrations/AWS/sync', { as })
  await harness.work()
})

const ask = (path: string) => harness.ask(`GET ${path}`, { as })
const namesIn = (body: Record<string, unknown>): string[] =>
  (body['items'] as { name: string }[]).map(({ name }) => name)

describe('identities', () => {
  test.each([
    ['', ['root of lake', 'alice', '=cmd', 'bob']],
    ['?kind=unknown', ['alice', '=cmd', 'bob']],
    ['?kind=person', []],
    ['?admin=true', ['root of lake', 'alice']],
    ['?suggested=true', []],
    ['?search=ali', ['alice']],
    ['?account=lake&sort=-name', ['root of lake', 'bob', 'alice', '=cmd']],
    ['?account=999988887777', []],
    ['?sort=-administers&page=2&pageSize=2', ['=cmd', 'bob']],
  ])('%s', async (query, expected) => {
    const { status, body } = await ask(`/identities${query}`)
    expect(status).toBe(200)
    expect(namesIn(body)).toEqual(expected)
  })

  test('say what each choice of a filter would give', async () => {
    const { body } = await ask('/identities?kind=root')
    expect(body['facets']).toMatchObject({ kind: { unknown: 3, root: 1 }, account: { [lake]: 1 } })
  })

  test('as CSV hold all rows and no formula', async () => {
    const { headers, text } = await ask('/identities?format=csv&pageSize=1')
    expect(headers['content-disposition']).toBe('attachment; filename="identities.csv"')
    expect(text.trimEnd().split('\r\n')).toHaveLength(5)
    expect(text).toContain(",'=cmd,")
  })

  test('one of them whole; its id may hold anything', async () => {
    const { body: list } = await ask('/identities?search=alice')
    const [{ id = '' } = {}] = list['items'] as { id?: string }[]
    const { status, body } = await ask(`/identities/${encodeURIComponent(id)}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id,
      sentence:
        'The IAM user alice in lake may have a password and keys, which were not read; it is administrator there.',
      access: [{ account: lake, admin: 'yes', adminVia: 'full' }],
      credentials: [],
    })
    expect((await ask(`/identities/${encodeURIComponent('workload:arn:aws:lambda:x:1:function:a/b?c')}`)).status).toBe(
      404,
    )
  })

  test('one that is not there is named', async () => {
    expect(await ask('/identities/root:111111111111')).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe('accounts', () => {
  test.each([
    ['', ['lake']],
    ['?search=LAKE', ['lake']],
    [`?search=${lake}&coverage=whole`, ['lake']],
    ['?coverage=incomplete', []],
    ['?unit=Production', []],
    ['?sort=-administrators', ['lake']],
  ])('%s', async (query, expected) => {
    const { status, body } = await ask(`/accounts${query}`)
    expect(status).toBe(200)
    expect(namesIn(body)).toEqual(expected)
  })

  test('as CSV', async () => {
    const { text } = await ask('/accounts?format=csv')
    expect(text).toBe(
      'account,name,alias,units,status,reading,cellsRead,cellsMissing,principals,administrators,people,resources\r\n' +
        `${lake},lake,,,ACTIVE,read,4,0,4,2,0,1\r\n`,
    )
  })

  test('one of them whole, by number or name', async () => {
    for (const account of [lake, 'lake']) {
      const { status, body } = await ask(`/accounts/${account}`)
      expect(status).toBe(200)
      expect(body).toMatchObject({
        id: lake,
        administratorList: [
          { name: 'alice', admin: 'yes', adminVia: 'full' },
          { name: 'root', admin: 'yes', adminVia: 'full' },
        ],
        resourceTypes: [{ type: 's3:bucket', count: 1, open: 0 }],
        doors: [],
      })
    }
    expect(await ask('/accounts/lakee')).toMatchObject({
      status: 404,
      body: { code: 'not_found', suggestions: ['lake'] },
    })
  })
})

test.each(['/identities?kind=robot', '/identities?page=0', '/accounts?sort=colour', '/accounts?coverage=half'])(
  '%s is refused',
  async (path) => {
    expect(await ask(path)).toMatchObject({ status: 400, body: { code: 'bad_input' } })
  },
)

test('nothing is known before the first reading', async () => {
  const empty = await createApiHarness({ aws: lakeScript })
  for (const path of ['/identities', '/accounts', '/accounts/lake', '/identities/root:1'])
    expect(await empty.ask(`GET ${path}`, { as })).toMatchObject({ status: 409, body: { code: 'nothing_read' } })
})
