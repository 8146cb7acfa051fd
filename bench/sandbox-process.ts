/**
 * The simulated organization in a process of its own, for a bench: argument one is a JSON of `SandboxRequest`. Tells its address, and
 * on request what it has counted. Its roles take the external id that comes with a message, in a world made anew at the same port.
 */
import { loadCatalogue } from '../src/catalog/read.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/server.ts'
import { type WorldOptions, world } from '../src/sandbox/world/generate.ts'

export interface SandboxRequest extends Omit<WorldOptions, 'start'> {
  readonly latencyMs: number
}

export type ToSandbox = { readonly externalId: string } | { readonly report: true } | { readonly reset: true }

export interface SandboxFacts {
  readonly url: string
  readonly credentials: Sandbox['credentials']
  readonly managementAccountId: string
  readonly accounts: number
  /** Permission sets × accounts in which they are assigned. */
  readonly pairs: number
}

export interface SandboxReport {
  readonly calls: Readonly<Record<string, number>>
  /** Most calls of Identity Center in any second. */
  readonly identityCenterPeak: number
  readonly cpuSeconds: number
}

const [argument = '{}'] = process.argv.slice(2)
const request: SandboxRequest = JSON.parse(argument)
const catalogue = loadCatalogue()
const start = new Date()

const isIdentityCenter = (call: string): boolean => /^(sso|identitystore):/.test(call)

/** When each call of Identity Center came, in milliseconds. */
let times: number[] = []

async function open(port: number, change: Partial<WorldOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    world: world({ ...request, ...change, start, gaps: false }),
    catalogue,
    port,
    latencyMs: request.latencyMs,
    // What nobody looks up need not be measured with the reading.
    recordedCalls: 0,
    environment: {},
  })
  const { calls } = sandbox.counts
  const { set } = calls
  // Every call is counted by a `set`; the time of those that matter is kept beside it.
  calls.set = (call, count) => {
    if (isIdentityCenter(call)) times.push(performance.now())
    return set.call(calls, call, count)
  }
  return sandbox
}

function tell({ url, credentials, world: made }: Sandbox): void {
  const { organization, identityCenter } = made
  const pairs = new Set(identityCenter.assignments.map((one) => `${one.accountId} ${one.permissionSetArn}`))
  const facts: SandboxFacts = {
    url,
    credentials,
    managementAccountId: organization.managementAccountId,
    accounts: organization.members.size,
    pairs: pairs.size,
  }
  process.send?.(facts)
}

/** In any window of a second that begins with a call. */
function peak(): number {
  let most = 0
  let from = 0
  for (const [index, time] of times.entries()) {
    while ((times[from] ?? time) <= time - 1_000) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}

let sandbox = await open(0, { accounts: 3, principals: 90, people: 6 })
tell(sandbox)

process.on('message', async (message: ToSandbox) => {
  if ('externalId' in message) {
    const { port } = sandbox
    await sandbox.stop()
    sandbox = await open(port, { externalId: message.externalId })
    tell(sandbox)
  } else if ('reset' in message) {
    sandbox.counts.calls.clear()
    times = []
    process.send?.({})
  } else {
    const { user, system } = process.cpuUsage()
    const report: SandboxReport = {
      calls: Object.fromEntries(sandbox.counts.calls),
      identityCenterPeak: peak(),
      cpuSeconds: (user + system) / 1e6,
    }
    process.send?.(report)
  }
})
process.on('disconnect', () => process.exit())
