/** Every sentence that a check can say has its place in the guide, with `…` for what differs from case to case. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'

const root = join(import.meta.dirname, '..')
const guide = readFileSync(join(root, 'docs/guides/troubleshooting-connections.md'), 'utf8').replace(/\s+/g, ' ')

/** Where the sentences of a check, of its causes and of our own credentials are made. */
const sources = [
  'src/app/connections/direct-credentials.ts',
  'src/app/connections/name-scp.ts',
  'src/app/connections/verify-connection.ts',
  'src/aws/connection-fault.ts',
  'src/aws/failure.ts',
  'src/collect/enter-account.ts',
  'src/collect/probe-capability.ts',
  'src/collect/probe-fix.ts',
  'src/collect/probe-trail-bucket.ts',
  'src/collect/role-refused.ts',
  'src/collect/trust-policy.ts',
  'src/collect/verify-account.ts',
  'src/collect/verify-connection.ts',
  'src/collect/where-to-rename.ts',
  'src/core/inventory/accounts-to-read.ts',
]

/** Whole sentences; fragments of them and commands are no messages. */
const isSentence = (text: string): boolean =>
  /^[A-Z…"`].* .*[.?…]$/s.test(text) && /[a-z]{3}/.test(text) && !text.startsWith('aws ')

function sentencesOf(file: string): readonly string[] {
  const texts: string[] = []
  visit(parseAst(readFileSync(join(root, file), 'utf8'), { lang: 'ts' }), texts)
  return texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter(isSentence)
}

function visit(node: unknown, texts: string[]): void {
  if (typeof node !== 'object' || node === null) return
  const { type, value, quasis }: Record<string, unknown> = { ...node }
  if (type === 'Literal' && typeof value === 'string') texts.push(value)
  if (type === 'TemplateLiteral' && Array.isArray(quasis)) {
    texts.push(quasis.map((part: { value: { cooked: string } }) => part.value.cooked).join('…'))
  }
  for (const child of Object.values(node)) visit(child, texts)
}

test.each(sources)('%s', (file) => {
  const sentences = sentencesOf(file)
  expect(sentences.length).toBeGreaterThan(0)
  expect(sentences.filter((sentence) => !guide.includes(sentence))).toEqual([])
})
