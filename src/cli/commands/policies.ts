/** `evaluate` and `lint`: the engine alone, without a home. */
import { type Command, Option } from 'commander'
import { isLintType, type LintType, lintTypeNames } from '../../core/policy/lint/types.ts'
import type { CommandContext } from '../context.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'

export function policyCommands(program: Command, run: Run): void {
  program
    .command('evaluate')
    .description('evaluate policy cases and compare them with what they expect')
    .argument('<file>', 'a JSON array of cases; - is standard input')
    .action(run((context, file: string) => evaluate(context, file)))
  program
    .command('lint')
    .description('check policy documents, with positions')
    .argument('<files...>', 'policy documents; - is standard input')
    .addOption(
      new Option('--type <type>', 'what kind of policy they are; guessed from the document when not given').choices(
        lintTypeNames,
      ),
    )
    .action(run((context, files: string[], options: { readonly type?: string }) => lint(context, files, options.type)))
}

async function evaluate({ deps, out }: CommandContext, file: string): Promise<number> {
  const { results, comparison } = await deps.evaluateCases(await deps.readText(file))
  out.document(results)
  const expected = new Map(comparison.map((one) => [one.id, one]))
  out.table(
    ['case', 'decision', 'expected', ''],
    results.map((result) => {
      const compared = expected.get(result.id)
      const decision = 'error' in result ? `${result.error.code}: ${result.error.message}` : result.decision
      const differs = compared && !compared.agrees && !compared.contested
      return [result.id ?? '–', decision, compared?.expected ?? '', differs ? out.colours.red('differs') : '']
    }),
  )
  const counted = comparison.filter(({ contested }) => !contested)
  const agreeing = counted.filter(({ agrees }) => agrees).length
  out.line()
  out.line(
    counted.length === 0
      ? `${count(results.length, 'case')} evaluated.`
      : `${agreeing} of ${count(counted.length, 'case')} agree.`,
  )
  return results.some((result) => 'error' in result) ? 2 : 0
}

async function lint({ deps, out }: CommandContext, files: readonly string[], given?: string): Promise<number> {
  const type: LintType | undefined = given !== undefined && isLintType(given) ? given : undefined
  const documents: { file: string; text: string }[] = []
  for (const file of files) documents.push({ file, text: await deps.readText(file) })
  const remarks = await deps.lintPolicies(documents, type)
  out.document(remarks)
  for (const { file, line, column, severity, message, code } of remarks) {
    const colour =
      severity === 'error' ? out.colours.red : severity === 'warning' ? out.colours.yellow : out.colours.dim
    out.line(`${file}:${line}:${column}: ${colour(severity)} ${message} (${code})`)
  }
  const errors = remarks.filter(({ severity }) => severity === 'error').length
  out.line(
    remarks.length === 0
      ? `${count(files.length, 'document')} without a remark.`
      : `${count(remarks.length, 'remark')}, ${count(errors, 'error')}.`,
  )
  return errors > 0 ? 2 : 0
}
