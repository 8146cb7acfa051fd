import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, parseJsonSequence } from './json.ts'

const read = (text: string, limits?: Parameters<typeof parseJson>[1]) => {
  const result = parseJson(text, limits)
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column} ${result.error.message}`)
  return result.value
}

const failure = (text: string, limits?: Parameters<typeof parseJson>[1]) => {
  const result = parseJson(text, limits)
  if (result.ok) throw new Error('expected an error')
  return result.error
}

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent)
        expect(read(spaced).value).toEqual(JSON.parse(spaced))
      }),
      { numRuns: 500 },
    )
  })

  it('accepts and refuses exactly the texts that JSON.parse accepts and refuses', () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\ \n\t-+.0123eEtruefalsn/bu',
      '"a"',
      'true',
      'null',
      '\u0000',
      '1.5e3',
      '\\u00e9',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expected = undefined
        }
        const result = parseJson(text)
        expect(result.ok).toBe(expected !== undefined)
        if (result.ok) expect(result.value.value).toEqual(expected)
      }),
      { numRuns: 5_000 },
    )
  })

  it('gives a place for every truncation of a document', () => {
    const text = '{"Version": "2012-10-17",\r\n "Statement": [{"Sid": "\\u00e9\\n", "N": [-1.5e+3, true, null]}]\n}'
    for (let end = 0; end < text.length; end += 1) {
      const { line, column, message } = failure(text.slice(0, end))
      expect(message).not.toBe('')
      const lines = text.slice(0, end).split(/\r\n|\n|\r/)
      expect(line).toBeLessThanOrEqual(lines.length)
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1)
    }
  })

  it.each([
    ['', 1, 1, 'Expected a value, found the end of the text'],
    ['{"a": 1,\n  "b" 2}', 2, 7, 'Expected ":" after the key, found "2"'],
    ['{"a": 1,}', 1, 9, 'Expected a key in double quotes, found "}"'],
    ['[1 2]', 1, 4, 'Expected "," or "]", found "2"'],
    ['[01]', 1, 2, 'A number must not begin with 0'],
    ['{} x', 1, 4, 'Unexpected "x" after the end of the document'],
    ['"a\nb"', 1, 3, 'A control character must be escaped inside a string'],
    ['"\\x"', 1, 2, '"\\x" is no escape of JSON'],
    ["{'a': 1}", 1, 2, 'Expected a key in double quotes, found "\'"'],
  ])('says where %j is wrong', (text, line, column, message) => {
    expect(failure(text)).toEqual({ line, column, message })
  })

  it('treats __proto__ and constructor as ordinary keys', () => {
    const { value } = read('{"__proto__": {"polluted": true}, "constructor": 1}')
    expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('reports duplicate keys, the last of which wins', () => {
    const document = read('{"Statement": [{"Effect": "Deny",\n  "Effect": "Allow"}]}')
    expect(document.value).toEqual({ Statement: [{ Effect: 'Allow' }] })
    expect(document.duplicateKeys).toEqual([{ path: ['Statement', 0, 'Effect'], line: 2, column: 3 }])
    expect(document.locate(['Statement', 0, 'Effect'])).toEqual({ line: 2, column: 13 })
  })

  it('locates every value', () => {
    const text = '\ufeff{"a": [1, {"b": "x,]"}],\n "c": {}, "d": "\\""}'
    const document = read(text)
    expect(document.locate([])).toEqual({ line: 1, column: 1 })
    expect(document.locate(['a', 1, 'b'])).toEqual({ line: 1, column: 17 })
    expect(document.locate(['c'])).toEqual({ line: 2, column: 7 })
    expect(document.locate(['d'])).toEqual({ line: 2, column: 16 })
    expect(document.locate(['a', 2])).toBeUndefined()
    expect(document.locate(['a', 'b'])).toBeUndefined()
    expect(document.locate(['missing', 'b'])).toBeUndefined()
  })

  it('locates many values at once, each where it stands', () => {
    const pathsOf = (value: unknown): (string | number)[][] =>
      typeof value === 'object' && value !== null
        ? [
            [],
            ...Object.entries(value).flatMap(([name, member]) =>
              pathsOf(member).map((rest) => [Array.isArray(value) ? Number(name) : name, ...rest]),
            ),
          ]
        : [[]]
    const at = (value: unknown, path: readonly (string | number)[]): unknown =>
      path.reduce<unknown>(
        (inner, name) => Object.entries(Object(inner)).find(([key]) => key === String(name))?.[1],
        value,
      )
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value)
        const paths = pathsOf(JSON.parse(text)).reverse()
        const places = read(text).locateAll([...paths, ['missing', 0]])
        expect(places.at(-1)).toBeUndefined()
        for (const [index, path] of paths.entries()) {
          const rest = text.slice((places[index]?.column ?? 0) - 1)
          expect(rest.startsWith(JSON.stringify(at(JSON.parse(text), path)))).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('reads several documents after each other', () => {
    const result = parseJsonSequence('{"a": 1}\n{"a": {"b": 2}}\n')
    expect(result.ok && result.value.map((document) => document.value)).toEqual([{ a: 1 }, { a: { b: 2 } }])
    expect(result.ok && result.value[1]?.locate(['a', 'b'])).toEqual({ line: 2, column: 13 })
    expect(parseJsonSequence('{"a": 1}\n{"a": ')).toMatchObject({ ok: false, error: { line: 2 } })
    expect(parseJsonSequence(' ').ok).toBe(false)
  })

  it('keeps to its limits', () => {
    expect(failure('['.repeat(100_000)).message).toBe('Nested deeper than 128 levels')
    expect(failure('[[[1]]]', { maxDepth: 2 })).toMatchObject({ column: 3 })
    expect(failure('"ééé"', { maxBytes: 7 }).message).toBe('The text is larger than 7 bytes')
    expect(read('"ééé"', { maxBytes: 8 }).value).toBe('ééé')
  })

  it('takes linear time for keys, escapes and errors', () => {
    const entries = Array.from({ length: 20_000 }, (_, index) => `"k${index}": "\\n${'x'.repeat(20)}"`)
    const text = `{${entries.join(',\n')}}`
    expect(text.length).toBeGreaterThan(600_000)
    expect(Object.keys(Object(read(text).value))).toHaveLength(20_000)
    expect(failure(text.slice(0, -1)).line).toBe(20_000)
  })
})
