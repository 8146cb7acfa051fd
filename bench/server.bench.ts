/**
 * The first minutes of a user, measured as that user has them: real processes, the real command, a new home in a temporary folder.
 * Figures depend on the machine; budgets are those of two cores. Method: each start is timed from spawning `bin/bailiwick.js start`
 * until `/readyz` answers 200, polled every 20 ms; memory is the resident set of the whole process, threads included, from
 * /proc/<pid>/status, one minute after the sample is Active.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const command = join(root, 'bin/bailiwick.js')
const home = join(mkdtempSync(join(tmpdir(), 'bailiwick-bench-')), 'home')

interface Figure {
  readonly what: string
  readonly budget: number
  readonly unit: 's' | 'ms' | 'KB' | 'MB'
  readonly measured: number
}

const figures: Figure[] = []
function note(what: string, budget: number, unit: Figure['unit'], measured: number): void {
  figures.push({ what, budget, unit, measured })
  process.stdout.write(
    `${measured <= budget ? 'within' : 'OVER  '}  ${what}: ${measured.toFixed(unit === 's' ? 2 : 0)} ${unit} (budget ${budget} ${unit})\n`,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

interface Running {
  readonly child: ChildProcess
  readonly port: number
  readonly seconds: number
  readonly begun: number
}

const children: ChildProcess[] = []

async function start(...options: string[]): Promise<Running> {
  const port = await freePort()
  const begun = performance.now()
  const child = spawn(process.execPath, [command, 'start', '--home', home, '--port', String(port), ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  children.push(child)
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await sleep(20)
  }
  return { child, port, seconds: (performance.now() - begun) / 1000, begun }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

async function stop({ child }: Running): Promise<void> {
  child.kill('SIGTERM')
  await new Promise((resolve) => child.once('exit', resolve))
}

async function api<T>(port: number, path: string): Promise<T> {
  const token = readFileSync(join(home, 'operator.token'), 'utf8').trim()
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return response.json() as Promise<T>
}

interface Card {
  readonly kind: string
  readonly state: string
  readonly counts: { readonly principals: number; readonly accounts: number }
  readonly run: { readonly accounts: readonly { readonly cellsDone: number }[] } | null
}

/** Seconds from the spawn to the first progress that a card shows, and to Active. */
async function followSample({ port, begun }: Running): Promise<{ progress: number; active: number; card: Card }> {
  let progress = 0
  for (;;) {
    const { items } = await api<{ items: Card[] }>(port, '/integrations')
    const card = items.find(({ kind }) => kind === 'aws')
    if (card && progress === 0 && (card.run?.accounts.some(({ cellsDone }) => cellsDone > 0) ?? false))
      progress = performance.now()
    if (card && ['active', 'degraded', 'error'].includes(card.state)) {
      if (card.state !== 'active') process.stdout.write(`        the sample is ${card.state}\n`)
      return { progress: (progress - begun) / 1000, active: (performance.now() - begun) / 1000, card }
    }
    await sleep(50)
  }
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

function timeCommand(...args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const child = spawn(process.execPath, [command, '--home', home, ...args], { stdio: 'ignore' })
    child.on('exit', (status) =>
      status === 0 ? resolve(performance.now() - begun) : reject(new Error(`${args.join(' ')} ended with ${status}`)),
    )
  })
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

try {
  const created = await start()
  note('ready, embedded database created', 10, 's', created.seconds)
  await stop(created)
  const again = await start()
  note('ready, existing home', 4, 's', again.seconds)
  await stop(again)

  const sample = await start('--sample')
  const { progress, active, card } = await followSample(sample)
  process.stdout.write(`        ${card.counts.accounts} accounts, ${card.counts.principals} principals\n`)
  note('sample organization: first progress after ready', 1, 's', progress - sample.seconds)
  note('sample organization: Active after ready', 20, 's', active - sample.seconds)

  const question = ['who-can', 's3:GetObject', 'larkfield-lake-cardholder', '--json']
  await timeCommand(...question)
  note('who-can on the command line, median of 9', 300, 'ms', median(await inTurn(9, () => timeCommand(...question))))
  const path = '/access/who-can?action=s3:GetObject&resource=larkfield-lake-cardholder'
  const asked = await inTurn(21, async () => {
    const begun = performance.now()
    await api(sample.port, path)
    return performance.now() - begun
  })
  note('who-can over HTTP, answer read, median of 21', 10, 'ms', median(asked))

  await sleep(60_000)
  note('memory a minute after Active', 700, 'MB', residentMegabytes(sample.child.pid ?? 0))
  await stop(sample)
} finally {
  for (const child of children) child.kill('SIGKILL')
  rmSync(join(home, '..'), { recursive: true, force: true })
}

/** What `index.html` loads at once: its scripts and the modules it preloads. */
const page = readFileSync(join(root, 'dist/web/index.html'), 'utf8')
const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) =>
  readFileSync(join(root, 'dist/web', file ?? '')),
)
note(
  'console first load, JavaScript gzipped',
  250,
  'KB',
  first.reduce((sum, file) => sum + gzipSync(file).length, 0) / 1024,
)
process.stdout.write(
  `        ${first.length} of ${readdirSync(join(root, 'dist/web/assets')).filter((file) => file.endsWith('.js')).length} scripts\n`,
)

async function inTurn(times: number, act: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let turn = 0; turn < times; turn++) values.push(await act())
  return values
}
process.stdout.write(
  `${figures.filter(({ measured, budget }) => measured <= budget).length} of ${figures.length} within budget\n`,
)
