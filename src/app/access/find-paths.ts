import type { AccessIndex } from '../../core/access/build-index.ts'
import type { PathsAnswer } from '../../core/access/paths/path-answer.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AccessService } from './access-service.ts'
import { type AskedAt, answered, given } from './questions.ts'

export interface PathsInput extends AskedAt {
  /** Absent: everybody. */
  readonly from?: string | undefined
  /** `admin`, a principal, a person, or a resource. */
  readonly to: string
  readonly action?: string | undefined
  readonly maxDepth?: number | undefined
  readonly limit?: number | undefined
}

export const findPaths =
  (deps: { readonly access: AccessService<AccessIndex> }) =>
  async (actor: Actor, input: PathsInput): Promise<PathsAnswer> => {
    permit(actor, 'read')
    const { from, to, action, maxDepth, limit } = input
    const index = await deps.access.at(input.at)
    const work = index.pathsInSteps({
      to: to.trim(),
      ...given('from', from),
      ...given('action', action),
      ...(maxDepth !== undefined && { maxDepth }),
      ...(limit !== undefined && { limit }),
    })
    return answered(await deps.access.run(work))
  }
