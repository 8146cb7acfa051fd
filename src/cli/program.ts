/** The command tree. Each command lives in `commands/`; here they are put together and their outcome becomes an exit status. */
import { Command, CommanderError } from 'commander'
import { AppError } from '../core/fault.ts'
import { accessCommands } from './commands/access.ts'
import { changeCommands } from './commands/changes.ts'
import { connectCommands } from './commands/connect.ts'
import { coverageCommands } from './commands/coverage.ts'
import { historyCommand } from './commands/history.ts'
import { identityCommands } from './commands/identities.ts'
import { importCommand } from './commands/import.ts'
import { insightsCommand } from './commands/insights.ts'
import { integrationCommands } from './commands/integrations.ts'
import { noticeCommands } from './commands/notices.ts'
import { operationCommands } from './commands/operations.ts'
import { pathCommand } from './commands/paths.ts'
import { policyCommands } from './commands/policies.ts'
import { policyListCommand } from './commands/policy-list.ts'
import { recommendedCommands } from './commands/recommended.ts'
import { secretCommands } from './commands/secrets.ts'
import { startCommand } from './commands/start.ts'
import { syncCommand } from './commands/sync.ts'
import { timelineCommand } from './commands/timeline.ts'
import type { CliDeps, CommandContext, GlobalOptions } from './context.ts'
import { createOutput, printProblem } from './output.ts'

/** Wraps a command's body for commander: global options, output, exit status. */
export type Run = <A extends readonly unknown[]>(
  body: (context: CommandContext, ...args: A) => Promise<number | undefined>,
) => (...args: [...A, Command]) => Promise<void>

/** Runs one command line and resolves with the exit status. */
export async function runCommandLine(argv: readonly string[], deps: CliDeps): Promise<number> {
  let status = 0
  const run: Run =
    (body) =>
    async (...args) => {
      const command = args.at(-1)
      if (!(command instanceof Command)) throw new TypeError('commander passes the command last')
      const options = command.optsWithGlobals<GlobalOptions>()
      const context = contextOf(deps, options)
      // Commander's arguments are [...positional, own options, command]; the body takes all but the command.
      status = (await body(context, ...(args.slice(0, -1) as never))) ?? 0
    }
  const program = createProgram(run, deps.version)
  redirect(program, deps)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : badUsage(error, deps)
    return printProblem(error, deps, argv.includes('--debug'))
  }
}

export function createProgram(run: Run, version: string): Command {
  const program = new Command('bailiwick')
    .description('Who can do what in AWS, why, and for how long.')
    .version(version, '-V, --version')
    .option('--json', 'print one JSON document on standard output')
    .option('--home <dir>', 'data folder (BAILIWICK_DATA, default ./data)')
    .option('--server <url>', 'a Bailiwick server elsewhere (BAILIWICK_SERVER), with BAILIWICK_TOKEN')
    .option('--debug', 'show where a fault happened')
    .showSuggestionAfterError()
    .helpCommand(false)
  const commands = [
    startCommand,
    policyCommands,
    connectCommands,
    integrationCommands,
    syncCommand,
    coverageCommands,
    recommendedCommands,
    importCommand,
    accessCommands,
    policyListCommand,
    identityCommands,
    pathCommand,
    insightsCommand,
    changeCommands,
    historyCommand,
    timelineCommand,
    noticeCommands,
    secretCommands,
    operationCommands,
  ]
  for (const add of commands) add(program, run)
  return program
}

function contextOf(deps: CliDeps, options: GlobalOptions): CommandContext {
  return {
    deps,
    out: createOutput(deps, options.json ?? false),
    options,
    reach: async (work) => {
      const transport = await deps.connect(options)
      try {
        return await work(transport)
      } finally {
        await transport.close()
      }
    },
  }
}

/** Commander's own complaints come out as every other problem does. */
function redirect(command: Command, deps: CliDeps): void {
  command.exitOverride()
  command.configureOutput({ writeOut: (text) => deps.stdout.write(text), writeErr: () => undefined })
  for (const child of command.commands) redirect(child, deps)
}

function badUsage(error: CommanderError, deps: CliDeps): number {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const says = error.code === 'commander.help' ? 'a command is missing.' : `${first.replace(/\.?$/, '')}.`
  const fix = rest.find((line) => line.includes('Did you mean'))?.replace(/^\(|\)$/g, '')
  return printProblem(new AppError('bad_input', says, { fix: fix ?? 'See `bailiwick --help`.' }), deps, false)
}
