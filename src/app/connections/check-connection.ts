import type { AccountId, Arn } from '../../core/ids.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { Partition } from '../ports/connections.ts'
import { directNote } from './direct-credentials.ts'
import type { ExamineDeps, FormAsSent } from './examine-form.ts'
import { examineForm } from './examine-form.ts'
import type { FormProblem } from './form-field.ts'

export interface CheckedConnection {
  readonly problems: readonly FormProblem[]
  readonly notes: readonly string[]
  /** Whose credentials Bailiwick has for this connection. */
  readonly identity: {
    readonly arn: Arn
    /** Whom its roles would trust: of a session its role. Null where nobody is trusted. */
    readonly trustPrincipal: Arn | null
    readonly accountId: AccountId
    readonly partition: Partition
    readonly note: string | null
  } | null
}

/** What creating it would say, without creating it. Wrong fields are the answer, not a fault. */
export const checkConnection =
  (deps: ExamineDeps) =>
  async (actor: Actor, form: FormAsSent): Promise<CheckedConnection> => {
    permit(actor, 'integrate')
    const { problems, notes, identity } = await examineForm(deps, actor, form)
    const { caller, reason } = identity
    const found = problems.map(({ code: _, ...problem }): FormProblem => problem)
    // A draft of the other methods can wait for credentials; a look with those at hand cannot.
    const missing = caller || reason === null ? [] : [reason]
    const isDirect = form.method === 'direct'
    return {
      problems: [...found, ...(isDirect ? missing.map((message) => ({ path: 'profile', message })) : [])],
      notes: [...notes, ...(isDirect || form.method === 'legacy' ? [] : missing)],
      identity: caller
        ? {
            arn: caller.arn,
            trustPrincipal: isDirect ? null : caller.trustPrincipalArn,
            accountId: caller.accountId,
            partition: caller.partition,
            note: isDirect ? directNote(caller) : caller.note,
          }
        : null,
    }
  }
