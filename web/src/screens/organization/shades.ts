/** How a tile of the map is coloured, and what it says. Pure. */
import { accountName, type MapAccount } from './treemap.ts'

export type MapColour = 'coverage' | 'administrators'
export type Shade = 'read' | 'partly' | 'unread' | 'out' | 'heat0' | 'heat1' | 'heat2' | 'heat3' | 'heat4' | 'heat5'

export type Reading = 'read' | 'partly' | 'unread' | 'out'

export function readingOf(account: MapAccount): Reading {
  const { ok, missing, total } = account.coverage
  if (account.status !== 'ACTIVE' && ok === 0) return 'out'
  if (total === 0 && account.integration === null) return 'unread'
  if (ok === 0) return 'unread'
  return missing === 0 ? 'read' : 'partly'
}

export const readingWords: Readonly<Record<Reading, string>> = {
  read: 'read in full',
  partly: 'read in part',
  unread: 'not read',
  out: 'suspended or left out',
}

const heats = ['heat0', 'heat1', 'heat2', 'heat3', 'heat4', 'heat5'] as const

/** `most`: the highest count on the map, which has the darkest shade. */
export function shadeOf(account: MapAccount, colour: MapColour, most: number): Shade {
  const reading = readingOf(account)
  if (colour === 'coverage' || reading === 'unread' || reading === 'out') return reading
  if (account.administrators === 0) return 'heat0'
  const step = Math.ceil((account.administrators / Math.max(1, most)) * (heats.length - 2))
  return heats[Math.max(1, Math.min(step, heats.length - 2))] ?? 'heat0'
}

const several = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** The second line of a tile. */
export function markOf(account: MapAccount, colour: MapColour): string {
  const reading = readingOf(account)
  if (reading === 'unread' || reading === 'out') return readingWords[reading]
  if (colour === 'administrators') return several(account.administrators, 'administrator', 'administrators')
  const { ok, missing } = account.coverage
  return missing === 0 ? 'in full' : `${ok} of ${ok + missing}`
}

/** What a tile does not show, for those who do not see its colour. */
export function restWords(account: MapAccount): string {
  const reading = readingOf(account)
  if (reading === 'unread' || reading === 'out') return readingWords[reading]
  return [
    readingWords[reading],
    several(account.principals, 'principal', 'principals'),
    several(account.administrators, 'standing administrator', 'standing administrators'),
  ].join(', ')
}
export const tileWords = (account: MapAccount): string => `${accountName(account)}, ${restWords(account)}`
