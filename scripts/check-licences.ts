/** Every package that reaches a user is permissively licensed, pinned exactly, and none but the runtime runs an install script. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const permissive = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'OFL-1.1',
  'Unlicense',
  'Python-2.0',
  'MIT-0',
])
/** Runs code at install; approved in package.json `allowScripts`. */
const mayInstall = new Set(['node', 'esbuild'])

const manifest = z.object({ license: z.string().optional(), version: z.string().optional() })
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
      optional: z.boolean().optional(),
      license: z.string().optional(),
      resolved: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

const problems: string[] = []
let examined = 0

/** `(MIT OR Apache-2.0)` is fine when one side is, `MIT AND X` when both are. */
function allowed(expression: string): boolean {
  const text = expression.replace(/[()]/g, '').trim()
  if (text.includes(' OR ')) return text.split(' OR ').some(allowed)
  return text.split(' AND ').every((name) => permissive.has(name.trim()))
}

for (const [path, entry] of Object.entries(
  lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))).packages,
)) {
  const own = path === '' || path === 'web'
  if (own) {
    for (const [name, version] of Object.entries({ ...entry.dependencies, ...entry.devDependencies })) {
      if (!/^\d/.test(version)) problems.push(`${name} is not pinned: ${version}`)
    }
    continue
  }
  if (entry.link) continue
  const name = path.replace(/^.*node_modules\//, '')
  if (entry.resolved) problems.push(`${name}: the lock file records a download address`)
  if (entry.hasInstallScript && !mayInstall.has(name) && !entry.optional)
    problems.push(`${name} runs a script at install`)
  if (entry.dev) continue
  examined += 1
  const file = join(root, path, 'package.json')
  const license =
    entry.license ?? (existsSync(file) ? manifest.parse(JSON.parse(readFileSync(file, 'utf8'))).license : undefined)
  // A package for another platform is not installed here; the lock file carries its licence.
  if (license === undefined ? existsSync(file) : !allowed(license))
    problems.push(`${name}: licence ${license ?? 'not stated'}`)
}

for (const problem of problems) process.stdout.write(`${problem}\n`)
process.stdout.write(`${examined} runtime packages examined\n`)
process.exitCode = problems.length > 0 || examined === 0 ? 1 : 0
