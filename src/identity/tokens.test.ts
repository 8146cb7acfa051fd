import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256Tokens, systemIds } from './tokens.ts'

test('the digest is SHA-256 in hexadecimal', () => {
  // FIPS 180-2, appendix B.1.
  expect(sha256Tokens.digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('equal is equality', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sha256Tokens.equal(a, b) === (a === b)))
  fc.assert(fc.property(fc.string(), (a) => sha256Tokens.equal(a, a)))
})

test('identifiers are version 4 UUIDs and tokens hold as many bytes as asked', () => {
  expect(systemIds.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Buffer.from(systemIds.token(32), 'base64url')).toHaveLength(32)
  expect(new Set(Array.from({ length: 1000 }, () => systemIds.token(16))).size).toBe(1000)
})
