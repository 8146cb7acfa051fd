/** The operator's token and the address of the running server. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ensureOperatorToken, operatorTokenFile, readOperatorToken } from './operator-token.ts'
import { readServerFile, removeServerFile, serverFile, writeServerFile } from './server-file.ts'
import { systemIds } from './tokens.ts'

const isWindows = process.platform === 'win32'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "bailiwick home's-"))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe('the operator token', () => {
  test('is made once, for the owner alone', async () => {
    expect(readOperatorToken(home)).toBeUndefined()
    const token = await ensureOperatorToken(home, systemIds)
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(await ensureOperatorToken(home, systemIds)).toBe(token)
    expect(readOperatorToken(home)).toBe(token)
    expect(await readdir(home)).toEqual(['operator.token'])
    if (!isWindows) expect((await stat(operatorTokenFile(home))).mode & 0o777).toBe(0o600)
  })

  test('is the same for all that ask at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, () => ensureOperatorToken(home, systemIds)))
    expect(new Set(tokens).size).toBe(1)
  })

  test.skipIf(isWindows).each([0o640, 0o604, 0o660, 0o777])(
    'open to others (mode %o) it is refused, with the cure',
    async (mode) => {
      await ensureOperatorToken(home, systemIds)
      await chmod(operatorTokenFile(home), mode)
      const refusal = {
        code: 'secret_exposed',
        message: expect.stringContaining(operatorTokenFile(home)),
        details: { fix: expect.stringContaining("chmod 600 '") },
      }
      expect(() => readOperatorToken(home)).toThrow(expect.objectContaining({ code: 'secret_exposed' }))
      await expect(ensureOperatorToken(home, systemIds)).rejects.toMatchObject(refusal)
      await chmod(operatorTokenFile(home), 0o600)
      expect(readOperatorToken(home)).toBeDefined()
    },
  )

  test('a file that holds something else is no token', async () => {
    await writeFile(operatorTokenFile(home), '\n', { mode: 0o600 })
    await expect(ensureOperatorToken(home, systemIds)).rejects.toMatchObject({ code: 'config_invalid' })
  })

  test('a folder that cannot be written is told', async () => {
    const gone = join(home, 'file/home')
    await writeFile(join(home, 'file'), '')
    await expect(ensureOperatorToken(gone, systemIds)).rejects.toMatchObject({
      code: 'home_unwritable',
      details: { path: operatorTokenFile(gone), fix: expect.any(String) },
    })
  })
})

describe('the server file', () => {
  const server = { pid: process.pid, address: 'http://127.0.0.1:8420', startedAt: '2026-05-03T10:00:00.000Z' }

  test('is there while the server runs', async () => {
    expect(readServerFile(home)).toBeUndefined()
    await writeServerFile(home, server)
    expect(readServerFile(home)).toEqual(server)
    expect(JSON.parse(await readFile(serverFile(home), 'utf8'))).toMatchObject(server)
    if (!isWindows) expect((await stat(serverFile(home))).mode & 0o777).toBe(0o600)
    await writeServerFile(home, { ...server, address: 'http://127.0.0.1:9000' })
    expect(readServerFile(home)?.address).toBe('http://127.0.0.1:9000')
    removeServerFile(home, process.pid)
    expect(await readdir(home)).toEqual([])
    removeServerFile(home, process.pid)
  })

  test('of another server stays', async () => {
    await writeServerFile(home, server)
    removeServerFile(home, process.pid + 1)
    expect(readServerFile(home)).toEqual(server)
  })

  test('of a killed server is not believed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    await once(child, 'spawn')
    await writeServerFile(home, { ...server, pid: child.pid ?? 0 })
    expect(readServerFile(home)).toMatchObject({ pid: child.pid })
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(readServerFile(home)).toBeUndefined()
  })

  test.skipIf(process.platform !== 'linux')(
    'whose process id was given to another process is not believed',
    async () => {
      await writeServerFile(home, server)
      const entry = JSON.parse(await readFile(serverFile(home), 'utf8'))
      await writeFile(serverFile(home), JSON.stringify({ ...entry, processStart: 'another boot/1' }))
      expect(readServerFile(home)).toBeUndefined()
    },
  )

  test('half a file is none', async () => {
    await writeFile(serverFile(home), '{"pid":1', { mode: 0o600 })
    expect(readServerFile(home)).toBeUndefined()
  })

  test.skipIf(isWindows)('open to others it is refused: it would tell the operator token where to go', async () => {
    await writeServerFile(home, server)
    await chmod(serverFile(home), 0o666)
    expect(() => readServerFile(home)).toThrow(expect.objectContaining({ code: 'secret_exposed' }))
  })
})
