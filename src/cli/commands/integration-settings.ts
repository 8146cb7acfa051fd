/** `integrations show|set|apply|keys`: settings of an integration, one by one or as a file. */
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { AppError } from '../../core/fault.ts'
import { nearest } from '../../core/nearest.ts'
import type { CommandContext } from '../context.ts'
import { type IntegrationView, printIntegration } from '../integration-text.ts'
import type { Output } from '../output.ts'
import type { Run } from '../program.ts'
import type { SecretOptions } from '../secret-input.ts'
import { readSecretKey } from '../secret-input.ts'
import { call } from '../transport.ts'
import { readYamlObject } from '../yaml-file.ts'
import { schedule } from './schedule.ts'

export function settingCommands(integrations: Command, run: Run): void {
  integrations
    .command('show')
    .description('one, with its accounts and what is missing')
    .argument('<name>')
    .option('--yaml', 'its settings as a file for integrations apply')
    .action(
      run((context, name: string, own: { yaml?: boolean }) =>
        own.yaml ? exported(context, name) : show(context, name),
      ),
    )
  integrations
    .command('set')
    .description(
      'change settings, for example portalUrl=https://example.awsapps.com/start excludedUnits=ou-a1b2-c3d4e5f6',
    )
    .argument('<name>')
    .argument('[settings...]', 'name=value; lists separated by commas; nothing after = takes the setting away')
    .option('--dry-run', 'say what would change')
    .option('--every <intervals>', 'instead: how often it is read by itself, as of integrations schedule')
    .action(
      run((context, name: string, texts: string[], own: DryRun & { every?: string }) =>
        own.every === undefined ? set(context, name, texts, own) : setEvery(context, name, texts, own.every),
      ),
    )
  integrations
    .command('apply')
    .description('make an integration from a file, or bring the one of that name to what the file says')
    .requiredOption('-f, --file <file>', 'YAML, in the words of integrations show --yaml; - for standard input')
    .option('--dry-run', 'show the difference and write nothing')
    .action(run((context, own: DryRun & { file: string }) => apply(context, own.file, own)))
  integrations
    .command('keys')
    .description('give a legacy integration its second access key; it is tested, then the first is forgotten')
    .argument('<name>')
    .requiredOption(
      '--access-key-id <id>',
      'the secret comes from --secret-key-stdin, BAILIWICK_AWS_SECRET_ACCESS_KEY or a prompt',
    )
    .option('--secret-key-stdin', 'read the secret access key from standard input')
    .action(run((context, name: string, own: SecretOptions & { accessKeyId: string }) => keys(context, name, own)))
}

interface DryRun {
  readonly dryRun?: boolean
}

const address = (name: string, suffix = ''): string => `/integrations/${encodeURIComponent(name)}${suffix}`

async function show({ out, reach }: CommandContext, name: string): Promise<number> {
  const view = await reach((transport) => call<IntegrationView>(transport, { method: 'GET', path: address(name) }))
  out.document(view)
  printIntegration(out, view)
  return 0
}

/* ------------------------------------------------------------------ as code */

async function exported({ out, reach }: CommandContext, name: string): Promise<number> {
  const { view, settings } = await reach(async (transport) => ({
    view: await call<IntegrationView>(transport, { method: 'GET', path: address(name) }),
    settings: await call<Readonly<Record<string, unknown>>>(transport, {
      method: 'GET',
      path: address(name, '/settings'),
    }),
  }))
  const { name: title, ...rest } = settings
  // What the form takes for granted when it is not said is said (connection.md §5).
  const { method, partition, identityCenter } = view
  const file = { name: title, method, partition, identityCenter, ...rest }
  out.document(file)
  if (view.externalId) out.line(`# ExternalId ${view.externalId}: drawn by Bailiwick, never taken from a file.`)
  out.line(stringify(file).trimEnd())
  return 0
}

interface Difference {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

interface Applied {
  readonly action: 'created' | 'changed' | 'unchanged'
  readonly applied: boolean
  readonly integration: string
  readonly externalId: string | null
  readonly changes: readonly Difference[]
  readonly narrowed: readonly string[]
  readonly notes: readonly string[]
}

async function apply({ deps, out, reach }: CommandContext, file: string, own: DryRun): Promise<number> {
  const body = await readYamlObject(deps, file)
  const applied = await reach((transport) =>
    call<Applied>(transport, { method: 'POST', path: '/integrations/apply', query: { dryRun: own.dryRun }, body }),
  )
  out.document(applied)
  printChanges(out, applied)
  const { action, integration, externalId } = applied
  const done = {
    created: ['Made', 'Would make'],
    changed: ['Changed', 'Would change'],
    unchanged: ['Nothing to change in', 'Nothing to change in'],
  } as const
  out.line(`${done[action][applied.applied ? 0 : 1]} ${integration}.`)
  if (externalId) out.line(`External id ${externalId}`)
  return 0
}

function printChanges(
  out: Output,
  { changes, narrowed, notes }: Pick<Applied, 'changes' | 'narrowed' | 'notes'>,
): void {
  const { red, green } = out.colours
  for (const { field, before, after } of changes) {
    if (before !== null) out.line(red(`- ${field}: ${valueText(before)}`))
    if (after !== null) out.line(green(`+ ${field}: ${valueText(after)}`))
  }
  for (const sentence of [...narrowed, ...notes]) out.line(sentence)
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/* ------------------------------------------------------------------ one by one */

function setEvery(context: CommandContext, name: string, texts: readonly string[], every: string): Promise<number> {
  if (texts.length === 0) return schedule(context, name, every)
  throw new AppError('bad_input', 'The rhythm is set by itself.', {
    fix: 'Give --every and the settings one after the other.',
  })
}

async function set(
  { out, reach }: CommandContext,
  name: string,
  texts: readonly string[],
  own: DryRun,
): Promise<number> {
  if (texts.length === 0) {
    throw new AppError('bad_input', 'No setting is named.', {
      fix: 'For example profileName=bailiwick, or --every 30m.',
    })
  }
  const body = changeOf(texts)
  const changed = await reach((transport) =>
    call<Omit<Applied, 'action'> & { settings: unknown }>(transport, {
      method: 'PATCH',
      path: address(name, '/settings'),
      query: { dryRun: own.dryRun },
      body,
    }),
  )
  out.document(changed)
  printChanges(out, changed)
  if (changed.changes.length === 0) out.line('Nothing to change.')
  else if (own.dryRun) out.line('Nothing was written.')
  return 0
}

type Kind = 'text' | 'list' | 'number' | 'boolean'

/** What can be set, and how its value is written. A dot leads into a group. */
const kinds: Readonly<Record<string, Kind>> = {
  name: 'text',
  owner: 'text',
  accounts: 'list',
  managementAccount: 'text',
  managementRoleArn: 'text',
  organization: 'boolean',
  roleName: 'text',
  regions: 'list',
  homeRegion: 'text',
  identityCenterRegion: 'text',
  resourceTypes: 'list',
  excludedUnits: 'list',
  excludedAccounts: 'list',
  enableAudit: 'boolean',
  credentialRotationDays: 'number',
  userCleanupDays: 'number',
  customAccessDetails: 'text',
  'integrationOwner.attribute': 'text',
  'integrationOwner.values': 'list',
  'resourceOwner.tagKey': 'text',
  'resourceOwner.attribute': 'text',
  integrationOwner: 'text',
  resourceOwner: 'text',
  portalUrl: 'text',
  profileName: 'text',
  maxCallsPerRun: 'number',
  maxCostPerDay: 'number',
  'cloudTrail.bucketArn': 'text',
  'cloudTrail.prefix': 'text',
  'cloudTrail.keyArn': 'text',
  'cloudTrail.queueArn': 'text',
  extendedReads: 'boolean',
}

/** `cloudTrail.prefix=org` → `{ cloudTrail: { prefix: 'org' } }`. */
function changeOf(texts: readonly string[]): Readonly<Record<string, unknown>> {
  const change: Record<string, unknown> = {}
  for (const text of texts) {
    const [path = '', ...rest] = text.split('=')
    const kind = kinds[path]
    if (kind === undefined || rest.length === 0) throw unknownSetting(path, rest.length === 0)
    const value = parsedValue(path, kind, rest.join('='))
    const [group = '', field] = path.split('.')
    if (field === undefined) change[group] = value
    else change[group] = { ...(typeof change[group] === 'object' ? change[group] : {}), [field]: value }
  }
  return change
}

function unknownSetting(path: string, withoutValue: boolean): AppError {
  if (withoutValue) return new AppError('bad_input', `"${path}" has no value.`, { fix: 'Write name=value.' })
  return new AppError('bad_input', `"${path}" is not a setting.`, { suggestions: nearest(path, Object.keys(kinds)) })
}

/** Lists that no value empties are told so by the server. */
const emptyIsNull = new Set(['resourceTypes'])

function parsedValue(path: string, kind: Kind, text: string): unknown {
  if (kind === 'list' && !(text === '' && emptyIsNull.has(path))) return text.split(',').filter((item) => item !== '')
  if (text === '') return null
  if (kind === 'number' && Number.isFinite(Number(text))) return Number(text)
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (kind === 'text') return text
  throw new AppError('bad_input', `${path} is a ${kind}; "${text}" is none.`, {
    fix: kind === 'boolean' ? 'Write true or false.' : 'Write a number.',
  })
}

/* ------------------------------------------------------------------ keys */

async function keys(
  { deps, out, reach }: CommandContext,
  name: string,
  own: SecretOptions & { readonly accessKeyId: string },
): Promise<number> {
  const body = { accessKeyId: own.accessKeyId, secretAccessKey: await readSecretKey(deps, own) }
  const key = await reach((transport) =>
    call<{ lastFour: string; ageDays: number; rotateBy: string }>(transport, {
      method: 'POST',
      path: address(name, '/keys'),
      body,
    }),
  )
  out.document(key)
  out.line(`The key …${key.lastFour} works and is the current one. The one before is forgotten: deactivate it in AWS.`)
  return 0
}
