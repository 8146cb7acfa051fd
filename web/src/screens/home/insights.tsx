/** What is worth knowing first: three things, each a click into the picture that proves it; the others on demand. */
import { useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { isNothingRead } from '../../api/problem.ts'
import { insightsCsv, insightsQuery } from '../../api/queries.ts'
import type { Insight, Insights } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { buttonClass, CopyButton } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Severity } from '../../parts/marks.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized } from '../../parts/verdict.tsx'
import styles from './home.module.css'
import { linkOf, pictureName } from './insight-link.ts'

const cx = classesOf(styles)

const firstThings = 3

export function WorthKnowing(props: {
  /** AWS is being read for the first time: what is known so far. */
  readonly isReading: boolean
  /** Nothing of it is known yet, so that there is nothing to ask. */
  readonly isTooEarly?: boolean
  readonly all: boolean
}) {
  const { data, error, refetch } = useQuery({ ...insightsQuery(props.isReading), enabled: !props.isTooEarly })
  const count = data?.items.length ?? 0
  return (
    <Section
      title={props.all ? `${count} things worth knowing` : titleOf(count)}
      aside={props.isReading ? 'known so far' : count > firstThings && !props.all ? `of ${count}` : undefined}
      more={
        !props.isReading &&
        count > firstThings && (
          <>
            {props.all && (
              <a className={text('s12')} href={insightsCsv()} download>
                CSV
              </a>
            )}
            <Link className={text('s12')} to="/" search={props.all ? {} : { things: 'all' }} resetScroll={false}>
              {props.all ? 'Show three' : `Show all ${count}`}
            </Link>
          </>
        )
      }
    >
      {data === undefined ? (
        error && !isNothingRead(error) ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : props.isReading ? (
          <p className={cx('nothing')}>The first accounts are on their way. What is found stands here at once.</p>
        ) : (
          <Loading lines={4} says="Looking for what is worth knowing" />
        )
      ) : (
        <Things insights={data} isReading={props.isReading} all={props.all} />
      )}
    </Section>
  )
}

const titleOf = (count: number): string =>
  count === 1 ? 'One thing worth knowing' : count === 2 ? 'Two things worth knowing' : 'Three things worth knowing'

function Things(props: { readonly insights: Insights; readonly isReading: boolean; readonly all: boolean }) {
  const { items, notes, examined } = props.insights
  const shown = props.all ? items : items.slice(0, firstThings)
  if (items.length === 0) {
    return (
      <p className={cx('nothing')}>
        {props.isReading
          ? 'Nothing that stands out so far.'
          : `None of the rules found anything among ${examined.principals} principals and ${examined.resources} resources.`}
      </p>
    )
  }
  return (
    <>
      <ol className={cx('things')} aria-live={props.isReading ? 'polite' : undefined}>
        {shown.map((insight) => (
          <Thing key={insight.id} insight={insight} />
        ))}
      </ol>
      {!props.isReading && props.all && notes.length > 0 && (
        <p className={`${cx('note')} ${text('s12', 'faint')}`}>{notes.join(' ')}</p>
      )}
    </>
  )
}

function Thing({ insight }: { readonly insight: Insight }) {
  const { severity, sentence, names, why, question } = insight
  const link = linkOf(question)
  const router = useRouter()
  const address = () => new URL(router.buildLocation(link).href, window.location.href).href
  return (
    <li>
      <span className={cx('kind')}>
        <Severity level={severity} />
      </span>
      <div>
        <p className={cx('thing')}>
          <Emphasized sentence={sentence} names={names} />
        </p>
        <p className={text('muted')}>
          <Prose>{why}</Prose>
        </p>
      </div>
      <span className={cx('acts')}>
        <Link className={buttonClass()} {...link} aria-label={`${pictureName(question)}: ${sentence}`}>
          {pictureName(question)}
          <Icon name="right" size={14} />
        </Link>
        <CopyButton value={address()} name="Copy the link" />
      </span>
    </li>
  )
}
