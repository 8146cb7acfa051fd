import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from './inventory/objects.ts'
import type { JsonPath } from './json.ts'
import { parseJson, parseJsonSequence } from './json.ts'
import type { JsonPiece } from './json-cutter.ts'
import { createJsonCutter } from './json-cutter.ts'

const isLong = (path: JsonPath): boolean => path.length <= 2 && path.at(-1) === 'long'

function cut(text: string, chunk: number, maxLength = Number.POSITIVE_INFINITY): readonly JsonPiece[] {
  const cutter = createJsonCutter({ isLong, maxLength })
  const pieces: JsonPiece[] = []
  for (let from = 0; from < text.length; from += chunk) pieces.push(...cutter.push(text.slice(from, from + chunk)))
  return [...pieces, ...cutter.end()]
}

/** Each document with its entries put back where they were. */
function joined(pieces: readonly JsonPiece[]): readonly Json[] {
  const documents: Json[] = []
  let entries: { path: JsonPath; value: Json }[] = []
  for (const piece of pieces) {
    if (piece.kind === 'too_long') throw new Error('too long')
    const parsed = parseJsonSequence(piece.text)
    if (!parsed.ok) throw new Error(parsed.error.message)
    if (piece.kind === 'entry') {
      entries.push({ path: piece.path, value: parsed.value[0].value })
      continue
    }
    const values: Json[] = structuredClone(parsed.value.map(({ value }) => value))
    for (const { path, value } of entries) {
      let parent: unknown = values.at(-1)
      for (const step of path.slice(0, -1)) parent = Reflect.get(Object(parent), step)
      Reflect.set(Object(parent), path.at(-1) ?? '', value)
    }
    entries = []
    documents.push(...values)
  }
  return documents
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const anyValue = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json)
const word = fc.constantFrom('long', 'l\u006fng', 'a"b', 'é\n', 'x')
const page = fc.dictionary(word, fc.oneof(fc.array(anyValue, { maxLength: 5 }), anyValue), { maxKeys: 4 })
const document = fc.oneof(page, fc.array(page, { maxLength: 3 }), fc.dictionary(word, page, { maxKeys: 3 }))
const style = fc.constantFrom<string | number | undefined>(undefined, 1, '\r', '\t')
const text = fc
  .array(fc.tuple(document, style), { minLength: 1, maxLength: 4 })
  .map((list) =>
    list
      .map(([value, indent]) =>
        JSON.stringify(value, null, indent === '\r' ? 1 : indent).replaceAll('\n', indent === '\r' ? '\r\n' : '\n'),
      )
      .join('\n'),
  )

describe('what is cut', () => {
  it('is the whole again, wherever the text was broken', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, chunk) => {
        const parsed = parseJsonSequence(whole)
        if (!parsed.ok) throw new Error(parsed.error.message)
        expect(plain(joined(cut(whole, chunk)))).toEqual(plain(parsed.value.map(({ value }) => value)))
      }),
      { numRuns: 500 },
    )
  })

  it('stands where it says, line and column', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, chunk) => {
        const parsed = parseJsonSequence(whole)
        if (!parsed.ok) throw new Error(parsed.error.message)
        const documents = parsed.value
        let index = 0
        for (const piece of cut(whole, chunk)) {
          if (piece.kind === 'entry') expect(piece.place).toEqual(documents[index]?.locate(piece.path))
          if (piece.kind !== 'documents') continue
          const remains = parseJson(piece.text)
          const place = remains.ok ? remains.value.locate([]) : undefined
          if (place) expect(piece.placeOf(place)).toEqual(documents[index]?.locate([]))
          index += 1
        }
        expect(index).toBe(documents.length)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves little behind', () => {
    const [first, second, rest, ...more] = cut('{"long": [{"a": 1}, [2] , 3], "b": "long"} ', 7)
    expect([first, second]).toMatchObject([
      { kind: 'entry', path: ['long', 0], text: '{"a": 1}', place: { line: 1, column: 11 } },
      { kind: 'entry', path: ['long', 1], text: '[2]', place: { line: 1, column: 21 } },
    ])
    expect(rest).toMatchObject({ kind: 'documents', text: '{"long": [{}, {} , 3], "b": "long"}' })
    expect(more).toEqual([])
  })

  it('is refused when a piece is too long, and nothing comes after', () => {
    const long = JSON.stringify({ long: [{ a: 1 }, { a: 'x'.repeat(500) }, { a: 2 }] })
    expect(cut(long, 10, 100).map((piece) => [piece.kind, 'path' in piece && piece.path])).toEqual([
      ['entry', ['long', 0]],
      ['too_long', ['long', 1]],
    ])
    expect(cut(`"${'x'.repeat(500)}"`, 10, 100)).toMatchObject([{ kind: 'too_long', path: [] }])
    expect(cut(long.replaceAll('"a"', '"b"'), 10, 600)).toHaveLength(4)
  })
})
