/** What is wrong with the machine: the data folder, the disk, the port, the configuration. As the command line tells it. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PrincipalSummary } from '../../src/core/access/answers.ts'
import {
  bailiwick,
  type Ended,
  type RunningServer,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
} from '../fakes/bailiwick-process.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

/** Whole processes, perhaps on a machine that does other things too. */
vi.setConfig({ testTimeout: 60_000 })

const run = promisify(execFile)

/** A user of every Unix system that owns nothing; root itself may write anywhere. */
const nobody = 65534
const unprivileged = process.getuid?.() === 0 ? { uid: nobody } : {}

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  await chmod(folder.path, 0o755)
})
afterAll(() => folder.remove())

/** What a problem looks like on standard error: one line with the code, then effect and fix. */
function problemOf({ stdout, stderr }: Ended): { code: string | undefined; says: string; rest: readonly string[] } {
  expect(stdout).toBe('')
  expect(stderr).not.toContain('    at ')
  const [first = '', ...rest] = stderr.trimEnd().split('\n')
  const [, says = '', code] = /^bailiwick: (.*) \((\w+)\)$/.exec(first) ?? []
  return { code, says, rest }
}

describe('beside a running server', () => {
  let home: string
  let server: RunningServer
  beforeAll(async () => {
    home = join(folder.path, 'served')
    await prepareHome(home)
    server = await startServer({ home })
  })
  afterAll(() => server?.stop())

  test.runIf(process.platform === 'linux')(
    'it is the process that was started, with what only a birth decides',
    async () => {
      const { pid } = JSON.parse(await readFile(join(home, 'server.json'), 'utf8'))
      expect(pid).toBe(server.pid)
      const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      expect(commandLine).toContain('--max-semi-space-size=8')
      expect(commandLine).toMatch(/--v8-pool-size=[1-4]\0/)
      expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toContain('MALLOC_ARENA_MAX=2')
    },
  )

  test.runIf(process.platform === 'linux')('its database goes behind the thread that answers', async () => {
    const threads = await readdir(`/proc/${server.pid}/task`)
    const statOf = (thread: string) => readFile(`/proc/${server.pid}/task/${thread}/stat`, 'utf8').catch(() => '')
    // Field 19 is the nice value (proc_pid_stat(5)); the second, the name, may hold anything but ends with the last parenthesis.
    const niceOf = (stat: string): number => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
    const nice = new Map(await Promise.all(threads.map(async (one) => [one, niceOf(await statOf(one))] as const)))
    const ours = nice.get(String(server.pid))
    expect(ours).toBeLessThan(5)
    expect([...nice.values()].filter((value) => value === 5)).toHaveLength(1)
  })

  test('a second server on the same data folder is refused, and the first goes on', async () => {
    const second = await bailiwick(['start', '--port', '0'], { home })
    expect(second.status).toBe(1)
    const { code, says, rest } = problemOf(second)
    expect(code).toBe('home_locked')
    expect(says).toMatch(/^Process \d+ on \S+ uses the data folder /)
    expect(rest).toEqual([
      'The embedded database was not opened; nothing was changed.',
      expect.stringMatching(/^Stop process \d+, or name another folder with --home\.$/),
    ])
    const first = await bailiwick(['integrations', '--json'], { home })
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.json()).toEqual([])
  })

  test('a port in use is told with another one', async () => {
    const other = join(folder.path, 'other')
    await prepareHome(other)
    const { port } = new URL(server.url)
    const ended = await bailiwick(['start', '--port', port], { home: other })
    expect(ended.status).toBe(1)
    expect(problemOf(ended)).toEqual({
      code: 'port_in_use',
      says: `Port ${port} on 127.0.0.1 is in use.`,
      rest: [`Stop what listens there, or choose another: npm start -- --port ${Number(port) + 1}`],
    })
    // The folder was given back.
    expect(await bailiwick(['integrations', '--json'], { home: other })).toMatchObject({ status: 0, stdout: '[]\n' })
  })
})

test('a server that is not there any more is said to be so', async () => {
  const listener = createServer()
  const port = await new Promise<number>((resolve) => {
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  await new Promise((resolve) => listener.close(resolve))
  const ended = await bailiwick(['integrations', '--server', `http://127.0.0.1:${port}`], {
    home: join(folder.path, 'nowhere'),
  })
  expect(ended.status).toBe(1)
  expect(problemOf(ended)).toMatchObject({
    code: 'server_unreachable',
    says: `http://127.0.0.1:${port} does not answer.`,
  })
})

describe('a data folder that cannot be written', async () => {
  // A checkout below a folder that is closed to others cannot be run by another user.
  const trial = await temporaryFolder()
  await chmod(trial.path, 0o755)
  const started = await bailiwick(['--version'], { home: trial.path, ...unprivileged })
  await trial.remove()
  if (started.status !== 0)
    process.stderr.write('skipped: a read-only data folder (no other user may run this checkout)\n')

  test.skipIf(started.status !== 0)('is refused by every command, and keeps what it holds', async () => {
    const home = join(folder.path, 'read-only')
    await prepareHome(home)
    await chmod(home, 0o555)
    for (const command of [['start', '--port', '0'], ['integrations'], ['migrate']]) {
      const ended = await bailiwick(command, { home, ...unprivileged })
      expect(ended.status).toBe(1)
      const { code, says, rest } = problemOf(ended)
      expect(code).toBe('home_unwritable')
      expect(says).toContain(`The data folder ${home} cannot be written: `)
      expect(rest).toContain('The database cannot be opened or changed; what was stored before is kept.')
      expect(rest.at(-1)).toContain('--home')
    }
    const doctor = await bailiwick(['doctor', '--json'], { home, ...unprivileged })
    expect(doctor.status).toBe(1)
    expect(doctor.json<{ checks: unknown }>().checks).toContainEqual(
      expect.objectContaining({ name: 'home', state: 'bad', fix: expect.stringContaining('--home') }),
    )
    await chmod(home, 0o755)
    expect(await bailiwick(['integrations', '--json'], { home })).toMatchObject({ status: 0, stdout: '[]\n' })
  })
})

const canMount = await mountable()
if (!canMount) process.stderr.write('skipped: a full disk (no small file system can be mounted here)\n')

describe.skipIf(!canMount)('a full disk', () => {
  let home: string
  beforeEach(async () => {
    home = join(folder.path, 'disk')
    await mkdir(home, { recursive: true })
    await run('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', home])
  })
  afterEach(() => run('umount', [home]))

  test('fails the import that does not fit, and keeps what is known', { timeout: 120_000 }, async () => {
    await prepareHome(home)
    const small = join(folder.path, 'small.json')
    const large = join(folder.path, 'large.json')
    await writeFile(small, accountDump('111122223333', 5))
    await writeFile(large, accountDump('444455556666', largeDumpRoles))
    expect((await bailiwick(['import', small, '--json'], { home })).status).toBe(0)
    const known = await principalsOf(home)
    expect(known.length).toBeGreaterThanOrEqual(5)

    const ballast = join(home, 'ballast')
    await writeFile(ballast, Buffer.alloc((await freeBytes(home)) - roomLeft))
    const ended = await bailiwick(['import', large, '--json'], { home })
    expect(ended.status).toBe(1)
    const { code, says, rest } = problemOf(ended)
    expect({ code, says }).toEqual({
      code: 'home_unwritable',
      says: `The data folder ${home} cannot be written: the disk is full.`,
    })
    expect(rest.at(-1)).toContain('Free some space')

    await rm(ballast)
    await run('mount', ['-o', 'remount,size=256m', home])
    expect(await principalsOf(home)).toEqual(known)
    expect((await bailiwick(['import', large, '--json'], { home })).status).toBe(0)
    expect(await principalsOf(home)).toHaveLength(known.length + largeDumpRoles + 1)
  })
})

const principalsOf = async (home: string): Promise<readonly PrincipalSummary[]> =>
  (await bailiwick(['principals', '--json'], { home })).json()

const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

const roomLeft = 3 * 2 ** 20
/** Its policies alone, 5 MB that do not compress, are larger than that. */
const largeDumpRoles = 300

/** What `aws iam get-account-authorization-details` prints for an account with this many roles. */
function accountDump(account: string, roles: number): string {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const policy = (name: string) => ({
    Version: '2012-10-17',
    Statement: Array.from({ length: 200 }, (_, at) => ({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${createHash('sha256').update(`${name} ${at}`).digest('base64url')}/*`,
    })),
  })
  return JSON.stringify({
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: Array.from({ length: roles }, (_, at) => {
      const name = `role-${at}`
      return {
        Path: '/',
        RoleName: name,
        RoleId: `AROA${String(at).padStart(17, '0')}`,
        Arn: `arn:aws:iam::${account}:role/${name}`,
        CreateDate: '2026-03-09T10:41:45+00:00',
        AssumeRolePolicyDocument: trust,
        InstanceProfileList: [],
        RolePolicyList: roles > 100 ? [{ PolicyName: 'own', PolicyDocument: policy(name) }] : [],
        AttachedManagedPolicies: [],
        Tags: [],
      }
    }),
    Policies: [],
    IsTruncated: false,
  })
}

async function mountable(): Promise<boolean> {
  const place = await temporaryFolder()
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place.path])
    await run('umount', [place.path])
    return true
  } catch {
    return false
  } finally {
    await place.remove()
  }
}

describe('a configuration that is not understood', () => {
  test('an unknown key refuses the start and every command, and names the nearest', async () => {
    const home = join(folder.path, 'misspelt')
    await mkdir(home)
    await writeFile(join(home, 'config.yaml'), 'server:\n  prot: 8421\n')
    for (const command of [['start'], ['principals', '--json'], ['config', 'check', '--json']]) {
      const ended = await bailiwick(command, { home })
      expect(ended.status).toBe(2)
      const { code, says, rest } = problemOf(ended)
      expect(code).toBe('config_invalid')
      expect(says).toBe('server.prot is not a setting of Bailiwick. Did you mean server.port?')
      expect(rest.at(-1)).toContain(join(home, 'config.yaml'))
    }
  })

  test('so does an unknown BAILIWICK_ variable', async () => {
    const ended = await bailiwick(['start'], {
      home: join(folder.path, 'unmade'),
      env: { BAILIWICK_SERVER_PROT: '8421' },
    })
    expect(ended.status).toBe(2)
    expect(problemOf(ended)).toMatchObject({
      code: 'config_invalid',
      says: 'BAILIWICK_SERVER_PROT is not a setting of Bailiwick. Did you mean BAILIWICK_SERVER_PORT?',
    })
  })
})
