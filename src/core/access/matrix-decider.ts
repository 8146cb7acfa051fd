/**
 * What somebody may do of many actions, given the sets of actions of which its policies say the same. Actions that neither
 * those sets nor the policies of account and resource tell apart are decided by one evaluation.
 */

import { classesAmong } from './action-classes.ts'
import {
  type ActionMask,
  addAll,
  addTo,
  both,
  emptyMask,
  isEmpty,
  isIn,
  maskOf,
  placesOf,
  without,
} from './action-set.ts'
import type { CoverageGap } from './answers.ts'
import { assess, ownerOf } from './assess.ts'
import type { Sayings } from './bearing.ts'
import type { GivenContext } from './context.ts'
import { type PolicyFacts, type StatementFacts, speaksOf } from './policy-facts.ts'
import type { Question } from './question.ts'
import type { CompiledAccount, CompiledPrincipal, World } from './world.ts'

/** Number of a saying, doubled, and one more when a boundary says it → the actions of which it is said. */
export type Said = ReadonlyMap<number, ActionMask>

/** Actions that are asked about the same resource, with all that stands on its side. */
export interface View {
  readonly question: Question
  readonly mask: ActionMask
}

interface Masks {
  readonly allowed: ActionMask
  readonly conditional: ActionMask
  readonly unknown: ActionMask
}

export interface Deciding {
  readonly rank: number
  readonly said: Said
  /** Stands for all of the rank of whom this is said, with the same `variant`. */
  readonly one: CompiledPrincipal
  readonly variant: string
}

export interface Decider {
  decide(deciding: Deciding): Masks
  /** Of all that was decided. */
  gaps(): readonly CoverageGap[]
}

interface Input {
  readonly world: World
  readonly questions: readonly Question[]
  readonly views: readonly View[]
  readonly sayings: Sayings
  readonly given: GivenContext
}

/** What is known of one combination of sayings. */
interface Known extends Masks {
  readonly decided: ActionMask
}

export function createDecider(input: Input): Decider {
  const { world, questions, sayings, given } = input
  const width = questions.length
  const classOf = createClasses(input)
  const known = new Map<string, Known>()
  const gaps = new Map<string, CoverageGap>()

  function decidePlace(place: number, one: CompiledPrincipal, alike: ActionMask, found: Known): void {
    const question = questions[place]
    if (!question) return
    const assessment = assess(world, one, question, given)
    for (const gap of assessment.gaps) gaps.set(`${gap.account} ${gap.service} ${gap.region ?? ''} ${gap.reason}`, gap)
    addAll(found.decided, alike)
    const { answer } = assessment
    if (answer === 'Allowed') addAll(found.allowed, alike)
    else if (answer === 'Conditional') addAll(found.conditional, alike)
    else if (answer === 'Unknown') addAll(found.unknown, alike)
  }

  function knownOf(key: string): Known {
    const before = known.get(key)
    if (before) return before
    const made = {
      decided: emptyMask(width),
      allowed: emptyMask(width),
      conditional: emptyMask(width),
      unknown: emptyMask(width),
    }
    known.set(key, made)
    return made
  }

  return {
    decide({ rank, said, one, variant }) {
      const result = { allowed: emptyMask(width), conditional: emptyMask(width), unknown: emptyMask(width) }
      for (const { parts, mask } of combinations(said, width)) {
        const found = knownOf(`${rank}|${parts.join(',')}|${variant}`)
        const isPlain = parts.every((part) => sayings.saying(part >> 1).plain)
        const left = without(mask, found.decided)
        if (!isEmpty(left)) {
          for (const place of placesOf(left)) {
            if (isIn(found.decided, place)) continue
            decidePlace(place, one, isPlain ? classOf(one.account, place) : only(width, place), found)
          }
        }
        addAll(result.allowed, both(mask, found.allowed))
        addAll(result.conditional, both(mask, found.conditional))
        addAll(result.unknown, both(mask, found.unknown))
      }
      return result
    },
    gaps: () => [...gaps.values()],
  }
}

function only(width: number, place: number): ActionMask {
  const mask = emptyMask(width)
  addTo(mask, place)
  return mask
}

interface Combination {
  readonly parts: readonly number[]
  readonly mask: ActionMask
}

/** All actions, by which of these is said of them. */
function combinations(said: Said, width: number): readonly Combination[] {
  let found: Combination[] = [{ parts: [], mask: maskOf(width, () => true) }]
  for (const [part, mask] of [...said].sort(([a], [b]) => a - b)) {
    found = found.flatMap((one) => {
      const inside = both(one.mask, mask)
      if (isEmpty(inside)) return [one]
      const rest = without(one.mask, mask)
      const more = { parts: [...one.parts, part], mask: inside }
      return isEmpty(rest) ? [more] : [{ parts: one.parts, mask: rest }, more]
    })
  }
  return found
}

/* ------------------------------------------------------------------ actions that account and resource do not tell apart */

function createClasses({ world, questions, views }: Input): (account: CompiledAccount, place: number) => ActionMask {
  const ids = questions.map(({ info }) => info.id)
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  const spokenBy = new Map<StatementFacts, Uint8Array>()
  const spoken = (statement: StatementFacts): Uint8Array => {
    const before = spokenBy.get(statement)
    if (before) return before
    const made = Uint8Array.from(questions, ({ actionLowerCase }) => (speaksOf(statement, actionLowerCase) ? 1 : 0))
    spokenBy.set(statement, made)
    return made
  }
  const byPolicies = new Map<string, readonly ActionMask[]>()
  const byAccount = new Map<CompiledAccount, readonly ActionMask[]>()

  function classesUnder(account: CompiledAccount): readonly ActionMask[] {
    const masks: ActionMask[] = []
    for (const { question, mask } of views) {
      const statements = policiesBeside(world, question, account).flatMap((facts) => facts.statements)
      for (const own of classesAmong(world.catalogue, { ids, spoken }, [...placesOf(mask)], statements)) {
        const places = new Set(own.map((id) => placeOf.get(id)))
        const made = maskOf(ids.length, (place) => places.has(place))
        for (const place of placesOf(made)) masks[place] = made
      }
    }
    return masks
  }

  return (account, place) => {
    let masks = byAccount.get(account)
    if (!masks) {
      const levels = [...account.serviceControl, ...account.resourceControl]
      const key = levels.map(({ ids: own }) => own.join(' ')).join('|')
      masks = byPolicies.get(key) ?? classesUnder(account)
      byPolicies.set(key, masks)
      byAccount.set(account, masks)
    }
    return masks[place] ?? only(ids.length, place)
  }
}

/** All but those of the principal. */
function policiesBeside(world: World, question: Question, account: CompiledAccount): readonly PolicyFacts[] {
  const { entry } = question.resourcePolicy
  const owner = ownerOf(world, question, account)
  const levels = [...account.serviceControl, ...(owner?.resourceControl ?? [])]
  return [...levels.flatMap((level) => level.entries), ...(entry ? [entry] : [])].map(world.facts)
}
