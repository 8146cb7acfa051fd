import { describe, expect, test } from 'vitest'
import { inNetwork, parseNetwork } from './network.ts'
import { decodeBase64, parseDecimal, parseInstant } from './scalars.ts'

describe('instants', () => {
  test.each([
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01', Date.UTC(2026, 0, 1)],
    ['2026-01', Date.UTC(2026, 0, 1)],
    ['2026', Date.UTC(2026, 0, 1)],
    ['2026-01-01T02:00+02:00', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00.250Z', Date.UTC(2026, 0, 1) + 250],
    ['1767225600', Date.UTC(2026, 0, 1)],
  ])('%s', (text, expected) => expect(parseInstant(text)).toBe(expected))

  test.each(['', 'tomorrow', '2026-02-31', '2026-13-01', '2026-01-01T99:99Z', '01/02/2026'])('%s is none', (text) =>
    expect(parseInstant(text)).toBeUndefined(),
  )
})

describe('numbers', () => {
  test.each([
    ['10', 10],
    ['-1.5', -1.5],
    ['+2', 2],
    ['1e3', 1000],
  ])('%s', (text, expected) => expect(parseDecimal(text)).toBe(expected))
  test.each(['', 'ten', '0x10', '1,000', ' 1', 'Infinity'])('%j is none', (text) =>
    expect(parseDecimal(text)).toBeUndefined(),
  )
})

test('base64 is compared by its bytes', () => {
  expect(decodeBase64('QQ==')).toBe('A')
  expect(decodeBase64('QQ')).toBe('A')
  expect(decodeBase64('Q!')).toBeUndefined()
})

describe('networks', () => {
  test.each([
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['10.0.0.0/9', '10.127.0.1', true],
    ['10.0.0.0/9', '10.128.0.1', false],
    ['2001:db8::/32', '2001:DB8:ffff::1', true],
    ['::/0', '10.0.0.1', false],
    ['::ffff:10.0.0.0/104', '::ffff:10.1.2.3', true],
  ])('%s and %s: %s', (block, address, expected) => {
    const network = parseNetwork(block)
    expect(network !== undefined && inNetwork(network, address)).toBe(expected)
  })
  test.each(['256.0.0.1', '10.0.0.0/33', '1.2.3', '::1::', '2001:db8', '10.0.0.0/', 'a'.repeat(100)])(
    '%s is none',
    (text) => expect(parseNetwork(text)).toBeUndefined(),
  )
})
