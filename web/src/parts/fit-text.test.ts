import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fit, inTwo } from './fit-text.ts'

test('what fits stays whole, what does not says so', () => {
  expect(fit('prod-payments', 200)).toBe('prod-payments')
  expect(fit('prod-payments', 60)).toMatch(/^prod-.*…$/)
})

test('two lines break where a name has parts, and lose nothing that fits', () => {
  expect(inTwo('larkfield-lake-archive', 120)).toEqual(['larkfield-lake-', 'archive'])
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 30, max: 400 }), (label, width) => {
      const lines = inTwo(label, width)
      expect(lines.length).toBeLessThanOrEqual(2)
      if (lines.length === 1) expect(lines).toEqual([label])
    }),
  )
})
