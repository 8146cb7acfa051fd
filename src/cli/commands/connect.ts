/** `connect aws`: a draft with its external id, what to install in AWS, and ticks as it appears. */
import type { Command } from 'commander'
import { AppError } from '../../core/fault.ts'
import type { CommandContext } from '../context.ts'
import { type IntegrationView, printIntegration } from '../integration-text.ts'
import type { Run } from '../program.ts'
import { followSync, startSync } from '../sync-follow.ts'
import { call, type Transport } from '../transport.ts'
import { printRun, statusOf } from './sync.ts'

interface ConnectOptions {
  readonly account?: readonly string[]
  readonly management?: string
  readonly organization?: boolean
  readonly identityCenter?: boolean
  readonly role?: string
  readonly region?: readonly string[]
  readonly ssoRegion?: string
  readonly name?: string
  readonly owner?: string
  readonly method?: string
  readonly direct?: boolean
  readonly profile?: string
  readonly wait?: boolean
}

interface Instructions {
  readonly trustPolicy: unknown
  readonly managedPolicies: readonly string[]
  readonly cli: string
  readonly template: string
}

const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
/** How often the roles are tried while somebody installs them. */
const recheckMs = 5000
/** Nothing that an administrator installs changes these. */
const settled: ReadonlySet<string> = new Set(['ready', 'account_suspended', 'account_left', 'excluded'])

export function connectCommands(program: Command, run: Run): void {
  const aws = program
    .command('connect')
    .description('connect AWS')
    .command('aws')
    .description('connect an AWS account or organization')
    .option('--account <ids>', '12-digit account numbers, repeated or separated by commas', gather)
    .option('--management <id>', 'management account of the organization')
    .option('--organization', 'read every account of the organization')
    .option('--identity-center', 'read IAM Identity Center too (default with --management)')
    .option('--no-identity-center', 'leave IAM Identity Center out')
    .option('--role <name>', 'name or ARN of the role, when it was renamed')
    .option('--region <regions>', 'Regions to read, repeated or separated by commas; default all enabled ones', gather)
    .option('--sso-region <region>', 'Region of IAM Identity Center; found when left out')
    .option('--method <method>', 'cloudformation, stackset or manual', 'manual')
    .option('--name <name>', 'name of the integration')
    .option('--owner <email>', 'email address of its owner')
    .option('--direct', 'one account, read with the credentials of this machine; nothing is installed')
    .option('--profile <name>', 'profile for --direct')
    .option('--wait', 'try the roles until all are there (default on a terminal)')
    .option('--no-wait', 'return at once')
    .action(run((context, own: ConnectOptions) => (own.direct ? direct(context, own) : connect(context, own))))
  aws
    .command('template')
    .description('what to install in AWS')
    .argument('<integration>')
    .option('--format <format>', 'cloudformation, cli or json', 'cloudformation')
    .action(run((context, name: string, own: { format: string }) => template(context, name, own.format)))
  aws
    .command('verify')
    .description('try every permission in every account and say what is missing')
    .argument('<integration>')
    .action(run((context, name: string) => verify(context, name)))
}

async function create(transport: Transport, own: ConnectOptions): Promise<IntegrationView> {
  return call(transport, {
    method: 'POST',
    path: '/integrations',
    body: own.direct
      ? { method: 'direct', name: own.name, owner: own.owner, profile: own.profile, regions: own.region?.join(',') }
      : {
          method: own.method,
          name: own.name,
          owner: own.owner,
          accounts: own.account?.join(','),
          managementAccount: own.management,
          organization: own.organization,
          identityCenter: own.identityCenter,
          roleName: own.role,
          regions: own.region?.join(','),
          identityCenterRegion: own.ssoRegion,
        },
  })
}

const address = (name: string, suffix = ''): string => `/integrations/${encodeURIComponent(name)}${suffix}`

async function connect(context: CommandContext, own: ConnectOptions): Promise<number> {
  const { deps, out } = context
  const view = await context.reach(async (transport) => {
    const draft = await create(transport, own)
    const instructions = await call<Instructions>(transport, {
      method: 'GET',
      path: address(draft.id, '/instructions'),
    }).catch((error: unknown) => {
      // Without an identity of our own there is nothing to trust yet; the draft and the reason still stand.
      if (error instanceof AppError) out.line(`${error.message} ${error.details.fix ?? ''}`)
      return undefined
    })
    printDraft(context, draft, instructions)
    if (!(own.wait ?? (deps.stderr.isTTY === true && !out.json))) return draft
    return waitForRoles(context, transport, draft)
  })
  out.document({ ...view, integration: view.name })
  return 0
}

function printDraft({ out }: CommandContext, draft: IntegrationView, instructions: Instructions | undefined): void {
  printIntegration(out, draft)
  if (!instructions) return
  out.line()
  out.line('Create this role in each account (read-only: it can change nothing):')
  out.line()
  out.line(instructions.cli)
  out.line()
  out.line(
    `As CloudFormation: bailiwick connect aws template "${draft.name}". Then: bailiwick sync "${draft.name}" --wait`,
  )
}

async function waitForRoles(
  context: CommandContext,
  transport: Transport,
  draft: IntegrationView,
): Promise<IntegrationView> {
  const { deps, out } = context
  const seen = new Set<string>()
  for (;;) {
    const view = await call<IntegrationView>(transport, { method: 'POST', path: address(draft.id, '/verify') })
    for (const account of view.accounts) {
      if (account.state !== 'ready' || seen.has(account.accountId)) continue
      seen.add(account.accountId)
      out.note(`✓ ${account.accountId} ${account.name ?? ''}`.trimEnd())
    }
    if (view.accounts.length > 0 && view.accounts.every(({ state }) => settled.has(state))) return view
    await deps.sleep(recheckMs)
  }
}

async function direct(context: CommandContext, own: ConnectOptions): Promise<number> {
  const { out } = context
  return context.reach(async (transport) => {
    const created = await create(transport, own)
    const started = await startSync(transport, created.id)
    const wait = own.wait !== false || transport.kind === 'here'
    const run = wait ? await followSync(context, transport, started) : started
    const view = await call<IntegrationView>(transport, { method: 'GET', path: address(created.id) })
    out.document({ ...view, integration: view.name, run })
    printIntegration(out, view)
    printRun(out, run)
    return statusOf(run, false)
  })
}

async function template({ out, reach }: CommandContext, name: string, format: string): Promise<number> {
  const instructions = await reach((transport) =>
    call<Instructions>(transport, { method: 'GET', path: address(name, '/instructions') }),
  )
  out.document(instructions)
  switch (format) {
    case 'cloudformation':
      out.line(instructions.template)
      return 0
    case 'cli':
      out.line(instructions.cli)
      return 0
    case 'json':
      out.line(
        JSON.stringify(
          { trustPolicy: instructions.trustPolicy, managedPolicies: instructions.managedPolicies },
          null,
          2,
        ),
      )
      return 0
    default:
      throw new AppError('bad_input', `"${format}" is not a format.`, { fix: 'Use cloudformation, cli or json.' })
  }
}

async function verify({ out, reach }: CommandContext, name: string): Promise<number> {
  const view = await reach((transport) =>
    call<IntegrationView>(transport, { method: 'POST', path: address(name, '/verify') }),
  )
  out.document({ ...view, integration: view.name })
  printIntegration(out, view)
  return 0
}
