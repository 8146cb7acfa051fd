import { Link } from '@tanstack/react-router'
import type { Notice } from '../../api/schema.ts'
import { State } from '../../parts/marks.tsx'
import { Moment, shortMoment, wholeMoment } from '../../parts/moment.tsx'
import { Prose } from '../../parts/prose.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { parseIntegration } from '../../search.ts'
import { mailFate } from './mail-fate.ts'
import styles from './notices.module.css'

/** What was told, when, and whom it reached. */
export function NoticeTable(props: {
  readonly items: readonly Notice[]
  readonly isMailSetUp: boolean
  /** Where the page is about one card, nothing leads to it. */
  readonly linked: boolean
}) {
  return (
    <table className={`${table('table')} ${styles['notices']}`} aria-label="Notices">
      <thead>
        <tr>
          <th scope="col">Notice</th>
          <th scope="col">When</th>
          <th scope="col">Mail</th>
        </tr>
      </thead>
      <tbody>
        {props.items.map((notice) => (
          <tr key={notice.id}>
            <td>
              <p className={text('m')}>{props.linked ? <NoticeLink of={notice} /> : notice.title}</p>
              {notice.paragraphs.map((paragraph) => (
                <p key={paragraph} className={text('muted')}>
                  <Prose>{paragraph}</Prose>
                </p>
              ))}
              {notice.facts.length > 0 && (
                <p className={text('s12', 'faint')}>
                  {notice.facts.map(({ name, value }) => `${name} ${value}`).join(' · ')}
                </p>
              )}
            </td>
            <td className={text('nowrap')}>
              <Moment at={notice.at} />
            </td>
            <td>
              {notice.mail.length === 0 ? (
                <span className={text('faint')}>No contact is named</span>
              ) : (
                notice.mail.map((mail) => <Fate key={mail.to} of={mailFate(mail, props.isMailSetUp)} />)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** To the tab that its link names, within this console. */
function NoticeLink({ of: { title, integration, link } }: { readonly of: Notice }) {
  if (integration === null) return <>{title}</>
  const [, query = ''] = link.path.split('?')
  const search = parseIntegration(Object.fromEntries(new URLSearchParams(query)))
  return (
    <Link to="/integrations/$id" params={{ id: integration }} search={search}>
      {title}
    </Link>
  )
}

function Fate({ of: { tone, shape, words, again, why } }: { readonly of: ReturnType<typeof mailFate> }) {
  return (
    <div>
      <State tone={tone} shape={shape}>
        {words}
      </State>
      {again !== undefined && (
        <p className={text('s12', 'faint')}>
          Next attempt{' '}
          <time dateTime={again} title={wholeMoment(again)}>
            {shortMoment(again)}
          </time>
        </p>
      )}
      {why !== undefined && <p className={text('s12', 'muted')}>{why}</p>}
    </div>
  )
}
