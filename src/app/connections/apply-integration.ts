/** An integration as a file: made when there is none of that name, otherwise brought to what the file says (connection.md §5). */
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { ConnectForm } from './connect-form.ts'
import type { createConnection } from './create-connection.ts'
import type { ExamineDeps } from './examine-form.ts'
import { examineForm, refusalOf, refuseExternalId } from './examine-form.ts'
import { findIntegration } from './find-integration.ts'
import type { changeSettings, SettingsChange, SettingsDifference } from './integration-settings.ts'
import { settingsOf } from './integration-settings.ts'

export interface IntegrationDocument extends SettingsChange {
  readonly name: string
  /** Only where it is made; afterwards it must be the same or absent. */
  readonly method?: ConnectForm['method'] | undefined
  readonly identityCenter?: boolean | undefined
  readonly partition?: ConnectForm['partition']
}

export interface AppliedIntegration {
  readonly action: 'created' | 'changed' | 'unchanged'
  /** False: nothing was written. */
  readonly applied: boolean
  readonly integration: string
  /** Null while it is not made. Told, never taken from the file. */
  readonly externalId: string | null
  readonly changes: readonly SettingsDifference[]
  readonly narrowed: readonly string[]
  readonly notes: readonly string[]
}

type Deps = ExamineDeps &
  Pick<AppDeps, 'store'> & {
    readonly create: ReturnType<typeof createConnection>
    readonly changeSettings: ReturnType<typeof changeSettings>
  }

/** Faults: those of making and of changing an integration; `bad_input` when the file would change what cannot be changed. */
export const applyIntegration =
  (deps: Deps) =>
  async (
    actor: Actor,
    input: { readonly document: IntegrationDocument; readonly dryRun?: boolean | undefined },
  ): Promise<AppliedIntegration> => {
    permit(actor, 'integrate')
    const { document, dryRun = false } = input
    refuseExternalId(document)
    const wanted = document.name.trim().toLowerCase()
    const cards = await deps.store.connections.integrations()
    const known = cards.find((card) => card.name.toLowerCase() === wanted)
    return known ? change(deps, actor, known.name, document, dryRun) : make(deps, actor, document, dryRun)
  }

async function change(
  deps: Deps,
  actor: Actor,
  name: string,
  { method, identityCenter, partition, ...settings }: IntegrationDocument,
  dryRun: boolean,
): Promise<AppliedIntegration> {
  const { connection } = await findIntegration(deps.store, name)
  const fixed = [
    ['method', method, connection.method],
    ['identityCenter', identityCenter, connection.identityCenter],
    ['partition', partition, connection.partition],
  ] as const
  const problems = fixed.flatMap(([path, wanted, is]) => {
    if (wanted === undefined || wanted === is) return []
    const message = `${path} of "${name}" is ${is} and cannot become ${wanted}. Delete the integration and make a new one.`
    return [{ code: 'bad_input' as const, path, message }]
  })
  if (problems.length > 0) throw refusalOf(problems)
  const { changes, narrowed, notes } = await deps.changeSettings(actor, { integration: name, change: settings, dryRun })
  return {
    action: changes.length === 0 ? 'unchanged' : 'changed',
    applied: !dryRun && changes.length > 0,
    integration: name,
    externalId: connection.externalId,
    changes,
    narrowed,
    notes,
  }
}

async function make(
  deps: Deps,
  actor: Actor,
  document: IntegrationDocument,
  dryRun: boolean,
): Promise<AppliedIntegration> {
  const form = formOf(document)
  if (dryRun) {
    const { problems, notes } = await examineForm(deps, actor, form)
    if (problems.length > 0) throw refusalOf(problems)
    return { ...created, applied: false, integration: document.name, externalId: null, notes }
  }
  const view = await deps.create(actor, form)
  const { connection, integration } = await findIntegration(deps.store, view.id)
  const before = Object.entries(settingsOf(integration, connection))
  return {
    ...created,
    applied: true,
    integration: view.name,
    externalId: view.externalId,
    changes: before.flatMap(([field, after]) =>
      field in document ? [{ field: field as SettingsDifference['field'], before: null, after }] : [],
    ),
    notes: view.notes ?? [],
  }
}

const created = { action: 'created', changes: [], narrowed: [] } as const

function formOf({ method, accounts, regions, ...document }: IntegrationDocument): ConnectForm {
  const { name, owner, managementAccount, managementRoleArn, organization, identityCenter, partition, ...rest } =
    document
  const { roleName, homeRegion, identityCenterRegion, externalId: _, ...settings } = rest
  return {
    method: method ?? 'manual',
    name,
    owner,
    accounts: accounts?.join(','),
    managementAccount: managementAccount ?? undefined,
    managementRoleArn: managementRoleArn ?? undefined,
    organization,
    identityCenter,
    partition,
    roleName,
    regions: regions?.join(','),
    homeRegion,
    identityCenterRegion: identityCenterRegion ?? undefined,
    settings,
  }
}
