/** `dist/engine.js` as it is published: nothing to import, and nothing of Node.js needed to run it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import vm from 'node:vm'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { engineBundle } from '../scripts/bundle.ts'

const root = join(import.meta.dirname, '..')

const bundled = async (options: { readonly format: 'esm' | 'iife'; readonly globalName?: string }) => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    ...engineBundle,
    ...options,
    sourcemap: false,
    write: false,
    metafile: true,
  })
  const [file] = outputFiles
  if (outputFiles.length !== 1 || file === undefined) throw new Error(`${outputFiles.length} files`)
  return { text: file.text, outputs: Object.values(metafile.outputs), inputs: Object.keys(metafile.inputs) }
}

let catalogue: Buffer
beforeAll(async () => {
  catalogue = await readFile(join(root, 'dist/catalog.bin'))
})

describe('the published engine', () => {
  test('imports nothing, and is made of the core alone', async () => {
    const { text, outputs, inputs } = await bundled({ format: 'esm' })
    expect(outputs.flatMap((output) => output.imports)).toEqual([])
    expect(text).not.toMatch(/\bnode:|\brequire\(|\bimport\(/)
    expect(inputs.length).toBeGreaterThan(50)
    expect(inputs.filter((file) => !/^src\/(?:core\/|engine\.ts$)/.test(file))).toEqual([])
  })

  test('runs where there is neither Node.js nor a page, with what both have', async () => {
    const { text } = await bundled({ format: 'iife', globalName: 'bailiwick' })
    // Of the globals that are no part of the language: the two that browsers and Node.js share and the engine uses.
    const sandbox = vm.createContext({ TextDecoder, TextEncoder, bytes: new Uint8Array(catalogue), said: '' })
    vm.runInContext(text, sandbox)
    vm.runInContext(inAnyRealm, sandbox)
    expect(JSON.parse(String(sandbox['said']))).toEqual(expected)
  })
})

/** Evaluates, asks an index and lints; no syntax and no global that a browser lacks. */
const inAnyRealm = `
  const catalogue = bailiwick.readCatalogue(bytes)
  const engine = bailiwick.createPolicyEngine(catalogue)
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }
  const asked = { principal: 'arn:aws:iam::111111111111:user/ann', action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }
  const identity = [engine.parse(policy, 'identity').value]
  const answer = engine.evaluate({ ...asked, context: bailiwick.contextOf({ ...asked, unknown: true }, catalogue) }, { identity })
  const user = {
    UserName: 'ann', UserId: 'AIDAEXAMPLE1', Arn: asked.principal, CreateDate: '2025-01-01T00:00:00Z',
    UserPolicyList: [{ PolicyName: 'all', PolicyDocument: policy }],
  }
  const dump = bailiwick.recognizeAndRead(
    JSON.stringify({ UserDetailList: [user], GroupDetailList: [], RoleDetailList: [], Policies: [] }),
  )
  const snapshot = bailiwick.snapshotOfExport(dump.value, '2026-01-01T00:00:00Z')
  const who = bailiwick.buildIndex(snapshot, catalogue, engine).whoCan({ action: 's3:CreateBucket' })
  const lint = bailiwick.lintPolicy('{"Statement": []}', catalogue)
  said = JSON.stringify({
    decision: answer.decision,
    who: who.value.principals.map((one) => one.name),
    lint: lint.map((one) => one.code),
  })
`
const expected = { decision: 'Allowed', who: ['ann', 'root'], lint: ['missing-version', 'no-statements'] }
