/** `npm run check`: formatting, lint and import rules, types of both workspaces, unused code, generated files, licences, size of the console. All of them run; any failure fails. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bin = (path: string): string => join(root, 'node_modules', path)

const checks: readonly (readonly [name: string, ...command: string[]])[] = [
  ['biome', bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  ['types', bin('typescript/bin/tsc'), '-p', '.'],
  ['types of the end-to-end tests', bin('typescript/bin/tsc'), '-p', 'test/e2e'],
  ['types of the console', bin('typescript/bin/tsc'), '-p', 'web'],
  ['types of the gallery', bin('typescript/bin/tsc'), '-p', 'web/dev/gallery'],
  ['unused code', bin('knip/bin/knip.js'), '--no-progress'],
  ['generated files', 'scripts/generate-openapi.ts', '--check'],
  ['generated reference', 'scripts/generate-cli-reference.ts', '--check'],
  ['page of policy rules', 'scripts/generate-policy-rules.ts', '--check'],
  ['page of permissions', 'scripts/generate-permissions.ts', '--check'],
  ['glossary', 'scripts/generate-glossary.ts', '--check'],
  ['Terraform module', 'scripts/generate-terraform.ts', '--check'],
  ['licences', 'scripts/check-licences.ts'],
  ['size of the console', 'web/dev/sizes.ts'],
]

function run([name, ...command]: (typeof checks)[number]): Promise<boolean> {
  return new Promise((resolve) => {
    const begun = performance.now()
    const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (said += chunk))
    child.on('close', (status) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n${status === 0 ? '' : said}`)
      resolve(status === 0)
    })
  })
}

let failed = 0
for (const check of checks) if (!(await run(check))) failed += 1
process.stdout.write(`${checks.length} checks, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
