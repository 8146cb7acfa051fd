/** `config`, `doctor`, `migrate`. */
import type { Command } from 'commander'
import { stringify } from 'yaml'
import type { CommandContext, LocalCheck } from '../context.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

export function operationCommands(program: Command, run: Run): void {
  const config = program.command('config').description('the configuration in force')
  config
    .command('print')
    .description('print it, secrets hidden')
    .action(
      run(async ({ deps, out, options }) => {
        const settings = deps.printConfig(options)
        out.document(settings)
        out.line(stringify(settings).trimEnd())
        return 0
      }),
    )
  config
    .command('check')
    .description('refuse unknown keys and wrong values')
    .action(
      run(async ({ deps, out, options }) => {
        deps.printConfig(options)
        out.document({ valid: true })
        out.line('The configuration is valid.')
        return 0
      }),
    )
  program.command('doctor').description('check this installation and say how to mend it').action(run(doctor))
  program
    .command('migrate')
    .description('bring the database to this version')
    .action(
      run(async ({ deps, out, options }) => {
        const done = await deps.migrate(options)
        out.document(done)
        out.line(`The ${done.engine} database is at migration ${done.migration}.`)
        return 0
      }),
    )
}

async function doctor(context: CommandContext): Promise<number> {
  const { deps, out, options } = context
  const { checks: local, isInstalled } = await deps.localChecks(options)
  // A self-check must not make what is not there, and a broken home has no server to ask.
  const askable = isInstalled && local.every(({ state }) => state !== 'bad')
  const remote = askable ? await remoteChecks(context) : []
  const checks = [...local, ...remote]
  out.document({ checks })
  const marks = { ok: out.colours.green('ok  '), warn: out.colours.yellow('warn'), bad: out.colours.red('bad ') }
  for (const { name, state, says, fix } of checks) {
    out.line(`${marks[state]}  ${name.padEnd(14)} ${says}`)
    if (fix && state !== 'ok') out.line(`      ${''.padEnd(14)} ${fix}`)
  }
  return checks.some(({ state }) => state === 'bad') ? 1 : 0
}

async function remoteChecks({ reach }: CommandContext): Promise<readonly LocalCheck[]> {
  try {
    return await reach(
      async (transport) => (await call<{ checks: LocalCheck[] }>(transport, { method: 'GET', path: '/doctor' })).checks,
    )
  } catch (error) {
    return [{ name: 'server', state: 'bad', says: error instanceof Error ? error.message : String(error) }]
  }
}
