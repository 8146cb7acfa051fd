/**
 * A home in which a server has read the simulated organization at a size of one's choosing, as a customer's server reads it: over the
 * wire, here without waiting between calls. It takes minutes at 1,000 accounts, so a home can be kept and opened again.
 */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SandboxFacts, SandboxRequest } from './sandbox-process.ts'
import { answerOf, endProcess, startServer } from './server-process.ts'

interface OrganizationSize {
  readonly accounts: number
  readonly principals: number
  /** Plain resources in all accounts together. Zero: only who is there is read. */
  readonly resources: number
}

interface Run {
  readonly id: string
  readonly state: string
  readonly reason: string | null
}

/** Reads the organization into `home` and ends the server again. */
export async function readOrganization(home: string, size: OrganizationSize): Promise<void> {
  const request: SandboxRequest = {
    seed: 'bench',
    accounts: size.accounts,
    principals: size.principals,
    people: Math.max(50, size.accounts * 5),
    pairs: Math.round(size.accounts * 1.5),
    latencyMs: 0,
    ...(size.resources > 0 && { resources: size.resources }),
  }
  const sandbox = fork(join(import.meta.dirname, 'sandbox-process.ts'), [JSON.stringify(request)])
  const small = await answerOf<SandboxFacts>(sandbox)
  const server = await startServer({ home, aws: small })
  try {
    const card = await server.ask<{ readonly id: string; readonly externalId: string }>('POST', '/integrations', {
      method: 'manual',
      owner: 'priya@larkfield.example',
      accounts: small.managementAccountId,
      managementAccount: small.managementAccountId,
      organization: true,
      identityCenter: true,
      regions: 'eu-west-1',
    })
    await answerOf<SandboxFacts>(sandbox, { externalId: card.externalId })
    const stages = ['organization', 'identity_center', 'iam', ...(size.resources > 0 ? ['resources'] : [])]
    let run = await server.ask<Run>('POST', `/integrations/${card.id}/sync`, { stages })
    while (run.state === 'queued' || run.state === 'running') {
      await sleep(1_000)
      run = await server.ask<Run>('GET', `/sync-runs/${run.id}`)
    }
    if (run.state !== 'succeeded') process.stdout.write(`        read: ${run.state}, ${run.reason ?? 'no reason'}\n`)
  } finally {
    await endProcess(server.child)
    await endProcess(sandbox)
  }
}
