/** Proves that the linter's import rules see files and say no: a rule that examines nothing would pass for ever. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** [file, import, allowed] */
const cases = [
  ['src/core/a.ts', 'node:fs', false],
  ['src/core/policy/b.ts', 'zod', false],
  ['src/core/policy/c.ts', '../../store/open.ts', false],
  ['src/core/policy/d.ts', '../../app/ports/store.ts', false],
  ['src/core/policy/e.ts', '../arn/parse.ts', true],
  ['src/engine.ts', './app/ports/store.ts', false],
  ['src/catalog/a.ts', '../app/ports/store.ts', false],
  ['src/catalog/b.ts', '../core/ids.ts', true],
  ['src/app/access/a.ts', '../../store/open.ts', false],
  ['src/app/access/b.ts', 'zod', false],
  ['src/app/access/c.ts', 'node:crypto', false],
  ['src/app/access/d.ts', '../../core/ids.ts', true],
  ['src/app/access/e.ts', '../../sdk/client-x.ts', false],
  ['src/sdk/a.ts', '@smithy/core/client', true],
  ['src/sdk/b.ts', '../core/ids.ts', false],
  ['src/aws/a.ts', '../app/ports/store.ts', true],
  ['src/aws/c.ts', '../sdk/client-x.ts', true],
  ['src/aws/b.ts', '../app/deps.ts', false],
  ['src/collect/services/a.ts', '../../aws/sessions.ts', true],
  ['src/collect/services/b.ts', '../../sandbox/server.ts', false],
  ['src/collect/services/c.ts', '@aws-sdk/client-iam', true],
  ['src/store/a.ts', '../identity/tokens.ts', false],
  ['src/identity/a.ts', '../store/open.ts', false],
  ['src/notify/a.ts', '../app/ports/notices.ts', true],
  ['src/notify/b.ts', '../app/notices/deliver-notices.ts', false],
  ['src/notify/c.ts', '../store/open.ts', false],
  ['src/notify/d.ts', 'nodemailer/lib/smtp-connection', true],
  ['src/sandbox/a.ts', '../collect/reader.ts', false],
  ['src/sandbox/b.ts', '../sdk/client-x.ts', true],
  ['src/store/b.ts', '../sdk/client-x.ts', false],
  ['src/jobs/a.ts', '../app/sync/run-sync.ts', true],
  ['src/jobs/b.ts', '../store/open.ts', false],
  ['src/api/routes/a.ts', '../../store/open.ts', false],
  ['src/api/routes/b.ts', '../../collect/reader.ts', false],
  ['src/api/routes/c.ts', 'fastify', true],
  ['src/cli/commands/a.ts', '../../aws/sessions.ts', false],
  ['src/cli/commands/b.ts', '../../api/server.ts', false],
  ['src/main/a.ts', '../store/open.ts', true],
  ['web/src/parts/a.ts', '../../../src/core/ids.ts', false],
  ['web/src/parts/b.ts', '../api/client.ts', true],
] as const

let tree: string

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'import-rules-'))
  const config: { vcs: { enabled: boolean } } = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'))
  config.vcs.enabled = false
  await writeFile(join(tree, 'biome.json'), JSON.stringify(config))
  for (const [file, specifier] of cases) {
    await mkdir(dirname(join(tree, file)), { recursive: true })
    await writeFile(join(tree, file), `import { x } from '${specifier}'\nexport const y = x\n`)
  }
})

afterAll(() => rm(tree, { recursive: true, force: true }))

function lint(folder: string): Promise<string> {
  return new Promise((resolve) => {
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
    execFile(
      process.execPath,
      [biome, 'lint', '--max-diagnostics=none', '--colors=off', '--only=style/noRestrictedImports', '.'],
      { cwd: folder, maxBuffer: 1 << 24 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    )
  })
}

test('each forbidden import is refused and each allowed one passes', async () => {
  const said = await lint(tree)
  expect(said).toContain(`Checked ${cases.length + 1} files`)
  const refused = new Set([...said.matchAll(/^(\S+\.ts):\d+:\d+ lint\/style\/noRestrictedImports/gm)].map((m) => m[1]))
  expect([...refused].sort()).toEqual(
    cases
      .filter(([, , allowed]) => !allowed)
      .map(([file]) => file)
      .sort(),
  )
})

test('the rules see the real tree', async () => {
  const said = await lint(join(root, 'src'))
  const examined = Number(/Checked (\d+) files/.exec(said)?.[1] ?? 0)
  expect(examined).toBeGreaterThan(50)
})
