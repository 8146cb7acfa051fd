/** A mail server that does as the test says, and counts. */
import type { Letter, Mailer, Sent } from '../../src/app/ports/notices.ts'

export interface FakeMailer extends Mailer {
  readonly sent: readonly Letter[]
  /** Every attempt, delivered or not. */
  readonly attempts: readonly string[]
  /** Of the next attempts; then all is well. */
  next: (Sent | 'vanish-before' | 'vanish-within')[]
}

/** `vanish-…`: the process ends there, so nothing that comes after is ever done. */
export class Vanished extends Error {}

export function createFakeMailer(): FakeMailer {
  const sent: Letter[] = []
  const attempts: string[] = []
  const fake: FakeMailer = {
    server: 'mail.example.com:587',
    from: 'Bailiwick <bailiwick@example.com>',
    sent,
    attempts,
    next: [],
    async send(letter, handOver) {
      attempts.push(letter.to)
      const outcome = fake.next.shift() ?? { kind: 'accepted' }
      if (outcome === 'vanish-before') throw new Vanished()
      if (typeof outcome === 'object' && outcome.kind === 'refused') return outcome
      if (!(await handOver())) return { kind: 'refused', scope: 'later', reason: 'taken back', fix: '' }
      sent.push(letter)
      if (outcome === 'vanish-within') throw new Vanished()
      return outcome
    },
    check: async () => undefined,
  }
  return fake
}

export const refusedFor = (scope: 'letter' | 'later' | 'server'): Sent => ({
  kind: 'refused',
  scope,
  reason: 'Not now.',
  fix: 'Wait.',
})
