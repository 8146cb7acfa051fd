import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../catalog/read.ts'
import { createPolicyEngine } from '../../core/evaluate/engine.ts'
import { compareExpected, evaluateCaseFile } from './evaluate-cases.ts'

const catalogue = loadCatalogue()
const services = { engine: createPolicyEngine(catalogue), catalogue }

describe.each(['policy-evaluation.json'])('test/cases/%s', (file) => {
  const text = readFileSync(new URL(`../../../test/cases/${file}`, import.meta.url), 'utf8')
  const results = evaluateCaseFile(text, services)
  const comparisons = compareExpected(JSON.parse(text), results)

  test('has cases', () => expect(comparisons.length).toBeGreaterThan(20))
  test.each(comparisons)('$id is $expected', ({ actual, expected, contested }) => {
    if (!contested) expect(actual).toBe(expected)
  })
})
