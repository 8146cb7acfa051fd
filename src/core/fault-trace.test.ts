import { expect, test } from 'vitest'
import { AppError } from './fault.ts'
import { traceOf } from './fault-trace.ts'

test('names a fault and where it arose, and repeats no message, however many lines it has', () => {
  const trace = traceOf(new TypeError('planted\nplanted {"Statement":[]}'))
  expect(trace).toMatch(/^TypeError\n\s+at .*fault-trace\.test\.ts/)
  expect(trace).not.toContain('planted')
  expect(traceOf(new AppError('aws_unreachable', 'planted'))).toMatch(/^AppError aws_unreachable\n\s+at /)
  expect(traceOf('planted')).toBe('string')
})
