import { useLocalStorage } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { integrationsQuery, isBusy, statusQuery } from '../api/queries.ts'
import type { Status } from '../api/schema.ts'
import { useIsWaiting } from '../api/sign-in-again.ts'
import { classesOf } from '../classes.ts'
import { commandKey, listenToKeys } from '../keys.ts'
import { Button } from '../parts/button.tsx'
import { CoverageStrip, ProgressStrip } from '../parts/coverage.tsx'
import { Icon } from '../parts/icon.tsx'
import { knownAccounts } from '../parts/known-accounts.ts'
import { clockTime, Moment } from '../parts/moment.tsx'
import { readingOf } from '../parts/reading.ts'
import { text } from '../parts/text.ts'
import { figure } from '../parts/verdict.tsx'
import { AsOfPill, PastLine } from './as-of-pill.tsx'
import { BrandMark } from './brand-mark.tsx'
import { Crumbs } from './crumbs.tsx'
import { accessSections, entries, isHere } from './entries.ts'
import { PersonMenu } from './person-menu.tsx'
import styles from './shell.module.css'

const cx = classesOf(styles)
const loadPalette = () => import('./palette.tsx').then((module) => ({ default: module.Palette }))
const Palette = lazy(loadPalette)
const loadSignIn = () => import('./sign-in-again.tsx').then((module) => ({ default: module.SignInAgain }))
const SignInAgain = lazy(loadSignIn)
const KeyList = lazy(() => import('./key-list.tsx').then((module) => ({ default: module.KeyList })))
const MoreSheet = lazy(() => import('./more-sheet.tsx').then((module) => ({ default: module.MoreSheet })))

/**
 * After the first screen stands (ms): whoever types right after the key that opens the palette loses no letter, and when the session
 * has ended nothing needs to be fetched any more.
 */
const floatingWait = 1_500

type Floating = 'palette' | 'keys' | 'more' | undefined

/** When a reading ends, everything that was asked before is asked again. */
function useFreshAfterReading(): void {
  const client = useQueryClient()
  const { data } = useQuery(integrationsQuery)
  const busy = data?.some(isBusy) ?? false
  const was = useRef(busy)
  useEffect(() => {
    if (was.current && !busy) void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
    was.current = busy
  }, [busy, client])
}

export function Shell() {
  useFreshAfterReading()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [floating, setFloating] = useState<Floating>()
  const isSignedOut = useIsWaiting()
  const [collapsed, setCollapsed] = useLocalStorage({
    key: 'bw-rail',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const navigate = useNavigate()
  const close = () => setFloating(undefined)
  useEffect(
    () =>
      listenToKeys({
        go: (to) => void navigate({ to }),
        palette: () => setFloating('palette'),
        help: () => setFloating('keys'),
        rail: () => setCollapsed((before) => !before),
      }),
    [navigate, setCollapsed],
  )
  useEffect(() => {
    const load = () => void Promise.all([loadPalette(), loadSignIn()]).catch(() => undefined)
    const timer = window.setTimeout(load, floatingWait)
    return () => window.clearTimeout(timer)
  }, [])
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is the reason to act
  useEffect(() => {
    if (!first.current && document.activeElement === document.body) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [path])

  return (
    <div className={cx('app', collapsed && 'collapsed')}>
      <a className={cx('skip')} href="#main">
        To the content
      </a>
      <Rail
        path={path}
        collapsed={collapsed}
        onCollapse={() => setCollapsed(!collapsed)}
        onFind={() => setFloating('palette')}
      />
      <main className={cx('main')} id="main" ref={main} tabIndex={-1}>
        <TopBar />
        <PastLine />
        {isHere('/access', path) && (
          <nav className={cx('sections')} aria-label="Access">
            {accessSections.map((section) => (
              <Link
                key={section.to}
                to={section.to}
                activeOptions={{ exact: true }}
                aria-current={isHere(section.to, path) ? 'page' : undefined}
              >
                {section.name}
              </Link>
            ))}
          </nav>
        )}
        <Outlet />
      </main>
      <TabBar path={path} onMore={() => setFloating('more')} />
      <Suspense>
        {isSignedOut && <SignInAgain />}
        {floating === 'palette' && <Palette onClose={close} />}
        {floating === 'keys' && <KeyList onClose={close} />}
        {floating === 'more' && <MoreSheet onClose={close} onFind={() => setFloating('palette')} />}
      </Suspense>
    </div>
  )
}

/** Integrations in trouble: a count of what waits for somebody, in plain figures. */
function useTrouble(): number {
  const { data } = useQuery(integrationsQuery)
  return data?.filter((one) => one.state === 'degraded' || one.state === 'error').length ?? 0
}

function Rail(props: {
  readonly path: string
  readonly collapsed: boolean
  readonly onCollapse: () => void
  readonly onFind: () => void
}) {
  const trouble = useTrouble()
  return (
    <aside className={cx('rail')}>
      <div className={cx('brand')}>
        <Link className={cx('brandName')} to="/" aria-label="Bailiwick, home">
          <BrandMark />
          <span className={cx('word')}>Bailiwick</span>
        </Link>
        <span className={cx('collapse')}>
          <Button
            look="quiet"
            size="small"
            square
            aria-label={props.collapsed ? 'Open navigation' : 'Collapse navigation'}
            aria-expanded={!props.collapsed}
            title="["
            onClick={props.onCollapse}
          >
            <Icon name="side" />
          </Button>
        </span>
      </div>
      <button type="button" className={cx('find')} onClick={props.onFind} title="Ask or go to">
        <Icon name="search" />
        <span className={cx('word')}>Ask or go to…</span>
        <kbd>{commandKey}K</kbd>
      </button>
      <nav className={cx('nav')} aria-label="Main">
        {entries.map((entry) => {
          const here = isHere(entry.to, props.path)
          return (
            <span key={entry.to} style={{ display: 'contents' }}>
              <Link
                className={cx('entry')}
                to={entry.to}
                activeOptions={{ exact: true }}
                data-here={here}
                title={props.collapsed ? entry.name : undefined}
                aria-current={here && entry.to !== '/access' ? 'page' : undefined}
              >
                <Icon name={entry.icon} />
                <span className={cx('word')}>{entry.name}</span>
                {entry.to === '/integrations' && trouble > 0 && (
                  <span className={cx('waits')} title={`${trouble} in trouble`}>
                    {trouble}
                  </span>
                )}
              </Link>
              {entry.to === '/access' &&
                here &&
                accessSections.map((section) => (
                  <Link
                    key={section.to}
                    className={cx('sub')}
                    to={section.to}
                    activeOptions={{ exact: true }}
                    aria-current={isHere(section.to, props.path) ? 'page' : undefined}
                  >
                    {section.name}
                  </Link>
                ))}
            </span>
          )
        })}
      </nav>
      <div className={cx('foot')}>
        <Seen collapsed={props.collapsed} />
        <PersonMenu className={cx('me')} wordClass={cx('meWords', 'word')} />
      </div>
    </aside>
  )
}

const shortWords = (status: Status): string => {
  const read = status.accounts.filter((account) => account.state !== 'unread').length
  return `${read} of ${knownAccounts(status)}`
}

const leftOutWords = ({ leftOut }: Status): string => (leftOut > 0 ? `, ${figure(leftOut)} left out` : '')

/** Freshness and coverage stand at the foot of the navigation on every screen. */
function Seen(props: { readonly collapsed: boolean }) {
  const { data: status } = useQuery(statusQuery)
  const { data: integrations = [] } = useQuery(integrationsQuery)
  const reading = readingOf(integrations)
  if (status === undefined) return <div className={cx('coverage')} style={{ minHeight: 66 }} />
  if (reading?.first) {
    const done = `${reading.accountsDone} of ${reading.accounts}`
    return (
      <Link className={cx('coverage')} to="/integrations" title={`Reading: ${done} accounts so far`}>
        <span className={cx('word')}>
          <strong>{done} accounts</strong> so far
        </span>
        <ProgressStrip done={reading.accountsDone} total={reading.accounts} label={`${done} accounts read so far`} />
        <small className={cx('word')}>AWS is being read</small>
      </Link>
    )
  }
  if (status.snapshot === null) {
    return (
      <div className={cx('coverage')} title="Nothing read yet">
        <strong className={cx('word')}>Nothing read yet</strong>
        <small className={cx('word')}>Answers appear minutes after AWS is connected.</small>
        {props.collapsed && <span style={{ textAlign: 'center' }}>–</span>}
      </div>
    )
  }
  return (
    <Link
      className={cx('coverage')}
      to="/integrations"
      title={`${shortWords(status)} accounts read${leftOutWords(status)}`}
    >
      <span className={cx('word')}>
        <strong>{shortWords(status)} accounts</strong> read{leftOutWords(status)}
      </span>
      <CoverageStrip accounts={status.accounts} />
      <small className={cx('word')}>
        Snapshot {clockTime(status.snapshot.publishedAt)}, <Moment at={status.snapshot.publishedAt} />
      </small>
    </Link>
  )
}

function TopBar() {
  const { data: status } = useQuery(statusQuery)
  return (
    <header className={cx('top')}>
      <Link className={cx('mobileMark')} to="/" aria-label="Bailiwick, home">
        <BrandMark />
      </Link>
      <Crumbs />
      <span className={cx('push')} />
      {status?.sample && (
        <span className={text('tag')}>
          sample<span className={cx('long')}> organization</span>
        </span>
      )}
      <AsOfPill />
    </header>
  )
}

/** Five tabs at the bottom of a phone. */
const tabEntries = entries.filter((entry) => ['/', '/access', '/requests', '/incidents'].includes(entry.to))

function TabBar(props: { readonly path: string; readonly onMore: () => void }) {
  const elsewhere = !tabEntries.some((entry) => isHere(entry.to, props.path))
  return (
    <nav className={cx('tabbar')} aria-label="Main">
      {tabEntries.map((entry) => (
        <Link
          key={entry.to}
          className={cx('tab')}
          to={entry.to}
          data-here={isHere(entry.to, props.path)}
          aria-current={isHere(entry.to, props.path) ? 'page' : undefined}
        >
          <Icon name={entry.icon} size={20} />
          {entry.name}
        </Link>
      ))}
      <button type="button" className={cx('tab')} data-here={elsewhere} onClick={props.onMore}>
        <Icon name="menu" size={20} />
        More
      </button>
    </nav>
  )
}
