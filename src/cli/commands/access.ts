/** The questions: `principals`, `can`, `who-can`, `what-can`. */
import type { Command } from 'commander'
import type { PrincipalView } from '../../app/access/object-detail.ts'
import type { WhoCanView } from '../../app/access/who-can-page.ts'
import type {
  Ability,
  Answer,
  CanAnswer,
  Holder,
  PrincipalSummary,
  Reason,
  WhatCanAnswer,
} from '../../core/access/answers.ts'
import type { BecomingAnswer } from '../../core/access/principal/becoming.ts'
import type { WhoReachesAnswer } from '../../core/access/who-reaches.ts'
import { accessLevels } from '../../core/catalogue.ts'
import { AppError } from '../../core/fault.ts'
import { printGrounds, printNotes } from '../access-text.ts'
import type { CommandContext } from '../context.ts'
import { type AskedAt, atOption, printMoment } from '../moment.ts'
import { count, type Output } from '../output.ts'
import { printPrincipal } from '../principal-text.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface PrincipalOptions extends AskedAt {
  readonly account?: string
  readonly type?: string
  readonly admin?: boolean
}

interface QuestionOptions extends AskedAt {
  readonly context?: readonly string[]
}

interface WhoCanOptions extends QuestionOptions {
  readonly reach?: boolean
  readonly limit?: string
  readonly offset?: string
}

interface WhatCanOptions extends AskedAt {
  readonly service?: string
  readonly resource?: string
}

/** cli.md: `can` answers with its exit status. */
const statusOf = {
  Allowed: 0,
  ImplicitlyDenied: 10,
  ExplicitlyDenied: 10,
  Conditional: 11,
  Unknown: 11,
} as const satisfies Record<Answer, number>

const contextHelp = 'a condition key of the request; `key=` for one that is absent; repeat'

export function accessCommands(program: Command, run: Run): void {
  atOption(program.command('principals'))
    .description('every principal, and which are administrators; with a name, that one from all sides')
    .argument('[principal]', 'ARN, account/name, name, or e-mail of a person')
    .option('--account <id>', 'of one account, by number or name')
    .option('--type <type>', 'root, user, role, permission-set-role, service-linked-role')
    .option('--admin', 'administrators only')
    .action(
      run((context, principal: string | undefined, own: PrincipalOptions) =>
        principal === undefined ? principals(context, own) : onePrincipal(context, principal, own),
      ),
    )
  atOption(program.command('can'))
    .description('may this principal do this, and why')
    .argument('<principal>', 'ARN, account/name, name, or e-mail of a person')
    .argument('<action>', 'for example s3:GetObject')
    .argument('[resource]', 'ARN or bucket name; left out for actions without resources')
    .option('--context <key=value>', contextHelp, gather)
    .action(
      run((context, principal: string, action: string, resource: string | undefined, own: QuestionOptions) =>
        can(context, principal, action, resource, own),
      ),
    )
  atOption(program.command('who-can'))
    .description('everybody who may do this, how, and under which condition')
    .argument('<action>')
    .argument('[resource]')
    .option('--context <key=value>', contextHelp, gather)
    .option('--reach', 'after them, who gets there by assuming roles')
    .option('--limit <rows>', 'so many of each decision, those from outside first; without it all')
    .option('--offset <rows>', 'behind so many of each: `next` of the answer before')
    .action(
      run((context, action: string, resource: string | undefined, own: WhoCanOptions) =>
        whoCan(context, action, resource, own),
      ),
    )
  atOption(program.command('who-reaches'))
    .description('everybody who can do something on a resource, by kind of access')
    .argument('<resource>', 'ARN or name')
    .option('--context <key=value>', 'a condition key of the request; repeat', gather)
    .action(run((context, resource: string, own: QuestionOptions) => whoReaches(context, resource, own)))
  atOption(program.command('what-can'))
    .description('what a principal may do, by service and access level')
    .argument('<principal>')
    .option('--service <prefix>', 'one service, action by action')
    .option('--resource <arn>', 'on one resource')
    .action(run((context, principal: string, own: WhatCanOptions) => whatCan(context, principal, own)))
}

function gather(value: string, before: readonly string[] = []): readonly string[] {
  if (!/^[^=]+=/.test(value))
    throw new AppError('bad_input', `"${value}" is not key=value.`, {
      fix: 'For example --context aws:SourceIp=203.0.113.7, or --context aws:SourceIp= for a request without the key',
    })
  return [...before, value]
}

interface PrincipalPage {
  readonly items: readonly PrincipalSummary[]
  readonly total: number
  readonly at: string
  readonly snapshot: string
  readonly notes: readonly string[]
}

/** Pages of the API's greatest size, until all are there. */
async function principals({ out, reach }: CommandContext, own: PrincipalOptions): Promise<number> {
  const pageSize = 500
  const { items, last } = await reach(async (transport) => {
    const all: PrincipalSummary[] = []
    for (let page = 1; ; page++) {
      const answer = await call<PrincipalPage>(transport, {
        method: 'GET',
        path: '/principals',
        query: { account: own.account, type: own.type, admin: own.admin, at: own.at, page, pageSize },
      })
      all.push(...answer.items)
      if (answer.items.length === 0 || all.length >= answer.total) return { items: all, last: answer }
    }
  })
  out.document(items)
  out.table(
    ['principal', 'type', 'account', 'person', 'admin', 'last used'],
    items.map((item) => [
      item.name,
      item.type,
      item.accountName ?? item.account,
      peopleOf(item),
      adminText(item),
      // AWS tells the day of a key and the four hours of a role.
      item.lastUsed?.slice(0, 10) ?? '',
    ]),
  )
  out.line()
  out.line(`${count(items.length, 'principal')}.`)
  printMoment(out, own, last)
  printNotes(out, last.notes)
  return 0
}

async function onePrincipal({ out, reach }: CommandContext, principal: string, own: AskedAt): Promise<number> {
  const query = { principal, at: own.at }
  const { detail, becoming } = await reach(async (transport) => ({
    detail: await call<PrincipalView>(transport, { method: 'GET', path: '/principals/detail', query }),
    becoming: await call<BecomingAnswer>(transport, { method: 'GET', path: '/principals/becomes', query }),
  }))
  out.document({ ...detail, becomes: becoming.becomes, moreBecomes: becoming.more })
  printPrincipal(out, detail, becoming)
  printMoment(out, own, detail)
  return 0
}

/** What it could become stands beside what it is, and does not make it one. */
function adminText({ admin, adminVia, escalatesTo = [] }: PrincipalSummary): string {
  if (admin !== 'no') return `${admin}${adminVia ? `, ${adminVia}` : ''}`
  for (const [decision, says] of becoming) {
    const found = escalatesTo.find((path) => path.decision === decision)
    if (found) return `${says}, ${found.path}`
  }
  return ''
}

/** The surest way first. */
const becoming = [
  ['Allowed', 'can become one'],
  ['Conditional', 'can become one under a condition'],
  ['Unknown', 'could become one'],
] as const satisfies readonly (readonly [Answer, string])[]

/** A set may be assigned to hundreds; `--json` has them all. */
const peopleShown = 3

function peopleOf({ person = [] }: Pick<PrincipalSummary, 'person'>): string {
  const names = person.slice(0, peopleShown).map(({ name }) => name)
  const rest = person.length - names.length
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

async function can(
  context: CommandContext,
  principal: string,
  action: string,
  resource: string | undefined,
  own: QuestionOptions,
): Promise<number> {
  const { out, reach } = context
  const answer = await reach((transport) =>
    call<CanAnswer>(transport, {
      method: 'GET',
      path: '/access/can',
      query: { principal, action, resource, context: own.context, at: own.at },
    }),
  )
  out.document(answer)
  out.line(`${paint(out, answer.decision)}  ${answer.sentence}`)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  const width = Math.max(24, ...answer.steps.map(({ label }) => label.length + 1))
  for (const step of answer.steps) out.line(`  ${step.decides ? '→' : ' '} ${step.label.padEnd(width)} ${step.text}`)
  printExplanation(out, answer)
  printGrounds(out, answer)
  return statusOf[answer.decision]
}

function printExplanation(out: Output, { steps, nearestMiss, wouldChange, alsoNeeded }: CanAnswer): void {
  const deciding = steps.find((step) => step.decides)?.reason
  if (deciding || nearestMiss !== undefined) out.line()
  if (deciding) out.line(`Decides: ${viaText(deciding)}, ${deciding.effect}. ${deciding.why}`)
  if (nearestMiss !== undefined) out.line(`Nearest: ${nearestMiss}`)
  printList(
    out,
    'Would change:',
    wouldChange.map(({ text, decision, context }) => [
      text,
      paint(out, decision),
      (context ?? []).map((pair) => `--context ${shellWord(pair)}`).join(' '),
    ]),
  )
  printList(
    out,
    'Also needs:',
    alsoNeeded.map(({ text, decision }) => [text, paint(out, decision)]),
  )
}

function printList(out: Output, title: string, rows: readonly (readonly string[])[]): void {
  if (rows.length === 0) return
  out.line()
  out.line(title)
  for (const row of rows) out.line(`  ${row.filter((part) => part !== '').join('  ')}`)
}

/** Fit to be pasted back. */
const shellWord = (text: string): string => (/^[\w:/=.,@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

function paint(out: Output, decision: Answer): string {
  const { colours } = out
  const colour = {
    Allowed: colours.green,
    Conditional: colours.yellow,
    Unknown: colours.magenta,
    ExplicitlyDenied: colours.red,
    ImplicitlyDenied: colours.dim,
  }[decision]
  return colour(decision)
}

async function whoCan(
  context: CommandContext,
  action: string,
  resource: string | undefined,
  own: WhoCanOptions,
): Promise<number> {
  const { out, reach } = context
  const answer = await reach((transport) =>
    call<WhoCanView>(transport, {
      method: 'GET',
      path: '/access/who-can',
      query: {
        action,
        resource,
        context: own.context,
        reach: own.reach,
        limit: own.limit,
        offset: own.offset,
        at: own.at,
      },
    }),
  )
  out.document(answer)
  out.line(answer.sentence)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  if (answer.principals.length > 0) {
    out.line()
    out.table(
      ['principal', 'account', 'decision', 'by', 'if'],
      answer.principals.map((holder) => [
        named(holder),
        holder.accountName ?? holder.account,
        paint(out, holder.decision),
        byOf(holder),
        holder.conditionText ?? '',
      ]),
    )
  }
  if (answer.next !== undefined) out.line(out.colours.dim(partText(answer, own)))
  printGrounds(out, answer)
  return 0
}

/** In the past as in the present the next part is asked of the same snapshot. */
const partText = ({ principals, counts, next, snapshot }: WhoCanView, { limit = '' }: WhoCanOptions): string =>
  `${count(principals.length, 'row')} of ${counts.allowed + counts.conditional}; the next: --limit ${limit} --offset ${next} --at ${snapshot}`

const named = (holder: Pick<Holder, 'name' | 'person'>): string =>
  holder.person?.length ? `${holder.name} (${peopleOf(holder)})` : holder.name
/** Of a chain the roles on the way, of a direct holder the statements that grant. */
function byOf(holder: Holder): string {
  if (holder.reach === 'direct') {
    const grants = grantsOf(holder).map(viaText).join('; ')
    return grants === '' && holder.type === 'root' ? 'a root user needs none' : grants
  }
  return `assuming ${(holder.chain ?? []).map(nameOf).join(', then ')}`
}
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)
/** SCPs and RCPs never grant; they stand in `--json`. */
const grantsOf = ({ via }: Holder): readonly Reason[] =>
  via.filter(({ layer }) => layer !== 'serviceControl' && layer !== 'resourceControl')
const viaText = ({ policy, statement, sid }: Reason): string => `${policy}, statement ${sid ?? statement + 1}`

async function whoReaches({ out, reach }: CommandContext, resource: string, own: QuestionOptions): Promise<number> {
  const answer = await reach((transport) =>
    call<WhoReachesAnswer>(transport, {
      method: 'GET',
      path: '/access/who-reaches',
      query: { resource, context: own.context, at: own.at },
    }),
  )
  out.document(answer)
  out.line(answer.sentence)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  out.line()
  if (answer.principals.length > 0) {
    out.table(
      ['principal', 'account', ...accessLevels],
      answer.principals.map((one) => [
        named(one),
        one.accountName ?? one.account,
        ...accessLevels.map((level) => countText(one.allowed[level], one.conditional[level])),
      ]),
    )
    out.line()
    out.line(out.colours.dim(`Of ${count(answer.actions, 'action')}; “+” and what follows only under a condition.`))
  }
  printGrounds(out, answer)
  return 0
}

const countText = (allowed: number, conditional: number): string =>
  [allowed > 0 ? String(allowed) : '', conditional > 0 ? `+${conditional}` : ''].join('') || '·'

async function whatCan({ out, reach }: CommandContext, principal: string, own: WhatCanOptions): Promise<number> {
  const answer = await reach((transport) =>
    call<WhatCanAnswer>(transport, {
      method: 'GET',
      path: '/access/what-can',
      query: { principal, service: own.service, resource: own.resource, at: own.at },
    }),
  )
  out.document(answer)
  out.line(`${answer.principal}${answer.admin === 'no' ? '' : `  administrator: ${answer.admin}`}`)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  if (answer.services.length === 0) out.line('Nothing.')
  else
    out.table(
      ['service', 'is', ...accessLevels],
      answer.services.map((service) => [
        service.service,
        service.name ?? '',
        ...accessLevels.map((level) => String(service.levels[level] || '·')),
      ]),
    )
  const actions = answer.services.flatMap((service): readonly Ability[] => service.actions ?? [])
  if (actions.length > 0) {
    out.line()
    out.table(
      ['action', 'decision', 'on'],
      actions.map((item) => [item.action, paint(out, item.decision), item.resources.join(', ')]),
    )
  }
  printGrounds(out, answer)
  return 0
}
