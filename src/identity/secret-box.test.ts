import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toConnectionId } from '../core/ids.ts'
import { openSecretBox, secretKeyFile } from './secret-box.ts'

const aHome = (): string => mkdtempSync(join(tmpdir(), 'bailiwick-secrets-'))
const place = { owner: toConnectionId('one'), field: 'secretAccessKey' }
const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64')

test('what was sealed opens at its place, whatever it is', async () => {
  const box = openSecretBox({ home: aHome(), env: {} })
  await fc.assert(
    fc.asyncProperty(fc.string(), async (plain) => {
      const sealed = await box.seal(plain, place)
      expect(await box.open({ ...place, sealed })).toBe(plain)
      expect(sealed).not.toBe(await box.seal(plain, place))
    }),
    { numRuns: 50 },
  )
})

test('it opens nowhere else, and not when a bit of it was changed', async () => {
  const box = openSecretBox({ home: aHome(), env: {} })
  const sealed = await box.seal('planted', place)
  const elsewhere = [
    { ...place, owner: toConnectionId('two') },
    { ...place, field: 'other' },
  ]
  for (const other of elsewhere) {
    await expect(box.open({ ...other, sealed })).rejects.toMatchObject({ code: 'secret_unreadable' })
  }
  const bytes = Buffer.from(sealed.split('.')[3] ?? '', 'base64url')
  for (let bit = 0; bit < bytes.length * 8; bit += 37) {
    const flipped = Buffer.from(bytes)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const changed = [...sealed.split('.').slice(0, 3), flipped.toString('base64url')].join('.')
    await expect(box.open({ ...place, sealed: changed })).rejects.toMatchObject({ code: 'secret_unreadable' })
  }
})

describe('the key', () => {
  test('is made at first need, for its owner alone', async () => {
    const home = aHome()
    const box = openSecretBox({ home, env: {} })
    expect(existsSync(secretKeyFile(home))).toBe(false)
    await box.seal('planted', place)
    expect(statSync(secretKeyFile(home)).mode & 0o777).toBe(0o600)
    expect(Buffer.from(readFileSync(secretKeyFile(home), 'utf8').trim(), 'base64')).toHaveLength(32)
  })

  test('open to others stops the start, with the file and the command that mends it', async () => {
    const home = aHome()
    await openSecretBox({ home, env: {} }).seal('planted', place)
    chmodSync(secretKeyFile(home), 0o640)
    expect(() => openSecretBox({ home, env: {} })).toThrow(
      expect.objectContaining({
        code: 'secret_exposed',
        message: expect.stringContaining(secretKeyFile(home)),
        details: expect.objectContaining({ fix: expect.stringContaining(`chmod 600 ${secretKeyFile(home)}`) }),
      }),
    )
  })

  test('that is none is refused without being shown', () => {
    expect(() => openSecretBox({ home: aHome(), env: { BAILIWICK_SECRET_KEY: 'not-a-key' } })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.not.stringContaining('not-a-key') }),
    )
  })

  test('of the operator is used, and no file is made', async () => {
    const home = aHome()
    const box = openSecretBox({ home, env: { BAILIWICK_SECRET_KEY: key(1) } })
    const sealed = await box.seal('planted', place)
    expect(existsSync(secretKeyFile(home))).toBe(false)
    const same = openSecretBox({ home: aHome(), env: { BAILIWICK_SECRET_KEY: key(1) } })
    expect(await same.open({ ...place, sealed })).toBe('planted')
    const other = openSecretBox({ home, env: { BAILIWICK_SECRET_KEY: key(2) } })
    await expect(other.open({ ...place, sealed })).rejects.toMatchObject({ code: 'secret_unreadable' })
  })

  test('is the same for two that make it at once', async () => {
    const home = aHome()
    const boxes = Array.from({ length: 8 }, () => openSecretBox({ home, env: {} }))
    const sealed = await Promise.all(boxes.map((box) => box.seal('planted', place)))
    const reader = openSecretBox({ home, env: {} })
    for (const one of sealed) expect(await reader.open({ ...place, sealed: one })).toBe('planted')
  })
})

describe('a rotation', () => {
  test('lets both keys open until it ends, and then the new one only', async () => {
    const home = aHome()
    const box = openSecretBox({ home, env: {} })
    const before = await box.seal('planted', place)
    await box.beginRotation()
    const after = await box.seal('planted', place)
    expect(after.split('.')[1]).not.toBe(before.split('.')[1])
    expect(await box.open({ ...place, sealed: before })).toBe('planted')
    expect(await box.open({ ...place, sealed: after })).toBe('planted')
    await box.endRotation()
    expect(await box.open({ ...place, sealed: after })).toBe('planted')
    await expect(box.open({ ...place, sealed: before })).rejects.toMatchObject({ code: 'secret_unreadable' })
    expect(statSync(secretKeyFile(home)).mode & 0o777).toBe(0o600)
  })

  test('cut short goes on with the key it has begun with', async () => {
    const home = aHome()
    const box = openSecretBox({ home, env: {} })
    await box.seal('planted', place)
    await box.beginRotation()
    const half = await box.seal('planted', place)
    const next = openSecretBox({ home, env: {} })
    await next.beginRotation()
    await next.endRotation()
    expect(await next.open({ ...place, sealed: half })).toBe('planted')
  })

  test('of a key that the operator keeps is his to begin', async () => {
    const one = openSecretBox({ home: aHome(), env: { BAILIWICK_SECRET_KEY: key(1) } })
    const sealed = await one.seal('planted', place)
    await expect(one.beginRotation()).rejects.toMatchObject({ code: 'wrong_state' })
    const both = openSecretBox({ home: aHome(), env: { BAILIWICK_SECRET_KEY: `${key(2)},${key(1)}` } })
    await both.beginRotation()
    expect(await both.open({ ...place, sealed })).toBe('planted')
    const resealed = await both.seal('planted', place)
    const last = openSecretBox({ home: aHome(), env: { BAILIWICK_SECRET_KEY: key(2) } })
    expect(await last.open({ ...place, sealed: resealed })).toBe('planted')
  })
})

test('a file with something else in it is refused', () => {
  const home = aHome()
  writeFileSync(secretKeyFile(home), 'hello\n', { mode: 0o600 })
  expect(() => openSecretBox({ home, env: {} })).toThrow(expect.objectContaining({ code: 'config_invalid' }))
})
