import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { integrationsQuery, statusQuery } from '../../api/queries.ts'
import type { AccountReading, Integration } from '../../api/schema.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { allReadWords } from '../../parts/known-accounts.ts'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { Empty, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { readingOf } from '../../parts/reading.ts'
import { FirstReading, readingAgain } from '../../parts/reading-words.tsx'
import { tabs } from '../../parts/tabs.ts'
import { text } from '../../parts/text.ts'
import { Bold, Verdict } from '../../parts/verdict.tsx'
import { Catalog } from './catalog.tsx'
import { Connected } from './connected.tsx'
import { DeletedSection } from './deleted-section.tsx'
import { RecommendedApps } from './recommended.tsx'
import { UnfinishedForms } from './unfinished-forms.tsx'

const route = getRouteApi('/console/integrations')
const IntegrateDialog = lazy(() =>
  import('./integrate/dialog.tsx').then((module) => ({ default: module.IntegrateDialog })),
)
const ImportDialog = lazy(() => import('./import-dialog.tsx').then((module) => ({ default: module.ImportDialog })))

export function IntegrationsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const integrations = useQuery(integrationsQuery)
  const close = () =>
    void navigate({
      search: (before) => ({ ...before, add: undefined, scope: undefined, draft: undefined, connection: undefined }),
    })
  const tab = search.tab ?? 'connected'
  return (
    <>
      <ScreenPage>
        {integrations.error ? (
          <ProblemNotice error={integrations.error} onRetry={() => void integrations.refetch()} />
        ) : integrations.data === undefined ? (
          <Loading lines={8} />
        ) : (
          <>
            <Head of={integrations.data} tab={tab} />
            <nav className={tabs('tabs')} aria-label="Integrations">
              <Tab tab="connected" here={tab} count={integrations.data.length}>
                Connected
              </Tab>
              <Tab tab="catalog" here={tab}>
                Catalog
              </Tab>
            </nav>
            {tab === 'catalog' ? (
              <>
                <Catalog connected={integrations.data} />
                <RecommendedApps />
              </>
            ) : integrations.data.length === 0 ? (
              <>
                <UnfinishedForms />
                <Nothing />
                <DeletedSection />
              </>
            ) : (
              <Connected
                of={integrations.data}
                search={search}
                onSearch={(part) =>
                  void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })
                }
              />
            )}
          </>
        )}
      </ScreenPage>
      <Suspense>
        {search.add === 'aws' && (
          <IntegrateDialog
            key={search.connection ?? 'form'}
            scope={search.scope}
            draft={search.draft}
            connection={search.connection}
            onClose={close}
          />
        )}
        {search.add === 'import' && <ImportDialog onClose={close} />}
      </Suspense>
    </>
  )
}

function Tab(props: {
  readonly tab: 'connected' | 'catalog'
  readonly here: string
  readonly count?: number
  readonly children: string
}) {
  return (
    <Link
      className={tabs('tab')}
      to="/integrations"
      search={props.tab === 'connected' ? {} : { tab: props.tab }}
      activeOptions={{ exact: true, includeSearch: true }}
      aria-current={props.tab === props.here ? 'true' : undefined}
    >
      {props.children}
      {props.count !== undefined && props.count > 0 && <span className={tabs('count')}>{props.count}</span>}
    </Link>
  )
}

function Head(props: { readonly of: readonly Integration[]; readonly tab: 'connected' | 'catalog' }) {
  const { data: status } = useQuery(statusQuery)
  const reading = readingOf(props.of)
  return (
    <div className={layout('row', 'bottom')}>
      <div className={layout('stack', 'close')}>
        <Verdict live>
          {props.of.length === 0 ? (
            <>Connect AWS, and the first answers come within minutes.</>
          ) : reading?.first ? (
            <FirstReading of={reading} />
          ) : (
            <CoverageVerdict accounts={status?.accounts ?? []} leftOut={status?.leftOut ?? 0} />
          )}
        </Verdict>
        {reading?.first === false && <p className={text('muted')}>{readingAgain(reading)}</p>}
        {reading === undefined && <LeftOut of={props.of} />}
      </div>
      <span className={layout('push')} />
      {props.tab === 'connected' && props.of.length > 0 && (
        <Link className={buttonClass('main')} to="/integrations" search={{ tab: 'catalog' }}>
          <Icon name="plus" />
          Add
        </Link>
      )}
    </div>
  )
}

/** At most two names are bold in a sentence; the others are counted. */
const named = 2

function CoverageVerdict(props: { readonly accounts: readonly AccountReading[]; readonly leftOut: number }) {
  const { accounts } = props
  if (accounts.length === 0) return <>Connected, and nothing read yet.</>
  const unread = accounts.filter((account) => account.state === 'unread')
  const partly = accounts.filter((account) => account.state === 'partly')
  const read = accounts.length - unread.length
  const trouble = unread.length > 0 ? unread : partly
  if (trouble.length === 0) return <>{allReadWords(accounts.length, props.leftOut)}.</>
  const names = trouble.slice(0, named).map((account) => account.name ?? account.accountId)
  const rest = trouble.length - names.length
  return (
    <>
      {read === accounts.length && props.leftOut === 0
        ? `All ${read}`
        : `${read} of ${accounts.length + props.leftOut}`}{' '}
      accounts are read.{' '}
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
      example="“39 of 41 accounts are read. sandbox-ml and edge-lab lost their role this morning.”"
      command="npx bailiwick connect aws --direct"
      action={
        <div className={layout('row')}>
          <Link className={buttonClass('main')} to="/integrations" search={{ add: 'aws' }}>
            Connect AWS
          </Link>
          <Link className={buttonClass()} to="/integrations" search={{ tab: 'catalog' }}>
            See the catalog
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
