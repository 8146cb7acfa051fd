/** Writes `docs/reference/{cli,error-codes,lint}.md` from the command tree and the tables of faults and of lint codes. `--check` fails when they are stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { createProgram } from '../src/cli/program.ts'
import { faults } from '../src/core/fault.ts'
import { type LintSeverity, lintCodes } from '../src/core/policy/lint/codes.ts'
import { lintTypeNames, lintTypes } from '../src/core/policy/lint/types.ts'

const reference = join(import.meta.dirname, '../docs/reference')
const cell = (text: string): string => text.replaceAll('|', '\\|')

function usage(command: Command): string {
  const names = []
  for (let at: Command | null = command; at; at = at.parent) names.unshift(at.name())
  const args = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '…' : ''}`
    return argument.required ? `<${name}>` : `[${name}]`
  })
  return [...names, ...args].join(' ')
}

function section(command: Command): string[] {
  const below = command.commands.flatMap(section)
  // A command that only groups others has nothing of its own to say.
  if (below.length > 0 && command.options.length === 0) return below
  const options = command.options.map((option) => `| \`${cell(option.flags)}\` | ${cell(option.description)} |`)
  const about = [...command.registeredArguments]
    .filter((argument) => argument.description)
    .map((argument) => `| \`${argument.name()}\` | ${cell(argument.description)} |`)
  const table = [...about, ...options]
  return [
    `## \`${usage(command)}\``,
    '',
    `${sentence(command.description())}`,
    '',
    ...(table.length ? ['| | |', '| --- | --- |', ...table, ''] : []),
    ...below,
  ]
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`

const program = createProgram(() => async () => undefined, '')
const cli = [
  '# Command line',
  '',
  'Generated from the program; `bailiwick <command> --help` prints the same. From a checkout: `npm run bailiwick -- <command>` or `npx bailiwick <command>`.',
  '',
  'With every command:',
  '',
  '| | |',
  '| --- | --- |',
  ...program.options
    .filter((option) => option.long !== '--version')
    .map((option) => `| \`${cell(option.flags)}\` | ${cell(option.description)} |`),
  '',
  '| exit status | meaning |',
  '| --- | --- |',
  '| 0 | done; `can`: allowed |',
  '| 1 | a fault (network, database, AWS) |',
  '| 2 | bad usage or bad input |',
  '| 10 | `can`: denied |',
  '| 11 | `can`: conditional, or unknown because something was not read |',
  '',
  ...program.commands.flatMap(section),
].join('\n')

const errors = [
  '# Error codes',
  '',
  'Generated from `src/core/fault.ts`. Over HTTP an error is a problem document (RFC 9457) with the code in `code`; on the command line the code stands in brackets.',
  '',
  '| code | HTTP status | exit status | means |',
  '| --- | --- | --- | --- |',
  ...Object.entries(faults).map(
    ([code, { status, exit, title }]) => `| \`${code}\` | ${status} | ${exit} | ${title} |`,
  ),
  '',
].join('\n')

const severities: readonly (readonly [LintSeverity, string])[] = [
  ['error', 'Errors: AWS refuses it, or it certainly does something else than it says. They make the exit status 2.'],
  ['warning', 'Warnings: probably not what was meant.'],
  ['note', 'Notes: it could be simpler.'],
]

const rulesOf = (severity: LintSeverity): string[] =>
  Object.entries(lintCodes)
    .filter(([, rule]) => rule.severity === severity)
    .map(
      ([code, { about, effect, fix, source }]) =>
        `| \`${code}\` | ${cell(`${about}: ${effect}.`)} | ${cell(fix === '' ? '' : sentence(fix))} | ${cell(source)} |`,
    )

const lint = [
  '# Lint codes',
  '',
  'Generated from `src/core/policy/lint/codes.ts`. `bailiwick lint FILE…` prints them as `file:line:column: severity message (code)`; `lintPolicy` of `bailiwick/engine` returns them.',
  '',
  'AWS adds actions and condition keys every week: what is newer than the catalogue of this release counts as unknown, which is a warning and never an error.',
  '',
  ...severities.flatMap(([severity, heading]) => [
    `## ${heading}`,
    '',
    '| code | what is wrong, and what follows | what to do | source |',
    '| --- | --- | --- | --- |',
    ...rulesOf(severity),
    '',
  ]),
  '## Types of policy, and how long they may be',
  '',
  'Without `--type` a document with principals is taken for a resource policy, or for a trust policy when it names no resources; any other for an identity policy.',
  '',
  '| `--type` | more than this … | is |',
  '| --- | --- | --- |',
  ...lintTypeNames.flatMap((name) =>
    lintTypes[name].quotas.map(
      ({ most, counts, soft, whose }) =>
        `| \`${name}\` | ${most} ${counts === 'bytes' ? 'bytes' : counts === 'visible' ? 'characters besides white space' : 'characters'}, which ${whose} | ${soft ? '`exceeds-default-quota`' : '`document-too-long`'} |`,
    ),
  ),
  '',
].join('\n')

let stale = 0
const files = [
  ['cli.md', cli],
  ['error-codes.md', errors],
  ['lint.md', lint],
] as const
for (const [file, text] of files) {
  const path = join(reference, file)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue
  stale += 1
  if (process.argv.includes('--check'))
    process.stdout.write(`docs/reference/${file} is stale: run \`npm run generate\`\n`)
  else writeFileSync(path, text)
}
process.stdout.write(
  `${files.length} files examined, ${stale} ${process.argv.includes('--check') ? 'stale' : 'written'}\n`,
)
if (process.argv.includes('--check') && stale > 0) process.exitCode = 1
