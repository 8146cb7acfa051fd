/**
 * Equal parts of JSON values stand once. Half of the inline policies of a large organization are another role's too, and of the rest
 * nearly every list of actions is; from one reading to the next nearly all of them are the same. What is shared is compiled and looked
 * through once as well, because both go by object.
 */
import { createInternTable, hashSeed, hashText } from '../policy/intern.ts'
import type { Json } from './objects.ts'

export interface SharedJson {
  /** The value with its parts replaced by their equals. It belongs to the caller alone: it is changed in place. */
  share(value: Json): Json
  /** Another reading begins. False when more than half of what is kept was in none of the last one's values: begin with another. */
  again(): boolean
}

interface Kept {
  readonly part: Part
  /** Number of the reading that had it last. */
  reading: number
}

export function createSharedJson(): SharedJson {
  const parts = createInternTable<Kept>()
  const texts = new Map<string, string>()
  let reading = 0
  let kept = 0
  let met = 0

  function sharedText(text: string): string {
    const known = texts.get(text)
    if (known === undefined) texts.set(text, text)
    return known ?? text
  }

  function shared(value: Json): Json {
    if (typeof value === 'string') return sharedText(value)
    if (!isPart(value)) return value
    const text = JSON.stringify(value)
    const hash = hashText(hashSeed, text)
    const known = parts.find(hash, ({ part }) => JSON.stringify(part) === text)
    if (known !== undefined) return meet(known)
    shareMembers(value)
    const made = { part: value, reading }
    parts.add(hash, made)
    kept += 1
    met += 1
    return value
  }

  function meet(one: Kept): Part {
    if (one.reading !== reading) {
      one.reading = reading
      met += 1
    }
    return one.part
  }

  function shareMembers(value: Part): void {
    if (Array.isArray(value)) for (const [at, member] of value.entries()) value[at] = shared(member)
    else for (const [name, member] of Object.entries(value)) value[name] = shared(member)
  }

  return {
    // The whole is another one each time; nearly nobody else has it.
    share(value) {
      if (isPart(value)) shareMembers(value)
      return value
    },
    again() {
      const isWorthIt = met * 2 >= kept
      reading += 1
      met = 0
      return isWorthIt
    },
  }
}

type Part = Json[] | { [name: string]: Json }

const isPart = (value: Json): value is Part => typeof value === 'object' && value !== null
