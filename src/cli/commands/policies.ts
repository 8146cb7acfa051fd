/** `evaluate` and `lint`: the engine alone, without a home. */
import type { Command } from 'commander'
import { AppError } from '../../core/fault.ts'
import { parseJson } from '../../core/json.ts'
import type { CaseAnswer, CommandContext, LintRemark } from '../context.ts'
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
    .action(run((context, files: string[]) => lint(context, files)))
}

async function evaluate({ deps, out }: CommandContext, file: string): Promise<number> {
  const parsed = parseJson(await deps.readText(file))
  if (!parsed.ok) {
    const { message, line, column } = parsed.error
    throw new AppError('bad_input', `${file} is not valid JSON: ${message}`, {
      places: [{ file, line, column, message }],
    })
  }
  const cases: unknown = parsed.value.value
  const isObject = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!Array.isArray(cases) || !cases.every(isObject)) {
    throw new AppError('bad_input', `${file} is not an array of cases.`, {
      fix: 'Give one JSON array of objects, each with id, principal, action, resource and identityPolicies.',
    })
  }
  const answers = await deps.evaluateCases(cases)
  out.document(answers)
  if (!out.json) printAnswers(out, answers, cases)
  return answers.some((answer) => answer.error) ? 2 : 0
}

function printAnswers(out: CommandContext['out'], answers: readonly CaseAnswer[], cases: readonly object[]): void {
  const expectedOf = (index: number): string => {
    const expected: unknown = Reflect.get(cases[index] ?? {}, 'expected')
    return typeof expected === 'string' ? expected : ''
  }
  const compared = answers.map((answer, index) => ({ answer, expected: expectedOf(index) }))
  out.table(
    ['case', 'decision', 'expected', ''],
    compared.map(({ answer, expected }) => {
      const decision = answer.error ? `${answer.error.code}: ${answer.error.message}` : (answer.decision ?? '')
      return [answer.id, decision, expected, expected === '' || expected === decision ? '' : out.colours.red('differs')]
    }),
  )
  const withExpectation = compared.filter(({ expected }) => expected !== '')
  const agreeing = withExpectation.filter(({ answer, expected }) => answer.decision === expected).length
  out.line()
  out.line(
    withExpectation.length === 0
      ? `${count(answers.length, 'case')} evaluated.`
      : `${agreeing} of ${count(withExpectation.length, 'case')} agree.`,
  )
}

async function lint({ deps, out }: CommandContext, files: readonly string[]): Promise<number> {
  const remarks: LintRemark[] = []
  for (const file of files) {
    for (const remark of await deps.lintPolicy(await deps.readText(file))) remarks.push({ file, ...remark })
  }
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
