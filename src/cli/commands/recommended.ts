/** `recommended`: apps that what was read gives away. */
import type { Command } from 'commander'
import type { CommandContext } from '../context.ts'
import { count } from '../output.ts'
import type { Run } from '../program.ts'
import { call } from '../transport.ts'

interface RecommendedApp {
  readonly id: string
  readonly kind: 'saml' | 'oidc' | 'identity_center_application'
  readonly name: string
  readonly vendor: string | null
  readonly evidence: readonly { readonly accountId: string; readonly arn: string; readonly detail: string }[]
  readonly state: 'new' | 'added' | 'dismissed'
}

export function recommendedCommands(program: Command, run: Run): void {
  const recommended = program.command('recommended').description('apps that what was read gives away')
  recommended
    .command('list', { isDefault: true })
    .description('all of them, with where they were seen')
    .option('--all', 'those that were added or dismissed as well')
    .action(run((context, own: { all?: boolean }) => list(context, own.all ?? false)))
  recommended
    .command('add')
    .description('a card for one of them')
    .argument('<app>', 'id or name')
    .action(run((context, app: string) => add(context, app)))
  recommended
    .command('dismiss')
    .description('recommend it no more')
    .argument('<app>', 'id or name')
    .action(run((context, app: string) => dismiss(context, app)))
}

const kinds = {
  saml: 'SAML provider',
  oidc: 'OIDC provider',
  identity_center_application: 'Identity Center application',
} as const satisfies Record<RecommendedApp['kind'], string>

async function list({ out, reach }: CommandContext, all: boolean): Promise<number> {
  const { items } = await reach((transport) =>
    call<{ items: RecommendedApp[] }>(transport, { method: 'GET', path: '/recommended-apps' }),
  )
  const shown = items.filter(({ state }) => all || state === 'new')
  out.document(shown)
  if (shown.length === 0) {
    out.line(items.length === 0 ? 'Nothing that was read gives away an app.' : 'Nothing new; --all shows the others.')
    return 0
  }
  out.table(
    ['id', 'name', 'what', 'seen', 'where', 'state'],
    shown.map(({ id, name, kind, evidence, state }) => [
      id,
      name,
      kinds[kind],
      count(evidence.length, 'time'),
      `${evidence[0]?.accountId ?? ''}: ${evidence[0]?.detail ?? ''}`,
      state,
    ]),
  )
  return 0
}

async function add({ out, reach }: CommandContext, app: string): Promise<number> {
  const card = await reach((transport) =>
    call<{ id: string; name: string }>(transport, {
      method: 'POST',
      path: `/recommended-apps/${encodeURIComponent(app)}/add`,
    }),
  )
  out.document(card)
  out.line(`${card.name} has a card now: bailiwick integrations show "${card.name}".`)
  return 0
}

async function dismiss({ out, reach }: CommandContext, app: string): Promise<number> {
  const dismissed = await reach((transport) =>
    call<RecommendedApp>(transport, { method: 'POST', path: `/recommended-apps/${encodeURIComponent(app)}/dismiss` }),
  )
  out.document(dismissed)
  out.line(`${dismissed.name} is recommended no more.`)
  return 0
}
