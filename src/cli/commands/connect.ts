/** `connect aws`: a draft with its external id, what to install in AWS, and ticks as it appears. */
import { type Command, Option } from 'commander'
import { formMethods } from '../../app/connections/connect-form.ts'
import { AppError } from '../../core/fault.ts'
import { regionsOf } from '../../core/regions.ts'
import type { CliDeps, CommandContext } from '../context.ts'
import { accountLines, type IntegrationView, printIntegration } from '../integration-text.ts'
import { gather } from '../list-option.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { printRun } from '../run-text.ts'
import type { SecretOptions } from '../secret-input.ts'
import { readSecretKey } from '../secret-input.ts'
import { followSync, startSync } from '../sync-follow.ts'
import { call, type Transport } from '../transport.ts'
import { readYamlObject } from '../yaml-file.ts'
import type { Instructions } from './install.ts'
import { installCommands } from './install.ts'
import { statusOf } from './sync.ts'
import { verifyCommand } from './verify.ts'

interface ConnectOptions extends SecretOptions {
  readonly account?: readonly string[]
  readonly management?: string
  readonly managementRole?: string
  readonly organization?: boolean
  readonly identityCenter?: boolean
  readonly excludeOu?: readonly string[]
  readonly resourceType?: readonly string[]
  readonly settings?: string
  readonly role?: string
  readonly region?: readonly string[]
  readonly homeRegion?: string
  readonly ssoRegion?: string
  readonly partition?: string
  readonly name?: string
  readonly owner?: string
  readonly method?: string
  readonly accessKeyId?: string
  readonly direct?: boolean
  readonly profile?: string
  readonly check?: boolean
  readonly wait?: boolean
}

/** `--direct` is the other one. */
const methods = formMethods.filter((method) => method !== 'direct')
/** How often the roles are tried while somebody installs them. */
const recheckMs = 5000
/** The role is there, whatever it may not read; or nothing that an administrator installs would bring it. */
const settled: ReadonlySet<string> = new Set([
  'ready',
  'reachable',
  'missing_permissions',
  'account_suspended',
  'account_left',
  'excluded',
])
/** Nothing to tell: each look finds these until the role is made, or the administrator chose so. */
const silent: ReadonlySet<string> = new Set(['pending', 'role_missing', 'excluded'])

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
    .option('--management-role <arn>', 'ARN of the role in the management account, when it has another name there')
    .option('--exclude-ou <ids>', 'organizational units to leave out, repeated or separated by commas', gather)
    .option('--resource-type <types>', 'resource types to read, repeated or separated by commas; default all', gather)
    .option('--settings <file>', 'more settings as YAML, in the words of integrations show --yaml')
    .option('--region <regions>', 'Regions to read, repeated or separated by commas; default all enabled ones', gather)
    .option('--home-region <region>', 'Region for STS and global calls')
    .option('--sso-region <region>', 'Region of IAM Identity Center; found when left out')
    .addOption(
      new Option('--partition <partition>', 'aws, aws-us-gov or aws-cn; default that of the Regions').choices(
        Object.keys(regionsOf),
      ),
    )
    .addOption(
      new Option('--method <method>', 'cloudformation, stackset, manual or legacy').choices(methods).default('manual'),
    )
    .option(
      '--access-key-id <id>',
      'legacy: the secret comes from --secret-key-stdin, BAILIWICK_AWS_SECRET_ACCESS_KEY or a prompt',
    )
    .option('--secret-key-stdin', 'legacy: read the secret access key from standard input')
    .option('--name <name>', 'name of the integration')
    .option('--owner <email>', 'email address of its owner')
    .option('--direct', 'one account, read with the credentials of this machine; nothing is installed')
    .option('--profile <name>', 'profile for --direct')
    .option('--check', 'say what is wrong with all this and make nothing')
    .option('--wait', 'try the roles until all are there, and say what each may not read (default on a terminal)')
    .option('--no-wait', 'return at once')
    .action(run(begin))
  installCommands(aws, run)
  verifyCommand(aws, run)
}

async function begin(context: CommandContext, own: ConnectOptions): Promise<number> {
  const form = await formOf(context, own)
  if (own.check) return check(context, form, own)
  return own.direct ? direct(context, form, own) : connect(context, form, own)
}

/** As the API takes it; app/connections/connect-form.ts says what is wrong with it. */
async function formOf({ deps }: CommandContext, own: ConnectOptions): Promise<Readonly<Record<string, unknown>>> {
  const common = {
    name: own.name,
    owner: own.owner,
    regions: own.region?.join(','),
    homeRegion: own.homeRegion,
    partition: own.partition,
  }
  if (own.direct) return { ...common, method: 'direct', profile: own.profile }
  const withKey = own.method === 'legacy' || own.accessKeyId !== undefined || own.secretKeyStdin
  return {
    ...common,
    method: own.method,
    accounts: own.account?.join(','),
    managementAccount: own.management,
    managementRoleArn: own.managementRole,
    organization: own.organization,
    identityCenter: own.identityCenter,
    roleName: own.role,
    identityCenterRegion: own.ssoRegion,
    ...(withKey && { accessKeyId: own.accessKeyId, secretAccessKey: await readSecretKey(deps, own) }),
    settings: await settingsOf(deps, own),
  }
}

async function settingsOf(deps: CliDeps, own: ConnectOptions): Promise<Readonly<Record<string, unknown>>> {
  return {
    ...(own.settings !== undefined && (await readYamlObject(deps, own.settings))),
    ...(own.excludeOu && { excludedUnits: own.excludeOu }),
    ...(own.resourceType && { resourceTypes: own.resourceType }),
  }
}

interface Checked {
  readonly problems: readonly { readonly path: string; readonly message: string }[]
  readonly notes: readonly string[]
  readonly identity: {
    readonly arn: string
    readonly trustPrincipal: string | null
    readonly note: string | null
  } | null
}

/** Status 2 when something is wrong, as creating it would end. */
async function check({ out, reach }: CommandContext, body: object, own: ConnectOptions): Promise<number> {
  const checked = await reach((transport) =>
    call<Checked>(transport, { method: 'POST', path: '/integrations/check', body }),
  )
  const { problems, notes, identity } = checked
  out.document(checked)
  for (const { path, message } of problems) out.line(`${path}: ${message}`)
  for (const note of [...notes, identity?.note ?? '']) if (note) out.line(note)
  if (problems.length > 0) return 2
  out.line(['Nothing is wrong.', ...whoReads(identity, own)].join(' '))
  return 0
}

function whoReads(identity: Checked['identity'], { direct }: ConnectOptions): readonly string[] {
  if (identity === null) return []
  if (direct) return [`It would read as ${identity.arn}.`]
  return identity.trustPrincipal === null ? [] : [`Roles will trust ${identity.trustPrincipal}.`]
}

type Created = IntegrationView & { readonly notes?: readonly string[] }

const create = (transport: Transport, body: object): Promise<Created> =>
  call(transport, { method: 'POST', path: '/integrations', body })

const address = (name: string, suffix = ''): string => `/integrations/${encodeURIComponent(name)}${suffix}`

async function connect(context: CommandContext, form: object, own: ConnectOptions): Promise<number> {
  const { deps, out } = context
  const { view, install } = await context.reach(async (transport) => {
    const draft = await create(transport, form)
    const instructions = await call<Instructions>(transport, {
      method: 'GET',
      path: address(draft.id, '/instructions'),
    }).catch((error: unknown) => {
      // Without an identity of our own there is nothing to trust yet; the draft and the reason still stand.
      if (error instanceof AppError) out.line(`${error.message} ${error.details.fix ?? ''}`)
      return undefined
    })
    printDraft(context, draft, instructions)
    const isAwaited = own.wait ?? (deps.stderr.isTTY === true && !out.json)
    const view = isAwaited ? await waitForRoles(context, transport, draft) : draft
    return { view, install: instructions ? installFacts(draft, instructions) : null }
  })
  out.document({ ...view, integration: view.name, install })
  return 0
}

/** What the wizard shows, for whoever goes on from a script. `template.body`: the path of the API that answers it. */
const installFacts = (draft: Created, instructions: Instructions) => ({
  quickCreateUrl: instructions.quickCreateUrl,
  managementQuickCreateUrl: instructions.managementQuickCreateUrl,
  template: {
    url: instructions.templateUrl,
    version: instructions.templateVersion,
    body: `/api/v1${address(draft.id, '/instructions')}`,
    command: `bailiwick connect aws template "${draft.name}"`,
  },
  createStackCli: instructions.createStackCli,
  stackSet: instructions.stackSet,
})

function printDraft({ out }: CommandContext, draft: Created, instructions: Instructions | undefined): void {
  printIntegration(out, draft)
  for (const note of draft.notes ?? []) out.line(note)
  if (!instructions) return
  out.line()
  for (const line of installLines(draft.method, instructions)) out.line(line)
  out.line()
  for (const warning of instructions.warnings) out.line(warning)
  out.line(`Other ways: bailiwick connect aws template "${draft.name}" --format cloudformation|terraform|cli|json`)
  out.line(`Then: bailiwick sync "${draft.name}" --wait`)
}

const saveTemplate = 'Save the output of `bailiwick connect aws template` as bailiwick-trust-role.json, then:'

function installLines(method: string, instructions: Instructions): readonly string[] {
  const { stackSet, quickCreateUrl, managementQuickCreateUrl } = instructions
  if (method === 'stackset' && stackSet) {
    return [
      '1. In all member accounts, by a stack set.',
      saveTemplate,
      stackSet.cli,
      '2. In the management account, which no stack set reaches:',
      stackSet.managementStackCli,
    ]
  }
  if (method === 'cloudformation') {
    return [
      ...(quickCreateUrl === null ? [] : [`Open in AWS: ${quickCreateUrl}`]),
      ...(managementQuickCreateUrl === null ? [] : [`In the management account: ${managementQuickCreateUrl}`]),
      saveTemplate,
      instructions.createStackCli,
    ]
  }
  return ['Create this role in each account (read-only: it can change nothing):', instructions.cli]
}

async function waitForRoles(
  context: CommandContext,
  transport: Transport,
  draft: IntegrationView,
): Promise<IntegrationView> {
  const { deps, out } = context
  const told = new Map<string, string>()
  let there = -1
  for (;;) {
    const view = await call<IntegrationView>(transport, {
      method: 'POST',
      path: address(draft.id, '/verify'),
      // A reading would wait for a server that nobody starts.
      body: { read: transport.kind === 'server' },
    })
    for (const account of view.accounts) {
      const lines = silent.has(account.state) ? [] : [...accountLines(account, out.colours)]
      const text = lines.join('\n')
      if (text !== '' && text !== told.get(account.accountId)) out.note(text)
      told.set(account.accountId, text)
    }
    const waiting = view.accounts.filter(({ state }) => !settled.has(state)).length
    if (view.accounts.length > 0 && waiting === 0) return view
    if (there !== view.accounts.length - waiting) {
      there = view.accounts.length - waiting
      out.note(
        `Waiting for the role: ${there} of ${count(view.accounts.length, 'account')}. Ctrl-C ends the waiting only.`,
      )
    }
    await deps.sleep(recheckMs)
  }
}

async function direct(context: CommandContext, form: object, own: ConnectOptions): Promise<number> {
  const { out } = context
  return context.reach(async (transport) => {
    const created = await create(transport, form)
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
