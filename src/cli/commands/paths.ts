/** `paths`: how one reaches another, or administrator. */
import type { Command } from 'commander'
import type { AccessPath, PathDecision, PathsAnswer } from '../../core/access/paths/path-answer.ts'
import { AppError } from '../../core/fault.ts'
import { printGrounds, printNotes } from '../access-text.ts'
import type { CommandContext } from '../context.ts'
import { type AskedAt, atOption, printMoment } from '../moment.ts'
import { count, type Output } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface PathsOptions extends AskedAt {
  readonly to?: string
  readonly from?: string
  readonly action?: string
  readonly depth?: string
  readonly limit?: string
}

export function pathCommand(program: Command, run: Run): void {
  atOption(program.command('paths'))
    .description('how one reaches another; with --to admin, who can become administrator and how')
    .argument('[from]', 'principal, person, group, service or provider')
    .argument('[to]', 'admin, a principal, or a resource')
    .option('--from <from>', 'the same as the first argument')
    .option('--to <to>', 'the same as the second argument')
    .option('--action <action>', 'on a resource: this action; otherwise whatever reads or changes it')
    .option('--depth <steps>', 'longest path (6)')
    .option('--limit <paths>', 'how many to show (20)')
    .action(
      run((context, from: string | undefined, to: string | undefined, own: PathsOptions) =>
        paths(context, ends(from, to, own), own),
      ),
    )
}

interface Ends {
  readonly from: string | undefined
  readonly to: string
}

function ends(first: string | undefined, second: string | undefined, own: PathsOptions): Ends {
  const from = own.from ?? first
  const to = own.to ?? second
  if (to !== undefined) return { from, to }
  throw new AppError('bad_input', 'paths needs to know where to.', {
    fix: 'For example: bailiwick paths ci-deploy admin, or bailiwick paths --to admin',
  })
}

async function paths({ out, reach }: CommandContext, { from, to }: Ends, own: PathsOptions): Promise<number> {
  const answer = await reach((transport) =>
    call<PathsAnswer>(transport, {
      method: 'GET',
      path: '/access/paths',
      query: { from, to, action: own.action, maxDepth: own.depth, limit: own.limit, at: own.at },
    }),
  )
  out.document(answer)
  out.line(answer.sentence)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  for (const path of answer.paths) printPath(out, path)
  if (answer.more > 0) {
    out.line()
    out.line(out.colours.dim(`${count(answer.more, 'further path')}; --limit shows more.`))
  }
  if (answer.cuts.length > 0) {
    out.line()
    out.line('To cut them all:')
    for (const cut of answer.cuts) out.line(`  ${cut.text}`)
  }
  printGrounds(out, answer)
  return 0
}

function printPath(out: Output, path: AccessPath): void {
  out.line()
  out.line(`${paint(out, path.decision)}  ${path.sentence}`)
  for (const [index, step] of path.steps.entries()) {
    const id = step.path === undefined ? '' : `  ${out.colours.dim(step.path)}`
    const condition = step.conditionText === undefined ? '' : out.colours.yellow(`  if ${step.conditionText}`)
    // To be administrator is where the steps lead, and none of them.
    const isEnd = step.kind === 'is' && index > 0 && index === path.steps.length - 1
    const number = isEnd ? '  ' : `${index + 1}.`
    out.line(`  ${number} ${step.text}${id}${condition}`)
  }
}

function paint(out: Output, decision: PathDecision): string {
  const { colours } = out
  const colour = { Allowed: colours.red, Conditional: colours.yellow, Unknown: colours.magenta }[decision]
  return colour(decision === 'Allowed' ? 'Open' : decision)
}
