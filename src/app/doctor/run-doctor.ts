import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { DoctorFinding } from '../ports/host.ts'

/** Every self-check, at the same time; a check that breaks is itself a finding. */
export const runDoctor =
  (deps: Pick<AppDeps, 'doctorChecks' | 'log'>) =>
  async (actor: Actor): Promise<{ readonly checks: readonly DoctorFinding[] }> => {
    permit(actor, 'read')
    const checks = deps.doctorChecks.map(async ({ name, run }): Promise<DoctorFinding> => {
      try {
        return { name, ...(await run()) }
      } catch (cause) {
        deps.log.warn('a self-check broke', { check: name, cause: cause instanceof Error ? cause.name : typeof cause })
        return { name, state: 'bad', says: 'The check itself could not be carried out; the log says why.' }
      }
    })
    return { checks: await Promise.all(checks) }
  }
