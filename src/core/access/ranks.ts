/** Signatures that only their policies tell apart: of one account and type, bounded or not, with the same gaps. */
import type { PolicyId } from '../evaluate/types.ts'
import { atOnce, type Steps } from './stepwise.ts'
import type { CompiledAccount, World } from './world.ts'

/** Signatures that only their policies tell apart. */
export interface Rank {
  readonly account: CompiledAccount
  /** Root users need no policy, and a policy that was not read may allow. */
  readonly always: boolean
  readonly positions: number[]
  size: number
}

export interface Ranks {
  readonly ranks: readonly Rank[]
  /** By position of the signature. */
  readonly rankOf: Uint32Array
  readonly sizes: Uint32Array
  readonly identity: readonly (readonly PolicyId[])[]
  readonly boundary: readonly (readonly PolicyId[])[]
  readonly positionsOf: ReadonlyMap<string, readonly number[]>
}

const none: readonly never[] = []

const rankedAtOnce = 200

export const rankSignatures = (world: World): Ranks => atOnce(rankSignaturesInSteps(world))

export function* rankSignaturesInSteps({ signatures }: Pick<World, 'signatures'>): Steps<Ranks> {
  const ranks: Rank[] = []
  const numbers = new Map<string, number>()
  const rankOf = new Uint32Array(signatures.length)
  const sizes = new Uint32Array(signatures.length)
  const identity: (readonly PolicyId[])[] = []
  const boundary: (readonly PolicyId[])[] = []
  const positionsOf = new Map<string, number[]>()
  for (const [position, { account, type, members }] of signatures.entries()) {
    if (position % rankedAtOnce === 0) yield
    const first = members.at(0)
    const holes = first?.holes ?? none
    identity.push(first?.identity.ids ?? none)
    boundary.push(first?.boundary?.ids ?? none)
    const { id, iam } = account.account
    const isBound = (boundary[position]?.length ?? 0) > 0
    const key = [id, type, isBound ? 'bound' : '', ...holes].join('|')
    const number = numbers.get(key) ?? ranks.length
    numbers.set(key, number)
    const isUnread = holes.length > 0 || iam.state !== 'read' || iam.suspect !== undefined
    const rank = ranks[number] ?? { account, always: type === 'root' || isUnread, positions: [], size: 0 }
    ranks[number] = rank
    rank.positions.push(position)
    rank.size += members.length
    rankOf[position] = number
    sizes[position] = members.length
    const own = positionsOf.get(id)
    if (own) own.push(position)
    else positionsOf.set(id, [position])
  }
  return { ranks, rankOf, sizes, identity, boundary, positionsOf }
}
