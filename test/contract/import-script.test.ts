/** What `bailiwick import --script` keeps of a world says what a reading of the same world says. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCallSpool } from '../../src/app/imports/call-spool.ts'
import { readCalls } from '../../src/app/imports/read-calls.ts'
import type { EndedCell } from '../../src/app/ports/aws.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { importScript } from '../../src/cli/import-script.ts'
import { connectionTo, noAbort, readerWith } from '../../src/collect/connection.fake.ts'
import { createRecordingReader } from '../../src/collect/read-recording.ts'
import { createRecordingSink, type RecordingSink } from '../../src/collect/recording-sink.fake.ts'
import type { AccountId } from '../../src/core/ids.ts'
import type { ImportedCell, ImportedFile } from '../../src/core/imports/imported-file.ts'
import { recognizeFile } from '../../src/core/imports/recognize-file.ts'
import { objectKey } from '../../src/core/inventory/merge.ts'
import type { InventoryObject } from '../../src/core/inventory/objects.ts'
import { findFiles } from '../../src/main/find-files.ts'
import { scratchIn } from '../../src/main/scratch.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { type AwsCommand, startAwsCommand } from '../fakes/aws-command.ts'
import { manualClock } from '../fakes/clock-and-log.ts'

const run = promisify(execFile)
const region = 'eu-west-1'

/** What the script asks about; the rest of an account is for a reading of AWS. */
const kept = new Set<EndedCell['type']>([
  ...(['organization', 'identity_center', 'iam', 'credentials', 's3', 's3_access_points', 'kms', 'lambda'] as const),
  ...(['sqs', 'sns', 'secretsmanager', 'dynamodb', 'ecr', 'elasticfilesystem', 'backup', 'events', 'logs'] as const),
  ...(['es', 'glue', 'kinesis', 'codeartifact'] as const),
])

let sandbox: Sandbox
let aws: AwsCommand
let folder: string
let live: RecordingSink
let imported: ImportedFile

beforeAll(async () => {
  sandbox = await startSandbox({
    world: world({ seed: 'script', accounts: 3, principals: 12, people: 4, start: new Date() }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  aws = await startAwsCommand(sandbox.url)
  folder = await mkdtemp(join(tmpdir(), 'bailiwick-export-'))
  await runScript()
  imported = await importFolder()
  live = createRecordingSink()
  const { organization, home } = sandbox.world
  const connection = connectionTo(sandbox.url, {
    externalId: home.externalId,
    managementAccountId: organization.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: [region],
  })
  await readerWith(sandbox.credentials).collect(connection, live, noAbort)
}, 240_000)

afterAll(async () => {
  await aws?.stop()
  await sandbox?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The management account and one other: each call is a process. */
function accounts(): readonly AccountId[] {
  const { organization, accounts: all } = sandbox.world
  const [other] = [...all.ids()].filter((id) => id !== organization.managementAccountId)
  return other ? [organization.managementAccountId, other] : []
}

const isWithin = ({ accountId, type }: Pick<EndedCell, 'accountId' | 'type'>): boolean =>
  type === 'organization' || accounts().includes(accountId)

/** Everything that tells of another AWS is left out of its environment. */
function runScript(change: Readonly<Record<string, string>> = {}) {
  const { home } = sandbox.world
  return run('sh', ['-c', aws.definition + importScript, 'export', join(folder, 'kept')], {
    env: {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
      ROLE: home.roleName,
      EXTERNAL_ID: home.externalId,
      ACCOUNTS: accounts().join(' '),
      REGIONS: region,
      ...change,
    },
  })
}

async function importFolder(): Promise<ImportedFile> {
  const files = await findFiles(join(folder, 'kept'))
  const scratch = await scratchIn(folder)()
  const spool = createCallSpool(scratch)
  for (const { path, name } of files.filter((file) => file.name.endsWith('.json'))) {
    const read = recognizeFile(await readFile(path, 'utf8'), { fileName: name })
    if (!read.ok) throw new Error(read.error.message)
    if (read.value.kind === 'calls') await spool.add(read.value.calls)
  }
  const spooled = spool.byAccount(undefined, (file) => new Error(`${file} is nobody's`))
  if (!spooled) throw new Error('nothing was kept')
  const objects: InventoryObject[] = []
  const cells: ImportedCell[] = []
  const readRecording = createRecordingReader({ clock: manualClock() })
  const report = await readCalls({ readRecording }, spooled, {
    objects: async (page) => void objects.push(...page),
    cell: (cell) => void cells.push(cell),
    account: () => undefined,
  })
  await scratch.close()
  return { ...report, objects, cells }
}

const comparable = (objects: readonly InventoryObject[]): ReadonlyMap<string, InventoryObject> =>
  new Map(
    objects
      .filter((object) => kept.has(object.cell) && isWithin({ ...object, type: object.cell }))
      .map((object) => [objectKey(object), structuredClone(object)]),
  )

describe('the script', () => {
  test('keeps everything that a reading of these services finds', () => {
    const [read, known] = [comparable(live.everything()), comparable(imported.objects)]
    expect(read.size).toBeGreaterThan(100)
    expect([...known.keys()].sort()).toEqual([...read.keys()].sort())
    for (const [key, object] of read) expect([key, known.get(key)]).toEqual([key, object])
  })

  test('proves of each cell what the reading proves', () => {
    const states = (cells: readonly Pick<EndedCell, 'accountId' | 'type' | 'region' | 'state'>[]) =>
      cells
        .filter(
          (cell) =>
            kept.has(cell.type) &&
            isWithin(cell) &&
            (cell.region === region || cell.region === 'global' || cell.type === 'identity_center'),
        )
        .map((cell) => `${cell.accountId} ${cell.type} ${cell.region} ${cell.state}`)
        .sort()
    expect(states(imported.cells)).toEqual(states(live.cells))
    expect(states(imported.cells).filter((text) => text.endsWith(' ok')).length).toBeGreaterThan(30)
  })

  test('says of what it does not ask that it was not collected', () => {
    const [account] = imported.accounts
    expect(imported.cells).toContainEqual(
      expect.objectContaining({ accountId: account, type: 'last_accessed', state: 'not_collected' }),
    )
    expect(imported.cells).toContainEqual(
      expect.objectContaining({ accountId: account, type: 'sqs', region: 'us-west-2', state: 'not_collected' }),
    )
  })

  test('run again, asks nothing that it has kept', async () => {
    const before = aws.called.length
    await runScript()
    // Who it is, and nothing else: every account is done.
    expect(aws.called.slice(before).filter((call) => call !== 'configure get')).toEqual(['sts get-caller-identity'])
  })

  test('only reads', () => {
    const code = importScript.replaceAll(/^\s*#.*$/gm, '')
    const calls = [...code.matchAll(/\b(?:keep|each|aws|set --) ([a-z0-9-]+) ([a-z]+-[a-z-]+)/g)].map(
      ([, , operation]) => operation,
    )
    const inLoops = [...code.matchAll(/for call in ([a-z\\\s-]+);/g)].flatMap(([, words = '']) =>
      words.match(/[a-z]+-[a-z-]+/g),
    )
    expect(calls.length).toBeGreaterThan(60)
    expect(inLoops.length).toBeGreaterThan(10)
    const others = [...calls, ...inLoops].filter((operation) => !/^(get|list|describe)-/.test(operation ?? ''))
    expect(new Set(others)).toEqual(new Set(['generate-credential-report', 'assume-role']))
    for (const made of aws.called.filter((call) => call !== 'configure get'))
      expect(made).toMatch(/ (get|list|describe)-| generate-credential-report$| assume-role$/)
  })
})
