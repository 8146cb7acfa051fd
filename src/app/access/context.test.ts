import { expect, it } from 'vitest'
import { parseContext } from './context.ts'

it('reads keys with their values, absent keys and empty values', () => {
  expect(
    parseContext(['aws:TagKeys=a', 'aws:TagKeys=b', 'aws:SourceVpce=', 's3:prefix=""', 'aws:RequestTag/k=a=b']),
  ).toEqual({
    'aws:TagKeys': ['a', 'b'],
    'aws:SourceVpce': [],
    's3:prefix': [''],
    'aws:RequestTag/k': ['a=b'],
  })
})

it.each(['nothing', '=x', 'nokey=x'])('refuses %s', (pair) => {
  expect(() => parseContext([pair])).toThrow(/condition key/)
})
