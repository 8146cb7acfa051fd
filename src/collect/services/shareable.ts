/**
 * With whom a snapshot is shared. One that is encrypted under an AWS managed key cannot be shared (EBS User Guide, "Share an EBS
 * snapshot"; RDS User Guide, "Sharing encrypted snapshots"), and where that key is the default that is most of them: the key is
 * asked once instead of every snapshot.
 */
import { sdk } from '../../aws/sdk.ts'
import { compareText } from '../../core/order.ts'
import type { CellContext, ReadAction } from '../collector.ts'
import { inOrder } from '../resource.ts'

/** A saving, not a need: where it is refused every snapshot is asked. */
export const keyManagerRead: ReadAction = {
  action: 'kms:DescribeKey',
  attach: 'SecurityAudit',
  optional: true,
}

/** How one type of snapshot says it. */
interface Question<Answer> {
  readonly action: string
  readonly call: () => Promise<Answer>
  /** Error codes for a snapshot that was removed by now. */
  readonly gone: readonly string[]
  /** Account ids, ARNs of an organization, and `all`. */
  readonly names: (answer: Answer) => readonly (string | undefined)[]
}

/** Sorted names, none where it is shared with nobody; undefined where that could not be read. */
export type SharedWith = <Answer>(
  keyArn: string | undefined,
  question: Question<Answer>,
) => Promise<readonly string[] | undefined>

/** `ResourceParts.unread`: with whom it was shared when that was read last. */
export const unreadSharing = (sharedWith: readonly string[] | undefined): readonly string[] =>
  sharedWith === undefined ? ['sharedWith'] : []

/** For the snapshots of one cell; remembers the keys that it has asked about. */
export function sharingIn(cell: CellContext): SharedWith {
  const asked = new Map<string, Promise<boolean>>()
  const isShareable = (keyArn: string | undefined): Promise<boolean> | boolean => {
    // The AWS managed keys of an account are its own; the key of another account is none.
    if (keyArn === undefined || !keyArn.includes(`:${cell.accountId}:`)) return true
    const answer = asked.get(keyArn) ?? isCustomers(cell, keyArn)
    asked.set(keyArn, answer)
    return answer
  }
  return async (keyArn, { action, call, gone, names }) => {
    if (!(await isShareable(keyArn))) return []
    const answer = await cell.read(action, call, { gone })
    return answer.state === 'read' ? inOrder(names(answer.value)) : undefined
  }
}

async function isCustomers(cell: CellContext, keyArn: string): Promise<boolean> {
  const key = await cell.read(
    keyManagerRead.action,
    () => cell.client('kms').send(new sdk.kms.DescribeKeyCommand({ KeyId: keyArn }), cell.options),
    { none: ['NotFoundException'] },
  )
  return key.state !== 'read' || key.value.KeyMetadata?.KeyManager !== 'AWS'
}

/** So many are asked with whom they are shared, in a Region and a run. Backups make thousands, each of which is a call. */
const askedPerRun = 100

/** How long a turn lasts: as long as resources are left unread (connection.md §9, rhythm). */
const turnMs = 6 * 3_600_000

export const isMore = (all: readonly unknown[]): boolean => all.length > askedPerRun

/**
 * Those that are asked this time: the ones of `first` always, the others in turn. A shared one is known from its turn on, and is
 * asked in every run from then on. `what`: for the remark.
 */
export function inTurn<T>(
  cell: Pick<CellContext, 'clock' | 'remark'>,
  what: string,
  all: readonly T[],
  { idOf, first }: { readonly idOf: (one: T) => string; readonly first: ReadonlySet<string> },
): readonly T[] {
  if (!isMore(all)) return all
  const others = all.filter((one) => !first.has(idOf(one))).sort((a, b) => compareText(idOf(a), idOf(b)))
  const turns = Math.ceil(others.length / askedPerRun)
  const turn = turns === 0 ? 0 : Math.floor(Date.parse(cell.clock.now()) / turnMs) % turns
  const asked = [...all.filter((one) => first.has(idOf(one))), ...others.filter((_, place) => place % turns === turn)]
  cell.remark(
    'asked_in_turn',
    `With whom they are shared was asked of ${asked.length} of ${all.length} ${what}; the others follow in turn, all within ${turns} readings.`,
  )
  return asked
}
