import type { Command } from 'commander'
import { covers } from '../../app/sync/scope.ts'
import { AppError } from '../../core/fault.ts'
import { stageNames } from '../../core/inventory/coverage.ts'
import type { CommandContext } from '../context.ts'
import { gather, listed } from '../list-option.ts'
import type { Run } from '../program.ts'
import { printRun } from '../run-text.ts'
import { followSync, type SyncRunView, type SyncScope, startSync } from '../sync-follow.ts'
import { call, type Transport } from '../transport.ts'
import { estimate } from './estimate.ts'

interface SyncOptions {
  readonly wait?: boolean
  readonly strict?: boolean
  readonly estimate?: boolean
  readonly stage?: readonly string[]
  readonly account?: readonly string[]
}

export function syncCommand(program: Command, run: Run): void {
  program
    .command('sync')
    .description('read AWS now')
    .argument('[integration]', 'name; may be left out when there is only one')
    .option('--wait', 'wait for the end (always so when no server is running)')
    .option('--strict', 'exit with 1 unless everything was read')
    .option('--stage <names>', `only these, repeated or separated by commas: ${stageNames.join(', ')}`, gather)
    .option('--account <ids>', 'only these accounts, repeated or separated by commas', gather)
    .option('--estimate', 'say what it would take, and read nothing')
    .action(run((context, name: string | undefined, own: SyncOptions) => sync(context, name, own)))
}

async function sync(context: CommandContext, name: string | undefined, own: SyncOptions): Promise<number> {
  const scope = scopeOf(own)
  if (own.estimate) return estimate(context, async (transport) => name ?? onlyIntegration(transport), scope)
  const run = await context.reach(async (transport) => {
    const integration = name ?? (await onlyIntegration(transport))
    let run = await startSync(transport, integration, scope)
    // Work started inside this process ends with it, so there is nothing to return to before it is done.
    if (!own.wait && !own.strict && transport.kind !== 'here') return run
    run = await followSync(context, transport, run)
    // It may have joined a run of less; what was asked for follows that one.
    while (!isOfAll(run, scope) && run.state !== 'cancelled') {
      run = await followSync(context, transport, await startSync(transport, integration, scope))
    }
    return run
  })
  context.out.document(run)
  printRun(context.out, run)
  if (!isOfAll(run, scope)) context.out.line('A reading of less goes on; what was asked for is read after it.')
  return statusOf(run, own.strict ?? false)
}

const isOfAll = (run: SyncRunView, asked: SyncScope): boolean =>
  covers(run.scope, { stages: asked.stages ?? null, accounts: asked.accounts ?? null })

function scopeOf({ stage, account }: SyncOptions): SyncScope {
  const stages = listed(stage)
  const accounts = listed(account)?.map((number) => number.replaceAll('-', ''))
  return { ...(stages && { stages }), ...(accounts && { accounts }) }
}

/** cli.md: a partial result is a result, unless `--strict` says otherwise. */
export function statusOf(run: SyncRunView, strict: boolean): number {
  if (run.state === 'failed' || run.state === 'cancelled') return 1
  return strict && run.state !== 'succeeded' ? 1 : 0
}

async function onlyIntegration(transport: Transport): Promise<string> {
  const { items } = await call<{ items: { name: string; kind: string; method: string }[] }>(transport, {
    method: 'GET',
    path: '/integrations',
  })
  const readable = items.filter(({ kind, method }) => kind === 'aws' && method !== 'import')
  const [first] = readable
  if (first && readable.length === 1) return first.name
  throw new AppError('bad_input', first ? 'There are several integrations.' : 'There is no integration to read.', {
    fix: first
      ? `Name one: ${readable.map(({ name }) => `bailiwick sync "${name}"`).join(', ')}`
      : 'Connect one first: bailiwick connect aws --help, or bailiwick connect aws --direct',
  })
}
