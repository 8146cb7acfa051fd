import { AppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import type { AppDeps } from '../deps.ts'
import type { Integration } from '../ports/connections.ts'
import { sampleConnection } from './connect-sample.ts'
import { cardsOf } from './find-integration.ts'

/**
 * Starts the simulated organization beside this server and has it read; also one that slept since the server was started anew. Made up
 * and real never stand in one picture: fault `wrong_state` where something else is connected.
 */
export const exploreSample =
  (deps: Pick<AppDeps, 'store' | 'sample'>) =>
  async (actor: Actor): Promise<Integration> => {
    permit(actor, 'integrate')
    if (!(await sampleConnection(deps)) && (await deps.store.connections.connections()).length > 0) {
      throw new AppError('wrong_state', 'Something is connected already; the sample would stand among it.', {
        fix: 'Start a second server with a data folder of its own: npm start -- --sample --home ./sample',
      })
    }
    await deps.sample.start()
    const connection = await sampleConnection(deps)
    const card = connection && (await cardsOf(deps.store, connection.id)).find(({ kind }) => kind === 'aws')
    if (!card) throw new Error('the sample has started without a card')
    return card
  }
