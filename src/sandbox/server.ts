/** The simulated AWS as an HTTP server on loopback: one endpoint for every service, for `AWS_ENDPOINT_URL`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalogue } from '../core/catalogue.ts'
import { createPolicyEngine } from '../core/evaluate/engine.ts'
import { createAuthorizer } from './authorize.ts'
import { createClock, createLater, type SandboxClock } from './clock.ts'
import { type CallCounts, dispatch, type Outcome, type SandboxState } from './dispatch.ts'
import { createFaults, type FaultPlan } from './faults.ts'
import { delayIam } from './iam-delay.ts'
import { createPageTokens } from './paging.ts'
import { createRateGate, type Rates } from './rates.ts'
import { createRecorder } from './recording/recorder.ts'
import { createMemory } from './service.ts'
import { services } from './services.ts'
import type { HttpInput } from './wire/rest.ts'
import { isSandboxKey } from './world/ids.ts'
import { beginLife } from './world/life.ts'
import type { World } from './world/model.ts'

export interface SandboxOptions {
  readonly world: World
  readonly catalogue: Catalogue
  /** 0 or absent: any free port. */
  readonly port?: number
  readonly clock?: SandboxClock
  readonly faults?: FaultPlan
  /** Calls a second before a service throttles; absent: as many as come, for tests that have no time to wait. */
  readonly rates?: Rates
  /** Added to every answer. */
  readonly latencyMs?: number
  /** How long after a change of IAM authorization and reads see it (iam-delay.ts); absent: at once. */
  readonly iamDelayMs?: number
  /** How many of the last calls CloudTrail keeps, in all accounts together; absent: 10,000. About a kilobyte each; of 0 nothing is made. */
  readonly recordedCalls?: number
  /** The world goes on living by itself (world/life.ts); absent: nothing changes but by requests. */
  readonly life?: boolean
  /** Looked at only to refuse real credentials. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly port: number
  /** Of the world's home principal, which the trust role of every account trusts. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly world: World
  readonly clock: SandboxClock
  readonly counts: CallCounts
  /** Replaces the plan; its counters start anew. */
  setFaults(plan: FaultPlan): void
  stop(): Promise<void>
}

/** Real credentials have no business here: the caller believes to be talking to AWS, or AWS's secrets would be logged by tests. */
function refuseRealCredentials(environment: Readonly<Record<string, string | undefined>>): void {
  const key = environment['AWS_ACCESS_KEY_ID']
  if (key === undefined || key === '' || isSandboxKey(key)) return
  throw new Error(
    'The simulated AWS does not start with real credentials in its environment: AWS_ACCESS_KEY_ID is not one of its own keys. Unset it first.',
  )
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { world, catalogue, port = 0, clock = createClock(), latencyMs = 0, environment = process.env } = options
  refuseRealCredentials(environment)
  const seen = delayIam(world, clock, options.iamDelayMs ?? 0)
  const state: SandboxState = {
    world: seen,
    services,
    authorizer: createAuthorizer(createPolicyEngine(catalogue), catalogue),
    clock,
    later: createLater(),
    memory: createMemory(),
    tokens: createPageTokens(),
    counts: { calls: new Map(), errors: new Map() },
    recorder: createRecorder(options.recordedCalls ?? 10_000),
    rates: createRateGate(options.rates),
    faults: createFaults(options.faults ?? []),
  }
  if (options.life) beginLife(seen, state.later)
  const server = createServer((request, response) => {
    answer(state, request, response, latencyMs).catch((thrown: unknown) => response.destroy(asError(thrown)))
  })
  const connections = new Set<Socket>()
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  const bound = await listen(server, port)
  const { accessKeyId, secretAccessKey } = world.home
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    credentials: { accessKeyId, secretAccessKey },
    world,
    clock,
    counts: state.counts,
    setFaults(plan) {
      state.faults = createFaults(plan)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of connections) socket.destroy()
      }),
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(isAddressInfo(address) ? address.port : port)
    })
  })
}

const isAddressInfo = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null

/** Larger than any request that the simulated services take. */
const maxBodyBytes = 8 * 1024 * 1024

async function answer(
  state: SandboxState,
  request: IncomingMessage,
  response: ServerResponse,
  latencyMs: number,
): Promise<void> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > maxBodyBytes) {
      response.writeHead(413).end()
      return
    }
    chunks.push(chunk)
  }
  const outcome = await dispatch(state, httpInput(request, Buffer.concat(chunks)))
  await send(outcome, response, latencyMs, state.clock)
}

function httpInput(request: IncomingMessage, body: Buffer): HttpInput {
  const { method = 'GET', url = '/' } = request
  const at = url.indexOf('?')
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  )
  return {
    method,
    path: at === -1 ? url : url.slice(0, at),
    query: new URLSearchParams(at === -1 ? '' : url.slice(at)),
    headers,
    body,
  }
}

async function send(outcome: Outcome, response: ServerResponse, latencyMs: number, clock: SandboxClock): Promise<void> {
  const wait = latencyMs + (outcome.kind === 'reset' ? outcome.afterMs : outcome.delayMs)
  if (wait > 0) await sleep(wait)
  if (outcome.kind === 'reset') {
    response.destroy()
    return
  }
  const { status, headers, body } = outcome.answer
  // Clients correct their clocks by this header, so it must tell the sandbox's time.
  response.writeHead(status, {
    ...headers,
    date: new Date(clock.now()).toUTCString(),
    'content-length': Buffer.byteLength(body),
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
