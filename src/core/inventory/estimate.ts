/** How many calls a reading will take and how long, before it begins: from what is read and from what is known (connection.md §9). */
import type { CellType, StageName } from './coverage.ts'
import { cellName, stageNames, stageOfCell } from './coverage.ts'
import type { Cost } from './prices.ts'
import { costOf } from './prices.ts'

/** What is read of one type, as its collector declares it. */
export interface ReadingFacts {
  readonly type: CellType
  /** Once for the organization, once per account, or in every Region of an account. */
  readonly scope: 'organization' | 'account' | 'region'
  /** IAM actions, the one of the list first. */
  readonly actions: readonly string[]
  /** Those of them that are lists as well, and called for the cell instead of for each object; absent: none. */
  readonly ofCell?: readonly string[]
}

export interface EstimatedWorld {
  readonly accounts: number
  /** Regions of each account. */
  readonly regions: number
  /** Null: not read yet. */
  readonly directory: Directory | null
  /** Objects that were found before, by type of cell; absent: none known. */
  readonly objects: ReadonlyMap<CellType, number>
}

export interface Directory {
  readonly permissionSets: number
  readonly groups: number
  readonly users: number
  /** Permission set × account. */
  readonly pairs: number
}

export interface StageEstimate {
  readonly stage: StageName
  readonly calls: number
  readonly seconds: number
  /** One sentence. */
  readonly note: string
}

export interface Estimate {
  readonly calls: number
  readonly minutes: number
  readonly cost: Cost
  readonly lines: readonly StageEstimate[]
}

/** connection.md §9: what the IAM stage takes in an ordinary account. */
const iamCallsPerAccount = 12
/** connection.md §8.2: what Bailiwick takes of the organization's budget. */
const identityCenterPerSecond = 10
/** `DescribePermissionSet` and the five that give its content, and the list of its accounts. */
const callsPerPermissionSet = 7
/** connection.md §9: requests in flight, over all and in one account. */
const atOnce = 96
const atOncePerAccount = 8
/** An answer of AWS's control plane over the internet, as seen from another Region. */
const secondsPerCall = 0.15
/** The largest page of Identity Center. */
const directoryPage = 100

export function estimateReading(readings: readonly ReadingFacts[], world: EstimatedWorld): Estimate {
  const rows: { operation: string; calls: number }[] = []
  const lines: StageEstimate[] = []
  for (const stage of stageNames) {
    const own = readings.filter(({ type }) => stageOfCell(type) === stage)
    if (own.length === 0) continue
    const calls = own.flatMap((reading) => callsOf(reading, world))
    rows.push(...calls)
    lines.push(lineOf(stage, own, sum(calls), world))
  }
  // The rate of Identity Center is the floor of its stage, and nothing waits for it.
  const beside = lines.find(({ stage }) => stage === 'identity_center')?.seconds ?? 0
  const after = lines.reduce((total, { stage, seconds }) => (stage === 'identity_center' ? total : total + seconds), 0)
  return {
    calls: sum(rows),
    minutes: Math.max(1, Math.ceil(Math.max(beside, after) / 60)),
    cost: costOf(rows),
    lines,
  }
}

const sum = (rows: readonly { readonly calls: number }[]): number => rows.reduce((total, { calls }) => total + calls, 0)

interface Calls {
  readonly operation: string
  readonly calls: number
}

function callsOf(reading: ReadingFacts, world: EstimatedWorld): readonly Calls[] {
  const [list = reading.type, ...details] = reading.actions
  switch (reading.type) {
    case 'iam':
      return [{ operation: list, calls: iamCallsPerAccount * world.accounts }]
    case 'identity_center':
      return [{ operation: list, calls: directoryCalls(world.directory) }]
    case 'organization':
      // Two lists for each unit would be more exact, but an account is what everybody knows the number of.
      return [{ operation: list, calls: 10 + Math.ceil(world.accounts / 2) }]
  }
  const cells = reading.scope === 'organization' ? 1 : world.accounts * (reading.scope === 'region' ? world.regions : 1)
  const objects = world.objects.get(reading.type) ?? 0
  const { ofCell = [] } = reading
  // Every action but the lists once for each object: more than is called, never less by much.
  return [
    ...[list, ...ofCell].map((operation) => ({ operation, calls: cells })),
    ...details
      .filter((operation) => objects > 0 && !ofCell.includes(operation))
      .map((operation) => ({ operation, calls: objects })),
  ]
}

function directoryCalls(directory: Directory | null): number {
  if (!directory) return 10
  const { permissionSets, groups, users, pairs } = directory
  return Math.ceil(users / directoryPage) + groups + callsPerPermissionSet * permissionSets + pairs
}

function lineOf(stage: StageName, own: readonly ReadingFacts[], calls: number, world: EstimatedWorld): StageEstimate {
  if (stage === 'identity_center') {
    const note = world.directory
      ? `${world.directory.pairs} pairs of permission sets and accounts, ${identityCenterPerSecond} calls a second.`
      : 'The directory has not been read yet: how many pairs of permission sets and accounts there are is not known.'
    return { stage, calls, seconds: calls / identityCenterPerSecond, note }
  }
  const lanes = stage === 'organization' ? 2 : Math.min(atOnce, atOncePerAccount * Math.max(1, world.accounts))
  return { stage, calls, seconds: (calls * secondsPerCall) / lanes, note: noteOf(stage, own, world) }
}

function noteOf(
  stage: StageName,
  own: readonly ReadingFacts[],
  { accounts, regions, objects }: EstimatedWorld,
): string {
  const inAccounts = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`
  if (stage === 'organization') return 'The tree, its policies and where they hang.'
  if (stage === 'iam') return `${iamCallsPerAccount} calls in each of ${inAccounts}.`
  const known = own.some(({ type }) => objects.has(type))
  const where = own.some(({ scope }) => scope === 'region')
    ? `${inAccounts} × ${regions === 1 ? 'one Region' : `${regions} Regions`}`
    : inAccounts
  const what = own.length === 1 && own[0] ? cellName(own[0].type) : `${own.length} types`
  return `${what} in ${where}${known ? ', and what was found there last time.' : '; how many objects there are is not known yet.'}`
}
