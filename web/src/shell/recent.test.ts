import { expect, test } from 'vitest'
import type { IconName } from '../parts/icon.tsx'
import { parseRecent } from './recent.ts'

const isIcon = (name: string): name is IconName => name === 'bucket' || name === 'role'
const lake = { icon: 'bucket', name: 'lake', kind: 'resource', href: '/access/resources/arn:aws:s3:::lake' }

test('what was remembered comes back', () => {
  expect(parseRecent(JSON.stringify([lake]), isIcon)).toEqual([lake])
})

test.each([null, '', '{}', 'null', '[null, 7, "a"]', '[{"name":"lake"}]'])('%s remembers nothing', (text) => {
  expect(parseRecent(text, isIcon)).toEqual([])
})

test.each(['https://elsewhere.example/', '//elsewhere.example', 'javascript:alert(1)', ''])(
  'an address outside of the console is left out: %s',
  (href) => {
    expect(parseRecent(JSON.stringify([{ ...lake, href }, lake]), isIcon)).toEqual([lake])
  },
)
