import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { noticesCsv, noticesQuery, sessionQuery } from '../../api/queries.ts'
import type { NoticePage } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ScreenPage, Section } from '../../parts/layout.tsx'
import { CommandLine, Empty, FailedAct } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { NoticeTable } from './notice-table.tsx'
import styles from './notices.module.css'

const cx = classesOf(styles)
const route = getRouteApi('/console/notices')

export function NoticesScreen() {
  const { page = 1 } = route.useSearch()
  const navigate = route.useNavigate()
  const notices = useQuery(noticesQuery({ page }))
  if (notices.error) return <ProblemScreen of={[notices]} />
  if (notices.data === undefined) return <LoadingScreen />
  const { items, total, pageSize, mail } = notices.data
  if (total === 0) {
    return (
      <ScreenPage>
        <Empty as="h1" example="“AWS prod is connected and read.”" command="bailiwick notices">
          <p>
            Here stands what people were told: that an integration was read for the first time, and that one cannot be
            read any more. Nobody was told anything yet.
          </p>
        </Empty>
        <MailSection mail={mail} />
      </ScreenPage>
    )
  }
  const onPage = (to: number) => void navigate({ search: to > 1 ? { page: to } : {} })
  const begin = (page - 1) * pageSize
  return (
    <ScreenPage>
      <Verdict>
        <Bold>{counted(total, 'notice')}</Bold> {total === 1 ? 'was' : 'were'} given
        {mail === null ? ', in the console only.' : '.'}
      </Verdict>
      <div>
        <NoticeTable items={items} isMailSetUp={mail !== null} linked />
        <div className={cx('foot')}>
          <span aria-live="polite">
            {items.length === 0
              ? `none of ${figure(total)} on this page`
              : `${figure(begin + 1)} to ${figure(begin + items.length)} of ${figure(total)}`}
          </span>
          <Button
            look="quiet"
            size="small"
            square
            aria-label="Page before"
            disabled={page <= 1}
            onClick={() => onPage(page - 1)}
          >
            <Icon name="left" />
          </Button>
          <Button
            look="quiet"
            size="small"
            square
            aria-label="Next page"
            disabled={begin + items.length >= total}
            onClick={() => onPage(page + 1)}
          >
            <Icon name="right" />
          </Button>
          <a className={buttonClass('quiet', 'small')} href={noticesCsv()} download>
            <Icon name="download" size={14} />
            CSV
          </a>
        </div>
      </div>
      <MailSection mail={mail} />
    </ScreenPage>
  )
}

/** How mail leaves this server, and for administrators a way to try it. */
function MailSection({ mail }: Pick<NoticePage, 'mail'>) {
  const { data: session } = useQuery(sessionQuery)
  const test = useMutation({
    mutationFn: (to: string) => call('POST /notices/test', { body: { to } }),
  })
  if (mail === null) {
    return (
      <Section title="Mail">
        <div className={cx('mail')}>
          <p>Mail is not set up: this server knows no mail server, so notices stand here and on their cards only.</p>
          <p className={text('muted')}>Name one and a sender in its environment, then start it again:</p>
          <CommandLine command="BAILIWICK_SMTP_HOST=mail.example.com BAILIWICK_SMTP_FROM=bailiwick@example.com" />
        </div>
      </Section>
    )
  }
  const email = session?.user.email
  const mayTry = session?.user.roles.includes('administrator') ?? false
  return (
    <Section title="Mail">
      <div className={cx('mail')}>
        <p>
          It leaves through <span className={text('mono')}>{mail.server}</span>, from {mail.from}.
        </p>
        <FailedAct of={test} />
        {mayTry && email !== undefined && (
          <Button acts aria-disabled={test.isPending} onClick={() => !test.isPending && test.mutate(email)}>
            <Icon name="send" />
            {test.isPending ? 'Sending' : 'Send me a test mail'}
          </Button>
        )}
        <p className={text('muted')} aria-live="polite">
          {test.data !== undefined && `${test.data.server} has taken a mail to ${test.data.to}.`}
        </p>
      </div>
    </Section>
  )
}
