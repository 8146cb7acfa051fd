import type { Catalogue } from '../../core/catalogue.ts'
import type { LintFinding } from '../../core/policy/lint/finding.ts'
import { lintPolicy } from '../../core/policy/lint/lint.ts'
import type { LintType } from '../../core/policy/lint/types.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'

/** What is wrong with a policy that somebody is writing, while they write it. */
export const lintText =
  (deps: { readonly catalogue: Catalogue }) =>
  async (
    actor: Actor,
    input: { readonly text: string; readonly type?: LintType | undefined },
  ): Promise<readonly LintFinding[]> => {
    permit(actor, 'read')
    return lintPolicy(input.text, deps.catalogue, input.type)
  }
