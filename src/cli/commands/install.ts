/** `connect aws template` and `connect aws handoff`: what to install in AWS, and a link for whoever may. */
import { type Command, Option } from 'commander'
import { AppError } from '../../core/fault.ts'
import type { CommandContext } from '../context.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface Policy {
  readonly name: string
  readonly kind: string
  readonly document: unknown
}

export interface Instructions {
  readonly trustPolicy: unknown
  readonly managedPolicies: readonly string[]
  readonly inlinePolicies: readonly Policy[]
  readonly cli: string
  readonly template: string
  readonly templateVersion: string
  readonly templateUrl: string | null
  readonly terraform: string
  readonly createStackCli: string
  readonly quickCreateUrl: string | null
  readonly managementQuickCreateUrl: string | null
  readonly stackSet: { readonly cli: string; readonly managementStackCli: string } | null
  readonly warnings: readonly string[]
}

const formats = ['cloudformation', 'terraform', 'cli', 'json'] as const
type Format = (typeof formats)[number]

interface TemplateOptions {
  readonly format: Format
  readonly policy: string
  readonly publish?: string
}

export function installCommands(aws: Command, run: Run): void {
  aws
    .command('template')
    .description('what to install in AWS')
    .argument('[integration]', 'id or name; may be left out when there is one that waits for AWS, or only one')
    .addOption(new Option('--format <format>', 'how to install it').choices(formats).default('cloudformation'))
    .addOption(
      new Option('--policy <policy>', 'SecurityAudit, or exactly what Bailiwick calls')
        .choices(['audit', 'least'])
        .default('audit'),
    )
    .option(
      '--publish <address>',
      'put the template into s3://bucket/prefix, or the https address of the template you uploaded yourself',
    )
    .action(run((context, name: string | undefined, own: TemplateOptions) => template(context, name, own)))
  aws
    .command('handoff')
    .description('a link for somebody who administers AWS and has no account here')
    .argument('<integration>')
    .option('--days <days>', 'how long it opens, 1 to 30 days', '7')
    .option('--why <text>', 'why you ask')
    .option('--list', 'links made before, and who opened them')
    .option('--revoke <id>', 'end a link')
    .action(run((context, name: string, own: HandoffOptions) => handoff(context, name, own)))
}

const address = (name: string, suffix: string): string => `/integrations/${encodeURIComponent(name)}${suffix}`

async function template(context: CommandContext, asked: string | undefined, own: TemplateOptions): Promise<number> {
  const { out, reach } = context
  return reach(async (transport) => {
    const name = asked ?? (await onlyIntegration(transport))
    if (own.publish !== undefined) {
      const body = { to: own.publish, policy: own.policy }
      const published = await call<Published>(transport, { method: 'POST', path: address(name, '/template'), body })
      out.document(published)
      printPublished(context, published)
      return 0
    }
    const instructions = await call<Instructions>(transport, {
      method: 'GET',
      path: address(name, '/instructions'),
      query: { policy: own.policy },
    })
    out.document(instructions)
    out.line(textOf(instructions, own.format).trimEnd())
    return 0
  })
}

interface Published {
  readonly url: string
  readonly version: string
  readonly isNew: boolean
  readonly isGiven: boolean
  readonly quickCreateUrl: string | null
}

function printPublished({ out }: CommandContext, { url, isNew, isGiven, quickCreateUrl }: Published): void {
  out.line(`${isGiven ? 'Given' : isNew ? 'Published' : 'Known'}: ${url}`)
  if (quickCreateUrl !== null) out.line(`Open in AWS: ${quickCreateUrl}`)
}

type Transport = Parameters<typeof call>[0]

/** The one that waits for its role, or the only one. */
async function onlyIntegration(transport: Transport): Promise<string> {
  const { items } = await call<{ items: { id: string; name: string; kind: string; state: string }[] }>(transport, {
    method: 'GET',
    path: '/integrations',
  })
  const cards = items.filter(({ kind }) => kind === 'aws')
  const waiting = cards.filter(({ state }) => state === 'awaiting_trust')
  const [only, ...more] = waiting.length > 0 ? waiting : cards
  if (only && more.length === 0) return only.id
  throw new AppError('bad_input', only ? 'There are several integrations.' : 'There is no integration yet.', {
    fix: only ? 'Name one of them.' : 'Make one: bailiwick connect aws --account … --owner …',
    suggestions: cards.map(({ name }) => name),
  })
}

function textOf(instructions: Instructions, format: Format): string {
  const { trustPolicy, managedPolicies, inlinePolicies } = instructions
  switch (format) {
    case 'cloudformation':
      return instructions.template
    case 'terraform':
      return instructions.terraform
    case 'cli':
      return instructions.cli
    case 'json':
      return JSON.stringify({ trustPolicy, managedPolicies, inlinePolicies }, null, 2)
  }
}

/* ------------------------------------------------------------------ hand-off */

interface HandoffOptions {
  readonly days: string
  readonly why?: string
  readonly list?: boolean
  readonly revoke?: string
}

interface HandoffView {
  readonly id: string
  readonly state: string
  readonly expiresAt: string
  readonly openings: readonly { readonly at: string; readonly from: string }[]
}

async function handoff({ out, reach }: CommandContext, name: string, own: HandoffOptions): Promise<number> {
  return reach(async (transport) => {
    if (own.revoke !== undefined) {
      const path = address(name, `/handoffs/${encodeURIComponent(own.revoke)}`)
      await call(transport, { method: 'DELETE', path })
      out.document({ id: own.revoke, state: 'revoked' })
      out.line('The link no longer opens.')
      return 0
    }
    if (own.list) {
      const { items } = await call<{ items: HandoffView[] }>(transport, {
        method: 'GET',
        path: address(name, '/handoffs'),
      })
      out.document(items)
      out.table(
        ['id', 'state', 'until', 'opened'],
        items.map(({ id, state, expiresAt, openings }) => [
          id,
          state,
          expiresAt,
          openings.map(({ at, from }) => `${at} from ${from}`).join('; ') || 'never',
        ]),
      )
      return 0
    }
    const link = await call<{ id: string; url: string; expiresAt: string }>(transport, {
      method: 'POST',
      path: address(name, '/handoff'),
      body: { days: Number(own.days), ...(own.why !== undefined && { why: own.why }) },
    })
    out.document(link)
    out.line(link.url)
    out.note(`Opens until ${link.expiresAt}, without sign-in. It is shown this once; end it with --revoke ${link.id}`)
    return 0
  })
}
