/**
 * Several files in one body, as they are: before each a line of JSON with its name and its bytes. Nothing in a file has to be looked at
 * to find its end, a hostile one cannot pretend that it ended, and what is too large is refused before it comes.
 */
import { z } from 'zod'
import type { IncomingFile } from '../app/imports/receive-files.ts'
import { AppError } from '../core/fault.ts'

const Head = z.strictObject({ name: z.string().min(1).max(1_000), bytes: z.int().min(0) })

const lineFeed = 0x0a
/** A name of a thousand characters, each escaped. */
const maxHeadBytes = 8_192

/** Each has to be read to its end before the next is asked for. Fault `bad_input` where the body is not of this form. */
export async function* filesInBody(body: AsyncIterable<Uint8Array>): AsyncIterable<IncomingFile> {
  const source = createSource(body)
  for (let head = await source.line(); head !== undefined; head = await source.line()) {
    const { name, bytes } = headIn(head)
    yield { name, bytes, content: source.take(bytes) }
  }
}

function createSource(body: AsyncIterable<Uint8Array>) {
  const pieces = body[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()

  async function more(): Promise<boolean> {
    const { done, value } = await pieces.next()
    if (done) return false
    rest = rest.length === 0 ? value : Buffer.concat([rest, value])
    return true
  }

  return {
    /** Undefined at the end of the body. */
    async line(): Promise<Uint8Array | undefined> {
      for (;;) {
        const end = rest.indexOf(lineFeed)
        if (end !== -1) {
          const line = rest.subarray(0, end)
          rest = rest.subarray(end + 1)
          return line
        }
        if (rest.length > maxHeadBytes) throw malformed()
        if (await more()) continue
        if (rest.length > 0) throw malformed()
        return undefined
      }
    },
    async *take(bytes: number): AsyncIterable<Uint8Array> {
      for (let left = bytes; left > 0; ) {
        if (rest.length === 0 && !(await more())) throw malformed('The body ends before its files do.')
        const part = rest.subarray(0, left)
        rest = rest.subarray(part.length)
        left -= part.length
        yield part
      }
    },
  }
}

function headIn(line: Uint8Array): z.infer<typeof Head> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(line))
  } catch {
    throw malformed()
  }
  const head = Head.safeParse(json)
  if (!head.success) throw malformed()
  return head.data
}

const malformed = (message = 'The body is not of the form that files must have.'): AppError =>
  new AppError('bad_input', message, {
    effect: 'Nothing was imported.',
    places: [{ path: 'body', message: 'Before each file stands a line {"name": "…", "bytes": …}.' }],
  })
