import type { Integration, SyncRun } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { CopyButton } from '../../parts/button.tsx'
import { CoverageStrip } from '../../parts/coverage.tsx'
import { AccountId, Arn } from '../../parts/identifiers.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { SyncStateMark } from '../../parts/marks.tsx'
import { durationWords, Moment } from '../../parts/moment.tsx'
import { Prose } from '../../parts/prose.tsx'
import { isRunning } from '../../parts/reading.ts'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import { CardNotices } from '../notices/card-notices.tsx'
import styles from './integrations.module.css'
import { LiveAccounts } from './live-accounts.tsx'
import { Stages } from './runs-tab.tsx'
import { methodWords } from './words.ts'

const cx = classesOf(styles)

/** A run reads for all cards of its connection; this one shows what is about its directory. */
const directoryRun = (run: SyncRun): SyncRun => ({
  ...run,
  stages: run.stages.filter(({ name }) => name === 'organization' || name === 'identity_center'),
})

export function OverviewTab(props: { readonly of: Integration }) {
  const { of } = props
  const { counts, run } = of
  const figures: readonly (readonly [string, number])[] =
    of.kind === 'aws'
      ? [
          [of.leftOut.length > 0 ? `accounts, ${of.leftOut.length} left out` : 'accounts', counts.accounts],
          ['principals', counts.principals],
          ['resources', counts.resources],
        ]
      : [
          ['people', counts.people],
          ['permission sets', counts.permissionSets],
          ['assignments', counts.assignments],
        ]
  return (
    <div className={layout('columns')}>
      <div className={layout('stack')}>
        <Section title="What was read">
          <dl className={cx('figures')}>
            {figures.map(([name, count]) => (
              <div key={name}>
                <dd>{figure(count)}</dd>
                <dt>{name}</dt>
              </div>
            ))}
          </dl>
          {of.strip.length > 0 && (
            <div style={{ paddingTop: 16 }}>
              <CoverageStrip accounts={of.strip} tall />
            </div>
          )}
        </Section>
        {run !== null && (
          <Section
            title={isRunning(run) ? 'Being read now' : 'Last sync run'}
            term="sync run"
            aside={<SyncStateMark state={run.state} />}
          >
            <Stages run={of.kind === 'aws_identity_center' ? directoryRun(run) : run} />
            {isRunning(run) && <LiveAccounts run={run} />}
          </Section>
        )}
        <CardNotices integration={of.id} />
      </div>
      <Section title="Connection" term="integration">
        <dl className={cx('facts')}>
          <dt>Method</dt>
          <dd>{methodWords[of.method]}</dd>
          <dt>Owner</dt>
          <dd>{of.owner ?? 'nobody'}</dd>
          {of.managementAccount !== null && (
            <>
              <dt>Management</dt>
              <dd>
                <AccountId value={of.managementAccount} />
              </dd>
            </>
          )}
          {of.roleName !== '' && of.method !== 'direct' && (
            <>
              <dt>
                <Term of="read role">Role</Term>
              </dt>
              <dd className={text('mono', 'inkMono')}>{of.roleName}</dd>
            </>
          )}
          {of.managementRoleArn !== null && (
            <>
              <dt>Role there</dt>
              <dd>
                <Arn value={of.managementRoleArn} room={36} />
              </dd>
            </>
          )}
          {of.readsAs !== null && <DirectCredentials of={of.readsAs} />}
          {of.externalId !== '' && (
            <>
              <dt>
                <Term of="ExternalId">External id</Term>
              </dt>
              <dd style={{ display: 'flex', alignItems: 'start', gap: 2 }}>
                <span className={text('mono', 'inkMono')}>{of.externalId}</span>
                <CopyButton value={of.externalId} name="Copy the external id" />
              </dd>
            </>
          )}
          {of.trustPrincipal !== null && (
            <>
              <dt>Trusted</dt>
              <dd>
                <Arn value={of.trustPrincipal} room={36} />
              </dd>
            </>
          )}
          <dt>Made</dt>
          <dd>
            <Moment at={of.createdAt} />
          </dd>
          <dt>Last sync</dt>
          <dd>{of.lastSyncAt === null ? '–' : <Moment at={of.lastSyncAt} />}</dd>
          {run?.startedAt && run.endedAt && (
            <>
              <dt>It took</dt>
              <dd>{durationWords(new Date(run.endedAt).getTime() - new Date(run.startedAt).getTime())}</dd>
            </>
          )}
        </dl>
      </Section>
    </div>
  )
}

/** Whose credentials read a direct integration, when their session ends, and what to beware of. */
function DirectCredentials({ of }: { readonly of: NonNullable<Integration['readsAs']> }) {
  return (
    <>
      <dt>Reads as</dt>
      <dd>
        <Arn value={of.principal} room={36} />
      </dd>
      {of.session !== null && (
        <>
          <dt>Session ends</dt>
          <dd>{of.session.ends === null ? 'not told by AWS' : <Moment at={of.session.ends} />}</dd>
        </>
      )}
      {of.warnings.length > 0 && (
        <>
          <dt>Beware</dt>
          <dd>
            {of.warnings.map((warning) => (
              <p key={warning}>
                <Prose>{warning}</Prose>
              </p>
            ))}
          </dd>
        </>
      )}
    </>
  )
}
