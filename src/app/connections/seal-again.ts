/** Secrets meet the rotation of the key that seals them. */
import type { AppDeps } from '../deps.ts'
import type { StoredSecret } from '../ports/connection-store.ts'

type Deps = Pick<AppDeps, 'store' | 'secretBox'>

/** Seals a stored secret under the key of now; nothing happens when it is, or when it was replaced meanwhile. */
export async function sealAgain(deps: Deps, secret: StoredSecret, plain: () => Promise<string>): Promise<void> {
  if (await deps.secretBox.isCurrent(secret.sealed)) return
  await deps.store.secrets.reseal(secret, await deps.secretBox.seal(await plain(), secret))
}

/**
 * After a secret was kept: a rotation may have begun and ended between its sealing and its keeping. One that begins from here on
 * finds it.
 */
export async function sealAgainIfRotated(
  deps: Deps,
  secret: Omit<StoredSecret, 'sealed'>,
  plain: string,
): Promise<void> {
  for (;;) {
    const sealed = await deps.store.secrets.get(secret.owner, secret.field)
    if (sealed === undefined || (await deps.secretBox.isCurrent(sealed))) return
    await sealAgain(deps, { ...secret, sealed }, async () => plain)
  }
}
