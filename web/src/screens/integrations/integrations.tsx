import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { integrationsQuery, statusQuery } from '../../api/queries.ts'
import type { AccountReading, Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
import { Empty, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { isRunning, progressOf, readingOf } from '../../parts/reading.ts'
import { FirstReading, readingAgain } from '../../parts/reading-words.tsx'
import { text } from '../../parts/text.ts'
import { Bold, figure, Verdict } from '../../parts/verdict.tsx'
import shell from '../../shell/shell.module.css'
import { IntegrationCard } from './card.tsx'
import { CoverageSection } from './coverage-section.tsx'
import styles from './integrations.module.css'
import { LiveAccounts } from './live-accounts.tsx'

const cx = classesOf(styles)
const menu = classesOf(shell)
const route = getRouteApi('/console/integrations')
const IntegrateDialog = lazy(() =>
  import('./integrate-dialog.tsx').then((module) => ({ default: module.IntegrateDialog })),
)
const ImportDialog = lazy(() => import('./import-dialog.tsx').then((module) => ({ default: module.ImportDialog })))

/** Worst first: what waits for somebody stands on the left. */
const troubleOrder = [
  'error',
  'degraded',
  'awaiting_trust',
  'draft',
  'verifying',
  'fetching',
  'active',
  'paused',
  'deleting',
  'deleted',
]

export function IntegrationsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const integrations = useQuery(integrationsQuery)
  const { data: status } = useQuery(statusQuery)
  const close = () => void navigate({ search: (before) => ({ ...before, add: undefined, draft: undefined }) })
  const sorted = [...(integrations.data ?? [])].sort(
    (a, b) => troubleOrder.indexOf(a.state) - troubleOrder.indexOf(b.state),
  )
  const reading = readingOf(sorted)
  const running = sorted.filter((one) => one.kind === 'aws' && isRunning(one.run))
  return (
    <>
      <ScreenPage>
        {integrations.error ? (
          <ProblemNotice error={integrations.error} onRetry={() => void integrations.refetch()} />
        ) : integrations.data === undefined ? (
          <Loading lines={8} />
        ) : integrations.data.length === 0 ? (
          <Nothing />
        ) : (
          <>
            <div className={layout('row', 'bottom')}>
              <div className={layout('stack', 'close')}>
                <Verdict live>
                  {reading?.first ? (
                    <FirstReading of={reading} />
                  ) : (
                    <CoverageVerdict accounts={status?.accounts ?? []} />
                  )}
                </Verdict>
                {reading?.first === false && <p className={text('muted')}>{readingAgain(reading)}</p>}
                {reading === undefined && <LeftOut of={sorted} />}
              </div>
              <span className={layout('push')} />
              <AddMenu onAdd={(add) => void navigate({ search: (before) => ({ ...before, add }) })} />
            </div>
            <div className={cx('cards')}>
              {sorted.map((one) => (
                <IntegrationCard key={one.id} of={one} />
              ))}
            </div>
            {running.map((one) =>
              one.run === null ? null : (
                <Section
                  key={one.id}
                  title={`Reading ${one.name}`}
                  aside={`${figure(progressOf(one.run).objects)} objects so far`}
                >
                  <LiveAccounts run={one.run} />
                </Section>
              ),
            )}
            <CoverageSection
              order={search.order ?? 'trouble'}
              chosen={search.cell}
              onOrder={(order) =>
                void navigate({ search: (before) => ({ ...before, order }), replace: true, resetScroll: false })
              }
              onChoose={(cell) =>
                void navigate({ search: (before) => ({ ...before, cell }), replace: true, resetScroll: false })
              }
            />
          </>
        )}
      </ScreenPage>
      <Suspense>
        {search.add === 'aws' && <IntegrateDialog draft={search.draft} onClose={close} />}
        {search.add === 'import' && <ImportDialog onClose={close} />}
      </Suspense>
    </>
  )
}

function AddMenu(props: { readonly onAdd: (what: 'aws' | 'import') => void }) {
  return (
    <Menu
      position="bottom-end"
      width={220}
      shadow="none"
      classNames={{ dropdown: menu('menu'), item: menu('item') }}
      loop
    >
      <Menu.Target>
        <Button look="main">
          <Icon name="plus" />
          Add
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="account" />} onClick={() => props.onAdd('aws')}>
          Connect AWS
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="upload" />} onClick={() => props.onAdd('import')}>
          Import a file
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** At most two names are bold in a sentence; the others are counted. */
const named = 2

function CoverageVerdict(props: { readonly accounts: readonly AccountReading[] }) {
  const { accounts } = props
  if (accounts.length === 0) return <>Connected, and nothing read yet.</>
  const unread = accounts.filter((account) => account.state === 'unread')
  const partly = accounts.filter((account) => account.state === 'partly')
  const read = accounts.length - unread.length
  const trouble = unread.length > 0 ? unread : partly
  if (trouble.length === 0)
    return <>{accounts.length === 1 ? 'The one account is' : `All ${accounts.length} accounts are`} read in full.</>
  const names = trouble.slice(0, named).map((account) => account.name ?? account.accountId)
  const rest = trouble.length - names.length
  return (
    <>
      {read === accounts.length ? `All ${read}` : `${read} of ${accounts.length}`} accounts are read.{' '}
      {names.map((name, at) => (
        <span key={name}>
          {at > 0 && (rest > 0 ? ', ' : ' and ')}
          <Bold>{name}</Bold>
        </span>
      ))}
      {rest > 0 && ` and ${rest} more`}{' '}
      {unread.length > 0 ? 'could not be read.' : `${trouble.length === 1 ? 'is' : 'are'} read in part.`}
    </>
  )
}

/** No call is made in these accounts, so they are in no coverage; answers miss them all the same. */
function LeftOut(props: { readonly of: readonly Integration[] }) {
  const targets = props.of.flatMap((one) => one.accounts).filter((account) => account.state === 'excluded')
  const left = [...new Map(targets.map((account) => [account.accountId, account])).values()]
  const [first] = left
  if (first === undefined) return null
  const name = first.name ?? first.accountId
  return (
    <p className={text('muted')}>
      {left.length === 1
        ? `${name} is left out${first.reason === null ? '.' : `: ${first.reason.charAt(0).toLowerCase()}${first.reason.slice(1)}`}`
        : `${left.length} accounts are left out, ${name} among them.`}
    </p>
  )
}

function Nothing() {
  return (
    <Empty
      as="h1"
      example="Connect AWS, and the first answers come within minutes."
      command="npx bailiwick connect aws --direct"
      action={
        <div className={layout('row')}>
          <Link className={buttonClass('main')} to="/integrations" search={{ add: 'aws' }}>
            Connect AWS
          </Link>
          <Link className={buttonClass()} to="/integrations" search={{ add: 'import' }}>
            Import a file
          </Link>
        </div>
      }
    >
      <p>
        Here stand the places Bailiwick reads from, each with its state, its owner and what could and could not be read.
        It reads with a role that can change nothing, and counts every call. To try it with the credentials this server
        already has:
      </p>
    </Empty>
  )
}
