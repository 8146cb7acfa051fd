/** The command line's way to Bailiwick: a named server, the server running on this home, or the API composed in this process. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { GlobalOptions } from '../cli/context.ts'
import { type ApiRequest, type ApiResponse, addressOf, type Transport } from '../cli/transport.ts'
import { AppError, isAppError } from '../core/fault.ts'
import { loadConfig } from './config.ts'
import { operatorHeaders } from './operator.ts'

type Environment = NodeJS.ProcessEnv

export async function reach(options: GlobalOptions, env: Environment): Promise<Transport> {
  const named = options.server ?? env['BAILIWICK_SERVER']
  if (named) return overHttp(named, env['BAILIWICK_TOKEN'])
  const config = loadConfig(env, { home: options.home })
  const throughServer = async (address: string): Promise<Transport> =>
    overHttp(address, env['BAILIWICK_TOKEN'] ?? (await operatorToken(config.home)))
  const running = await runningServer(config.home)
  if (running) return throughServer(running.address)
  // Loaded only now: a command that talks to a server starts in a fraction of the time.
  const { composeHere } = await import('./compose-here.ts')
  try {
    return await composeHere(config, env)
  } catch (fault) {
    const started = isAppError(fault) && fault.code === 'home_locked' && (await startedServer(config.home))
    if (!started) throw fault
    return throughServer(started.address)
  }
}

/** A server that is starting has the home for some seconds before it listens. */
const startingMs = 10_000
const lookEveryMs = 250

async function startedServer(home: string): Promise<{ address: string } | undefined> {
  for (let waited = 0; waited < startingMs; waited += lookEveryMs) {
    const running = await runningServer(home)
    if (running) return running
    await sleep(lookEveryMs)
  }
  return undefined
}

async function operatorToken(home: string): Promise<string | undefined> {
  const { readOperatorToken } = await import('../identity/operator-token.ts')
  return readOperatorToken(home)
}

async function runningServer(home: string): Promise<{ address: string } | undefined> {
  const { readServerFile } = await import('../identity/server-file.ts')
  return readServerFile(home)
}

function overHttp(address: string, token: string | undefined): Transport {
  const base = address.replace(/\/+$/, '')
  return {
    kind: 'server',
    send: (request) => sendOverHttp(base, token, request),
    close: async () => undefined,
  }
}

async function sendOverHttp(base: string, token: string | undefined, request: ApiRequest): Promise<ApiResponse> {
  const headers: Record<string, string> = { accept: 'application/json', ...operatorHeaders(), ...request.headers }
  if (token) headers['authorization'] = `Bearer ${token}`
  if (request.body !== undefined || request.content) headers['content-type'] = request.contentType ?? 'application/json'
  let response: Response
  try {
    response = await fetch(`${base}${addressOf(request)}`, {
      method: request.method,
      headers,
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      ...(request.content && { body: ReadableStream.from(request.content), duplex: 'half' }),
    })
  } catch (cause) {
    // What reads the content says itself what is wrong with it.
    if (cause instanceof Error && isAppError(cause.cause)) throw cause.cause
    if (isAppError(cause)) throw cause
    throw new AppError(
      'server_unreachable',
      `${base} does not answer.`,
      { fix: 'Is the server running there? `bailiwick doctor` checks this machine.' },
      { cause },
    )
  }
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : parse(text, base) }
}

function parse(text: string, base: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('server_unreachable', `${base} answers, but not as Bailiwick does.`, {}, { cause })
  }
}
