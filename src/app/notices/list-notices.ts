import type { IntegrationId } from '../../core/ids.ts'
import type { Page } from '../access/page.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { findIntegration } from '../connections/find-integration.ts'
import type { AppDeps } from '../deps.ts'
import type { Delivery, Notice, NoticeKind, NoticeWords } from '../ports/notices.ts'

export interface NoticeView extends NoticeWords {
  readonly id: string
  readonly kind: NoticeKind
  readonly at: string
  /** Id of the card it is about. */
  readonly integration: IntegrationId | null
  /** Who gets it by mail, and what has become of that. */
  readonly mail: readonly Delivery[]
}

export interface NoticePage extends Page<NoticeView> {
  readonly mail: MailView | null
}

/** How this server sends mail; never its password. Null where that is not set up. */
export interface MailView {
  readonly server: string
  readonly from: string
}

export interface NoticeFilter {
  /** Id or name of a card. */
  readonly integration?: string | undefined
}

/** The newest first. */
export const listNotices =
  (deps: Pick<AppDeps, 'store' | 'mailer'>) =>
  async (
    actor: Actor,
    { integration: wanted }: NoticeFilter,
    { page, pageSize }: { readonly page: number; readonly pageSize: number },
  ): Promise<NoticePage> => {
    permit(actor, 'read')
    const found = wanted === undefined ? undefined : await findIntegration(deps.store, wanted)
    const { items, total } = await deps.store.notices.list({
      ...(found && { integrationId: found.integration.id }),
      offset: (page - 1) * pageSize,
      limit: pageSize,
    })
    return { items: items.map(viewOf), total, page, pageSize, mail: mailView(deps.mailer) }
  }

const mailView = (mailer: AppDeps['mailer']): MailView | null => mailer && { server: mailer.server, from: mailer.from }

const viewOf = ({ words, integrationId, deliveries, ...notice }: Notice): NoticeView => ({
  ...notice,
  ...words,
  integration: integrationId,
  mail: deliveries,
})
