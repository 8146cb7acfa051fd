/**
 * What the browser loads before the first screen stands, and what each screen adds: gzipped JavaScript. Fails where one is over its
 * budget; part of `npm run check`. By itself after a build: `npm run sizes --workspace web`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The shell with any one screen. */
const firstLoad = 250 * 1024
/** What one screen, or a part of it that is fetched when somebody needs it, adds to what is there already. */
const oneMore = 120 * 1024
/** Fetched on a screen that stands, and so no part of a first load. */
const partsOf: Readonly<Record<string, string>> = {
  'src/screens/ask/what-if/policy-editor.tsx': 'src/screens/ask/what-if/what-if.tsx',
}
const dist = join(import.meta.dirname, '../../dist/web')

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
  readonly isEntry?: boolean
}

const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

function loadedBy(key: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const one of manifest[key]?.imports ?? []) loadedBy(one, seen)
  return seen
}
const gzipped = (file: string): number => gzipSync(readFileSync(join(dist, file))).length
const sum = (files: ReadonlySet<string>): number => [...files].reduce((total, file) => total + gzipped(file), 0)
const scripts = (keys: ReadonlySet<string>): number =>
  sum(new Set([...keys].flatMap((key) => manifest[key]?.file ?? [])))
const styles = (keys: ReadonlySet<string>): number => sum(new Set([...keys].flatMap((key) => manifest[key]?.css ?? [])))
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1).padStart(6)} KB`

const entry = Object.entries(manifest).find(([, chunk]) => chunk.isEntry)?.[0]
if (entry === undefined) throw new Error('the manifest names no entry')
const shell = loadedBy(entry)
console.log(`${kilobytes(scripts(shell))}  the shell, and ${kilobytes(styles(shell)).trim()} of styles`)

const over: string[] = []
for (const part of Object.keys(partsOf)) if (!(part in manifest)) over.push(`${part} is no file of its own any more`)
for (const key of Object.keys(manifest).sort()) {
  if (!key.startsWith('src/screens/')) continue
  const screen = partsOf[key]
  const before = new Set(screen === undefined ? shell : [...shell, ...loadedBy(screen)])
  const own = loadedBy(key)
  const more = scripts(new Set([...own].filter((one) => !before.has(one))))
  const whole = scripts(new Set([...before, ...own]))
  console.log(`${kilobytes(whole)} ${kilobytes(more)} more  ${key.replace('src/screens/', '')}`)
  if (more > oneMore) over.push(`${key} adds ${kilobytes(more).trim()}, of ${kilobytes(oneMore).trim()}`)
  if (screen === undefined && whole > firstLoad) {
    over.push(`the first load with ${key} is ${kilobytes(whole).trim()}, of ${kilobytes(firstLoad).trim()}`)
  }
}
for (const one of over) console.error(one)
if (over.length > 0) process.exitCode = 1
