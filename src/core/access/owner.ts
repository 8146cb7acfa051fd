/** Who answers for something, as organizations write it in tags. */
import type { Tags } from '../inventory/objects.ts'

export interface Owner {
  /** Key of the tag, as it is written. */
  readonly tag: string
  readonly value: string
}

/** Compared without case; the first one that is there stands. */
const ownerTags = [
  'owner',
  'owned-by',
  'ownedby',
  'owner-email',
  'owneremail',
  'team',
  'contact',
  'maintainer',
  'squad',
] as const

export const isOwnerTag = (key: string): boolean => ownerTags.some((tag) => tag === key.toLowerCase())

export function ownerIn(tags: Tags): Owner | undefined {
  for (const wanted of ownerTags) {
    const found = Object.entries(tags).find(([key, value]) => key.toLowerCase() === wanted && value !== '')
    if (found) return { tag: found[0], value: found[1] }
  }
  return undefined
}
