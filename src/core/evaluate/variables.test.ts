import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countComparisons } from '../../../test/fakes/count-comparisons.ts'
import { compilePattern, matchesPattern } from '../policy/glob.ts'
import { parseTemplate, type TemplatePart, templateSymbols } from '../policy/template.ts'
import { createFormulas, no } from './formula.ts'
import { openMatch } from './variables.ts'

const variable = (key: string, fallback = '') => `$\{${key}${fallback === '' ? '' : `, '${fallback}'`}}`

function candidates(pattern: string, text: string): readonly string[] | 'opaque' {
  const formulas = createFormulas()
  const parts = parseTemplate(pattern)
  const matches = (filled: readonly TemplatePart[]) =>
    matchesPattern(compilePattern(templateSymbols(filled, () => '')), text)
  const formula = openMatch(parts, text, { family: 'stringLike' }, matches, { get: () => 'present' }, formulas)
  if (formula === no) return []
  const atom = formulas.atomOf(formula)
  return atom?.mode === 'some' ? atom.values : 'opaque'
}

describe('values of an unknown variable', () => {
  test.each<[string, string, readonly string[] | 'opaque']>([
    [`home/${variable('k')}/*`, 'home/alice/x', ['alice']],
    [`home/${variable('k')}/*`, 'home/a/b/x', ['a', 'a/b']],
    [`home/${variable('k')}/*`, 'work/alice/x', []],
    [`*/${variable('k')}`, 'a/b/c', ['b/c', 'c']],
    [`${variable('k')}`, 'whole', ['whole']],
    [`x-${variable('k')}`, 'x-', ['']],
    [`${variable('a')}/${variable('b')}`, 'p/q', 'opaque'],
    [`${variable('k')}*`, 'a'.repeat(100), 'opaque'],
    [`*${variable('k')}*`, 'a'.repeat(100), 'opaque'],
    [`*${variable('k')}Z*`, 'a'.repeat(100), []],
  ])('%s against %s', (pattern, text, expected) => expect(candidates(pattern, text)).toEqual(expected))

  test('are all there are', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 4 }).map((all) => all.join(''))
    const word = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 6 }).map((all) => all.join(''))
    fc.assert(
      fc.property(letters, letters, word, word, (before, after, text, value) => {
        const found = candidates(`${before}${variable('k')}${after}`, text)
        if (found === 'opaque') return
        const parts: TemplatePart[] = [
          { kind: 'text', text: before },
          { kind: 'escaped', text: value },
          { kind: 'text', text: after },
        ]
        const matched = matchesPattern(compilePattern(templateSymbols(parts, () => '')), text)
        expect(found.includes(value)).toBe(matched)
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['stars', `${'*a'.repeat(500)}${variable('k')}${'a*'.repeat(500)}X`],
    ['question marks', `*${'?a'.repeat(500)}${variable('k')}${'?a'.repeat(500)}*X`],
    ['a star on either side', `*${variable('k')}*`],
  ])('hostile templates take few tries: %s', (_name, template) => {
    const text = 'a'.repeat(4000)
    const comparisons = countComparisons(() => candidates(template, text))
    expect(comparisons).toBeGreaterThan(0)
    // Sixteen tries, each a whole match.
    expect(comparisons).toBeLessThanOrEqual(16 * 10 * (text.length + template.length))
  })
})

describe('templates', () => {
  test.each([
    [
      variable('aws:PrincipalTag/team', 'none'),
      [{ kind: 'variable', key: 'aws:PrincipalTag/team', lowerKey: 'aws:principaltag/team', fallback: 'none' }],
    ],
    [`$\{k,'a}b'}`, [{ kind: 'variable', key: 'k', lowerKey: 'k', fallback: 'a}b' }]],
    [
      'a${*}b',
      [
        { kind: 'text', text: 'a' },
        { kind: 'escaped', text: '*' },
        { kind: 'text', text: 'b' },
      ],
    ],
    ['open ${never', [{ kind: 'text', text: 'open ${never' }]],
  ])('%s', (text, parts) => expect(parseTemplate(text)).toEqual(parts))
})
