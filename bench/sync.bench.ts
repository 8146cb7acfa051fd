/**
 * A sync of a large organization, measured from outside: the real server and the simulated organization, each in a process of its own,
 * 20 ms a call, AWS's own limits. Wall times are judged on a machine of its own; the processor time of the server is told beside them.
 * Method: organization, Identity Center and IAM are read, then read again with nothing changed; meanwhile somebody who is signed in to the
 * console asks a question every 250 ms and is timed, also where the answer is that nothing was read yet. Identity Center's rate is counted
 * where it arrives. Size: `BENCH_ACCOUNTS` (default 1,000; 100 principals each); `BENCH_ONCE`: without the second reading.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { report } from './report.ts'
import type { SandboxFacts, SandboxReport, SandboxRequest } from './sandbox-process.ts'
import { answerOf, endProcess, type Person, type Server, startServer } from './server-process.ts'

const accounts = Number(process.env['BENCH_ACCOUNTS'] ?? 1_000)
/** The stages of a run, or `all`: then everything is read, in two Regions. */
const wanted = process.env['BENCH_STAGES'] ?? 'organization,identity_center,iam'
const stages = wanted === 'all' ? undefined : wanted.split(',')
const resources = Number(process.env['BENCH_RESOURCES'] ?? 0)
/** Budgets are those of connection.md §9 at 1,000 accounts; of fewer, in proportion. */
const share = accounts / 1_000
const latencyMs = 20
const principalsPerAccount = 100
const answerMs = 300

const home = join(mkdtempSync(join(tmpdir(), 'bailiwick-sync-')), 'home')
const children: ChildProcess[] = []

function startSandboxProcess(): ChildProcess {
  const request: SandboxRequest = {
    seed: 'bench',
    accounts,
    principals: accounts * principalsPerAccount,
    people: Math.max(50, accounts * 5),
    // Issue 4: 1,500 pairs of permission set and account at 1,000 accounts.
    pairs: Math.round(accounts * 1.5),
    latencyMs,
    ...(resources > 0 && { resources }),
  }
  const child = fork(join(import.meta.dirname, 'sandbox-process.ts'), [JSON.stringify(request)])
  children.push(child)
  return child
}

/** Resident memory in MB and processor time in seconds of the process, its threads included (proc_pid_status(5), proc_pid_stat(5)). */
function usage(pid: number): { readonly resident: number; readonly cpu: number } {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  // utime and stime, in ticks of a hundredth of a second.
  return { resident: Number(kilobytes) / 1024, cpu: (Number(fields[11]) + Number(fields[12])) / 100 }
}

interface Run {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly stages: readonly { readonly name: string; readonly ms: number; readonly calls: number }[]
}

interface Measured {
  readonly seconds: number
  /** From the end of the run until questions are answered from all of it. */
  readonly indexed: number
  readonly cpu: number
  readonly resident: number
  readonly slowest: number
  /** Answers that took longer than they may. */
  readonly late: readonly string[]
  readonly questions: number
  readonly run: Run
  readonly sandbox: SandboxReport
}

async function measure(
  { server, person }: { readonly server: Server; readonly person: Person },
  sandbox: ChildProcess,
  integration: string,
): Promise<Measured> {
  await answerOf(sandbox, { reset: true })
  const before = usage(server.pid)
  const begun = performance.now()
  const { id } = await server.ask<Run>('POST', `/integrations/${integration}/sync`, stages ? { stages } : {})
  let resident = 0
  let slowest = 0
  const late: string[] = []
  let questions = 0
  const look = async (): Promise<string | undefined> => {
    await sleep(250)
    resident = Math.max(resident, usage(server.pid).resident)
    const asked = performance.now()
    const answer = await person
      .ask<{ readonly snapshot: string }>('/access/who-can?action=iam:CreateUser')
      .catch(unlessNothingIsRead)
    const took = performance.now() - asked
    questions += 1
    slowest = Math.max(slowest, took)
    if (took > answerMs) late.push(`${Math.round(took)} ms after ${((asked - begun) / 1_000).toFixed(0)} s`)
    return answer?.snapshot
  }
  let run: Run
  do {
    await look()
    run = await server.ask<Run>('GET', `/sync-runs/${id}`)
  } while (run.state === 'queued' || run.state === 'running')
  const seconds = (performance.now() - begun) / 1_000
  // What was published last is answered from once its index is built, which takes the most memory of all.
  for (let built = ''; built !== (await newestSnapshot(server)); ) built = (await look()) ?? ''
  const cpu = usage(server.pid).cpu - before.cpu
  const indexed = (performance.now() - begun) / 1_000 - seconds
  return {
    seconds,
    indexed,
    cpu,
    resident,
    slowest,
    late,
    questions,
    run,
    sandbox: await answerOf(sandbox, { report: true }),
  }
}

/** Before the first stage is published there is nothing to answer from. */
function unlessNothingIsRead(fault: unknown): undefined {
  if (!String(fault).includes('nothing_read')) throw fault
}

const newestSnapshot = async (server: Server): Promise<string | undefined> =>
  (await server.ask<{ readonly snapshot: { readonly id: string } | null }>('GET', '/status')).snapshot?.id

function tell(name: string, budget: number, measured: Measured, pairs: number): void {
  const { seconds, indexed, cpu, resident, slowest, late, questions, run, sandbox } = measured
  const calls = Object.values(sandbox.calls).reduce((sum, count) => sum + count, 0)
  const ofIdentityCenter = Object.entries(sandbox.calls).reduce(
    (sum, [call, count]) => sum + (/^(sso|identitystore):/.test(call) ? count : 0),
    0,
  )
  process.stdout.write(
    `        ${name}: ${run.state}${run.reason ? ` (${run.reason})` : ''}; ${calls} calls, ${ofIdentityCenter} of them of Identity Center for ${pairs} pairs; ${questions} questions\n`,
  )
  process.stdout.write(
    `        ${run.stages
      .filter(({ ms }) => ms > 0)
      .map((stage) => `${stage.name} ${(stage.ms / 1_000).toFixed(1)} s`)
      .join(', ')}\n`,
  )
  if (late.length > 0) process.stdout.write(`        ${late.length} answers late: ${late.slice(0, 20).join(', ')}\n`)
  report({ name: `${name}`, value: seconds, unit: 's', budget: budget * share, cpu: cpu * 1_000 })
  report({ name: `${name}, then its index`, value: indexed, unit: 's' })
  report({ name: `${name}, resident`, value: resident, unit: 'MB', budget: 1_536 })
  report({ name: `${name}, slowest answer`, value: slowest, unit: 'ms', budget: answerMs })
  report({ name: `${name}, calls an account`, value: (calls - ofIdentityCenter) / accounts, unit: 'calls' })
  report({ name: `${name}, Identity Center a second`, value: sandbox.identityCenterPeak, unit: 'calls', budget: 10 })
}

try {
  const sandbox = startSandboxProcess()
  const small = await answerOf<SandboxFacts>(sandbox)
  const profile = process.env['BENCH_PROFILE']
  const node = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]
  const server = await startServer({ home, aws: small, node })
  children.push(server.child)
  const card = await server.ask<{ readonly id: string; readonly externalId: string }>('POST', '/integrations', {
    method: 'manual',
    owner: 'priya@larkfield.example',
    accounts: small.managementAccountId,
    managementAccount: small.managementAccountId,
    organization: true,
    identityCenter: true,
    regions: 'us-east-1, eu-west-1',
  })
  const large = await answerOf<SandboxFacts>(sandbox, { externalId: card.externalId })
  if (large.managementAccountId !== small.managementAccountId) throw new Error('the large organization is another one')
  process.stdout.write(
    `        ${large.accounts} accounts, ${accounts * principalsPerAccount} principals, ${large.pairs} pairs\n`,
  )
  const asked = { server, person: await server.signIn() }
  const what = stages ? '' : ', everything'
  tell(`first sync${what}`, stages ? 600 : 2_400, await measure(asked, sandbox, card.id), large.pairs)
  if (process.env['BENCH_ONCE'] === undefined) {
    tell(`sync again${what}`, stages ? 180 : 2_400, await measure(asked, sandbox, card.id), large.pairs)
  }
} finally {
  await Promise.all(children.map(endProcess))
  rmSync(join(home, '..'), { recursive: true, force: true })
}
