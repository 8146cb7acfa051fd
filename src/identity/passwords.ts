/**
 * Passwords as argon2id (RFC 9106). Parameters: the first choice of OWASP's Password Storage Cheat Sheet, 19 MiB of memory,
 * two passes, one lane. They stand in each hash, so raising them later leaves older hashes valid.
 */
import { hash, type Options, verify } from '@node-rs/argon2'
import type { Passwords } from '../app/ports/people.ts'

const parameters: Options = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 }

export const argon2Passwords: Passwords = {
  // The library's default algorithm is argon2id; a test reads it off the hash.
  hash: (password) => hash(password.normalize('NFKC'), parameters),

  verify: async (passwordHash, password) => {
    try {
      return await verify(passwordHash, password.normalize('NFKC'))
    } catch {
      // Not a hash at all (a damaged row) proves no password.
      return false
    }
  },
}
