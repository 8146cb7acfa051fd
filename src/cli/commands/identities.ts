/** `identities` and `accounts`: people, workloads and AWS accounts, as lists and each one whole. */
import type { Command } from 'commander'
import type { AccountDetail, AccountSummary, Door, Guardrail } from '../../core/accounts/account.ts'
import { AppError } from '../../core/fault.ts'
import {
  type IdentityAccess,
  type IdentityCredentials,
  type IdentityDetail,
  type IdentitySummary,
  identityKinds,
} from '../../core/people/identity.ts'
import { printGaps, printNotes } from '../access-text.ts'
import type { CommandContext } from '../context.ts'
import { type AskedAt, atOption, printMoment } from '../moment.ts'
import { count, type Output } from '../output.ts'
import type { Run } from '../program.ts'
import { call, type Transport } from '../transport.ts'

interface IdentityOptions extends AskedAt {
  readonly kind?: string
  readonly account?: string
  readonly admin?: boolean
  readonly suggested?: boolean
}

export function identityCommands(program: Command, run: Run): void {
  atOption(program.command('identities'))
    .description('people and workloads, and how far they reach')
    .argument('[name]', 'one of them whole: its id, e-mail or name')
    .option('--kind <kind>', identityKinds.join(', '))
    .option('--account <id>', 'that live in one account, by number or name')
    .option('--admin', 'administrators of some account only')
    .option('--suggested', 'only those that may be the same as another')
    .action(
      run((context, name: string | undefined, own: IdentityOptions) =>
        name === undefined ? identities(context, own) : identity(context, name, own),
      ),
    )
  atOption(program.command('accounts'))
    .description('AWS accounts: who acts in them, what stands over them, who comes in')
    .argument('[account]', 'one of them whole: its number or name')
    .action(
      run((context, account: string | undefined, own: AskedAt) =>
        account === undefined ? accounts(context, own) : oneAccount(context, account, own),
      ),
    )
}

/* ------------------------------------------------------------------ pages */

interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
  readonly at: string
  readonly snapshot: string
  readonly notes: readonly string[]
}

/** Pages of the API's greatest size, until all are there. */
async function everyPage<T>(transport: Transport, path: string, query: object): Promise<Page<T>> {
  const items: T[] = []
  for (let page = 1; ; page += 1) {
    const answer = await call<Page<T>>(transport, { method: 'GET', path, query: { ...query, page, pageSize: 500 } })
    items.push(...answer.items)
    if (answer.items.length === 0 || items.length >= answer.total) return { ...answer, items }
  }
}

/* ------------------------------------------------------------------ identities */

async function identities({ out, reach }: CommandContext, own: IdentityOptions): Promise<number> {
  const { kind, account, admin, suggested, at } = own
  const answer = await reach((transport) =>
    everyPage<IdentitySummary>(transport, '/identities', { kind, account, admin, suggested, at }),
  )
  out.document(answer.items)
  out.table(
    ['identity', 'kind', 'what', 'account', 'reaches', 'administrator', 'last used'],
    answer.items.map((one) => [
      one.name,
      one.kind,
      one.email ?? one.what,
      one.accountName ?? one.account ?? '',
      String(one.reaches),
      adminText(one),
      one.lastUsed?.slice(0, 10) ?? '',
    ]),
  )
  out.line()
  out.line(`${count(answer.items.length, 'identity', 'identities')}.`)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  return 0
}

const adminText = ({ admin, administers }: IdentitySummary): string =>
  admin === 'yes' ? `in ${count(administers, 'account')}` : admin === 'no' ? '' : admin

async function identity({ out, reach }: CommandContext, name: string, own: AskedAt): Promise<number> {
  const one = await reach(async (transport) => {
    const id = await idOf(transport, name, own)
    return call<IdentityDetail>(transport, {
      method: 'GET',
      path: `/identities/${encodeURIComponent(id)}`,
      query: { at: own.at },
    })
  })
  out.document(one)
  out.line(one.sentence)
  out.line(out.colours.dim(`${one.id}  ${one.judgedOn}`))
  printMoment(out, own, one)
  printNotes(out, [...one.conflicts, ...one.notes])
  printAccess(out, one.access)
  printBecomings(out, one)
  for (const credentials of one.credentials) printCredentials(out, credentials, one.at)
  if (one.suggested.length > 0) {
    out.line()
    out.line('Suggested, not linked:')
    for (const { relation, name: other, identity: id, grade, evidence } of one.suggested)
      out.line(`  ${relationWords[relation]} ${other} (${id}), ${grade}: ${evidence.join(' ')}`)
  }
  return 0
}

const relationWords = { same: 'may be the same as', owner: 'may belong to', owned: 'may own' } as const

/** Names are used again by others, so a name that fits several is refused with all of them. */
async function idOf(transport: Transport, name: string, { at }: AskedAt): Promise<string> {
  const { items } = await everyPage<IdentitySummary>(transport, '/identities', { search: name, at })
  const wanted = name.toLowerCase()
  const exact = items.filter((one) => [one.id, one.email, one.name].some((text) => text?.toLowerCase() === wanted))
  const found = exact.length > 0 ? exact : items
  const [only] = found
  if (only === undefined) throw new AppError('not_found', `No identity is named ${name}.`)
  if (found.length === 1) return only.id
  throw new AppError('ambiguous_principal', `${count(found.length, 'identity', 'identities')} fit ${name}.`, {
    fix: 'Name one of them by its id.',
    suggestions: found.slice(0, 10).map(({ id }) => id),
  })
}

function printAccess(out: Output, access: readonly IdentityAccess[]): void {
  if (access.length === 0) return
  out.line()
  out.table(
    ['account', 'with', 'through', 'administrator', 'role last used', ''],
    access.map((row) => [
      row.accountName ?? row.account,
      row.name,
      [...new Set(row.through.map((by) => by.name))].join(', '),
      row.admin === 'no' ? '' : `${row.admin}${row.adminVia === undefined ? '' : `, ${row.adminVia}`}`,
      row.lastUsed?.slice(0, 10) ?? '',
      row.note ?? '',
    ]),
  )
}

function printBecomings(out: Output, { becomes, becomesMore }: IdentityDetail): void {
  if (becomes.length === 0) return
  out.line()
  out.line('What it could become:')
  for (const { fromName, act, decision, path } of becomes) {
    const doubt = { Allowed: '', Conditional: ', under a condition', Unknown: ', perhaps' }[decision]
    out.line(`  ${fromName} ${act}${doubt} (${path})`)
  }
  if (becomesMore !== 0)
    out.line(`  and ${becomesMore === 'not counted' ? 'more than were counted' : `${becomesMore} more`}`)
}

const day = 86_400_000

function printCredentials(out: Output, { password, mfa, keys }: IdentityCredentials, at: string): void {
  out.line()
  out.line(`Password: ${password}. MFA: ${mfa}. ${count(keys.length, 'access key')}.`)
  for (const { id = 'access key', active, createdAt, lastUsed } of keys) {
    const age = createdAt === undefined ? undefined : Math.floor((Date.parse(at) - Date.parse(createdAt)) / day)
    const old = age === undefined ? '' : `, ${count(age, 'day')} old`
    const use =
      lastUsed === null ? 'no use known' : `used ${lastUsed.at.slice(0, 10)} ${lastUsed.service ?? ''}`.trimEnd()
    out.line(`  ${id}: ${active ? 'active' : 'inactive'}${old}, ${use}`)
  }
}

/* ------------------------------------------------------------------ accounts */

async function accounts({ out, reach }: CommandContext, own: AskedAt): Promise<number> {
  const answer = await reach((transport) => everyPage<AccountSummary>(transport, '/accounts', { at: own.at }))
  out.document(answer.items)
  out.table(
    ['account', 'name', 'place', 'principals', 'administrators', 'people', 'resources', 'not read'],
    answer.items.map((one) => [
      one.id,
      one.name ?? '',
      one.units.join(' / '),
      countIn(one, one.principals),
      countIn(one, one.administrators),
      String(one.people),
      String(one.resources),
      notReadText(one),
    ]),
  )
  out.line()
  out.line(`${count(answer.items.length, 'account')}.`)
  printMoment(out, own, answer)
  printNotes(out, answer.notes)
  return 0
}

function notReadText({ coverage: { ok, missing, total } }: AccountSummary): string {
  if (missing > 0 || total === 0) return ok === 0 ? 'all' : String(missing)
  return ok === 0 ? 'left out' : ''
}

/** Where IAM was not read nobody knows who acts. */
const countIn = ({ reading }: AccountSummary, number: number): string => (reading === 'read' ? String(number) : '?')

async function oneAccount({ out, reach }: CommandContext, account: string, own: AskedAt): Promise<number> {
  const one = await reach((transport) =>
    call<AccountDetail>(transport, {
      method: 'GET',
      path: `/accounts/${encodeURIComponent(account)}`,
      query: { at: own.at },
    }),
  )
  out.document(one)
  out.line(one.sentence)
  out.line(out.colours.dim([one.id, ...one.path.map((unit) => unit.name)].join('  ')))
  printMoment(out, own, one)
  printGuardrail(out, 'SCPs', one.serviceControl)
  printGuardrail(out, 'RCPs', one.resourceControl)
  if (one.administratorList.length > 0) {
    out.line()
    out.line('Administrators:')
    for (const { name, type, admin, person = [] } of one.administratorList)
      out.line(
        `  ${name} (${type})${admin === 'yes' ? '' : ', under a condition'}${person.length > 0 ? `, ${count(person.length, 'person', 'people')}` : ''}`,
      )
  }
  printDoors(out, one.doors)
  printGaps(out, one.gaps)
  return 0
}

const guardrailWords = {
  read: '',
  none: 'not in force here',
  out_of_scope: 'not among what was read',
  unread: 'not read',
} as const

function printGuardrail(out: Output, name: string, { state, reason, levels }: Guardrail): void {
  out.line()
  const words = guardrailWords[state]
  out.line(words === '' ? `${name}:` : `${name}: ${words}${reason === undefined ? '' : ` (${reason})`}`)
  for (const { label, policies } of levels)
    out.line(`  ${label}: ${policies.map((policy) => policy.name).join(', ') || 'none attached'}`)
}

function printDoors(out: Output, doors: readonly Door[]): void {
  if (doors.length === 0) return
  out.line()
  out.table(
    ['who comes in', 'kind', 'callers', 'as', 'administrator'],
    doors.map(({ name, kind, callers, roles, roleCount, admin }) => [
      name,
      kind,
      callers === undefined ? '' : String(callers),
      `${roles[0]?.name ?? ''}${roleCount > 1 ? ` and ${roleCount - 1} more` : ''}`,
      admin === 'no' ? '' : admin,
    ]),
  )
}
