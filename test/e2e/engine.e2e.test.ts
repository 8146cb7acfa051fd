/** `dist/engine.js` in a real browser. What it needs of the world is tested without one in `test/engine-bundle.test.ts`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { engineBundle } from '../../scripts/bundle.ts'
import { hasChromium, launchBrowser } from './browser.ts'

const root = join(import.meta.dirname, '../..')

describe.skipIf(!hasChromium)('the engine in a browser', () => {
  test('reads the catalogue, evaluates and lints', async () => {
    const { outputFiles } = await build({ absWorkingDir: root, ...engineBundle, sourcemap: false, write: false })
    const bytes = (await readFile(join(root, 'dist/catalog.bin'))).toString('base64')
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      const said = await page.evaluate(
        async ({ source, bytes }) => {
          const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
          // Hidden from the test runner, which would make its own import of it.
          const bailiwick: typeof import('../../src/engine.ts') = await new Function('from', 'return import(from)')(
            address,
          )
          const catalogue = bailiwick.readCatalogue(Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0)))
          const engine = bailiwick.createPolicyEngine(catalogue)
          const policy = engine.parse(
            { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] },
            'identity',
          )
          const asked = {
            principal: 'arn:aws:iam::111111111111:user/ann',
            action: 's3:GetObject',
            resource: 'arn:aws:s3:::b/k',
          }
          const context = bailiwick.contextOf({ ...asked, unknown: false }, catalogue)
          return {
            decision: policy.ok && engine.evaluate({ ...asked, context }, { identity: [policy.value] }).decision,
            lint: bailiwick.lintPolicy('{"Statement": []}', catalogue).map(({ code }) => code),
            actions: catalogue.actionCount,
          }
        },
        { source: outputFiles[0]?.text ?? '', bytes },
      )
      expect(said).toMatchObject({ decision: 'Allowed', lint: ['missing-version', 'no-statements'] })
      expect(said.actions).toBeGreaterThan(20_000)
    } finally {
      await browser.close()
    }
  })
})
