import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { noticesQuery } from '../../api/queries.ts'
import { Section } from '../../parts/layout.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { NoticeTable } from './notice-table.tsx'

const shown = 3

/** On a card: what its contact was told last. Nothing while nobody was told anything. */
export function CardNotices(props: { readonly integration: string }) {
  const notices = useQuery(noticesQuery({ integration: props.integration, pageSize: shown }))
  if (notices.error) return <ProblemNotice error={notices.error} onRetry={() => void notices.refetch()} />
  if (notices.data === undefined || notices.data.total === 0) return null
  const { items, total, mail } = notices.data
  return (
    <Section
      title="Notices"
      aside={total > items.length ? `the last ${items.length} of ${total}` : 'what its contact was told'}
      more={<Link to="/notices">All notices</Link>}
    >
      <NoticeTable items={items} isMailSetUp={mail !== null} linked={false} />
    </Section>
  )
}
