/** The examples of docs/guides/engine.md, run as they stand there; what they print is what the guide says they print. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const address = (path: string): string => pathToFileURL(join(root, path)).href

interface Example {
  readonly heading: string
  readonly code: string
  readonly prints: string
  readonly json: string | undefined
}

const block = (section: string, language: string): string | undefined =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1]

const guide = await readFile(join(root, 'docs/guides/engine.md'), 'utf8')
const examples = guide.split(/^## /m).flatMap((section): Example[] => {
  const code = block(section, 'ts')
  if (code === undefined) return []
  const heading = section.slice(0, section.indexOf('\n'))
  return [{ heading, code, prints: block(section, 'text') ?? '', json: block(section, 'json') }]
})

const policy = (statement: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', ...statement }],
})
const user = (name: string, more: object) => ({
  Path: '/',
  UserName: name,
  UserId: `AIDA${name.toUpperCase()}EXAMPLE`,
  Arn: `arn:aws:iam::111111111111:user/${name}`,
  CreateDate: '2025-01-01T00:00:00Z',
  GroupList: [],
  AttachedManagedPolicies: [],
  ...more,
})
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const everything = policy({ Action: '*', Resource: '*' })

/** What the guide says in words about the files of its examples. */
const files: Readonly<Record<string, object>> = {
  'app-read.json': policy({
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::reports/*',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  }),
  'account-authorization-details.json': {
    UserDetailList: [
      user('ann', { AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: administrator }] }),
      user('bob', {}),
    ],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [
      {
        PolicyName: 'AdministratorAccess',
        PolicyId: 'ANPAIWMBCKSKIEE64ZLYK',
        Arn: administrator,
        Path: '/',
        DefaultVersionId: 'v1',
        PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: everything }],
      },
    ],
  },
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-guide-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(content))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the guide to the engine', () => {
  test('has its three examples', () => expect(examples).toHaveLength(3))

  test.each(examples)('$heading', async ({ code, prints, json }) => {
    if (json !== undefined) await writeFile(join(folder, 'bucket.json'), json)
    const file = join(folder, 'example.ts')
    await writeFile(
      file,
      code
        .replaceAll("'bailiwick/engine'", `'${address('src/engine.ts')}'`)
        .replaceAll("import.meta.resolve('bailiwick/catalogue.bin')", `'${address('dist/catalog.bin')}'`),
    )
    const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
      cwd: folder,
    })
    expect(stdout).toBe(prints)
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(20)
  })
})
