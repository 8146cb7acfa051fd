/**
 * Compiling policies: AWS's managed ones (those of the sample organization, and all in `BAILIWICK_BENCH_POLICIES`, a folder of
 * `{document}` files, when there is one), and distinct inline policies as 100,000 principals have them. Documents are parsed
 * JSON or text, made one at a time as a reader of the store makes them; none is kept. Memory is the growth of the heap after a forced
 * collection. Before the figures count, equal documents must have been recognized and different ones kept apart.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { loadCatalogue } from '../src/catalog/read.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import type { PolicyEngine, PolicyId } from '../src/core/evaluate/types.ts'
import { awsManagedPolicies } from '../src/sandbox/world/managed-policies.ts'
import { heapInUse, report } from './report.ts'

const catalogue = loadCatalogue()
const inlinePolicies = 100_000

function compiled(engine: PolicyEngine, document: unknown): PolicyId {
  const parsed = engine.parse(document, 'identity')
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`)
  return parsed.value
}

interface Compiled {
  readonly seconds: number
  /** Growth of the heap in bytes. */
  readonly bytes: number
  readonly heap: number
  readonly ids: Set<PolicyId>
}

function compileAll(engine: PolicyEngine, count: number, documentOf: (n: number) => unknown): Compiled {
  const ids = new Set<PolicyId>()
  const before = heapInUse()
  const started = performance.now()
  for (let n = 0; n < count; n += 1) ids.add(compiled(engine, documentOf(n)))
  const seconds = (performance.now() - started) / 1000
  const distinct = [...ids]
  ids.clear()
  const heap = heapInUse()
  // The engine must be alive while its memory is measured.
  const kept = distinct.filter((id) => engine.policy(id).type === 'identity')
  return { seconds, bytes: (heap - before) * 2 ** 20 - 8 * count, heap, ids: new Set(kept) }
}

function managedTexts(): readonly string[] {
  const folder = process.env['BAILIWICK_BENCH_POLICIES']
  const embedded = [...awsManagedPolicies.values()].flatMap(({ versions }) => versions.map(({ document }) => document))
  const found =
    folder === undefined
      ? []
      : readdirSync(folder)
          .filter((name) => name.endsWith('.json'))
          .map((name): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8')).document)
  return [...new Set([...embedded, ...found].map((document) => JSON.stringify(document)))]
}

const managed = managedTexts()
const managedDocument = (n: number): unknown => JSON.parse(managed[n] ?? '')
// Decodes the names of the catalogue, which is no part of the figures.
compileAll(createPolicyEngine(catalogue), managed.length, managedDocument)
const engine = createPolicyEngine(catalogue)
const first = compileAll(engine, managed.length, managedDocument)
if (first.ids.size < managed.length * 0.9) throw new Error('different managed policies were taken for one')
report({ name: 'compile.managed', value: (first.seconds * 1000) / managed.length, unit: 'ms' })
report({ name: 'compile.managed.memory', value: first.bytes / managed.length, unit: 'bytes', heap: first.heap })
const again = compileAll(engine, managed.length, managedDocument)
if (again.ids.size !== first.ids.size) throw new Error('an equal document was compiled twice')
report({ name: 'compile.managed.again', value: (again.seconds * 1000) / managed.length, unit: 'ms' })

/** Two statements: one that many have, and one of their own. */
const inlineText = (n: number): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Logs',
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: 'arn:aws:logs:*:*:*',
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject'],
        Resource: [`arn:aws:s3:::team-${n}/*`, `arn:aws:s3:::team-${n}`],
        ...(n % 4 === 0 && { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      },
    ],
  })

const inline = compileAll(createPolicyEngine(catalogue), inlinePolicies, (n) => JSON.parse(inlineText(n)))
if (inline.ids.size !== inlinePolicies) throw new Error(`${inlinePolicies - inline.ids.size} inline policies were lost`)
report({ name: 'compile.policies', value: inline.seconds, unit: 's', budget: 8 })
report({
  name: 'compile.policies.memory',
  value: inline.bytes / inlinePolicies,
  unit: 'bytes',
  budget: 800 + inlineText(0).length,
  heap: inline.heap,
})

/** As people write them: the white space is read and not kept. A buffer makes one flat text, as a file would. */
const padded = (n: number): string => Buffer.from(inlineText(n) + ' '.repeat(2_000)).toString()
const texts = compileAll(createPolicyEngine(catalogue), inlinePolicies / 10, padded)
const perText = texts.bytes / (inlinePolicies / 10)
report({ name: 'compile.text.memory', value: perText, unit: 'bytes', budget: 800 + inlineText(0).length })
