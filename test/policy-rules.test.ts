import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('the page of policy rules says what the cases say', () => {
  const script = join(import.meta.dirname, '../scripts/generate-policy-rules.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect(`${stdout}${stderr}`).toMatch(/^\d{4,} cases, .* is fresh\n$/)
  expect(status).toBe(0)
})
