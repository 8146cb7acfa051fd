import { useQuery } from '@tanstack/react-query'
import { integrationsQuery, statusQuery } from '../../../api/queries.ts'
import type { Integration } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Section } from '../../../parts/layout.tsx'
import { progressOf } from '../../../parts/reading.ts'
import { text } from '../../../parts/text.ts'
import { Bold, figure, Verdict } from '../../../parts/verdict.tsx'
import { IntegrationCard } from '../card.tsx'
import { LiveAccounts } from '../live-accounts.tsx'
import styles from './integrate.module.css'

const cx = classesOf(styles)

/** True of this server: a mail is promised only where one will leave. */
function WhoHears(props: { readonly owner: string | null }) {
  const status = useQuery(statusQuery)
  if (status.data === undefined) return null
  if (status.data.mail && props.owner !== null) {
    return (
      <>
        We will write to <Bold>{props.owner}</Bold> when it is done.
      </>
    )
  }
  const why = status.data.mail ? 'no contact is named' : 'mail is not set up'
  return <>When it is done, a notice will stand on its card; no mail is sent, because {why}.</>
}

/** After Create: what goes on now, account by account; the page may be closed. */
export function DoneStep(props: { readonly of: Integration }) {
  const { of } = props
  const integrations = useQuery(integrationsQuery)
  const cards = (integrations.data ?? []).filter((one) => one.externalId === of.externalId && one.externalId !== '')
  const shown = cards.length > 0 ? cards : [of]
  const over = of.run !== null && of.run.endedAt !== null
  return (
    <>
      <Verdict as="p" size="small" live>
        {over ? (
          <>
            <Bold>{`${figure(of.counts.principals)} principals`}</Bold> and {figure(of.counts.resources)} resources are
            known now.
          </>
        ) : (
          <>
            All set. Bailiwick is fetching and processing data; this may take a while. <WhoHears owner={of.owner} /> You
            may close this page.
          </>
        )}
      </Verdict>
      <div className={cx('madeCards')}>
        {shown.map((one) => (
          <IntegrationCard key={one.id} of={one} />
        ))}
      </div>
      {of.run !== null && (
        <Section title="Being read now" aside={`${figure(progressOf(of.run).objects)} objects so far`}>
          <LiveAccounts run={of.run} />
        </Section>
      )}
      {of.run === null && <p className={text('muted')}>The first sync run is about to begin.</p>}
    </>
  )
}
