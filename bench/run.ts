/**
 * `npm run bench [name…]`: every `bench/*.bench.ts` one after the other, each in a process of its own so that none warms the
 * next. What they report is kept in `bench/results.json`.
 */
import { fork } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { type Figure, isMet } from './report.ts'

const wanted = process.argv.slice(2)
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))

const figures: (Figure & { readonly bench: string })[] = []

function run(file: string): Promise<number | null> {
  process.stdout.write(`\n== ${file}\n`)
  const child = fork(join(import.meta.dirname, file), { execArgv: ['--expose-gc'] })
  child.on('message', (figure: Figure) => figures.push({ bench: file, ...figure }))
  return new Promise((resolve) => child.on('close', resolve))
}

for (const file of files) if ((await run(file)) !== 0) process.exitCode = 1
const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify({ ...machine, figures }, null, 2)}\n`)

const missed = figures.filter((figure) => !isMet(figure)).map(({ name }) => name)
process.stdout.write(`\n${files.length} benches, ${figures.length} figures, `)
process.stdout.write(missed.length === 0 ? 'every budget met\n' : `budgets missed: ${missed.join(', ')}\n`)
if (files.length === 0) process.exitCode = 1
