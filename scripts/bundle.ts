/** The published command: our own source in a few JavaScript files; dependencies stay packages. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

export async function bundle(root: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: {
      bailiwick: 'src/main/cli.ts',
      engine: 'src/engine.ts',
      'pglite-worker': 'src/store/pglite-worker.ts',
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
  return `${readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.js')).length} scripts`
}
