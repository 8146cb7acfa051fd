import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { type IntegrationView, printIntegration, stateLabels } from '../integration-text.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

export function integrationCommands(program: Command, run: Run): void {
  const integrations = program.command('integrations').description('what Bailiwick is connected to')
  integrations.command('list', { isDefault: true }).description('all of them').action(run(list))
  integrations
    .command('show')
    .description('one, with its accounts and what is missing')
    .argument('<name>')
    .action(run((context, name: string) => act(context, 'GET', name, '')))
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
    .description('remove it and everything read through it')
    .argument('<name>')
    .option('--yes', 'do it; without this only what would be removed is shown')
    .action(run((context, name: string, own: { yes?: boolean }) => remove(context, name, own.yes ?? false)))
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
        item.kind === 'aws' ? `AWS, ${item.method}` : 'IAM Identity Center',
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

async function remove({ out, reach }: CommandContext, name: string, sure: boolean): Promise<number> {
  const path = `/integrations/${encodeURIComponent(name)}`
  const view = await reach(async (transport) => {
    const found = await call<IntegrationView>(transport, { method: 'GET', path })
    if (sure) await call(transport, { method: 'DELETE', path })
    return found
  })
  out.document({ integration: view.name, deleted: sure, counts: view.counts })
  const what = `${view.name}: ${count(view.counts.accounts, 'account')}, ${count(view.counts.principals, 'principal')}, ${count(view.counts.resources, 'resource')}`
  out.line(
    sure
      ? `Removed ${what}.`
      : `Would remove ${what}. Nothing was changed; add --yes to do it. AWS itself is never touched.`,
  )
  return 0
}
