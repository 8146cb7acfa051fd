import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'

export interface RotatedSecrets {
  /** Secrets that a new key now seals. */
  readonly secrets: number
}

/**
 * Seals every secret under a new key. Until it ends both keys open, so whatever is killed in the middle is merely done again.
 * Faults `wrong_state`, `secret_unreadable`.
 */
export const rotateSecrets =
  (deps: Pick<AppDeps, 'store' | 'secretBox' | 'clock'>) =>
  async (actor: Actor): Promise<RotatedSecrets> => {
    permit(actor, 'administer')
    await deps.secretBox.beginRotation()
    const stored = await deps.store.secrets.all()
    for (const secret of stored) {
      const plain = await deps.secretBox.open(secret)
      await deps.store.secrets.reseal(secret, await deps.secretBox.seal(plain, secret))
    }
    await deps.secretBox.endRotation()
    await record(deps, actor, 'secrets.rotated', null, { secrets: stored.length })
    return { secrets: stored.length }
  }
