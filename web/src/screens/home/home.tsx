import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { allRunsQuery, insightsQuery, integrationsQuery, statusQuery, timelineQuery } from '../../api/queries.ts'
import type { Integration, Status } from '../../api/schema.ts'
import { useAsOf } from '../../as-of.ts'
import { classesOf } from '../../classes.ts'
import { knownAccounts } from '../../parts/known-accounts.ts'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { today, useNow } from '../../parts/moment.tsx'
import { type Reading, readingOf } from '../../parts/reading.ts'
import { readingAgain } from '../../parts/reading-words.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, inWords, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { ChangesSince, NoChangesYet } from './changes.tsx'
import { FirstRun } from './first-run.tsx'
import { comparedWith, sinceWhen, wholeSnapshots } from './history.ts'
import styles from './home.module.css'
import { WorthKnowing } from './insights.tsx'
import { NeedsYou } from './needs-you.tsx'
import { ReadingPage } from './reading.tsx'
import { WhatWeCanSee } from './seen.tsx'
import { tasksOf } from './tasks.ts'
import { Standing } from './trend.tsx'

const cx = classesOf(styles)
const route = getRouteApi('/console/')

export function HomeScreen() {
  const { things } = route.useSearch()
  const status = useQuery(statusQuery)
  const integrations = useQuery(integrationsQuery)
  if (status.error || integrations.error) return <ProblemScreen of={[status, integrations]} />
  if (status.data === undefined || integrations.data === undefined) return <LoadingScreen />
  const reading = readingOf(integrations.data)
  if (reading?.first)
    return (
      <ReadingPage reading={reading} integrations={integrations.data} status={status.data} all={things === 'all'} />
    )
  // After the last connection was deleted a snapshot stands that knows nothing.
  if (integrations.data.length === 0 && status.data.principals === 0) return <FirstRun />
  return <Overview status={status.data} integrations={integrations.data} reading={reading} all={things === 'all'} />
}

function Overview(props: {
  readonly status: Status
  readonly integrations: readonly Integration[]
  readonly reading: Reading | undefined
  readonly all: boolean
}) {
  const { status, reading } = props
  const now = today(useNow())
  const tasks = tasksOf(status, props.integrations)
  const isKnown = status.snapshot !== null
  return (
    <ScreenPage>
      <div className={cx('hello')}>
        <p className={text('faint')}>
          {now.line} {!now.line.endsWith(now.utc) && <span className={text('desktop')}>({now.utc})</span>}
        </p>
        <Verdict live>
          <HomeVerdict status={status} tasks={tasks.length} />
        </Verdict>
        {reading !== undefined && <p className={text('muted')}>{readingAgain(reading)}</p>}
      </div>
      <div className={layout('columns')}>
        <div className={layout('stack')}>
          {tasks.length > 0 && <NeedsYou tasks={tasks} isReading={reading !== undefined} />}
          {isKnown && <WorthKnowing isReading={false} all={props.all} />}
          {tasks.length === 0 && <NeedsYou tasks={tasks} isReading={reading !== undefined} />}
          {status.snapshot !== null && <Changes snapshot={status.snapshot} />}
        </div>
        <aside className={layout('stack')}>
          <WhatWeCanSee of={status} />
          {isKnown && <Trend />}
        </aside>
      </div>
    </ScreenPage>
  )
}

/** Snapshots since the first reading ended; undefined until they are known. */
function useWhole() {
  const timeline = useQuery(timelineQuery())
  const runs = useQuery(allRunsQuery)
  return timeline.data && runs.data && wholeSnapshots(timeline.data, runs.data)
}

function Trend() {
  const whole = useWhole()
  return <Standing whole={whole ?? []} />
}

function Changes({ snapshot }: { readonly snapshot: NonNullable<Status['snapshot']> }) {
  const whole = useWhole()
  const isPast = useAsOf() !== undefined
  const clock = useNow()
  const now = isPast ? Date.parse(snapshot.publishedAt) : clock
  if (whole === undefined) return null
  const until = whole.filter(({ snapshot: id }) => Number(id) <= Number(snapshot.id))
  const earlier = comparedWith(until, now)
  if (earlier === undefined) return <NoChangesYet />
  return <ChangesSince from={earlier.snapshot} to={snapshot.id} since={sinceWhen(earlier.at, now)} />
}

function HomeVerdict(props: { readonly status: Status; readonly tasks: number }) {
  const { accounts, principals, snapshot } = props.status
  const known = knownAccounts(props.status)
  const insights = useQuery({ ...insightsQuery(false), enabled: snapshot !== null })
  if (snapshot === null) return <>Nothing could be read yet.</>
  const critical = insights.data?.items.filter(({ severity }) => severity === 'critical').length ?? 0
  const unread = accounts.filter((account) => account.state === 'unread').length
  const place = `${inWords(known)} ${known === 1 ? 'account' : 'accounts'}`
  const what =
    critical > 0 ? (
      <>
        <Bold>{`${inWords(critical, true)} ${critical === 1 ? 'thing' : 'things'}`}</Bold> in {place}{' '}
        {critical === 1 ? 'is' : 'are'} critical
      </>
    ) : (
      <>
        Bailiwick knows <Bold>{counted(principals, 'principal')}</Bold> in {place}
      </>
    )
  if (unread > 0) {
    return (
      <>
        {what}; <Bold>{inWords(unread)}</Bold> could not be read.
      </>
    )
  }
  if (props.tasks > 0) {
    return (
      <>
        {what}. <Bold>{`${inWords(props.tasks, true)}`}</Bold> {props.tasks === 1 ? 'needs' : 'need'} you.
      </>
    )
  }
  return <>{what}.</>
}
