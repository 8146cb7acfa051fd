/** Who hears what when about a connection (connection.md §4, §5): its contact, once at the first reading and once at each Error. */

import { inOneLine } from '../../core/notices/plain-text.ts'
import type { AccountTarget, Integration, IntegrationState, Probe } from '../ports/connections.ts'
import type { NewNotice, NoticeWords } from '../ports/notices.ts'
import type { WhatWasRead } from '../sync/run-reason.ts'

/** Another card of the connection, which was not let in. */
export type WaitingCard = Pick<Integration, 'name' | 'reason'>

export interface CardMove {
  /** As it was before. */
  readonly card: Integration
  readonly to: IntegrationState
  readonly reason: string | null
  readonly read: WhatWasRead
  readonly targets: readonly Pick<AccountTarget, 'accountId' | 'name' | 'probes'>[]
  readonly waiting: readonly WaitingCard[]
  readonly at: string
}

/**
 * Undefined: nobody needs to hear of it. The id is the same whoever notices the move and however often: an Error is the one since
 * the last good reading, so it is told again only after a recovery.
 */
export function noticeOf(move: CardMove): NewNotice | undefined {
  const { card, to, at } = move
  const common = { at, integrationId: card.id, mailTo: card.ownerEmail === null ? [] : [card.ownerEmail] }
  if (to === 'error') {
    const since = card.lastSyncAt === null ? 'begin' : String(Date.parse(card.lastSyncAt))
    return { ...common, id: `error.${card.id}.${since}`, kind: 'integration_error', words: errorWords(move) }
  }
  const isFirst = card.lastSyncAt === null
  if ((to === 'active' || to === 'degraded') && isFirst) {
    return { ...common, id: `read.${card.id}`, kind: 'integration_read', words: readWords(move) }
  }
  return undefined
}

function readWords({ card, to, reason, read, waiting }: CardMove): NoticeWords {
  const name = inOneLine(card.name)
  const known =
    card.kind === 'aws'
      ? 'Who can do what there, and why, can be asked now.'
      : 'Its people, groups, permission sets and assignments are known now.'
  const missing = [
    ...(reason === null ? [] : [inOneLine(reason)]),
    'What could not be read counts as unknown, never as "no access".',
  ]
  return {
    title: to === 'active' ? `"${name}" is connected and read` : `"${name}" is connected; some of it could not be read`,
    paragraphs: [
      `Bailiwick has read "${name}" for the first time. ${known}`,
      ...(to === 'active' ? [] : missing),
      ...waiting.map(waits),
    ],
    facts: card.kind === 'aws' ? figuresOf(read) : [],
    link:
      to === 'active'
        ? { label: `Open ${name}`, path: `/integrations/${card.id}` }
        : { label: 'See what is missing', path: `/integrations/${card.id}?tab=coverage` },
  }
}

const waits = ({ name, reason }: WaitingCard): string =>
  inOneLine(`"${name}" still waits for AWS: ${reason ?? 'it was not let in.'}`)

const grouped = (count: number): string => count.toLocaleString('en-US')

function figuresOf({ accounts, parts }: WhatWasRead): NoticeWords['facts'] {
  const entered = accounts.filter(({ state }) => state === 'done').length
  const objects = accounts.reduce((sum, account) => sum + account.objects, 0)
  return [
    { name: 'Accounts read', value: `${grouped(entered)} of ${grouped(accounts.length)}` },
    { name: 'Objects read', value: grouped(objects) },
    ...(parts > 0 ? [{ name: 'Parts not read whole', value: grouped(parts) }] : []),
  ]
}

function errorWords({ card, reason, targets }: CardMove): NoticeWords {
  const name = inOneLine(card.name)
  return {
    title: `"${name}" cannot be read`,
    paragraphs: [
      inOneLine(reason ?? 'The reading failed.'),
      card.lastSyncAt === null
        ? 'Nothing has been read through it yet.'
        : `What was read before is kept; it is of ${utc(card.lastSyncAt)}.`,
      `What to do: ${fixOf(targets) ?? `open "${name}" and choose Re-check. It tries every account and says what is missing, with the statement to paste.`}`,
      'Nothing more is sent about this until it can be read again.',
    ],
    facts: [],
    link: { label: 'See what is missing', path: `/integrations/${card.id}?tab=permissions` },
  }
}

/** `2026-11-26 21:32 UTC`: whoever reads a mail may live in any zone. */
const utc = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`

/** What the last check said would mend the first account that has something to mend. */
function fixOf(targets: CardMove['targets']): string | undefined {
  for (const { accountId, name, probes } of targets) {
    const broken = probes.find((probe) => (probe.result === 'denied' || probe.result === 'failed') && probe.fix)
    const says = broken && fixText(broken)
    if (says !== undefined) return `in account ${inOneLine(name ?? accountId)}: ${inOneLine(says)}`
  }
  return undefined
}

function fixText({ fix, attach }: Probe): string | undefined {
  if (fix?.text !== undefined) return fix.text.split('\n').join(' ')
  const policy = fix?.attach ?? attach
  if (policy !== undefined) return `attach ${policy} to the role.`
  return fix?.statement && `allow ${fix.statement.Action.join(', ')} to the role.`
}
