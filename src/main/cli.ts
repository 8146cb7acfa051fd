/** Entry of the `bailiwick` command: gives the command tree its world. Heavy rooms are loaded only by the commands that need them. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CliDeps } from '../cli/context.ts'
import { runCommandLine } from '../cli/program.ts'
import { AppError } from '../core/fault.ts'
import { askSecret } from './ask-secret.ts'
import { loadConfig, printable } from './config.ts'
import { findFiles } from './find-files.ts'
import { reach } from './reach.ts'
import { version } from './version.ts'

async function readText(file: string): Promise<string> {
  if (file === '-') return readStream(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

async function* readBytes(file: string): AsyncIterable<Uint8Array> {
  try {
    yield* file === '-' ? process.stdin : createReadStream(file)
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

function unreadable(file: string, cause: unknown): AppError {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  const reason = isMissing ? 'There is no file' : 'Cannot read the file'
  return new AppError('bad_input', `${reason} ${file}.`, {}, { cause })
}

const deps: CliDeps = {
  version,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  readText,
  readBytes,
  askSecret,
  findFiles,
  connect: (options) => reach(options, process.env),
  serve: async (options) => {
    const { serve } = await import('./serve.ts')
    await serve(options, process.env)
  },
  evaluateCases: async (text) => {
    const [{ loadCatalogue }, { createPolicyEngine }, { evaluateCaseFile }] = await Promise.all([
      import('../catalog/read.ts'),
      import('../core/evaluate/engine.ts'),
      import('../app/access/evaluate-cases.ts'),
    ])
    const catalogue = loadCatalogue()
    return evaluateCaseFile(text, { catalogue, engine: createPolicyEngine(catalogue) })
  },
  lintPolicies: async (files, type) => {
    const [{ loadCatalogue }, { lintPolicies }] = await Promise.all([
      import('../catalog/read.ts'),
      import('../core/policy/lint/lint.ts'),
    ])
    return lintPolicies(files, loadCatalogue(), type)
  },
  printConfig: (options) => printable(loadConfig(process.env, { home: options.home })),
  migrate: async (options) => {
    const { migrateHome } = await import('./migrate-home.ts')
    return migrateHome(loadConfig(process.env, { home: options.home }))
  },
  localChecks: async (options) => {
    const { localChecks } = await import('./local-checks.ts')
    return localChecks(options, process.env)
  },
  elapsed: () => performance.now(),
  sleep: (ms) => sleep(ms),
}

// A closed pipe (`| head`) is the reader's choice, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await runCommandLine(process.argv.slice(2), deps)
