import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filesInBody } from './files-in-body.ts'

const framed = (files: readonly { readonly name: string; readonly text: string }[]): Buffer =>
  Buffer.concat(
    files.flatMap(({ name, text }) => {
      const bytes = Buffer.from(text)
      return [Buffer.from(`${JSON.stringify({ name, bytes: bytes.length })}\n`), bytes]
    }),
  )

async function* inPieces(body: Uint8Array, size: number) {
  for (let from = 0; from < body.length; from += size) yield body.subarray(from, from + size)
}

async function read(body: Uint8Array, size = 7) {
  const files = []
  for await (const { name, content } of filesInBody(inPieces(body, size))) {
    const pieces = []
    for await (const piece of content) pieces.push(piece)
    files.push({ name, text: Buffer.concat(pieces).toString() })
  }
  return files
}

test('files come as they were sent, wherever the body was broken', async () => {
  const file = fc.record({
    name: fc.string({ minLength: 1, maxLength: 50 }),
    text: fc.string({ unit: 'grapheme', maxLength: 200 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.integer({ min: 1, max: 300 }), async (files, size) => {
      expect(await read(framed(files), size)).toEqual(files)
    }),
  )
})

describe('what is not of the form', () => {
  const good = framed([{ name: 'a.json', text: 'abc' }])
  test.each([
    ['a body that ends inside a file', good.subarray(0, -1)],
    ['a body that ends inside a line', good.subarray(0, 9)],
    ['something after the last file', Buffer.concat([good, Buffer.from('x')])],
    ['a line that is no JSON', Buffer.from('a.json 3\nabc')],
    ['a file without a name', Buffer.from('{"name": "", "bytes": 1}\nx')],
    ['less than nothing', Buffer.from('{"name": "a", "bytes": -1}\n')],
    ['a file that says more of itself', Buffer.from('{"name": "a", "bytes": 1, "path": "/etc"}\nx')],
    ['a line without an end', Buffer.alloc(100_000, 'x')],
  ])('%s', async (_, body) => {
    await expect(read(body)).rejects.toMatchObject({ code: 'bad_input' })
  })
})
