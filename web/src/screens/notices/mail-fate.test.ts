import { expect, test } from 'vitest'
import type { NoticeMail } from '../../api/schema.ts'
import { mailFate } from './mail-fate.ts'

const mail = (change: Partial<NoticeMail>): NoticeMail => ({
  to: 'ada@example.com',
  state: 'waiting',
  attempts: 0,
  nextAt: '2026-05-01T08:00:00.000Z',
  endedAt: null,
  reason: null,
  ...change,
})

test('a mail that waits says for what', () => {
  expect(mailFate(mail({}), true).words).toBe('About to go to ada@example.com')
  expect(mailFate(mail({}), false).words).toBe('Not sent to ada@example.com: mail is not set up')
  expect(mailFate(mail({ attempts: 1, reason: 'Not now.' }), true)).toEqual({
    tone: 'warn',
    shape: 'triangle',
    words: 'Not yet sent to ada@example.com',
    again: '2026-05-01T08:00:00.000Z',
    why: 'Not now.',
  })
})

test.each([
  ['sent', 'dot'],
  ['sending', 'half'],
  ['handing_over', 'half'],
  ['uncertain', 'triangle'],
  ['given_up', 'cross'],
] as const)('%s is a %s in grey print too', (state, shape) => {
  expect(mailFate(mail({ state }), true).shape).toBe(shape)
})
