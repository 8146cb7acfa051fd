/** S3 Block Public Access: account and bucket each have a setting, and the stricter counts (S3 UG). */
import { isJsonObject } from './content-key.ts'
import type { Json, PublicAccessBlock } from './objects.ts'

export function publicAccessBlockOf(fact: Json | undefined): PublicAccessBlock | undefined {
  if (!isJsonObject(fact)) return undefined
  return {
    restrictPublicBuckets: fact['restrictPublicBuckets'] === true,
    ignorePublicAcls: fact['ignorePublicAcls'] === true,
    blockPublicAcls: fact['blockPublicAcls'] === true,
    blockPublicPolicy: fact['blockPublicPolicy'] === true,
  }
}

export function strictest(
  a: PublicAccessBlock | undefined,
  b: PublicAccessBlock | undefined,
): PublicAccessBlock | undefined {
  if (!a || !b) return a ?? b
  return {
    restrictPublicBuckets: a.restrictPublicBuckets || b.restrictPublicBuckets,
    ignorePublicAcls: a.ignorePublicAcls || b.ignorePublicAcls,
    blockPublicAcls: a.blockPublicAcls || b.blockPublicAcls,
    blockPublicPolicy: a.blockPublicPolicy || b.blockPublicPolicy,
  }
}
