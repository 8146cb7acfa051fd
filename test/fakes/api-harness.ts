/** The API over the application harness, spoken to without a socket. */
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { ApiDeps } from '../../src/api/server.ts'
import { createApi } from '../../src/api/server.ts'
import type { ConsoleRole } from '../../src/app/ports/people.ts'
import { toUserId } from '../../src/core/ids.ts'
import type { Harness, HarnessOptions } from './app-harness.ts'
import { createHarness, operatorToken } from './app-harness.ts'

export interface Caller {
  readonly headers: Readonly<Record<string, string>>
}

/** Whoever has read the token file of the home. */
export const theOperator: Caller = { headers: { authorization: `Bearer ${operatorToken}` } }
export const nobody: Caller = { headers: {} }

interface Ask {
  readonly as?: Caller
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  readonly text: string
  /** Undefined when the answer is no JSON. */
  readonly body: Record<string, unknown>
}

export interface ApiHarness extends Harness {
  readonly api: FastifyInstance
  /** `GET /status` below `/api/v1`; a path that begins with `//` is taken as it is, less one slash. */
  ask(what: string, options?: Ask): Promise<Answer>
  /** Signs in somebody who has just these roles. */
  someoneWith(roles: readonly ConsoleRole[]): Promise<Caller>
}

export async function createApiHarness(
  options: HarnessOptions & { readonly api?: Partial<ApiDeps> } = {},
): Promise<ApiHarness> {
  const harness = createHarness(options)
  const { app, deps, log } = harness
  const api = await createApi({
    app,
    facts: deps.facts,
    log,
    ids: deps.ids,
    proxies: [],
    consoleFolder: null,
    isReady: async () => true,
    ...options.api,
  })

  await api.ready()

  async function ask(what: string, { as = nobody, body, headers }: Ask = {}): Promise<Answer> {
    const [method = '', path = ''] = what.split(' ')
    const request: InjectOptions = {
      method: method as NonNullable<InjectOptions['method']>,
      url: path.startsWith('//') ? path.slice(1) : `/api/v1${path}`,
      headers: { ...as.headers, ...headers },
      ...(body !== undefined && { payload: body as NonNullable<InjectOptions['payload']> }),
    }
    const response = await api.inject(request)
    return { status: response.statusCode, headers: response.headers, text: response.body, body: parsed(response.body) }
  }

  async function someoneWith(roles: readonly ConsoleRole[]): Promise<Caller> {
    const user = {
      id: toUserId(deps.ids.uuid()),
      email: 'ada@example.com',
      name: 'Ada',
      roles,
      createdAt: deps.clock.now(),
    }
    const password = 'a long enough secret'
    await deps.store.users.createFirst(user, await deps.passwords.hash(password))
    return callerOf(await ask('POST /session', { body: { email: user.email, password } }))
  }

  return { ...harness, api, ask, someoneWith }
}

/** Cookie and token as a browser keeps them. */
export function callerOf(answer: Answer): Caller {
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return { headers: { cookie, 'x-csrf-token': String(answer.body['csrfToken']) } }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
