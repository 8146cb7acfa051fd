/** Whether the people of Identity Center are known at all: where they are not, a list without them must say so. */
import type { World } from '../access/world.ts'
import { type CoverageCell, isOnlyAsideUnread, troubledStates } from '../inventory/coverage.ts'

/** Cells of Identity Center that do not hold all people and assignments. */
export const unreadDirectories = ({ snapshot: { cells } }: World): readonly CoverageCell[] =>
  directoryCells(cells).filter(
    (cell) => troubledStates.has(cell.state) || (cell.state === 'not_collected' && !isOnlyAsideUnread(cell)),
  )

const directoryCells = (cells: World['snapshot']['cells']): readonly CoverageCell[] =>
  cells.accounts.flatMap((account) => cells.ofAccount(account, 'identity_center'))

/** Sentences for a list of people, or of how many there are. */
export function directoryNotes(world: World): readonly string[] {
  const { directory, accounts, cells } = world.snapshot
  const named = new Map<string, string>(accounts.map(({ id, name }) => [id, name ?? id]))
  const unread = unreadDirectories(world)
  if (unread.length > 0) {
    const how = directory.users.length > 0 ? 'was not read whole' : 'was not read'
    return unread.map(({ accountId, region, reason = '' }) => {
      const account = named.get(accountId) ?? accountId
      const where = region === 'global' ? `in account ${account}` : `in ${region} of account ${account}`
      const why = reason === '' ? '' : ` ${reason.replace(/\.?$/, '.')}`
      return `Identity Center ${how} ${where}, so whoever comes through it may be missing here.${why}`
    })
  }
  const isKnown =
    directory.users.length > 0 || directoryCells(cells).some(({ state }) => state === 'ok' || state === 'unsupported')
  return isKnown ? [] : ['Identity Center was not read, so whoever comes through it is missing here.']
}
