import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distanceWithin, nearest } from './nearest.ts'

test.each([
  ['us-east-11', ['us-east-1', 'us-east-2', 'eu-west-1'], ['us-east-1', 'us-east-2']],
  ['s3:GetObjcet', ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'], ['s3:GetObject', 's3:PutObject']],
  ['AppAdm', ['AppAdministrator', 'Audit'], ['AppAdministrator']],
  ['deploy', ['prod-deployer', 'deployer', 'deploi'], ['deployer', 'prod-deployer', 'deploi']],
  ['zzz', ['AppRead'], []],
])('%s', (word, known, found) => {
  expect(nearest(word, known)).toEqual(found)
})

test('at most as many as asked for, in an order that does not depend on the input', () => {
  expect(nearest('role-x', ['role-c', 'role-a', 'role-b'], 2)).toEqual(['role-a', 'role-b'])
})

test('the nearest of many are those that a look at each one finds, in whatever order they come', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 9 })
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (word, known, count) => {
      const all = nearest(word, known, known.length)
      expect(nearest(word, known, count)).toEqual(all.slice(0, count))
      expect(nearest(word, known.toReversed(), count)).toEqual(all.slice(0, count))
    }),
  )
})

test('twenty thousand names alike do not hold up the others', () => {
  const known = Array.from({ length: 20_000 }, (_, index) => `AppReaderRole-${index.toString(16).padStart(8, '0')}`)
  // The quickest of some, because others use the machine, too. A tenth of it is usual; what it replaces took 300 ms and more.
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now()
    expect(nearest('AppRaederRole-00000001', known, 8)).toContain('AppReaderRole-00000001')
    return performance.now() - started
  })
  expect(Math.min(...times)).toBeLessThan(200)
})

/** Textbook recursion, to compare with. */
function steps(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const rest = [
    steps(a.slice(1), b) + 1,
    steps(a, b.slice(1)) + 1,
    steps(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
  ]
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]) rest.push(steps(a.slice(2), b.slice(2)) + 1)
  return Math.min(...rest)
}

test('the bounded distance equals the textbook one wherever it is within the bound', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 6 }), (a, b, limit) => {
      const exact = steps(a, b)
      expect(distanceWithin(a, b, limit)).toBe(exact <= limit ? exact : undefined)
    }),
  )
})
