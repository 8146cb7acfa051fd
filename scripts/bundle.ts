/** The published command: our own source in a few JavaScript files; dependencies stay packages. */
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

export async function bundle(root: string): Promise<string> {
  // Scripts of an earlier build would be published beside the new ones.
  for (const name of scriptsOf(root)) rmSync(join(root, 'dist', name))
  await build({
    absWorkingDir: root,
    entryPoints: {
      bailiwick: 'src/main/cli.ts',
      'pglite-worker': 'src/store/pglite-worker.ts',
      'reading-worker': 'src/main/reading-worker.ts',
      'sandbox-worker': 'src/sandbox/worker.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    // Beside the entries, so that what stands beside import.meta.url is the same for all of them.
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  })
  await build({ absWorkingDir: root, ...engineBundle })
  declareEngine(root)
  return `${scriptsOf(root).filter((name) => name.endsWith('.js')).length} scripts`
}

/** One file for Node.js and browsers. On a neutral platform an import of `node:*` or of a package fails the build. */
export const engineBundle = {
  entryPoints: { engine: 'src/engine.ts' },
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: true,
  logLevel: 'warning',
} as const satisfies BuildOptions

const scriptsOf = (root: string): string[] =>
  readdirSync(join(root, 'dist')).filter((name) => /\.js(\.map)?$/.test(name))

/** Types of `bailiwick/engine`: declarations of the core, which imports nothing from outside. */
function declareEngine(root: string): void {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.engine.json')],
    { stdio: 'inherit' },
  )
  if (status !== 0) throw new Error(`tsc ended with ${status}`)
}
