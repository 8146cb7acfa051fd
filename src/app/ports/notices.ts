/** What people are told, where that is kept, and how it reaches them. */
import type { IntegrationId } from '../../core/ids.ts'
import type { DeliveryState } from '../../core/notices/delivery.ts'

export const noticeKinds = ['integration_read', 'integration_error'] as const

export type NoticeKind = (typeof noticeKinds)[number]

/** The same in every channel: a mail, a message, a line in the console. Plain text throughout. */
export interface NoticeWords {
  /** One line: the subject of a mail. */
  readonly title: string
  readonly paragraphs: readonly string[]
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** A page of the console; nothing is decided by opening it. */
  readonly link: { readonly label: string; readonly path: string }
}

export interface NewNotice {
  /** Names what happened, so that it is told once however often it is noticed. Letters, digits, `-` and `.`. */
  readonly id: string
  readonly kind: NoticeKind
  readonly at: string
  /** Gone with its card. */
  readonly integrationId: IntegrationId | null
  readonly words: NoticeWords
  /** Addresses that get a mail; the console shows the notice in any case. */
  readonly mailTo: readonly string[]
}

export interface Delivery {
  readonly to: string
  readonly state: DeliveryState
  readonly attempts: number
  /** When it is tried next; null: it is over. */
  readonly nextAt: string | null
  /** When it came to its end. */
  readonly endedAt: string | null
  /** Why it was not sent, of the last attempt. */
  readonly reason: string | null
}

export interface Notice extends Omit<NewNotice, 'mailTo'> {
  readonly deliveries: readonly Delivery[]
}

/** One attempt: nobody else has the delivery while it is claimed. */
export interface ClaimedDelivery extends Pick<Notice, 'id' | 'at' | 'words'> {
  readonly to: string
  /** This one among them. */
  readonly attempts: number
  readonly claim: string
}

export type DeliveryEnd =
  | { readonly event: 'accepted'; readonly at: string }
  | { readonly event: 'put_off'; readonly nextAt: string; readonly reason: string }
  | { readonly event: 'refused' | 'unanswered'; readonly at: string; readonly reason: string }

/** All of it holds for any number of processes. Notices enter with what they tell of: see `ConnectionStore.updateIntegration`. */
export interface NoticeStore {
  /** The newest first. */
  list(of: {
    readonly integrationId?: IntegrationId
    readonly offset: number
    readonly limit: number
  }): Promise<{ readonly items: Notice[]; readonly total: number }>
  /** The delivery that waits longest among those due. */
  claim(claim: string, at: string): Promise<ClaimedDelivery | undefined>
  /** False, and nothing is written, when the delivery is no longer claimed so. */
  handOver(claimed: ClaimedDelivery): Promise<boolean>
  /** Nothing happens when the delivery is no longer claimed so. */
  end(claimed: ClaimedDelivery, end: DeliveryEnd): Promise<void>
  /** Those claimed so long ago that whoever did is gone. Returns how many. */
  abandon(silentMs: number, at: string): Promise<number>
  /** Deliveries that came to a bad end since then. */
  undelivered(since: string): Promise<number>
}

export interface Letter {
  /** A dot-atom (RFC 5322 §3.2.3); the same for every attempt, so that a mail system that keeps count shows one of two. */
  readonly id: string
  readonly to: string
  readonly at: string
  readonly words: NoticeWords
}

export type Sent =
  | { readonly kind: 'accepted' }
  | {
      readonly kind: 'refused'
      readonly reason: string
      readonly fix: string
      /** `letter`: this one for good. `later`: this one for now. `server`: every other letter would fare the same. */
      readonly scope: 'letter' | 'later' | 'server'
    }
  /** The server has had the whole letter and not answered. */
  | { readonly kind: 'unanswered'; readonly reason: string }

export interface Mailer {
  /** `mail.example.com:587`. */
  readonly server: string
  readonly from: string
  /**
   * Asks `handOver` before the server can deliver the letter; false stops it there, as the signal does before that moment.
   * Never throws for what a server, a network or an address does.
   */
  send(letter: Letter, handOver: () => Promise<boolean>, signal: AbortSignal): Promise<Sent>
  /** Connects and signs in; undefined: all is well. */
  check(): Promise<{ readonly reason: string; readonly fix: string } | undefined>
}
