import { describe, expect, test } from 'vitest'
import { choicesOf } from './condition-choices.ts'

const test_ = (op: string, ...values: string[]) => ({ op, key: 'k', values })

describe('what can be filled in', () => {
  test('a choice of the values that the test names', () => {
    expect(choicesOf(test_('StringEquals', 'eu-west-1', 'eu-central-1')).values).toEqual(['eu-west-1', 'eu-central-1'])
    expect(choicesOf(test_('StringNotEquals', 'a')).values).toEqual(['a'])
  })

  test('yes or no, and nothing else, for a flag', () => {
    expect(choicesOf(test_('Bool', 'true'))).toEqual({ values: ['true', 'false'], other: undefined })
  })

  test('an example where a pattern, a block or a bound is tested', () => {
    expect(choicesOf(test_('StringLike', 'eu-*', 'us-east-1'))).toEqual({
      values: ['us-east-1'],
      other: { example: 'eu-*' },
    })
    expect(choicesOf(test_('NotIpAddress', '203.0.113.0/24'))).toEqual({
      values: [],
      other: { example: '203.0.113.0' },
    })
    expect(choicesOf(test_('NumericLessThan', '3600'))).toEqual({ values: [], other: { example: '3600' } })
    expect(choicesOf(test_('Null', 'false'))).toEqual({ values: [], other: { example: '' } })
  })
})
