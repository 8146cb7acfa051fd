import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { integrationsQuery, principalsQuery, resourcesQuery, statusQuery } from '../../api/queries.ts'
import type { Integration, Status } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { buttonClass } from '../../parts/button.tsx'
import { CoverageSquares, ProgressStrip, SquaresLegend } from '../../parts/coverage.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
import { IntegrationStateMark } from '../../parts/marks.tsx'
import { today, useNow } from '../../parts/moment.tsx'
import { Prose } from '../../parts/prose.tsx'
import { type Reading, readingOf } from '../../parts/reading.ts'
import { FirstReading, readingAgain } from '../../parts/reading-words.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, inWords, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { FirstRun } from './first-run.tsx'
import styles from './home.module.css'

const cx = classesOf(styles)

export function HomeScreen() {
  const status = useQuery(statusQuery)
  const integrations = useQuery(integrationsQuery)
  if (status.error || integrations.error) return <ProblemScreen of={[status, integrations]} />
  if (status.data === undefined || integrations.data === undefined) return <LoadingScreen />
  if (integrations.data.length === 0 && status.data.snapshot === null) return <FirstRun />
  return <Overview status={status.data} integrations={integrations.data} />
}

function Overview(props: { readonly status: Status; readonly integrations: readonly Integration[] }) {
  const now = today(useNow())
  const tasks = tasksOf(props.status, props.integrations)
  const reading = readingOf(props.integrations)
  return (
    <ScreenPage>
      <div className={cx('hello')}>
        <p className={text('faint')}>
          {now.line} {!now.line.endsWith(now.utc) && <span className={text('desktop')}>({now.utc})</span>}
        </p>
        <Verdict live>
          <HomeVerdict status={props.status} reading={reading} tasks={tasks.length} />
        </Verdict>
        {reading?.first === false && <p className={text('muted')}>{readingAgain(reading)}</p>}
      </div>
      <div className={layout('columns')}>
        <div className={layout('stack')}>
          <Section title="Needs you" aside={tasks.length}>
            {tasks.length === 0 ? (
              <p className={cx('nothing')}>
                {reading?.first || props.status.snapshot === null
                  ? 'Nothing waits for you so far.'
                  : 'Nothing waits for you. Everything that was asked of AWS was answered.'}
              </p>
            ) : (
              <ol className={cx('todo')}>
                {tasks.map((task) => (
                  <li key={task.key}>
                    <span className={cx('kind')}>
                      <Icon name={task.icon} />
                      {task.kind}
                    </span>
                    <div>
                      <p className={cx('what')}>{task.what}</p>
                      <p>
                        <Prose>{task.why}</Prose>
                      </p>
                    </div>
                    <Link className={buttonClass()} {...task.link}>
                      {task.act}
                    </Link>
                  </li>
                ))}
              </ol>
            )}
          </Section>
          {props.status.snapshot !== null && <Questions />}
        </div>
        <aside className={layout('stack')}>
          <Section
            title="Integrations"
            more={
              <Link className={text('s12')} to="/integrations">
                All integrations
              </Link>
            }
          >
            <ul className={cx('todo')}>
              {props.integrations.map((integration) => (
                <li key={integration.id} style={{ gridTemplateColumns: 'minmax(0, 1fr) auto', padding: '9px 0' }}>
                  <Link to="/integrations/$id" params={{ id: integration.id }} style={{ color: 'inherit' }}>
                    {integration.name}
                  </Link>
                  <IntegrationStateMark state={integration.state} />
                </li>
              ))}
            </ul>
          </Section>
          <Section
            title="What we can see"
            aside={reading?.first ? 'so far' : counted(props.status.accounts.length, 'account')}
            more={
              <>
                <Link className={text('s12')} to="/organization">
                  Map
                </Link>
                <Link className={text('s12')} to="/integrations">
                  Coverage
                </Link>
              </>
            }
          >
            <div className={cx('seen')}>
              {reading?.first ? (
                <div className={layout('stack', 'close')}>
                  <ProgressStrip
                    done={reading.accountsDone}
                    total={reading.accounts}
                    label={`${reading.accountsDone} of ${reading.accounts} accounts read so far`}
                  />
                  <p className={text('muted')}>What is not read yet is missing from every answer.</p>
                </div>
              ) : (
                <>
                  <Link to="/integrations">
                    <CoverageSquares accounts={props.status.accounts} />
                  </Link>
                  <SquaresLegend accounts={props.status.accounts} />
                </>
              )}
            </div>
          </Section>
          {props.status.snapshot !== null && <Facts status={props.status} soFar={reading?.first ?? false} />}
        </aside>
      </div>
    </ScreenPage>
  )
}

function HomeVerdict(props: {
  readonly status: Status
  readonly reading: Reading | undefined
  readonly tasks: number
}) {
  const { accounts } = props.status
  const read = accounts.filter((account) => account.state !== 'unread').length
  if (props.reading?.first) return <FirstReading of={props.reading} />
  if (props.status.snapshot === null) return <>Nothing could be read yet.</>
  const what = (
    <>
      Bailiwick knows <Bold>{counted(props.status.principals, 'principal')}</Bold> in {inWords(accounts.length)}{' '}
      {accounts.length === 1 ? 'account' : 'accounts'}
    </>
  )
  if (read < accounts.length) {
    return (
      <>
        {what}; <Bold>{inWords(accounts.length - read)}</Bold> could not be read.
      </>
    )
  }
  if (props.tasks > 0) {
    return (
      <>
        {what}. <Bold>{`${inWords(props.tasks, true)} ${props.tasks === 1 ? 'thing' : 'things'}`}</Bold>{' '}
        {props.tasks === 1 ? 'needs' : 'need'} you.
      </>
    )
  }
  return (
    <>
      {what}, {accounts.length === 1 ? 'read' : 'all of them read'} in full.
    </>
  )
}

interface Task {
  readonly key: string
  readonly icon: IconName
  readonly kind: string
  readonly what: string
  readonly why: string
  readonly act: string
  readonly link:
    | { readonly to: '/integrations'; readonly search?: { readonly order: 'trouble' } }
    | { readonly to: '/integrations/$id'; readonly params: { readonly id: string } }
}

/** Names in a sentence: two, then a count. */
const namesOf = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(', ').replace(/, ([^,]*)$/, ' and $1')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`

function tasksOf(status: Status, integrations: readonly Integration[]): readonly Task[] {
  const tasks: Task[] = []
  for (const integration of integrations) {
    if (integration.state !== 'error' && integration.state !== 'awaiting_trust' && integration.state !== 'draft')
      continue
    tasks.push({
      key: integration.id,
      icon: 'plug',
      kind: 'Integration',
      what:
        integration.state === 'error'
          ? `${integration.name} cannot be read.`
          : `${integration.name} waits for its role in AWS.`,
      why: integration.reason ?? 'Install the role, then check again.',
      act: integration.state === 'error' ? 'See why' : 'Continue',
      link: { to: '/integrations/$id', params: { id: integration.id } },
    })
  }
  const unread = status.accounts.filter((account) => account.state === 'unread')
  if (unread.length > 0 && status.snapshot !== null) {
    tasks.push({
      key: 'unread',
      icon: 'plug',
      kind: 'Coverage',
      what: `${counted(unread.length, 'account')} could not be read.`,
      why: `${namesOf(unread.map((account) => account.name ?? account.accountId))}: answers about ${unread.length === 1 ? 'it' : 'them'} are unknown, not “no”.`,
      act: 'See why',
      link: { to: '/integrations', search: { order: 'trouble' } },
    })
  }
  const partly = status.accounts.filter((account) => account.state === 'partly')
  if (partly.length > 0) {
    tasks.push({
      key: 'partly',
      icon: 'plug',
      kind: 'Coverage',
      what: `${counted(partly.length, 'account')} ${partly.length === 1 ? 'was' : 'were'} read in part.`,
      why: `Something was refused or slowed down in ${namesOf(partly.map((account) => account.name ?? account.accountId))}.`,
      act: 'See what',
      link: { to: '/integrations', search: { order: 'trouble' } },
    })
  }
  return tasks
}

/** Of this many, the first that says something is asked about. */
const looked = 50

/** Questions worth asking first, made from what was really read. */
function Questions() {
  const { data: buckets } = useQuery(resourcesQuery({ type: 's3:bucket', pageSize: looked }))
  const { data: keys } = useQuery(resourcesQuery({ type: 'kms:key', pageSize: looked }))
  const { data: admins } = useQuery(principalsQuery({ admin: 'true', pageSize: 1 }))
  const bucket = buckets?.items.find((one) => one.hasPolicy === 'yes') ?? buckets?.items[0]
  const key = keys?.items.find((one) => !one.name.startsWith('alias/aws/'))
  const admin = admins?.items[0]
  if (!bucket && !key && !admin) return null
  return (
    <Section title="Ask" aside="a few to begin with">
      <div className={cx('questions')}>
        {bucket && (
          <Link to="/access/ask" search={{ ask: 'who-can', action: 's3:GetObject', resource: `${bucket.arn}/*` }}>
            Who can read the objects in {bucket.name}?
            <Icon name="right" />
          </Link>
        )}
        {key && (
          <Link to="/access/ask" search={{ ask: 'who-can', action: 'kms:Decrypt', resource: key.arn }}>
            Who can decrypt with {key.name}?
            <Icon name="right" />
          </Link>
        )}
        {admin && (
          <Link to="/access/ask" search={{ ask: 'what-can', principal: admin.arn }}>
            What can {admin.name} do?
            <Icon name="right" />
          </Link>
        )}
      </div>
    </Section>
  )
}

function Facts(props: { readonly status: Status; readonly soFar: boolean }) {
  const admins = useQuery(principalsQuery({ admin: 'true', pageSize: 1 }))
  const users = useQuery(principalsQuery({ type: 'user', pageSize: 1 }))
  const shown = (total: number | undefined) => (total === undefined ? '…' : figure(total))
  return (
    <Section title="Three facts" aside={props.soFar ? 'so far' : undefined}>
      <div className={cx('facts')}>
        <Link to="/access/principals" search={{ admin: 'true' }}>
          <span className={cx('value')}>{shown(admins.data?.total)}</span>
          <span>principals are administrators, or as good as</span>
          <Icon name="right" />
        </Link>
        <Link to="/access/principals" search={{ type: 'user' }}>
          <span className={cx('value')}>{shown(users.data?.total)}</span>
          <span>IAM users, who live outside Identity Center</span>
          <Icon name="right" />
        </Link>
        <Link to="/access/resources">
          <span className={cx('value')}>{figure(props.status.resources)}</span>
          <span>resources, each with who can reach it</span>
          <Icon name="right" />
        </Link>
      </div>
    </Section>
  )
}
