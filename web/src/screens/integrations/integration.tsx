import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { integrationQuery } from '../../api/queries.ts'
import type { Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { allReadWords } from '../../parts/known-accounts.ts'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { IntegrationStateMark } from '../../parts/marks.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { object } from '../../parts/object-head.tsx'
import { Prose } from '../../parts/prose.tsx'
import { isRunning, progressOf } from '../../parts/reading.ts'
import { tabs } from '../../parts/tabs.ts'
import { text } from '../../parts/text.ts'
import { Bold, counted, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { integrationTabs } from '../../search.ts'
import { isEntered } from './account-states.ts'
import { AccountsTab } from './accounts-tab.tsx'
import { CallsTab } from './calls-tab.tsx'
import { cardIcon } from './card.tsx'
import { CoverageSection } from './coverage-section.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { DiscoveredTab } from './discovered-tab.tsx'
import styles from './integrations.module.css'
import { MapTab } from './map-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { PermissionsTab } from './permissions-tab.tsx'
import { RunsTab } from './runs-tab.tsx'
import { SettingsTab } from './settings-tab.tsx'
import { scopeWords } from './words.ts'

const cx = classesOf(styles)
const route = getRouteApi('/console/integrations/$id')

const tabNames: Readonly<Record<(typeof integrationTabs)[number], string>> = {
  overview: 'Overview',
  accounts: 'Accounts',
  coverage: 'Coverage',
  permissions: 'Permissions',
  map: 'Map',
  calls: 'Calls',
  runs: 'Sync runs',
  settings: 'Settings',
}

/** What a card has nothing to say to has no tab. */
const tabsOf = (of: Integration): readonly (typeof integrationTabs)[number][] =>
  integrationTabs.filter((tab) => {
    if (of.kind === 'discovered') return tab === 'overview'
    if (tab === 'permissions' || tab === 'calls' || tab === 'settings') return of.method !== 'import'
    return tab !== 'map' || of.kind === 'aws'
  })

export function IntegrationScreen() {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const integration = useQuery(integrationQuery(id))
  if (integration.error) return <ProblemScreen of={[integration]} />
  if (integration.data === undefined) return <LoadingScreen />
  const one = integration.data
  const tab = search.tab !== undefined && tabsOf(one).includes(search.tab) ? search.tab : 'overview'
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false })
  return (
    <ScreenPage>
      <div className={object('head')}>
        <div className={object('line')}>
          <span className={object('tile')}>
            <Icon name={cardIcon(one.kind)} />
          </span>
          <h1 className={object('name')}>{one.name}</h1>
          <span className={text('muted')}>{scopeWords(one)}</span>
          <IntegrationStateMark state={one.state} />
          <span className={object('actions')}>
            <Actions of={one} />
          </span>
        </div>
        <Verdict as="p" live>
          <IntegrationVerdict of={one} />
        </Verdict>
        {one.reason !== null && (one.lastSyncAt !== null || waitsForRole(one)) && (
          <p className={text('muted')} style={{ maxWidth: '86ch' }}>
            <Prose>{one.reason}</Prose>
          </p>
        )}
      </div>
      <nav className={tabs('tabs')} aria-label={`About ${one.name}`}>
        {tabsOf(one).map((key) => (
          <Link
            key={key}
            className={tabs('tab')}
            from="/integrations/$id"
            to="/integrations/$id"
            params={{ id }}
            search={key === 'overview' ? {} : { tab: key }}
            activeOptions={{ exact: true, includeSearch: true }}
            aria-current={key === tab ? 'true' : undefined}
          >
            {tabNames[key]}
            {key === 'accounts' && <span className={tabs('count')}>{one.accounts.length}</span>}
          </Link>
        ))}
      </nav>
      {tab === 'overview' &&
        (one.discovered === undefined ? <OverviewTab of={one} /> : <DiscoveredTab of={one.discovered} />)}
      {tab === 'accounts' && <AccountsTab of={one} />}
      {tab === 'coverage' && (
        <CoverageSection
          integration={one.id}
          order={search.order ?? 'trouble'}
          chosen={search.cell}
          onOrder={(order) => change({ order })}
          onChoose={(cell) => change({ cell })}
        />
      )}
      {tab === 'permissions' && <PermissionsTab of={one} />}
      {tab === 'map' && <MapTab of={one} search={search} onView={change} />}
      {tab === 'calls' && <CallsTab integration={one.id} run={search.run} />}
      {tab === 'runs' && <RunsTab integration={one.id} />}
      {tab === 'settings' && <SettingsTab of={one} />}
    </ScreenPage>
  )
}

/** Nothing was read through it yet, because nobody could enter everywhere. */
const waitsForRole = (of: Integration): boolean =>
  of.kind === 'aws' && of.state === 'awaiting_trust' && of.lastSyncAt === null

function IntegrationVerdict(props: { readonly of: Integration }) {
  const { of } = props
  if (isRunning(of.run)) {
    const progress = progressOf(of.run)
    return (
      <>
        {progress.accounts === 0 ? (
          'Finding out what there is to read.'
        ) : (
          <>
            Reading: <Bold>{`${progress.accountsDone} of ${counted(progress.accounts, 'account')}`}</Bold>{' '}
            {progress.accountsDone === 1 ? 'is' : 'are'} done.
          </>
        )}
      </>
    )
  }
  if (of.discovered !== undefined) {
    return (
      <>
        <Bold>{of.name}</Bold> was found in {counted(of.discovered.evidence.length, 'place')};{' '}
        {counted(of.discovered.roles.length, 'role')} {of.discovered.roles.length === 1 ? 'lets' : 'let'} it in.
      </>
    )
  }
  if (waitsForRole(of)) {
    const entered = of.accounts.filter(isEntered).length
    if (entered === 0) return <>The role has not appeared yet.</>
    return (
      <>
        The role is there in <Bold>{`${entered} of ${counted(of.accounts.length, 'account')}`}</Bold>.
      </>
    )
  }
  if (of.strip.some((account) => account.state === 'unread')) return <Unread of={of} />
  if (of.state === 'degraded') return <>Everything was reached, and some of it could not be read.</>
  if (of.reason !== null && of.lastSyncAt === null) {
    return <Prose>{of.reason}</Prose>
  }
  if (of.lastSyncAt === null) return <>Nothing has been read through it yet.</>
  if (of.kind === 'aws_identity_center') {
    return (
      <>
        <Bold>{counted(of.counts.people, 'person', 'people')}</Bold> reach AWS through{' '}
        <Bold>{counted(of.counts.permissionSets, 'permission set')}</Bold>.
      </>
    )
  }
  const partly = of.strip.filter((account) => account.state === 'partly')
  const [first] = partly
  if (first !== undefined) {
    return (
      <>
        <Bold>{counted(of.counts.principals, 'principal')}</Bold>, {counted(of.counts.resources, 'resource')};{' '}
        {partly.length === 1
          ? (first.name ?? first.accountId)
          : `${partly.length} of ${of.strip.length + of.leftOut.length} accounts`}{' '}
        {partly.length === 1 ? 'is' : 'are'} read in part.
      </>
    )
  }
  return (
    <>
      {allReadWords(of.strip.length, of.leftOut.length)}: <Bold>{counted(of.counts.principals, 'principal')}</Bold>,{' '}
      {counted(of.counts.resources, 'resource')}.
    </>
  )
}

/** Names in a verdict; the others are counted. */
const named = 2

function Unread(props: { readonly of: Integration }) {
  const { strip, leftOut } = props.of
  const unread = strip.filter((account) => account.state === 'unread')
  const names = unread.slice(0, named).map((account) => account.name ?? account.accountId)
  const rest = unread.length - names.length
  return (
    <>
      {strip.length - unread.length} of {counted(strip.length + leftOut.length, 'account')}{' '}
      {strip.length - unread.length === 1 ? 'is' : 'are'} read;{' '}
      {names.map((name, at) => (
        <span key={name}>
          {at > 0 && (rest > 0 ? ', ' : ' and ')}
          <Bold>{name}</Bold>
        </span>
      ))}
      {rest > 0 && ` and ${rest} more`} could not be.
    </>
  )
}

function Actions(props: { readonly of: Integration }) {
  const { of } = props
  const client = useQueryClient()
  const [deleting, setDeleting] = useState(false)
  const [failed, setFailed] = useState<unknown>()
  const run = useMutation({
    mutationFn: async (what: 'sync' | 'pause' | 'resume') => {
      const params = { integration: of.id }
      if (what === 'sync') await call('POST /integrations/{integration}/sync', { params, body: {} })
      else await call(`POST /integrations/{integration}/${what}`, { params })
    },
    onSettled: () => client.invalidateQueries(),
    onError: setFailed,
    onMutate: () => setFailed(undefined),
  })
  const cancel = useMutation({
    mutationFn: (id: string) => call('POST /sync-runs/{run}/cancel', { params: { run: id } }),
    onSettled: () => client.invalidateQueries(),
  })
  const running = isRunning(of.run) ? of.run : undefined
  const connected = of.method !== 'import' && of.kind !== 'discovered'
  const unfinished = of.state === 'draft' || of.state === 'awaiting_trust'
  return (
    <>
      <span className={cx('actions')}>
        {unfinished && (
          <Link className={buttonClass('main')} to="/integrations" search={{ add: 'aws', connection: of.id }}>
            Install and check
          </Link>
        )}
        {running ? (
          <Button acts onClick={() => cancel.mutate(running.id)}>
            <Icon name="x" />
            Stop reading
          </Button>
        ) : (
          connected &&
          of.state !== 'paused' && (
            <Button
              look={unfinished ? 'plain' : 'main'}
              aria-disabled={run.isPending}
              acts
              onClick={() => run.mutate('sync')}
            >
              <Icon name="refresh" />
              Sync now
            </Button>
          )
        )}
        {connected && (
          <Button acts onClick={() => run.mutate(of.state === 'paused' ? 'resume' : 'pause')}>
            <Icon name={of.state === 'paused' ? 'resume' : 'pause'} />
            {of.state === 'paused' ? 'Resume' : 'Pause'}
          </Button>
        )}
        <Button look="bad" acts onClick={() => setDeleting(true)}>
          <Icon name="trash" />
          Delete…
        </Button>
      </span>
      {deleting && <DeleteDialog of={of} onClose={() => setDeleting(false)} />}
      {failed !== undefined && (
        <div style={{ flexBasis: '100%' }} className={layout('row')}>
          <ProblemNotice error={failed} />
        </div>
      )}
    </>
  )
}
