/** The real server in a process of its own, for a bench: the operator's questions to it, and what it uses. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SandboxFacts } from './sandbox-process.ts'

const root = join(import.meta.dirname, '..')

interface ServerOptions {
  readonly home: string
  /** The simulated organization that it reads; absent: none but those it starts itself. */
  readonly aws?: Pick<SandboxFacts, 'url' | 'credentials'>
  /** Of `bailiwick start`: `--sample`. */
  readonly options?: readonly string[]
  /** Of Node: `--cpu-prof`. */
  readonly node?: readonly string[]
}

export interface Server {
  readonly child: ChildProcess
  readonly pid: number
  readonly origin: string
  ask<T>(method: string, path: string, body?: object): Promise<T>
  /** A person who has just signed in, the first administrator: asks as the console does. */
  signIn(): Promise<Person>
  /** Path of the one-time link that makes an administrator; undefined once there is one. */
  setup(): string | undefined
}

export interface Person {
  ask<T>(path: string): Promise<T>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

const awsEnvironment = ({ url, credentials }: Pick<SandboxFacts, 'url' | 'credentials'>) => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
})

/** Resolves when it is ready. The caller ends `child`. */
export async function startServer({ home, aws, options = [], node = [] }: ServerOptions): Promise<Server> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const command = [join(root, 'bin/bailiwick.js'), 'start', '--home', home, '--port', String(port), ...options]
  const child = spawn(process.execPath, [...node, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: tmpdir(),
      AWS_EC2_METADATA_DISABLED: 'true',
      BAILIWICK_LOG_LEVEL: 'warn',
      ...(aws && awsEnvironment(aws)),
    },
  })
  let link: string | undefined
  const listen = (chunk: Buffer) => {
    link ??= /\/setup\?token=\S+/.exec(chunk.toString())?.[0]
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  child.stderr.pipe(process.stderr)
  while (!(await isReady(origin))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await sleep(50)
  }
  const operator = { authorization: `Bearer ${readFileSync(join(home, 'operator.token'), 'utf8').trim()}` }
  const send = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return { answer: answer as never, cookies: response.headers.getSetCookie() }
  }
  return {
    child,
    pid: child.pid ?? 0,
    origin,
    setup: () => link,
    ask: async (method, path, body) => (await send(method, path, operator, body)).answer,
    async signIn() {
      while (link === undefined) {
        if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
        await sleep(50)
      }
      const form = { ...person, token: new URL(link, origin).searchParams.get('token') }
      const { cookies } = await send('POST', '/setup', {}, form)
      const cookie = cookies.map((one) => one.split(';')[0]).join('; ')
      return { ask: async (path) => (await send('GET', path, { cookie })).answer }
    },
  }
}

const person = { name: 'Ada', email: 'ada@larkfield.example', password: 'a long enough password 4711' }

const isReady = (origin: string): Promise<boolean> =>
  fetch(`${origin}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

/** One message from a sandbox process, after `message` has been sent to it. */
export async function answerOf<T>(sandbox: ChildProcess, message?: object): Promise<T> {
  const answer = once(sandbox, 'message')
  if (message) sandbox.send(message)
  const [facts] = await answer
  return facts
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
