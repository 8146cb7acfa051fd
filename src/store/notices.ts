/** Notices and their deliveries. Every step of a delivery names the state it comes from, so two servers never take the same one. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { ClaimedDelivery, Delivery, DeliveryEnd, NewNotice, Notice, NoticeStore } from '../app/ports/notices.ts'
import { type DeliveryEvent, type DeliveryState, deliveryTransitions } from '../core/notices/delivery.ts'
import type { NoticeDeliveryTable, NoticeTable, Tables } from './schema.ts'
import { optionalTime } from './times.ts'

export function noticeStore(database: Kysely<Tables>): NoticeStore {
  return {
    list: ({ integrationId, offset, limit }) =>
      database.transaction().execute((transaction) => list(transaction, integrationId, offset, limit)),

    claim: (claim, at) => claimNext(database, claim, at),

    handOver: async (claimed) => {
      const { from, to } = transitionOf('handed_over')
      const { numUpdatedRows } = await ofClaim(database, claimed)
        .set({ state: to })
        .where('state', '=', from)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    end: (claimed, end) => database.transaction().execute((transaction) => endClaim(transaction, claimed, end)),

    abandon: (silentMs, at) => database.transaction().execute((transaction) => abandon(transaction, silentMs, at)),

    undelivered: async (since) => {
      const { count } = await database
        .selectFrom('notice_delivery')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('state', 'in', ['given_up', 'uncertain'])
        .where('ended_at', '>=', new Date(since))
        .executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}

/** Told of before: nothing is written. */
export async function addNotice(transaction: Transaction<Tables>, notice: NewNotice): Promise<void> {
  const { id, kind, at, integrationId, words, mailTo } = notice
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto('notice')
    .values({ id, kind, at, integration_id: integrationId, words: JSON.stringify(words) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst()
  const recipients = [...new Set(mailTo)]
  if (numInsertedOrUpdatedRows === 0n || recipients.length === 0) return
  await transaction
    .insertInto('notice_delivery')
    .values(
      recipients.map((recipient) => ({ notice_id: id, channel: 'mail', recipient, state: 'waiting', next_at: at })),
    )
    .execute()
}

/** Of the events that have one beginning only. */
function transitionOf(event: DeliveryEvent): { readonly from: DeliveryState; readonly to: DeliveryState } {
  const [found] = deliveryTransitions.filter(([, on]) => on === event)
  if (!found) throw new Error(`no delivery knows ${event}`)
  return { from: found[0], to: found[2] }
}

const ofClaim = (database: Kysely<Tables>, { id, to, claim }: ClaimedDelivery) =>
  database
    .updateTable('notice_delivery')
    .where('notice_id', '=', id)
    .where('channel', '=', 'mail')
    .where('recipient', '=', to)
    .where('claim', '=', claim)

async function claimNext(database: Kysely<Tables>, claim: string, at: string): Promise<ClaimedDelivery | undefined> {
  const { from, to } = transitionOf('claimed')
  const { rows } = await sql<{ id: string; at: Date; words: string; to: string; attempts: number }>`
    with due as materialized (
      select notice_id, channel, recipient from notice_delivery
      where state = ${from} and channel = 'mail' and next_at <= ${at}::timestamptz
      order by next_at, notice_id limit 1 for update skip locked
    )
    update notice_delivery d
    set state = ${to}, claim = ${claim}, claimed_at = now(), attempts = d.attempts + 1
    from due, notice n
    where d.notice_id = due.notice_id and d.channel = due.channel and d.recipient = due.recipient and n.id = d.notice_id
    returning n.id, n.at, n.words::text as words, d.recipient as to, d.attempts`.execute(database)
  const [row] = rows
  return row && { ...row, at: row.at.toISOString(), words: JSON.parse(row.words), claim }
}

async function endClaim(transaction: Transaction<Tables>, claimed: ClaimedDelivery, end: DeliveryEnd): Promise<void> {
  for (const [from, event, to] of deliveryTransitions) {
    if (event !== end.event) continue
    const { numUpdatedRows } = await ofClaim(transaction, claimed)
      .set({
        state: to,
        claim: null,
        claimed_at: null,
        next_at: end.event === 'put_off' ? end.nextAt : null,
        ended_at: end.event === 'put_off' ? null : end.at,
        reason: end.event === 'accepted' ? null : end.reason,
      })
      .where('state', '=', from)
      .executeTakeFirst()
    if (numUpdatedRows > 0n) return
  }
}

const vanished = 'Bailiwick ended while the mail server had the letter; whether it arrived is not known.'

/** What waits again keeps its time: it is due at once. */
async function abandon(transaction: Transaction<Tables>, silentMs: number, at: string): Promise<number> {
  let count = 0n
  for (const [from, event, to] of deliveryTransitions) {
    if (event !== 'abandoned') continue
    const isOver = to !== 'waiting'
    const { numUpdatedRows } = await transaction
      .updateTable('notice_delivery')
      .set({
        state: to,
        claim: null,
        claimed_at: null,
        ...(isOver && { next_at: null, ended_at: at, reason: vanished }),
      })
      .where('state', '=', from)
      .where('claimed_at', '<=', sql<Date>`now() - ${sql.lit(silentMs)} * interval '1 millisecond'`)
      .executeTakeFirst()
    count += numUpdatedRows
  }
  return Number(count)
}

async function list(
  transaction: Transaction<Tables>,
  integrationId: NoticeTable['integration_id'] | undefined,
  offset: number,
  limit: number,
): Promise<{ items: Notice[]; total: number }> {
  const own = transaction
    .selectFrom('notice')
    .$if(integrationId !== undefined, (query) => query.where('integration_id', '=', integrationId ?? null))
  const { total } = await own.select(({ fn }) => fn.countAll<string>().as('total')).executeTakeFirstOrThrow()
  const rows = await own.selectAll().orderBy('at', 'desc').orderBy('id').offset(offset).limit(limit).execute()
  const ids = rows.map(({ id }) => id)
  const deliveries =
    ids.length === 0
      ? []
      : await transaction
          .selectFrom('notice_delivery')
          .selectAll()
          .where('notice_id', 'in', ids)
          .orderBy('recipient')
          .execute()
  return {
    total: Number(total),
    items: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      at: row.at.toISOString(),
      integrationId: row.integration_id,
      words: JSON.parse(row.words),
      deliveries: deliveries.filter(({ notice_id }) => notice_id === row.id).map(toDelivery),
    })),
  }
}

const toDelivery = (row: Selectable<NoticeDeliveryTable>): Delivery => ({
  to: row.recipient,
  state: row.state,
  attempts: row.attempts,
  nextAt: optionalTime(row.next_at),
  endedAt: optionalTime(row.ended_at),
  reason: row.reason,
})
