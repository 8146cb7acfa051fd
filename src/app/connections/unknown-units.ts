/** What the organization, as it was read, says to the units that a setting leaves out (connection.md §15). */
import type { KnownOrganization, ReadingWish } from '../../core/inventory/accounts-to-read.ts'
import { accountsToRead } from '../../core/inventory/accounts-to-read.ts'
import { nearest } from '../../core/nearest.ts'
import type { ConnectionSettings } from '../ports/connections.ts'
import type { FormProblem } from './form-field.ts'

type Units = Pick<ConnectionSettings, 'excludedUnits'>

/** Units that the organization does not have. Nothing is said before it has been read. */
export function unknownUnits(known: KnownOrganization, before: Units, after: Units): readonly FormProblem[] {
  const ids = [...known.units.keys()]
  const added = after.excludedUnits.filter((unit) => !before.excludedUnits.includes(unit))
  if (ids.length === 0) return []
  return added
    .filter((unit) => !known.units.has(unit))
    .map((unit) => {
      const suggestions = nearest(unit, ids)
      const hint = suggestions[0] === undefined ? '' : ` Did you mean ${suggestions[0]}?`
      const message = `The organization has no organizational unit ${unit}.${hint}`
      return { path: 'excludedUnits', message, suggestions }
    })
}

/** Allowed, and said: Identity Center is read through the management account. */
export function managementLeftOut(known: KnownOrganization, wish: ReadingWish, name: string): readonly string[] {
  const { managementAccountId } = wish
  if (managementAccountId === null) return []
  const management = accountsToRead(wish, known, managementAccountId).find(
    ({ accountId }) => accountId === managementAccountId,
  )
  if (management?.closed === undefined || management.closed.code === 'account_suspended') return []
  return [`The management account is left out of ${name}: Identity Center can then not be read.`]
}
