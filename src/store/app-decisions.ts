/** What was decided about recommended apps. */
import type { Kysely, Selectable } from 'kysely'
import type { AppDecision, AppDecisionStore } from '../app/ports/connection-store.ts'
import type { AppDecisionTable, Tables } from './schema.ts'

export function appDecisionStore(database: Kysely<Tables>): AppDecisionStore {
  return {
    list: async () => {
      const rows = await database.selectFrom('app_decision').selectAll().orderBy('at').orderBy('id').execute()
      return rows.map(toDecision)
    },

    save: async (decision) => {
      const { id, ...columns } = fromDecision(decision)
      await database
        .insertInto('app_decision')
        .values({ id, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute()
    },

    remove: async (id) => {
      await database.deleteFrom('app_decision').where('id', '=', id).execute()
    },
  }
}

const fromDecision = (decision: AppDecision) => {
  const { id, at, state } = decision
  if (state === 'dismissed') return { id, at, state, card_id: null, name: null, vendor: null, owner_email: null }
  const { card, name, vendor, ownerEmail } = decision
  return { id, at, state, card_id: card, name, vendor, owner_email: ownerEmail }
}

function toDecision({ id, at, state, card_id, name, vendor, owner_email }: Selectable<AppDecisionTable>): AppDecision {
  const common = { id, at: at.toISOString() }
  if (state === 'dismissed' || card_id === null || name === null) return { ...common, state: 'dismissed' }
  return { ...common, state, card: card_id, name, vendor, ownerEmail: owner_email }
}
