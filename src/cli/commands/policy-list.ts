/** `policies`: every policy, or one of them whole. */
import { type Command, Option } from 'commander'
import { lintFilters, type PolicyListItem } from '../../app/access/policies.ts'
import type { ShownPolicy } from '../../app/access/policy-text.ts'
import type { SnapshotPage } from '../../app/access/tables.ts'
import type { PolicyDetail, ShownStatement } from '../../core/access/policies/policy-detail.ts'
import { engineTypeOfListed, policyWidths } from '../../core/access/policies/policy-effect.ts'
import type { LintCounts } from '../../core/access/policies/policy-list.ts'
import type { StatementUse } from '../../core/access/policies/statement-use.ts'
import { AppError } from '../../core/fault.ts'
import type { CommandContext } from '../context.ts'
import { type AskedAt, atOption, printMoment } from '../moment.ts'
import { count, type Output } from '../output.ts'
import type { Run } from '../program.ts'
import { call, type Transport } from '../transport.ts'

interface PolicyOptions extends AskedAt {
  readonly kind?: string
  readonly account?: string
  readonly attached?: string
  readonly width?: string
  readonly lint?: string
}

export function policyListCommand(program: Command, run: Run): void {
  atOption(program.command('policies'))
    .description('every policy: where it hangs, whom it concerns, what it allows at most; or one of them whole')
    .argument('[policy]', 'name, ARN, or the ref that the list and every answer print')
    .addOption(
      new Option('--kind <kind>', 'only of this kind').choices([...Object.keys(engineTypeOfListed), 'boundary']),
    )
    .option('--account <id>', 'of one account, by number or name')
    .addOption(new Option('--attached <yes|no>', 'attached to something or not').choices(['yes', 'no']))
    .addOption(new Option('--width <width>', 'the widest thing that it allows').choices([...policyWidths]))
    .addOption(new Option('--lint <findings>', 'with such findings of lint').choices([...lintFilters]))
    .action(
      run((context, policy: string | undefined, own: PolicyOptions) =>
        policy === undefined ? policies(context, own) : onePolicy(context, policy, own),
      ),
    )
}

type PolicyPage = SnapshotPage<PolicyListItem>

/** The API's greatest page. */
const pageSize = 500

async function allOf(transport: Transport, query: Readonly<Record<string, string | undefined>>) {
  const items: PolicyListItem[] = []
  for (let page = 1; ; page++) {
    const last = await call<PolicyPage>(transport, {
      method: 'GET',
      path: '/policies',
      query: { ...query, page, pageSize },
    })
    items.push(...last.items)
    if (last.items.length === 0 || items.length >= last.total) return { items, last }
  }
}

async function policies({ out, reach }: CommandContext, own: PolicyOptions): Promise<number> {
  const { kind, account, attached, width, lint: findings, at } = own
  const { items, last } = await reach((transport) => allOf(transport, { kind, account, attached, width, findings, at }))
  out.document(items)
  out.table(
    ['policy', 'kind', 'account', 'widest access', 'attached to', 'principals', 'people', 'lint', 'ref'],
    items.map((item) => [
      item.name,
      item.kind,
      item.accountName ?? item.account ?? '',
      widthText(item),
      attachedText(item),
      item.principals === null ? '' : String(item.principals),
      item.people === null ? '' : String(item.people),
      lintText(item.findings),
      item.ref,
    ]),
  )
  out.line()
  out.line(`${count(items.length, 'policy', 'policies')}.`)
  printMoment(out, own, last)
  return 0
}

const widthText = ({ width, isConditional }: Pick<PolicyListItem, 'width' | 'isConditional'>): string =>
  `${width}${isConditional ? ', conditional' : ''}`

const attachedText = ({ attachedTo, boundaryOf }: PolicyListItem): string =>
  boundaryOf === 0 ? String(attachedTo) : `${attachedTo}, boundary of ${boundaryOf}`

function lintText(findings: LintCounts | null): string {
  if (findings === null) return 'not read'
  const { error, warning, note } = findings
  const parts = [
    ...(error > 0 ? [count(error, 'error')] : []),
    ...(warning > 0 ? [count(warning, 'warning')] : []),
    ...(note > 0 ? [count(note, 'note')] : []),
  ]
  return parts.join(', ')
}

/* ------------------------------------------------------------------ one */

async function onePolicy({ out, reach }: CommandContext, wanted: string, own: PolicyOptions): Promise<number> {
  const answer = await reach(async (transport) => {
    const ref = await refOf(transport, wanted, own)
    return call<ShownPolicy>(transport, {
      method: 'GET',
      path: `/policies/${encodeURIComponent(ref)}`,
      query: { at: own.at },
    })
  })
  out.document(answer)
  if (answer.detail) printPolicy(out, answer.detail, answer.usage ?? [])
  else out.line(`${answer.name}, ${answer.kind}`)
  printMoment(out, own, answer)
  return 0
}

const shownCandidates = 8

async function refOf(transport: Transport, wanted: string, { kind, account, at }: PolicyOptions): Promise<string> {
  if (/^[0-9a-f]{16}$/.test(wanted)) return wanted
  const { items } = await allOf(transport, { search: wanted, kind, account, at })
  const exact = items.filter(({ name, arn }) => name === wanted || arn === wanted)
  const [only] = exact
  if (only && exact.length === 1) return only.ref
  const candidates = (exact.length > 0 ? exact : items).slice(0, shownCandidates)
  const suggestions = candidates.map(
    (one) => `${one.ref} (${[one.name, one.kind, one.accountName ?? one.account].filter(Boolean).join(', ')})`,
  )
  if (only)
    throw new AppError('bad_input', `${exact.length} policies are called ${wanted}.`, {
      fix: 'Name one of them by its ref, or narrow it down with --account and --kind.',
      suggestions,
    })
  throw new AppError('not_found', `No policy is called ${wanted}.`, { suggestions })
}

function printPolicy(out: Output, detail: PolicyDetail, usage: readonly StatementUse[]): void {
  out.line(detail.sentence)
  for (const note of detail.notes) out.line(out.colours.dim(note))
  out.line()
  for (const statement of detail.statements) {
    const use = usage.find(({ index }) => index === statement.index)
    out.line(`${nameOf(statement)}: ${statement.text}${use?.answer === 'unused' ? ' Not used.' : ''}`)
  }
  const unknown = usage.find(({ answer }) => answer === 'unknown')
  if (unknown?.reason !== undefined) out.line(out.colours.dim(`What is used of it is not known: ${unknown.reason}`))
  if (detail.lint.length > 0) out.line()
  for (const { line, column, severity, message, code } of detail.lint)
    out.line(`${line}:${column}: ${severity} ${message} (${code})`)
  if (detail.attachments.length > 0) {
    out.line()
    out.table(
      ['hangs on', 'kind', 'account', 'as', 'principals', 'people'],
      detail.attachments.map(({ name, kind, account, accountName, as, principals, people }) => [
        name,
        kind,
        accountName ?? account ?? '',
        as,
        String(principals ?? ''),
        String(people ?? ''),
      ]),
    )
    if (detail.moreAttachments > 0) out.line(`and ${detail.moreAttachments} more`)
  }
}

const nameOf = ({ index, sid, lines }: ShownStatement): string =>
  `${sid ?? `statement ${index + 1}`}${lines ? `, lines ${lines.from} to ${lines.to}` : ''}`
