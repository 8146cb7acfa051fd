import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Extent, Scratch } from '../app/ports/scratch.ts'
import { sha256Tokens } from '../identity/tokens.ts'
import { scratchIn } from './scratch.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-scratch-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function textOf(scratch: Scratch, extent: Extent): Promise<string> {
  const pieces = []
  for await (const piece of scratch.read(extent)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

test('gives back what was put into it, however large, and leaves no file', async () => {
  const scratch = await scratchIn(join(folder, 'below'))()
  const texts = ['first', '', 'x'.repeat(1_000_000), 'last']
  const extents = []
  for (const text of texts) extents.push(await scratch.append(Buffer.from(text)))
  expect(await readdir(folder, { recursive: true })).toEqual(['below'])
  for (const [index, extent] of extents.entries()) {
    const text = texts[index] ?? ''
    expect(await textOf(scratch, extent)).toBe(text)
    expect(await scratch.digest(extent)).toBe(sha256Tokens.digest(text))
  }
  expect(await textOf(scratch, { from: 3, bytes: 4 })).toBe('stxx')
  await scratch.close()
  await expect(scratch.append(Buffer.from('more'))).rejects.toMatchObject({ code: 'home_unwritable' })
})

test('says what is wrong with a folder that cannot be', async () => {
  await expect(scratchIn('/dev/null/scratch')()).rejects.toMatchObject({ code: 'home_unwritable' })
})
