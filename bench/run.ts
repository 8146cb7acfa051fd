/** `npm run bench [name…]`: every `bench/*.bench.ts` one after the other, each in a process of its own so that none warms the next. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const wanted = process.argv.slice(2)
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))

for (const file of files) {
  process.stdout.write(`\n== ${file}\n`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', join(import.meta.dirname, file)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
process.stdout.write(`\n${files.length} benches\n`)
if (files.length === 0) process.exitCode = 1
