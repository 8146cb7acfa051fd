import type { Command } from 'commander'
import type { DeletedIntegration } from '../../app/connections/deleted-integrations.ts'
import { AppError, isAppError } from '../../core/fault.ts'
import type { CommandContext } from '../context.ts'
import { type IntegrationView, methodLabels, printIntegration, stateLabels } from '../integration-text.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call, type Transport } from '../transport.ts'
import { settingCommands } from './integration-settings.ts'
import { scheduleCommand } from './schedule.ts'

export function integrationCommands(program: Command, run: Run): void {
  const integrations = program.command('integrations').description('what Bailiwick is connected to')
  integrations
    .command('list', { isDefault: true })
    .description('all of them')
    .option('--deleted', 'those that were deleted and whose history is kept')
    .action(run((context, own: { readonly deleted?: boolean }) => (own.deleted ? listDeleted(context) : list(context))))
  settingCommands(integrations, run)
  scheduleCommand(integrations, run)
  integrations
    .command('pause')
    .description('stop reading it; what is known stays')
    .argument('<name>')
    .action(run((context, name: string) => act(context, 'POST', name, '/pause')))
  integrations
    .command('resume')
    .description('read it again')
    .argument('<name>')
    .action(run((context, name: string) => act(context, 'POST', name, '/resume')))
  integrations
    .command('delete')
    .description('take it away; AWS itself is never touched')
    .argument('<name>', 'or the id of one that was deleted before, to erase what was kept of it')
    .option('--erase', 'what was read of it too; by default it is kept for questions about the past')
    .option('--yes', 'do it; without this only what would be removed is shown')
    .action(run((context, name: string, own: RemoveOptions) => remove(context, name, own)))
}

async function list({ out, reach }: CommandContext): Promise<number> {
  const { items } = await reach((transport) =>
    call<{ items: IntegrationView[] }>(transport, { method: 'GET', path: '/integrations' }),
  )
  out.document(items)
  if (items.length === 0)
    out.line(
      'Nothing is connected. `bailiwick connect aws --direct` reads one account with the credentials of this machine.',
    )
  else {
    out.table(
      ['name', 'kind', 'state', 'accounts', 'principals', 'resources', 'last sync'],
      items.map((item) => [
        item.name,
        kindText(item),
        stateLabels[item.state] ?? item.state,
        String(item.counts.accounts),
        String(item.counts.principals),
        String(item.counts.resources),
        item.lastSyncAt ?? '–',
      ]),
    )
  }
  return 0
}

async function listDeleted({ out, reach }: CommandContext): Promise<number> {
  const items = await reach(deletedOnes)
  out.document(items)
  if (items.length === 0) out.line('Of what was deleted no history is kept.')
  else {
    out.table(
      ['name', 'method', 'accounts', 'connected', 'deleted', 'id'],
      items.map((one) => [
        one.name,
        methodLabels[one.method] ?? one.method,
        String(one.accounts),
        one.createdAt,
        one.deletedAt,
        one.id,
      ]),
    )
    out.line('`bailiwick integrations delete <id> --erase` erases what is kept of one.')
  }
  return 0
}

const deletedOnes = async (transport: Transport): Promise<readonly DeletedIntegration[]> => {
  const { items } = await call<{ readonly items: readonly DeletedIntegration[] }>(transport, {
    method: 'GET',
    path: '/integrations/deleted',
  })
  return items
}

const kindText = ({ kind, method }: IntegrationView): string =>
  kind === 'aws'
    ? `AWS, ${methodLabels[method] ?? method}`
    : kind === 'discovered'
      ? 'found in what was read'
      : 'IAM Identity Center'

async function act(
  { out, reach }: CommandContext,
  method: 'GET' | 'POST',
  name: string,
  suffix: string,
): Promise<number> {
  const view = await reach((transport) =>
    call<IntegrationView>(transport, { method, path: `/integrations/${encodeURIComponent(name)}${suffix}` }),
  )
  out.document(view)
  printIntegration(out, view)
  return 0
}

interface RemoveOptions {
  readonly yes?: boolean
  readonly erase?: boolean
}

async function remove({ out, reach }: CommandContext, name: string, own: RemoveOptions): Promise<number> {
  const { yes = false, erase = false } = own
  const history = erase ? 'erase' : 'keep'
  const found = await reach(async (transport) => {
    const one = await find(transport, name, erase)
    const path = `/integrations/${encodeURIComponent(one.id)}`
    if (yes) await call(transport, { method: 'DELETE', path, query: { history } })
    return one
  })
  const { id: _, what, ...facts } = found
  out.document({ ...facts, deleted: yes, history })
  const together = found.sharedWith.map((card) => ` The card "${card}" goes with it.`).join('')
  const rest = erase ? 'Its history is erased too.' : 'Its history is kept and answers --at.'
  out.line(
    yes
      ? `Removed ${what}.${together} ${rest}`
      : `Would remove ${what}.${together} ${rest} Nothing was changed; add --yes to do it. AWS itself is never touched.`,
  )
  return 0
}

interface Removable {
  readonly id: string
  readonly integration: string
  readonly sharedWith: readonly string[]
  readonly counts: Partial<IntegrationView['counts']>
  /** For people. */
  readonly what: string
}

/** The one of that name or id; to be erased it may be one that was deleted before. */
async function find(transport: Transport, name: string, erase: boolean): Promise<Removable> {
  try {
    const path = `/integrations/${encodeURIComponent(name)}`
    const { id, counts, sharedWith, ...view } = await call<IntegrationView>(transport, { method: 'GET', path })
    const accounts = count(counts.accounts, 'account')
    const known = `${accounts}, ${count(counts.principals, 'principal')}, ${count(counts.resources, 'resource')}`
    return { id, integration: view.name, sharedWith, counts, what: `${view.name}: ${known}` }
  } catch (fault) {
    if (!isAppError(fault) || fault.code !== 'unknown_integration' || !erase) throw fault
    const wanted = name.trim().toLowerCase()
    const deleted = await deletedOnes(transport)
    const fitting = deleted.filter((one) => one.id === wanted || one.name.toLowerCase() === wanted)
    const [one, ...others] = fitting
    if (!one) throw fault
    if (others.length > 0) {
      throw new AppError('bad_input', `Several deleted integrations were named "${name}".`, {
        fix: `Name one by its id: ${fitting.map(({ id, deletedAt }) => `${id} (deleted ${deletedAt})`).join(', ')}.`,
      })
    }
    const what = `what is kept of ${one.name}, deleted ${one.deletedAt}: ${count(one.accounts, 'account')}`
    return { id: one.id, integration: one.name, sharedWith: one.sharedWith, counts: { accounts: one.accounts }, what }
  }
}
