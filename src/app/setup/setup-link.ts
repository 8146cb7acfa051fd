/** The one-time link with which the first administrator is created (identity.md §2.1). */
import type { AppDeps } from '../deps.ts'

/** 256 random bits. */
const tokenBytes = 32
const lifetimeMs = 15 * 60_000

const digestKey = 'setup.tokenDigest'
const expiryKey = 'setup.expiresAt'

type Deps = Pick<AppDeps, 'store' | 'clock' | 'ids' | 'tokens'>

export const isSetupNeeded = (deps: Pick<AppDeps, 'store'>) => async (): Promise<boolean> =>
  (await deps.store.users.count()) === 0

export interface SetupLink {
  /** Shown once, on the terminal of whoever started the server; only its digest is kept. */
  readonly token: string
  readonly expiresAt: string
}

/** Replaces an earlier link. Undefined as soon as an administrator exists. */
export const issueSetupLink = (deps: Deps) => async (): Promise<SetupLink | undefined> => {
  if (!(await isSetupNeeded(deps)())) return undefined
  const token = deps.ids.token(tokenBytes)
  const expiresAt = new Date(Date.parse(deps.clock.now()) + lifetimeMs).toISOString()
  await deps.store.settings.set(digestKey, deps.tokens.digest(token))
  await deps.store.settings.set(expiryKey, expiresAt)
  return { token, expiresAt }
}

export async function isSetupTokenValid(deps: Deps, token: string): Promise<boolean> {
  const [digest, expiresAt] = await Promise.all([
    deps.store.settings.get(digestKey),
    deps.store.settings.get(expiryKey),
  ])
  if (digest === undefined || expiresAt === undefined || expiresAt <= deps.clock.now()) return false
  return deps.tokens.equal(digest, deps.tokens.digest(token))
}

export async function forgetSetupToken(deps: Pick<AppDeps, 'store'>): Promise<void> {
  await deps.store.settings.set(digestKey, null)
  await deps.store.settings.set(expiryKey, null)
}
