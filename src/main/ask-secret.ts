/** A question on the terminal whose answer is not shown. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { AppError } from '../core/fault.ts'

export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new AppError('bad_input', 'A secret access key is needed, and there is no terminal to ask on.', {
      fix: 'Give it with --secret-key-stdin or in BAILIWICK_AWS_SECRET_ACCESS_KEY; never as an argument, which others can see.',
    })
  }
  process.stderr.write(question)
  // Where the terminal would echo, nothing is written.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await new Promise((resolve) => lines.question('', resolve))
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
