import { expect, test } from 'vitest'
import { argon2Passwords } from './passwords.ts'

test('hashes are argon2id with the parameters of the cheat sheet, and salted', async () => {
  const [first, second] = [await argon2Passwords.hash('correct horse'), await argon2Passwords.hash('correct horse')]
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(first).not.toBe(second)
})

test('a password opens its own hash only', async () => {
  const hash = await argon2Passwords.hash('correct horse')
  expect(await argon2Passwords.verify(hash, 'correct horse')).toBe(true)
  expect(await argon2Passwords.verify(hash, 'correct horse ')).toBe(false)
  expect(await argon2Passwords.verify(hash, '')).toBe(false)
})

test('the same letters typed on another keyboard are the same password', async () => {
  const hash = await argon2Passwords.hash('Ame\u0301lie\u00a02026')
  expect(await argon2Passwords.verify(hash, 'Am\u00e9lie 2026')).toBe(true)
})

test('a damaged hash proves nothing', async () => {
  expect(await argon2Passwords.verify('', 'x')).toBe(false)
  expect(await argon2Passwords.verify('$argon2id$v=19$m=1', 'x')).toBe(false)
})
