import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedFields } from './changed-fields.ts'
import { isSameContent } from './content-key.ts'
import type { Json } from './objects.ts'

const statement = (Sid: string | undefined, Action: string) => ({ ...(Sid && { Sid }), Effect: 'Allow', Action })

test.each([
  ['nothing', { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, []],
  ['a field', { path: '/', name: 'app' }, { path: '/x/', name: 'app' }, [{ path: 'path', before: '/', after: '/x/' }]],
  [
    'fields that came and went',
    { tags: { owner: 'ada' } },
    { tags: { team: 'core' } },
    [
      { path: 'tags.owner', before: 'ada' },
      { path: 'tags.team', after: 'core' },
    ],
  ],
  [
    'words in a list',
    { groups: ['a', 'b'] },
    { groups: ['b', 'c'] },
    [
      { path: 'groups[]', before: 'a' },
      { path: 'groups[]', after: 'c' },
    ],
  ],
  [
    'an entry with a name, wherever it stands',
    { inline: [{ name: 'Read', document: { Statement: [statement('One', 's3:GetObject')] } }] },
    {
      inline: [
        { name: 'New', document: {} },
        { name: 'Read', document: { Statement: [statement('One', 's3:*')] } },
      ],
    },
    [
      { path: 'inline[Read].document.Statement[One].Action', before: 's3:GetObject', after: 's3:*' },
      { path: 'inline[New]', after: { name: 'New', document: {} } },
    ],
  ],
  [
    'a statement without a name, put in front',
    [statement(undefined, 's3:GetObject')],
    [statement(undefined, 'iam:*'), statement(undefined, 's3:GetObject')],
    [{ path: '[0]', after: statement(undefined, 'iam:*') }],
  ],
  ['only the order', { a: ['x', 'y'] }, { a: ['y', 'x'] }, [{ path: 'a', before: ['x', 'y'], after: ['y', 'x'] }]],
  ['another type', { policy: null }, { policy: {} }, [{ path: 'policy', before: null, after: {} }]],
] satisfies [string, Json, Json, unknown][])('%s', (_, before, after, expected) => {
  expect(changedFields(before, after)).toEqual(expected)
})

test('tells something exactly when the contents differ, and both ways the same', () => {
  const body = fc.jsonValue({ maxDepth: 4 }).map((value) => value as Json)
  fc.assert(
    fc.property(body, body, (before, after) => {
      const there = changedFields(before, after)
      expect(there.length === 0).toBe(isSameContent(before, after))
      expect(changedFields(after, before)).toHaveLength(there.length)
    }),
  )
})
