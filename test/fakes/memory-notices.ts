/** Notices of the store in memory, moved by the same table of transitions as the database moves them. */
import type { ClaimedDelivery, Delivery, NewNotice, Notice, NoticeStore } from '../../src/app/ports/notices.ts'
import { afterDelivery, type DeliveryEvent } from '../../src/core/notices/delivery.ts'

interface Row extends Delivery {
  readonly noticeId: string
  readonly claim: string | null
  readonly claimedAt: string
}

export function createMemoryNotices(): { readonly store: NoticeStore; add(notice: NewNotice): void } {
  const notices = new Map<string, Omit<Notice, 'deliveries'>>()
  const rows = new Map<string, Row>()

  const claimedRow = ({ id, to, claim }: ClaimedDelivery): Row | undefined => {
    const row = rows.get(`${id} ${to}`)
    return row?.claim === claim ? row : undefined
  }
  const move = (row: Row, event: DeliveryEvent, change: Partial<Row>): boolean => {
    const state = afterDelivery(row.state, event)
    if (state === undefined) return false
    rows.set(`${row.noticeId} ${row.to}`, { ...row, ...change, state })
    return true
  }

  return {
    add({ mailTo, ...notice }) {
      if (notices.has(notice.id)) return
      notices.set(notice.id, structuredClone(notice))
      for (const to of mailTo) {
        const fresh = { state: 'waiting', attempts: 0, nextAt: notice.at, endedAt: null, reason: null } as const
        rows.set(`${notice.id} ${to}`, { noticeId: notice.id, to, claim: null, claimedAt: notice.at, ...fresh })
      }
    },
    store: {
      async list({ integrationId, offset, limit }) {
        const all = [...notices.values()]
          .filter((one) => integrationId === undefined || one.integrationId === integrationId)
          .sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? 1 : -1))
        const items = all.slice(offset, offset + limit).map((notice) => ({
          ...notice,
          deliveries: [...rows.values()]
            .filter(({ noticeId }) => noticeId === notice.id)
            .map(({ noticeId: _, claim: __, claimedAt: ___, ...delivery }) => delivery),
        }))
        return { items, total: all.length }
      },
      async claim(claim, at) {
        const [due] = [...rows.values()]
          .filter((row) => row.state === 'waiting' && row.nextAt !== null && row.nextAt <= at)
          .sort((a, b) => ((a.nextAt ?? '') < (b.nextAt ?? '') ? -1 : 1))
        const notice = due && notices.get(due.noticeId)
        if (!notice) return undefined
        const attempts = due.attempts + 1
        move(due, 'claimed', { claim, claimedAt: at, attempts })
        return { id: notice.id, at: notice.at, words: notice.words, to: due.to, attempts, claim }
      },
      async handOver(claimed) {
        const row = claimedRow(claimed)
        return row !== undefined && move(row, 'handed_over', {})
      },
      async end(claimed, end) {
        const row = claimedRow(claimed)
        if (!row) return
        const over = end.event !== 'put_off'
        move(row, end.event, {
          claim: null,
          nextAt: over ? null : end.nextAt,
          endedAt: over ? end.at : null,
          reason: end.event === 'accepted' ? null : end.reason,
        })
      },
      async abandon(silentMs, at) {
        let count = 0
        for (const row of [...rows.values()]) {
          const to = afterDelivery(row.state, 'abandoned')
          if (to === undefined || Date.parse(at) - Date.parse(row.claimedAt) < silentMs) continue
          move(row, 'abandoned', {
            claim: null,
            ...(to !== 'waiting' && { nextAt: null, endedAt: at, reason: 'gone' }),
          })
          count++
        }
        return count
      },
      async undelivered(since) {
        const ended = [...rows.values()].filter(({ state }) => state === 'given_up' || state === 'uncertain')
        return ended.filter(({ endedAt }) => endedAt !== null && endedAt >= since).length
      },
    },
  }
}
