/** `sync --estimate`: what a reading would take, without reading. */
import type { StageName } from '../../core/inventory/coverage.ts'
import type { CommandContext } from '../context.ts'
import { stageWords } from '../object-words.ts'
import { count } from '../output.ts'
import type { SyncScope } from '../sync-follow.ts'
import { call, type Transport } from '../transport.ts'

interface Preview {
  readonly accounts: readonly { readonly accountId: string; readonly excluded: boolean }[]
  readonly estimate: {
    readonly calls: number
    readonly minutes: number
    readonly cost: string
    readonly lines: readonly { readonly stage: StageName; readonly calls: number; readonly note: string }[]
  }
  readonly warnings: readonly string[]
  readonly trouble: string | null
}

export async function estimate(
  { out, reach }: CommandContext,
  integrationOf: (transport: Transport) => Promise<string>,
  { stages, accounts: some }: SyncScope,
): Promise<number> {
  const { name, preview } = await reach(async (transport) => {
    const name = await integrationOf(transport)
    const path = `/integrations/${encodeURIComponent(name)}/preview`
    const query = { stages: stages?.join(','), accounts: some?.join(',') }
    return { name, preview: await call<Preview>(transport, { method: 'GET', path, query }) }
  })
  const { calls, minutes, cost, lines } = preview.estimate
  const wanted = some && new Set(some)
  const accounts = preview.accounts.filter(
    ({ accountId, excluded }) => !excluded && (wanted?.has(accountId) ?? true),
  ).length
  out.document({
    integration: name,
    accounts,
    estimate: preview.estimate,
    warnings: preview.warnings,
    trouble: preview.trouble,
  })
  out.table(
    ['stage', 'calls', 'what'],
    lines.map((line) => [stageWords[line.stage], line.calls.toLocaleString('en-US'), line.note]),
  )
  out.line()
  out.line(`About ${count(calls, 'call')} and ${count(minutes, 'minute')} for ${count(accounts, 'account')}; ${cost}.`)
  for (const warning of preview.warnings) out.line(warning)
  if (preview.trouble) out.line(preview.trouble)
  return 0
}
