/** What the browser loads before the first screen stands, and each screen's own part. `node web/dev/sizes.ts`, after a build. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Issue text: console first load, gzipped JavaScript. */
const budget = 250 * 1024
/** What a screen fetches later, when somebody needs it: on top of the screen, and how much more at most. */
const later = [
  {
    key: 'src/screens/ask/what-if/policy-editor.tsx',
    after: 'src/screens/ask/what-if/what-if.tsx',
    budget: 120 * 1024,
  },
] as const
const dist = join(import.meta.dirname, '../../dist/web')

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
  readonly isEntry?: boolean
}

const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const gzipped = (file: string): number => gzipSync(readFileSync(join(dist, file))).length
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1).padStart(6)} KB`

function loadedBy(key: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const one of manifest[key]?.imports ?? []) loadedBy(one, seen)
  return seen
}
const scripts = (keys: Iterable<string>): Set<string> => new Set([...keys].flatMap((key) => manifest[key]?.file ?? []))
const styles = (keys: Iterable<string>): Set<string> => new Set([...keys].flatMap((key) => manifest[key]?.css ?? []))
const sum = (files: Iterable<string>): number => [...files].reduce((total, file) => total + gzipped(file), 0)

const entry = Object.entries(manifest).find(([, chunk]) => chunk.isEntry)?.[0]
if (entry === undefined) throw new Error('the manifest names no entry')
const shared = loadedBy(entry)
console.log(`${kilobytes(sum(scripts(shared)))}  shell, JavaScript`)
console.log(`${kilobytes(sum(styles(shared)))}  shell, styles`)

let largest = 0
for (const key of Object.keys(manifest)
  .filter((one) => one.startsWith('src/screens/') && later.every((part) => part.key !== one))
  .sort()) {
  const whole = sum(scripts(new Set([...shared, ...loadedBy(key)])))
  largest = Math.max(largest, whole)
  console.log(`${kilobytes(whole)}  with ${key.replace('src/screens/', '')}`)
}
console.log(`${kilobytes(largest)}  largest first load, of ${kilobytes(budget).trim()}`)
let isOver = largest > budget
for (const part of later) {
  const before = new Set([...shared, ...loadedBy(part.after)])
  const added = sum(scripts([...loadedBy(part.key)].filter((one) => !before.has(one))))
  console.log(
    `${kilobytes(added)}  later, ${part.key.replace('src/screens/', '')}, of ${kilobytes(part.budget).trim()}`,
  )
  if (!(part.key in manifest) || added > part.budget) isOver = true
}
if (isOver) process.exit(1)
