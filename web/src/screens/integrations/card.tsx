import { Link } from '@tanstack/react-router'
import type { Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { CoverageStrip, countReadings, ProgressStrip } from '../../parts/coverage.tsx'
import { Icon, type IconName } from '../../parts/icon.tsx'
import { IntegrationStateMark } from '../../parts/marks.tsx'
import { clockTime, Moment } from '../../parts/moment.tsx'
import { Prose } from '../../parts/prose.tsx'
import { isRunning, progressOf } from '../../parts/reading.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './integrations.module.css'
import { discoveredWords, scopeWords, typeWords } from './words.ts'

const cx = classesOf(styles)

/** Worst first: what waits for somebody stands on the left. */
const troubleOrder: readonly Integration['state'][] = [
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
export const byTrouble = (a: Integration, b: Integration): number =>
  troubleOrder.indexOf(a.state) - troubleOrder.indexOf(b.state) || a.name.localeCompare(b.name)

export const cardIcon = (kind: Integration['kind']): IconName =>
  kind === 'aws' ? 'account' : kind === 'aws_identity_center' ? 'people' : 'app'

export function IntegrationCard(props: { readonly of: Integration }) {
  const { of } = props
  const waiting = of.state === 'draft' || of.state === 'awaiting_trust'
  const running = isRunning(of.run) ? of.run : undefined
  return (
    <Link className={cx('card', waiting && 'soft')} to="/integrations/$id" params={{ id: of.id }}>
      <div className={cx('title')}>
        <span className={cx('tile')}>
          <Icon name={cardIcon(of.kind)} size={18} />
        </span>
        <div style={{ minWidth: 0 }}>
          <p className={text('m', 'ellipsis')}>{of.name}</p>
          <p className={text('s12', 'faint', 'ellipsis')}>{scopeWords(of)}</p>
        </div>
        <IntegrationStateMark state={of.state} />
      </div>
      {running ? <Running run={running} /> : <Standing of={of} />}
      {of.readsAs?.warnings[0] !== undefined && <Reason>{of.readsAs.warnings[0]}</Reason>}
      <div className={cx('foot')}>
        <span className={text('ellipsis')} title={of.owner ?? undefined}>
          {typeWords(of)}, {of.owner === null ? 'no owner' : `owner ${of.owner}`}
        </span>
        <span className={text('nowrap')}>
          {running?.startedAt ? (
            `started ${clockTime(running.startedAt)}`
          ) : of.lastSyncAt === null ? (
            of.kind !== 'discovered' && 'last sync –'
          ) : (
            <>
              last sync {clockTime(of.lastSyncAt)}, <Moment at={of.lastSyncAt} />
            </>
          )}
        </span>
      </div>
    </Link>
  )
}

function Running(props: { readonly run: NonNullable<Integration['run']> }) {
  const progress = progressOf(props.run)
  if (progress.total === 0) return <Reason>Finding out what there is to read.</Reason>
  return (
    <>
      <ProgressStrip
        done={progress.done}
        total={progress.total}
        label={`${progress.done} of ${progress.total} cells read`}
      />
      <div className={cx('counts')} aria-live="polite">
        <span>
          <b>{figure(progress.accountsDone)}</b> of {counted(progress.accounts, 'account')}
        </span>
        <span>
          <b>{figure(progress.done)}</b> of {figure(progress.total)} cells
        </span>
        <span>
          <b>{figure(progress.objects)}</b> objects
        </span>
      </div>
    </>
  )
}

function Standing(props: { readonly of: Integration }) {
  const { of } = props
  const readings = countReadings(of.strip)
  if (of.discovered !== undefined) {
    return <Reason>{discoveredWords(of)}</Reason>
  }
  if (of.strip.length === 0) {
    return <Reason>{of.reason ?? 'Nothing has been read through it yet.'}</Reason>
  }
  return (
    <>
      <CoverageStrip accounts={of.strip} tall />
      <div className={cx('counts')}>
        {of.kind === 'aws' ? (
          <>
            <span>
              <b>{readings.read}</b> in full
              {readings.partly > 0 && (
                <>
                  , <b>{readings.partly}</b> partly
                </>
              )}
            </span>
            <span>
              {readings.unread > 0 ? (
                <>
                  <b>{readings.unread}</b> not read
                </>
              ) : of.leftOut.length > 0 ? (
                <>
                  <b>{of.leftOut.length}</b> left out
                </>
              ) : null}
            </span>
            <span>
              <b>{figure(of.counts.principals)}</b> principals
            </span>
            <span>
              <b>{figure(of.counts.resources)}</b> resources
            </span>
          </>
        ) : (
          <>
            <span>
              <b>{figure(of.counts.people)}</b> people
            </span>
            <span>
              <b>{figure(of.counts.permissionSets)}</b> permission sets
            </span>
            <span>
              <b>{figure(of.counts.assignments)}</b> assignments
            </span>
          </>
        )}
      </div>
      {of.reason !== null && of.state !== 'active' && <Reason>{of.reason}</Reason>}
    </>
  )
}

/** Three lines of it; the card's own page has the rest. */
function Reason(props: { readonly children: string }) {
  return (
    <p className={`${text('s12', 'muted')} ${cx('reason')}`}>
      <Prose>{props.children}</Prose>
    </p>
  )
}
