import { describe, expect, test } from 'vitest'
import { pairOf, pairWords, withPairs } from './context-pairs.ts'

describe('facts of a request in the address', () => {
  test('a new one takes the place of what was said of its key', () => {
    expect(withPairs([], ['aws:SourceIp=203.0.113.7'])).toEqual(['aws:SourceIp=203.0.113.7'])
    expect(
      withPairs(
        ['aws:sourceip=10.0.0.1', 'aws:SourceVpce=vpce-1', 'AWS:SourceIp=10.0.0.2'],
        ['aws:SourceIp=203.0.113.7'],
      ),
    ).toEqual(['aws:SourceVpce=vpce-1', 'aws:SourceIp=203.0.113.7'])
  })

  test('absent and empty differ', () => {
    expect(pairOf('s3:prefix', undefined)).toBe('s3:prefix=')
    expect(pairOf('s3:prefix', '')).toBe('s3:prefix=""')
    expect(pairOf('s3:prefix', 'home/')).toBe('s3:prefix=home/')
  })

  test('are read as people say them', () => {
    expect(pairWords('aws:MultiFactorAuthPresent=true')).toBe('the session used MFA')
    expect(pairWords('aws:SourceVpce=')).toBe('aws:SourceVpce is absent')
    expect(pairWords('aws:RequestTag/a=b=c')).toBe('aws:RequestTag/a is b=c')
  })
})
