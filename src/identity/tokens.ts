/** Tokens and identifiers from the operating system's generator. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Ids } from '../app/ports/host.ts'
import type { Tokens } from '../app/ports/people.ts'

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

export const sha256Tokens: Tokens = {
  /** A token holds 256 random bits, so one plain hash is enough: there is nothing to guess. */
  digest: (token) => sha256(token).toString('hex'),

  /** Compares hashes: neither content nor length of the arguments shows in the time it takes. */
  equal: (a, b) => timingSafeEqual(sha256(a), sha256(b)),
}

export const systemIds: Ids = {
  uuid: () => randomUUID(),
  token: (bytes) => randomBytes(bytes).toString('base64url'),
}
