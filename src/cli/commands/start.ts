import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { StartOptions } from '../context.ts'
import type { Run } from '../program.ts'

export function startCommand(program: Command, run: Run): void {
  program
    .command('start')
    .description('start the server and the console')
    .option('--sample [accounts]', 'connect the simulated organization, of 12 accounts or as many as given')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--port <port>', 'port to listen on (default 8420)', parsePort)
    .action(
      run(async ({ deps, options }, own: StartOptions) => {
        await deps.serve({ ...options, ...own })
        return 0
      }),
    )
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
