import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { type IntegrationView, methodLabels, printIntegration, stateLabels } from '../integration-text.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'
import { settingCommands } from './integration-settings.ts'
import { scheduleCommand } from './schedule.ts'

export function integrationCommands(program: Command, run: Run): void {
  const integrations = program.command('integrations').description('what Bailiwick is connected to')
  integrations.command('list', { isDefault: true }).description('all of them').action(run(list))
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
    .argument('<name>')
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
  const path = `/integrations/${encodeURIComponent(name)}`
  const history = erase ? 'erase' : 'keep'
  const view = await reach(async (transport) => {
    const found = await call<IntegrationView>(transport, { method: 'GET', path })
    if (yes) await call(transport, { method: 'DELETE', path, query: { history } })
    return found
  })
  out.document({ integration: view.name, deleted: yes, history, counts: view.counts, sharedWith: view.sharedWith })
  const what = `${view.name}: ${count(view.counts.accounts, 'account')}, ${count(view.counts.principals, 'principal')}, ${count(view.counts.resources, 'resource')}`
  const together = view.sharedWith.map((name) => ` The card "${name}" goes with it.`).join('')
  const rest = erase ? 'Its history is erased too.' : 'Its history is kept and answers --at.'
  out.line(
    yes
      ? `Removed ${what}.${together} ${rest}`
      : `Would remove ${what}.${together} ${rest} Nothing was changed; add --yes to do it. AWS itself is never touched.`,
  )
  return 0
}
