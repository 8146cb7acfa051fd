/** `connect aws verify`: what is missing in each account, and what to paste. */
import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { type IntegrationView, printIntegration } from '../integration-text.ts'
import { gather, listed } from '../list-option.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface VerifyOptions {
  readonly account?: readonly string[]
  readonly capability?: readonly string[]
}

export function verifyCommand(aws: Command, run: Run): void {
  aws
    .command('verify')
    .description('try every permission in every account and say what is missing')
    .argument('<integration>')
    .option('--account <ids>', 'only these accounts, repeated or separated by commas', gather)
    .option('--capability <names>', 'only these capabilities, for example identity_center or resources:s3', gather)
    .action(run((context, name: string, own: VerifyOptions) => verify(context, name, own)))
}

/** cli.md: the document's shape is connection.md §14. */
async function verify({ out, reach, options }: CommandContext, name: string, own: VerifyOptions): Promise<number> {
  // `connect aws` has an option of this name too, and takes what stands before the subcommand.
  const accounts = listed(own.account ?? accountsBefore(options))
  const view = await reach((transport) =>
    call<IntegrationView>(transport, {
      method: 'POST',
      path: `/integrations/${encodeURIComponent(name)}/verify`,
      body: {
        ...(accounts && { accounts }),
        ...(own.capability && { capabilities: listed(own.capability) }),
        // Work started inside this process ends with it: a reading would wait for a server that nobody starts.
        read: transport.kind === 'server',
      },
    }),
  )
  const wanted = accounts && new Set(accounts.map((account) => account.replaceAll('-', '')))
  const shown = { ...view, accounts: view.accounts.filter(({ accountId }) => wanted?.has(accountId) ?? true) }
  out.document({
    integration: shown.name,
    state: shown.state,
    reason: shown.reason,
    externalId: shown.externalId,
    trustPrincipal: shown.trustPrincipal,
    accounts: shown.accounts,
  })
  printIntegration(out, shown)
  return 0
}

function accountsBefore(options: object): readonly string[] | undefined {
  const account = 'account' in options ? options.account : undefined
  return Array.isArray(account) ? account.map(String) : undefined
}
