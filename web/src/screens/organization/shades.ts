/** How an account is coloured on the map, and what is said of it there. Pure, tested beside. */
import type { SeverityLevel } from '../../parts/marks.tsx'
import { counted, figure } from '../../parts/verdict.tsx'
import { accountName, type MapAccount } from './treemap.ts'

export type MapColour = 'risk' | 'coverage'
export type Reading = 'read' | 'partly' | 'unread' | 'out'
export type Shade = Reading | 'heat0' | 'heat1' | 'heat2' | 'heat3' | 'heat4' | 'heat5'

export function readingOf(account: MapAccount): Reading {
  const { ok, missing, total } = account.coverage
  if (account.status !== 'ACTIVE' && ok === 0) return 'out'
  if (total === 0 && account.integration === null) return 'unread'
  if (ok === 0) return 'unread'
  return missing === 0 ? 'read' : 'partly'
}
/** Whether anything of it is known. */
export const isKnown = (account: MapAccount): boolean => {
  const reading = readingOf(account)
  return reading === 'read' || reading === 'partly'
}

export const readingWords: Readonly<Record<Reading, string>> = {
  read: 'read in full',
  partly: 'read in part',
  unread: 'not read',
  out: 'suspended or left out',
}

/** Who is an administrator or can become one: what the shade of risk counts. */
const powerfulIn = (account: MapAccount): number => account.administrators + account.becoming

/** From so many on an account has the shade. The same on every map, so that two maps can be laid beside each other. */
export const riskSteps = [
  { shade: 'heat0', from: 0 },
  { shade: 'heat1', from: 1 },
  { shade: 'heat2', from: 3 },
  { shade: 'heat3', from: 5 },
  { shade: 'heat4', from: 10 },
  { shade: 'heat5', from: 25 },
] as const satisfies readonly { readonly shade: Shade; readonly from: number }[]

export function shadeOf(account: MapAccount, colour: MapColour): Shade {
  const reading = readingOf(account)
  if (colour === 'coverage' || reading === 'unread' || reading === 'out') return reading
  return riskSteps.findLast(({ from }) => powerfulIn(account) >= from)?.shade ?? 'heat0'
}

/** The order of a legend and of a bar that several accounts make together. */
export const shadesOf: Readonly<Record<MapColour, readonly Shade[]>> = {
  risk: ['heat5', 'heat4', 'heat3', 'heat2', 'heat1', 'heat0', 'unread', 'out'],
  coverage: ['read', 'partly', 'unread', 'out'],
}

/** Its mark: open to anybody weighs more than somebody who can become administrator. */
export function severityOf(account: MapAccount): Extract<SeverityLevel, 'critical' | 'high'> | undefined {
  if (!isKnown(account)) return undefined
  return account.open > 0 ? 'critical' : account.becoming > 0 ? 'high' : undefined
}

/** Gravest first, for lists and for where to look first. */
export const byRisk = (a: MapAccount, b: MapAccount): number =>
  Number(b.open > 0) - Number(a.open > 0) ||
  Number(b.becoming > 0) - Number(a.becoming > 0) ||
  powerfulIn(b) - powerfulIn(a) ||
  b.open - a.open ||
  accountName(a).localeCompare(accountName(b))

export const worstWords = ({ worst }: Pick<MapAccount, 'worst'>): string | undefined =>
  worst === null
    ? undefined
    : worst.kind === 'open'
      ? `${worst.name} is open to anybody`
      : `${worst.name} can become administrator`

/** A fact, and the shorter way to say it where there is little room. */
export interface Fact {
  readonly words: string
  readonly short: string
}
const plain = (words: string): Fact => ({ words, short: words })

/** What is said of an account below its name, weightiest first; as much of it is shown as there is room for. */
export function factsOf(account: MapAccount, colour: MapColour): readonly Fact[] {
  const reading = readingOf(account)
  if (reading === 'unread') return [plain(readingWords.unread)]
  if (reading === 'out') return [plain(account.status === 'SUSPENDED' ? 'suspended' : 'left out')]
  const { ok, missing } = account.coverage
  const coverage = plain(missing === 0 ? 'read in full' : `${ok} of ${ok + missing} read`)
  const size = [
    { words: counted(account.principals, 'principal'), short: `${figure(account.principals)} pr.` },
    { words: counted(account.resources, 'resource'), short: `${figure(account.resources)} res.` },
  ]
  return colour === 'risk'
    ? [...risksOf(account), ...size, ...(missing === 0 ? [] : [coverage])]
    : [coverage, ...size, ...risksOf(account)]
}

function risksOf(account: MapAccount): readonly Fact[] {
  const { administrators, becoming, open, worst } = account
  const worstFact = worstWords(account)
  return [
    { words: counted(administrators, 'administrator'), short: counted(administrators, 'admin') },
    ...(worstFact === undefined || worst === null
      ? []
      : [{ words: worstFact, short: worst.kind === 'open' ? `${open} open` : `${becoming} can become` }]),
    ...(becoming > (worst?.kind === 'becoming' ? 1 : 0)
      ? [{ words: `${becoming} can become administrator`, short: `${becoming} can become` }]
      : []),
    ...(open > 1 ? [{ words: `${open} open to anybody`, short: `${open} open` }] : []),
  ]
}

/** All of it in one line, for the ear and for the pointer. */
export const tileWords = (account: MapAccount): string =>
  [
    accountName(account),
    ...(isKnown(account) ? [readingWords[readingOf(account)]] : []),
    ...factsOf(account, 'risk').map(({ words }) => words),
  ].join(', ')
