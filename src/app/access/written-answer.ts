/**
 * Answers as text. Of a kept one the text is kept, too: where V8 is collecting, every piece of text that is made has to do a part of its
 * work, and of the answer of an estate that is half a second.
 */
import { atOnce, type Steps } from '../../core/access/stepwise.ts'
import { chunksOf } from '../../core/chunks.ts'

/** An answer is as long in memory as text as it is as rows; of a larger one nobody keeps the rows either. */
const mostKept = 16 * 2 ** 20

const kept = new WeakMap<object, string>()

/** As `JSON.stringify` writes it. */
export const writtenAnswer = (answer: object): string => atOnce(writtenAnswerInSteps(answer))

export function* writtenAnswerInSteps(answer: object): Steps<string> {
  const text = kept.get(answer) ?? (yield* write(answer))
  if (text.length <= mostKept) kept.set(answer, text)
  return text
}

const rowsAtOnce = 25

function* write(answer: object): Steps<string> {
  const members: string[] = []
  for (const [name, member] of Object.entries(answer)) {
    if (member === undefined) continue
    const text = Array.isArray(member) ? yield* writeRows(member) : JSON.stringify(member)
    members.push(`${JSON.stringify(name)}:${text}`)
  }
  return `{${members.join(',')}}`
}

function* writeRows(rows: readonly unknown[]): Steps<string> {
  const written: string[] = []
  for (const some of chunksOf(rows, rowsAtOnce)) {
    written.push(JSON.stringify(some).slice(1, -1))
    yield
  }
  return `[${written.join(',')}]`
}
