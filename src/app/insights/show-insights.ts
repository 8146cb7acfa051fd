/** What is worth knowing first about the organization. While it is being read for the first time: of what is known so far. */
import type { AccessIndex } from '../../core/access/build-index.ts'
import type { InsightsAnswer } from '../../core/insights/insight.ts'
import type { AccessService } from '../access/access-service.ts'
import type { AskedAt } from '../access/questions.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'

/** Faults `nothing_read`, `bad_input`, `not_found`. */
export const showInsights =
  ({ access }: { readonly access: Pick<AccessService<AccessIndex>, 'at' | 'run'> }) =>
  async (actor: Actor, { at }: AskedAt): Promise<InsightsAnswer> => {
    permit(actor, 'read')
    const index = await access.at(at)
    return access.run(index.insights())
  }
