import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldEqual, lineDiff, sideBySide } from './line-diff.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))
const marks = (left: string, right: string): string =>
  lineDiff(left, right)
    .map(({ side, text: line }) => `${{ left: '-', right: '+', both: ' ' }[side]}${line}`)
    .join('\n')

/** Length of the longest common subsequence, by the definition: another program than the one that is tested. */
function longestCommon(left: readonly string[], right: readonly string[]): number {
  const [a, ...restA] = left
  const [b, ...restB] = right
  if (a === undefined || b === undefined) return 0
  if (a === b) return 1 + longestCommon(restA, restB)
  return Math.max(longestCommon(restA, right), longestCommon(left, restB))
}

describe('lineDiff', () => {
  test('tells what went and what came', () => {
    expect(marks('{\n  "a"\n  "b"\n}', '{\n  "a"\n  "c"\n  "d"\n}')).toBe(' {\n   "a"\n-  "b"\n+  "c"\n+  "d"\n }')
    expect(marks('a', 'a')).toBe(' a')
  })

  test('either text can be read off it, with its line numbers', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const lines = lineDiff(left, right)
        const of = (side: 'left' | 'right') =>
          lines.filter((line) => line.side !== (side === 'left' ? 'right' : 'left'))
        expect(
          of('left')
            .map((line) => line.text)
            .join('\n'),
        ).toBe(left)
        expect(
          of('right')
            .map((line) => line.text)
            .join('\n'),
        ).toBe(right)
        expect(of('left').map((line) => line.left)).toEqual(left.split('\n').map((_, at) => at + 1))
        expect(of('right').map((line) => line.right)).toEqual(right.split('\n').map((_, at) => at + 1))
      }),
    )
  })

  test('keeps as many lines as can be kept', () => {
    const short = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 })
    fc.assert(
      fc.property(short, short, (left, right) => {
        const kept = lineDiff(['x', ...left].join('\n'), ['x', ...right].join('\n'))
        expect(kept.filter(({ side }) => side === 'both')).toHaveLength(1 + longestCommon(left, right))
      }),
    )
  })

  test('of documents beyond any of AWS it is quick and still true', () => {
    const long = (word: string) => Array.from({ length: 9_000 }, (_, at) => `${word} ${at}`).join('\n')
    const lines = lineDiff(`{\n${long('a')}\n}`, `{\n${long('b')}\n}`)
    expect(lines.filter(({ side }) => side === 'both').map((line) => line.text)).toEqual(['{', '}'])
    expect(lines).toHaveLength(18_002)
  })
})

test('sideBySide sets what came beside what went', () => {
  const rows = sideBySide(lineDiff('a\nb\nz', 'a\nc\nd\nz'))
  expect(rows.map(({ left, right }) => [left?.text, right?.text])).toEqual([
    ['a', 'a'],
    ['b', 'c'],
    [undefined, 'd'],
    ['z', 'z'],
  ])
})

test('foldEqual hides long runs and nothing else', () => {
  const rows = [...'......x..........'].map((mark, at) => ({ mark, at }))
  const folded = foldEqual(rows, ({ mark }) => mark === '.')
  expect(folded.map((row) => ('hidden' in row ? `${row.from}+${row.hidden}` : row.mark)).join(' ')).toBe(
    '0+3 . . . x . . . 10+7',
  )
  fc.assert(
    fc.property(fc.array(fc.boolean()), (equal) => {
      const all = foldEqual(equal, (one) => one)
      const count = all.reduce<number>((sum, row) => sum + (typeof row === 'object' ? row.hidden : 1), 0)
      expect(count).toBe(equal.length)
      expect(all.filter((row) => row === false)).toHaveLength(equal.filter((one) => !one).length)
    }),
  )
})
