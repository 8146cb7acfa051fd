import type { Command } from 'commander'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

export function secretCommands(program: Command, run: Run): void {
  program
    .command('secrets')
    .description('secrets that Bailiwick keeps')
    .command('rotate')
    .description('seal all of them under a new key')
    .action(
      run(async ({ out, reach }) => {
        const rotated = await reach((transport) =>
          call<{ secrets: number }>(transport, { method: 'POST', path: '/secrets/rotate' }),
        )
        out.document(rotated)
        out.line(`${count(rotated.secrets, 'secret')} sealed under a new key.`)
        return 0
      }),
    )
}
