import type { Command } from 'commander'
import { AppError } from '../../core/fault.ts'
import type { CommandContext, FoundFile } from '../context.ts'
import type { Skipped } from '../import-files.ts'
import { sendFiles } from '../import-files.ts'
import { importScript } from '../import-script.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'

interface ImportOptions {
  readonly account?: string
  readonly asOf?: string
  readonly name?: string
  readonly script?: boolean
}

export function importCommand(program: Command, run: Run): void {
  program
    .command('import')
    .description(
      'read what the AWS CLI printed, from files or folders: account dumps, credential reports, organizations, …',
    )
    .argument('[paths...]', 'files or folders; - is standard input')
    .option('--account <id>', 'account of the files that do not say')
    .option('--as-of <time>', 'when the export was made (ISO 8601)')
    .option('--name <name>', 'name of the integration')
    .option('--script', 'print a script that makes such a folder with the AWS CLI; it only reads')
    .action(
      run((context, paths: string[], own: ImportOptions) =>
        own.script ? printScript(context) : importFiles(context, paths, own),
      ),
    )
}

async function printScript({ deps, out }: CommandContext): Promise<number> {
  if (out.json) out.document({ script: importScript })
  else deps.stdout.write(importScript)
  return 0
}

/** What the script makes, and what people name so; a folder may hold a note or a log as well. */
const isExport = ({ name }: FoundFile): boolean => /\.(json|jsonl|ndjson|csv)$/i.test(name)

async function importFiles(
  { deps, out, reach }: CommandContext,
  paths: readonly string[],
  own: ImportOptions,
): Promise<number> {
  const { files, passedOver } = await filesIn(deps, paths)
  const result = await reach((transport) => sendFiles(deps, transport, files, own))
  const skipped = [...passedOver, ...result.skipped]
  out.document({ ...result, skipped })
  const { users, groups, roles, policies, resources } = result.counts
  const accounts = result.accounts ?? [result.account]
  out.line(
    `${result.integration}: ${count(users, 'user')}, ${count(groups, 'group')}, ${count(roles, 'role')}, ` +
      `${count(policies, 'policy', 'policies')}, ${count(resources, 'resource')} of ${accounts.length === 1 ? `account ${accounts[0]}` : count(accounts.length, 'account')}.`,
  )
  for (const { path, reason } of skipped) out.line(`  skipped ${path}: ${reason}`)
  out.line(`Snapshot ${result.snapshot}. Ask: bailiwick principals, bailiwick who-can s3:GetObject <bucket>`)
  return 0
}

async function filesIn(
  deps: CommandContext['deps'],
  paths: readonly string[],
): Promise<{ readonly files: readonly FoundFile[]; readonly passedOver: readonly Skipped[] }> {
  if (paths.length === 0) {
    throw new AppError('bad_input', 'There is no file to import.', {
      fix: 'Name files or folders; bailiwick import --script prints a script that makes one.',
    })
  }
  const files: FoundFile[] = []
  const passedOver: Skipped[] = []
  for (const path of paths) {
    for (const file of await deps.findFiles(path)) {
      // What was named itself is read whatever it is called.
      if (file.path === path || isExport(file)) files.push(file)
      else passedOver.push({ path: file.name, reason: 'is no .json, .jsonl or .csv file' })
    }
  }
  if (files.length === 0)
    throw new AppError('bad_input', `There is no .json, .jsonl or .csv file in ${paths.join(', ')}.`)
  return { files, passedOver }
}
