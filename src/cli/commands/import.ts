import { basename } from 'node:path'
import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface ImportOptions {
  readonly account?: string
  readonly asOf?: string
  readonly name?: string
}

interface ImportResult {
  readonly integration: string
  readonly account: string
  readonly accounts?: readonly string[]
  readonly counts: Readonly<Record<'users' | 'groups' | 'roles' | 'policies' | 'resources', number>>
  readonly skipped: readonly { readonly path: string; readonly reason: string }[]
  readonly snapshot: string
}

export function importCommand(program: Command, run: Run): void {
  program
    .command('import')
    .description('read exports from files: what `aws iam get-account-authorization-details` prints, and others')
    .argument('<files...>', 'files; - is standard input')
    .option('--account <id>', 'account of the file, when its ARNs do not say')
    .option('--as-of <time>', 'when the export was made (ISO 8601)')
    .option('--name <name>', 'name of the integration')
    .action(run((context, files: string[], own: ImportOptions) => importFiles(context, files, own)))
}

async function importFiles(
  { deps, out, reach }: CommandContext,
  paths: readonly string[],
  own: ImportOptions,
): Promise<number> {
  const files: { name: string; text: string }[] = []
  for (const path of paths)
    files.push({ name: path === '-' ? 'standard input' : basename(path), text: await deps.readText(path) })
  const result = await reach((transport) =>
    call<ImportResult>(transport, {
      method: 'POST',
      path: '/imports',
      query: { name: own.name, account: own.account, asOf: own.asOf },
      body: { files },
      contentType: 'application/vnd.bailiwick.files+json',
    }),
  )
  out.document(result)
  const { users, groups, roles, policies, resources } = result.counts
  const accounts = result.accounts ?? [result.account]
  out.line(
    `${result.integration}: ${count(users, 'user')}, ${count(groups, 'group')}, ${count(roles, 'role')}, ` +
      `${count(policies, 'policy', 'policies')}, ${count(resources, 'resource')} of ${accounts.length === 1 ? `account ${accounts[0]}` : count(accounts.length, 'account')}.`,
  )
  for (const { path, reason } of result.skipped) out.line(`  skipped ${path}: ${reason}`)
  out.line(`Snapshot ${result.snapshot}. Ask: bailiwick principals, bailiwick who-can s3:GetObject <bucket>`)
  return 0
}
