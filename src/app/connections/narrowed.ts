/** What a change of settings takes out of sight. The data stays, frozen and dated; nothing is deleted (connection.md §5). */
import { cellName } from '../../core/inventory/coverage.ts'
import type { IntegrationSettings } from './integration-settings.ts'
import { switchableTypes } from './settings-form.ts'

export function narrowedBy(before: IntegrationSettings, after: IntegrationSettings): readonly string[] {
  return [
    ...listed('Account', 'Accounts', removed(before.accounts, after.accounts), 'be read'),
    ...listed('Account', 'Accounts', removed(after.excludedAccounts, before.excludedAccounts), 'be read'),
    ...listed(
      'The accounts of organizational unit',
      'The accounts of organizational units',
      removed(after.excludedUnits, before.excludedUnits),
      'be read',
    ),
    ...organization(before, after),
    ...regions(before, after),
    ...types(before, after),
  ]
}

const removed = <T>(from: readonly T[], to: readonly T[]): readonly T[] => from.filter((item) => !to.includes(item))

/** As many as a person reads; the rest is a number. */
const named = 5

function listed(one: string, many: string, items: readonly string[], act: string): readonly string[] {
  if (items.length === 0) return []
  const shown = items.slice(0, named).join(', ')
  const more = items.length > named ? ` and ${items.length - named} more` : ''
  return [`${items.length === 1 ? one : many} ${shown}${more} will no longer ${act}.`]
}

function organization(before: IntegrationSettings, after: IntegrationSettings): readonly string[] {
  if (!before.organization || after.organization) return []
  return ['Accounts of the organization that are not named will no longer be read.']
}

/** No Regions means all of them. */
function regions(before: IntegrationSettings, after: IntegrationSettings): readonly string[] {
  if (after.regions.length === 0) return []
  if (before.regions.length === 0) return [`Resources outside of ${after.regions.join(', ')} will no longer be read.`]
  return listed('Resources in', 'Resources in', removed(before.regions, after.regions), 'be read')
}

function types(before: IntegrationSettings, after: IntegrationSettings): readonly string[] {
  const gone = removed(before.resourceTypes ?? switchableTypes, after.resourceTypes ?? switchableTypes)
  return listed('Resource type', 'Resource types', gone.map(cellName), 'be read')
}
