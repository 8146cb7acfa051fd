/** `policies`: what is asked of the API, and what people read. */

import { describe, expect, test } from 'vitest'
import { runCommand } from '../../../test/fakes/command-line.ts'
import type { ApiRequest } from '../transport.ts'

const moment = { at: '2026-05-03T00:00:00.000Z', snapshot: '7' }
const row = (ref: string, name: string, accountName: string) => ({
  ref,
  name,
  kind: 'customer-managed',
  arn: `arn:aws:iam::111122223333:policy/${accountName}/${name}`,
  account: '111122223333',
  accountName,
  attachedTo: 2,
  boundaryOf: 1,
  principals: 9,
  people: 3,
  width: 'write',
  isConditional: true,
  widestActions: 1,
  actions: 2,
  services: 1,
  findings: { error: 0, warning: 2, note: 0 },
})
const rows = [
  row('00000000000000aa', 'Own', 'lake'),
  row('00000000000000bb', 'Own', 'lab'),
  row('00000000000000cc', 'Other', 'lab'),
]
const page = { items: rows, total: rows.length, page: 1, pageSize: 500, notes: [], facets: {}, ...moment }
const detail = {
  ...rows[2],
  sentence: 'Other lets three people write.',
  statements: [
    { index: 0, effect: 'Allow', text: 'Allows s3:PutObject on every resource.', lines: { from: 4, to: 8 } },
  ],
  lint: [{ line: 6, column: 17, severity: 'warning', code: 'x', message: 'Odd.' }],
  attachments: [{ id: 'g', kind: 'group', name: 'staff', as: 'policy', principals: 4, people: 3 }],
  moreAttachments: 2,
  notes: ['Only so far.'],
}
const answer = ({ path }: ApiRequest): object =>
  path === '/policies'
    ? page
    : {
        ref: 'x',
        name: 'Other',
        kind: 'customer-managed',
        document: {},
        ...moment,
        detail,
        usage: [{ index: 0, answer: 'unused' }],
      }

describe('policies', () => {
  test('lists with the filters of the API', async () => {
    const { stdout, requests, status } = await runCommand(
      ['policies', '--kind', 'boundary', '--lint', 'error', '--at', '2026-05-03'],
      answer,
    )
    expect(status).toBe(0)
    expect(requests[0]).toMatchObject({
      path: '/policies',
      query: { kind: 'boundary', findings: 'error', at: '2026-05-03' },
    })
    expect(stdout).toMatch(
      /Own +customer-managed +lake +write, conditional +2, boundary of 1 +9 +3 +2 warnings +00000000000000aa/,
    )
    expect(stdout).toContain('3 policies.')
    expect(stdout).toContain('As known from 2026-05-03')
  })

  test('prints one JSON document', async () => {
    expect(JSON.parse((await runCommand(['policies', '--json'], answer)).stdout)).toEqual(rows)
  })

  test('shows one by its name, with what each statement says', async () => {
    const { stdout, requests } = await runCommand(['policies', 'Other'], answer)
    expect(requests.at(-1)).toMatchObject({ path: '/policies/00000000000000cc' })
    expect(stdout).toContain('Other lets three people write.')
    expect(stdout).toContain('statement 1, lines 4 to 8: Allows s3:PutObject on every resource. Not used.')
    expect(stdout).toContain('6:17: warning Odd. (x)')
    expect(stdout).toContain('and 2 more')
  })

  test('by its ref without looking for it', async () => {
    const { requests } = await runCommand(['policies', '00000000000000cc'], answer)
    expect(requests.map(({ path }) => path)).toEqual(['/policies/00000000000000cc'])
  })

  test('of several with one name it names the candidates', async () => {
    const { status, stderr } = await runCommand(['policies', 'Own'], answer)
    expect(status).toBe(2)
    expect(stderr).toContain('2 policies are called Own.')
    expect(stderr).toContain('00000000000000bb')
  })

  test('a kind that there is not is bad usage', async () => {
    expect((await runCommand(['policies', '--kind', 'colour'], answer)).status).toBe(2)
  })
})
