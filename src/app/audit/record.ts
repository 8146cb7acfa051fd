import type { Actor } from '../actor.ts'
import { actorName } from '../actor.ts'
import type { AppDeps } from '../deps.ts'

/** One line of the audit log. `details` never hold a password, a token or a policy. */
export const record = (
  deps: Pick<AppDeps, 'store' | 'clock'>,
  actor: Actor,
  act: string,
  subject: string | null,
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> => deps.store.audit.append({ at: deps.clock.now(), actor: actorName(actor), act, subject, details })
