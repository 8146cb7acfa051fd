import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import { sealAgain } from './seal-again.ts'

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
    const secrets = await sealAll(deps)
    await deps.secretBox.endRotation()
    await record(deps, actor, 'secrets.rotated', null, { secrets })
    return { secrets }
  }

/** Until all that is kept is sealed under the new key: somebody may keep one meanwhile that the old key has sealed. */
async function sealAll(deps: Pick<AppDeps, 'store' | 'secretBox'>): Promise<number> {
  for (;;) {
    const stored = await deps.store.secrets.all()
    const isCurrent = await Promise.all(stored.map(({ sealed }) => deps.secretBox.isCurrent(sealed)))
    if (isCurrent.every(Boolean)) return stored.length
    for (const secret of stored) await sealAgain(deps, secret, () => deps.secretBox.open(secret))
  }
}
