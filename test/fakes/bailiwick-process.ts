/** The real program in processes of its own, with nothing of this machine's AWS configuration in sight. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../bin/bailiwick.js')
/** A cold start on a busy machine with two processors. */
const readyPatienceMs = 40_000

export interface Surroundings {
  readonly home: string
  /** On top of an environment without credentials, settings, proxies and instance metadata. */
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
}

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Standard output as the one JSON document that `--json` promises. */
  json<T>(): T
}

export interface RunningServer {
  readonly pid: number
  readonly url: string
  /** Of the first administrator; undefined when there is one already. */
  readonly setupLink: string | undefined
  readonly said: () => string
  stop(): Promise<void>
  /** SIGKILL: no time to clean up. */
  kill(): Promise<void>
}

/** Runs one command to its end. */
export async function bailiwick(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const child = launch(args, surroundings)
  const stdout = gather(child.stdout)
  const stderr = gather(child.stderr)
  const [status] = await once(child, 'close')
  return {
    status: typeof status === 'number' ? status : null,
    stdout: stdout(),
    stderr: stderr(),
    json: () => parseDocument(stdout(), stderr()),
  }
}

function parseDocument<T>(stdout: string, stderr: string): T {
  try {
    return JSON.parse(stdout)
  } catch (cause) {
    throw new Error(`no JSON document on standard output, but "${stdout}"; on standard error "${stderr}"`, { cause })
  }
}

/** Resolves when the server says that it is ready; rejects with what it said when it ends before. */
export async function startServer(
  surroundings: Surroundings,
  args: readonly string[] = ['--port', '0'],
): Promise<RunningServer> {
  const child = launch(['start', ...args], surroundings)
  const stdout = gather(child.stdout)
  const stderr = gather(child.stderr)
  const said = (): string => stdout() + stderr()
  // Also when the tests are stopped before their clean-up.
  const killAtExit = (): void => void child.kill('SIGKILL')
  process.once('exit', killAtExit)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    process.off('exit', killAtExit)
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'close')
    child.kill(signal)
    await ended
  }
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server is not ready:\n${said()}`)), readyPatienceMs)
    child.stdout?.on('data', () => {
      // The last line that a start prints, so that the setup link before it is whole.
      const [, ready] = /is ready: (http:\S+)[\s\S]*The embedded database is in .*\n/.exec(stdout()) ?? []
      if (ready === undefined) return
      clearTimeout(late)
      resolve(ready)
    })
    child.once('close', (status) => {
      clearTimeout(late)
      reject(new Error(`the server ended with ${status}:\n${said()}`))
    })
  }).catch(async (error: unknown) => {
    await end('SIGKILL')
    throw error
  })
  return {
    pid: child.pid ?? 0,
    url,
    setupLink: /^ {2}(http:\S+\/setup\?token=\S+)$/m.exec(stdout())?.[1],
    said,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

function launch(args: readonly string[], { home, env = {}, uid }: Surroundings): ChildProcess {
  return spawn(process.execPath, [program, '--home', home, ...args], {
    env: { ...bareEnvironment, ...env },
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
}

/** Neither a shared configuration nor an instance's role may stand in for what a test does not give. */
const bareEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: join(tmpdir(), 'bailiwick-nobody-lives-here'),
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
}

function gather(stream: ChildProcess['stdout']): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}

export interface TemporaryFolder {
  readonly path: string
  remove(): Promise<void>
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'bailiwick-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
