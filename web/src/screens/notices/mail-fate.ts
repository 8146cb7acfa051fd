/** What has become of one mail, in a mark and a few words. */
import type { NoticeMail } from '../../api/schema.ts'
import type { StateShape, StateTone } from '../../parts/marks.tsx'

export interface MailFate {
  readonly tone: StateTone
  readonly shape: StateShape
  readonly words: string
  /** When it is tried again. */
  readonly again?: string
  readonly why?: string
}

export function mailFate({ to, state, attempts, nextAt, reason }: NoticeMail, isMailSetUp: boolean): MailFate {
  const why = reason === null ? {} : { why: reason }
  switch (state) {
    case 'sent':
      return { tone: 'ok', shape: 'dot', words: `Sent to ${to}` }
    case 'sending':
    case 'handing_over':
      return { tone: 'busy', shape: 'half', words: `On its way to ${to}` }
    case 'uncertain':
      return { tone: 'warn', shape: 'triangle', words: `May have reached ${to}`, ...why }
    case 'given_up':
      return { tone: 'bad', shape: 'cross', words: `Not sent to ${to}`, ...why }
    case 'waiting':
      if (!isMailSetUp) return { tone: 'idle', shape: 'ring', words: `Not sent to ${to}: mail is not set up` }
      if (attempts === 0) return { tone: 'idle', shape: 'ring', words: `About to go to ${to}` }
      return {
        tone: 'warn',
        shape: 'triangle',
        words: `Not yet sent to ${to}`,
        ...(nextAt !== null && { again: nextAt }),
        ...why,
      }
  }
}
