/** `diff` and `what-if`: who gained and lost access, or would. */
import { type Command, Option } from 'commander'
import type { AccessChange, DiffAnswer } from '../../core/access/change/change.ts'
import { AppError, isAppError } from '../../core/fault.ts'
import { parseJson } from '../../core/json.ts'
import { printGaps, printNotes } from '../access-text.ts'
import { type ConfigurationAnswer, printConfiguration } from '../configuration-text.ts'
import type { CommandContext } from '../context.ts'
import { type AskedAt, atOption } from '../moment.ts'
import { count, type Output } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface ScopeOptions {
  readonly principal?: string
  readonly service?: string
  readonly resource?: string
  readonly limit?: string
}

interface DiffOptions extends ScopeOptions {
  readonly config?: boolean
  readonly access?: boolean
}

interface WhatIfOptions extends ScopeOptions, AskedAt {}

export function changeCommands(program: Command, run: Run): void {
  const diffCommand = program
    .command('diff')
    .description('who gained and who lost access between two moments, and what changed in the configuration')
    .argument('<from>', 'a time (ISO 8601), or the id of a snapshot')
    .argument('[to]', 'the same; now when left out', 'now')
  scopeOptions(diffCommand)
    .addOption(new Option('--config', 'only what changed in the configuration').conflicts('access'))
    .addOption(new Option('--access', 'only what changed in access'))
    .action(run((context, from: string, to: string, own: DiffOptions) => diff(context, from, to, own)))
  const whatIfCommand = program
    .command('what-if')
    .description('who would gain and who would lose access by a change that nobody has made')
    .argument('<change>', 'a JSON file: one change or a list of them; - is standard input')
    .addHelpText('after', changeHelp)
  atOption(scopeOptions(whatIfCommand)).action(
    run((context, file: string, own: WhatIfOptions) => whatIf(context, file, own)),
  )
}

/** Each operation with an example: docs/algorithms/what-if.md. */
const changeHelp = `
A change, for example:
  {"op": "detach-policy", "policy": "ReadOnlyAccess", "from": "lake-prod/app"}

Operations: attach-policy, detach-policy, put-inline-policy, delete-inline-policy, edit-policy, delete-policy, set-boundary,
remove-boundary, edit-trust-policy, edit-resource-policy, attach-organization-policy, detach-organization-policy,
add-assignment, remove-assignment, add-to-group, remove-from-group`

const scopeOptions = (command: Command): Command =>
  command
    .option('--principal <principal>', 'only this principal')
    .option('--service <prefix>', 'only actions of this service')
    .option('--resource <arn>', 'only on this resource')
    .option('--limit <rows>', 'how many rows (500)')

/** What changed in access comes first in the document, and the configuration stands beside it. */
async function diff({ out, reach }: CommandContext, from: string, to: string, own: DiffOptions): Promise<number> {
  const { config, access, limit: _limit, ...scope } = own
  const limit = rowsAsked(out, own)
  const { changes, configuration } = await reach(async (transport) => ({
    changes: config
      ? undefined
      : await call<DiffAnswer>(transport, {
          method: 'GET',
          path: '/access/diff',
          query: { from, to, ...scope, limit },
        }),
    configuration: access
      ? undefined
      : await call<ConfigurationAnswer>(transport, {
          method: 'GET',
          path: '/inventory/diff',
          query: { from, to, limit },
        }),
  }))
  out.document({ ...changes, ...(configuration && { configuration }) })
  if (changes) printAccess(out, changes, own)
  if (changes && configuration) out.line()
  if (configuration) printConfiguration(out, configuration)
  return 0
}

async function whatIf({ deps, out, reach }: CommandContext, file: string, own: WhatIfOptions): Promise<number> {
  const changes = changesIn(await deps.readText(file), file)
  const { limit: _limit, ...scope } = own
  const limit = rowsAsked(out, own)
  const answer = await reach((transport) =>
    call<DiffAnswer>(transport, {
      method: 'POST',
      path: '/access/what-if',
      body: { changes, ...scope, ...(limit !== undefined && { limit }) },
    }).catch((error: unknown) => {
      throw aboutFile(error, file)
    }),
  )
  out.document(answer)
  printAccess(out, answer, own)
  return 0
}

/** What a table shows at most unless somebody asks for more, and the most that the API gives: rows are folded before they are counted. */
const rowsShown = 500
const mostRows = 5_000
const rowsAsked = ({ json }: Output, { limit }: ScopeOptions): number | undefined =>
  limit === undefined ? (json ? undefined : mostRows) : Number(limit)

/** One change or a list; what each must look like the API says. */
function changesIn(text: string, file: string): readonly unknown[] {
  const read = parseJson(text)
  if (!read.ok) {
    throw new AppError('bad_input', `${file} is not JSON: ${read.error.message}.`, {
      places: [{ file, ...read.error }],
    })
  }
  const { value } = read.value
  return Array.isArray(value) ? value : [value]
}

/** What the API says of its body, said of the file. */
function aboutFile(error: unknown, file: string): unknown {
  if (!isAppError(error) || error.code !== 'bad_input') return error
  const complaints = (error.details.places ?? []).flatMap(({ path, message }) => {
    const [, index, field] = /^changes(?:\.(\d+)(?:\.(.+))?)?$/.exec(path ?? '') ?? []
    if (index === undefined) return path === 'changes' ? ['there is no change in it'] : []
    const where = `change ${Number(index) + 1}${field === undefined ? '' : `, ${field}`}`
    return [`${where}: ${field === 'op' ? 'there is no such operation' : message}`]
  })
  if (complaints.length === 0) return error
  return new AppError('bad_input', `${file} is no list of changes: ${complaints.join('; ')}.`, {
    fix: '`bailiwick what-if --help` tells the operations and shows an example.',
  })
}

function printAccess(out: Output, answer: DiffAnswer, { limit }: ScopeOptions): void {
  out.line(answer.sentence)
  printNotes(out, answer.notes)
  printAdmins(out, answer)
  if (answer.people.length > 0) {
    out.line()
    for (const { person, role, change } of answer.people)
      out.line(`${painted(out, change)} ${person}: ${role.name} in ${role.accountName ?? role.account}`)
  }
  printComings(out, answer)
  const rows = foldedRows(answer.changes)
  const shown = limit === undefined ? rows.slice(0, rowsShown) : rows
  if (shown.length > 0) {
    out.line()
    out.table(
      ['', 'principal', 'account', 'actions', 'on', 'why'],
      shown.map(({ row, actions }) => [
        painted(out, row.change),
        row.principal.name,
        row.principal.accountName ?? row.principal.account,
        actions,
        row.resources.join(', '),
        whyOf(row),
      ]),
    )
  }
  const more = answer.more + rows.length - shown.length
  if (more > 0) out.line(out.colours.dim(`${count(more, 'further row')}; --limit shows more.`))
  printGaps(out, answer.gaps)
}

function printAdmins(out: Output, { admins }: DiffAnswer): void {
  if (admins.length === 0) return
  out.line()
  for (const { principal, before, after } of admins)
    out.line(`${principal.name} in ${principal.accountName ?? principal.account}: administrator ${before} → ${after}`)
}

function printComings(out: Output, { added, removed }: DiffAnswer): void {
  if (added.length + removed.length === 0) return
  out.line()
  for (const [says, principals] of [
    ['new', added],
    ['gone', removed],
  ] as const)
    for (const { name, account, accountName } of principals) out.line(`${says}: ${name} in ${accountName ?? account}`)
}

/** More services than these, alike in everything, are told in one row: a policy that allows everything is about hundreds. */
const servicesApart = 5

function foldedRows(
  changes: readonly AccessChange[],
): readonly { readonly row: AccessChange; readonly actions: string }[] {
  const alike = Map.groupBy(changes, (row) =>
    JSON.stringify([row.principal.arn, row.change, row.resources, whyOf(row), row.before, row.after]),
  )
  return [...alike.values()].flatMap((rows) => {
    const [row] = rows
    if (row === undefined || rows.length <= servicesApart)
      return rows.map((one) => ({ row: one, actions: actionsOf(one) }))
    const services = new Set(rows.map(({ service }) => service))
    const actions = rows.reduce((sum, { actionCount }) => sum + actionCount, 0)
    return [{ row, actions: `${count(actions, 'action')} of ${count(services.size, 'service')}` }]
  })
}

/** A row is read across: a few names say more than all of them. */
const actionsShown = 4

function actionsOf({ actions, actionCount }: AccessChange): string {
  const rest = actionCount - Math.min(actions.length, actionsShown)
  return `${actions.slice(0, actionsShown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

const whyOf = (row: AccessChange): string =>
  [row.conditionText === undefined ? '' : `if ${row.conditionText}`, becauseOf(row)].filter(Boolean).join('; ')

const becauseOf = ({ because }: AccessChange): string =>
  because === undefined ? '' : `${because.policy}, statement ${because.sid ?? because.statement + 1}`

function painted({ colours }: Output, change: AccessChange['change']): string {
  const colour = {
    gained: colours.red,
    widened: colours.red,
    lost: colours.green,
    narrowed: colours.green,
    changed: colours.yellow,
    unknown: colours.magenta,
  }[change]
  return colour(change)
}
