import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMoment } from './moment-words.ts'

const local = (...parts: [number, number, number, number?, number?]) =>
  new Date(parts[0], parts[1] - 1, parts[2], parts[3] ?? 0, parts[4] ?? 0)
const now = local(2026, 5, 12, 12, 30).getTime()

test.each([
  ['yesterday', local(2026, 5, 11, 12, 30)],
  ['yesterday 09:00', local(2026, 5, 11, 9)],
  ['today at 9:05', local(2026, 5, 12, 9, 5)],
  ['last week', local(2026, 5, 5, 12, 30)],
  ['2 days ago', local(2026, 5, 10, 12, 30)],
  ['an hour ago', local(2026, 5, 12, 11, 30)],
  ['3 May', local(2026, 5, 3)],
  ['as of 3 May, 09:00', local(2026, 5, 3, 9)],
  ['May 3 2025', local(2025, 5, 3)],
  ['14 november', local(2025, 11, 14)],
  ['2026-05-03', local(2026, 5, 3)],
  ['2026-05-03 14:30', local(2026, 5, 3, 14, 30)],
  ['2026-05-03T14:30', local(2026, 5, 3, 14, 30)],
])('%s', (typed, moment) => {
  expect(readMoment(typed, now)).toBe(moment.toISOString())
})

test('a snapshot has a number', () => {
  expect(readMoment('snapshot 17', now)).toBe('17')
})

test.each([
  '',
  'sam',
  'may',
  '31 april',
  '3 Mayor 5',
  'today 23:59',
  '2027-01-01',
  'yesterday evening',
  '2026-13-01',
  '99 june',
])('“%s” is no moment that has been', (typed) => {
  expect(readMoment(typed, now)).toBeUndefined()
})

test('whatever is read has been, and is an instant', () => {
  const word = fc.constantFrom(
    'today',
    'yesterday',
    '3',
    'may',
    '2026-05-03',
    '12:00',
    'ago',
    'days',
    '31',
    'feb',
    '2024',
    'at',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const at = readMoment(words.join(' '), now)
      if (at !== undefined) expect(new Date(at).getTime()).toBeLessThanOrEqual(now)
    }),
  )
})
