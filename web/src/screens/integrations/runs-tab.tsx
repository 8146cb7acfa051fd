import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import { call } from '../../api/client.ts'
import { syncRunsQuery } from '../../api/queries.ts'
import type { StageReport, SyncRun } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout } from '../../parts/layout.tsx'
import { State, SyncStateMark } from '../../parts/marks.tsx'
import { durationWords, Moment, useNow } from '../../parts/moment.tsx'
import { FailedAct, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { isRunning, progressOf } from '../../parts/reading.ts'
import { stageStanding } from '../../parts/stage-standing.ts'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './integrations.module.css'
import { kindNames, stageName } from './words.ts'

const cx = classesOf(styles)

export function RunsTab(props: { readonly integration: string }) {
  const client = useQueryClient()
  const runs = useQuery(syncRunsQuery(props.integration))
  const [open, setOpen] = useState<string | undefined>()
  const cancel = useMutation({
    mutationFn: (run: string) => call('POST /sync-runs/{run}/cancel', { params: { run } }),
    onSettled: () => client.invalidateQueries(),
  })
  if (runs.error) return <ProblemNotice error={runs.error} onRetry={() => void runs.refetch()} />
  if (runs.data === undefined) return <Loading lines={6} />
  if (runs.data.length === 0) return <p className={text('muted')}>Nothing has been read yet.</p>
  return (
    <div className={layout('scroll')}>
      <FailedAct of={cancel} />
      <table className={table('table')} aria-label="Sync runs">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <th scope="col" className={table('num')}>
              Took
            </th>
            <th scope="col" className={table('num', 'optional')}>
              Read
            </th>
            <th scope="col" className={table('num', 'optional')}>
              Not read
            </th>
            <th scope="col" className={table('num')}>
              Calls
            </th>
            <th scope="col">
              <span className={text('hidden')}>Stages</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.data.map((run) => (
            <Fragment key={run.id}>
              <RunRow
                run={run}
                integration={props.integration}
                open={open === run.id}
                onOpen={() => setOpen(open === run.id ? undefined : run.id)}
                cancelling={cancel.isPending}
                onCancel={() => cancel.mutate(run.id)}
              />
              {open === run.id && (
                <tr>
                  <td colSpan={7} className={cx('stages')}>
                    <Stages run={run} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RunRow(props: {
  readonly run: SyncRun
  readonly integration: string
  readonly open: boolean
  readonly onOpen: () => void
  readonly cancelling: boolean
  readonly onCancel: () => void
}) {
  const { run } = props
  const now = useNow()
  const calls = run.stages.reduce((sum, stage) => sum + stage.calls, 0)
  const { coverage } = run
  const lost = coverage.denied + coverage.throttled + coverage.failed + coverage.suspect
  const until = run.endedAt === null ? now : new Date(run.endedAt).getTime()
  const progress = progressOf(run)
  return (
    <tr>
      <td>
        <SyncStateMark state={run.state} />
        {isRunning(run) && (
          <span className={text('s12', 'muted')} aria-live="polite">
            {' '}
            {figure(progress.done)} of {figure(progress.total)} cells
          </span>
        )}
        {run.reason !== null && (
          <>
            <br />
            <span className={text('s12', 'faint')}>
              <Prose>{run.reason}</Prose>
            </span>
          </>
        )}
      </td>
      <td className={text('muted')}>{run.startedAt === null ? 'waiting' : <Moment at={run.startedAt} />}</td>
      <td className={table('num')}>
        {run.startedAt === null ? '–' : durationWords(Math.max(0, until - new Date(run.startedAt).getTime()))}
      </td>
      <td className={table('num', 'optional')}>{figure(coverage.ok)} cells</td>
      <td className={table('num', 'optional')}>
        {lost === 0 ? <span className={text('faint')}>0</span> : figure(lost)}
      </td>
      <td className={table('num')}>
        <Link
          from="/integrations/$id"
          to="/integrations/$id"
          params={{ id: props.integration }}
          search={{ tab: 'calls', run: run.id }}
        >
          {figure(calls)}
        </Link>
      </td>
      <td className={cx('runActions')}>
        <Button
          look="quiet"
          size="small"
          square
          aria-expanded={props.open}
          aria-label={props.open ? 'Fold the stages' : 'Show the stages'}
          onClick={props.onOpen}
        >
          <Icon name={props.open ? 'down' : 'right'} size={14} />
        </Button>
        {isRunning(run) && (
          <Button size="small" aria-disabled={props.cancelling} acts onClick={props.onCancel}>
            Cancel
          </Button>
        )}
      </td>
    </tr>
  )
}

const countsWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => counted(count, ...kindNames(kind)))
    .join(', ')

/** The stages of one run, in order. */
export function Stages(props: { readonly run: SyncRun }) {
  return (
    <table className={table('table')} aria-label="Stages">
      <tbody>
        {props.run.stages.map((stage) => (
          <tr key={stage.name}>
            <td className={text('nowrap')}>{stageName(stage.name)}</td>
            <td>
              <Standing of={stage} />
            </td>
            <td className={`${text('muted', 's12')} ${table('optional')}`}>{countsWords(stage.counts)}</td>
            <td className={`${table('num')} ${text('nowrap')}`}>
              {counted(stage.calls, 'call')}
              <span className={`${text('faint')} ${table('optional')}`}>{repeatedWords(stage)}</span>
            </td>
            <td className={`${table('num')} ${text('muted', 'nowrap')}`}>
              {stage.ms === 0 ? '–' : durationWords(stage.ms)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Standing(props: { readonly of: StageReport }) {
  const { tone, shape, word, missing } = stageStanding(props.of)
  return (
    <>
      <State tone={tone} shape={shape}>
        {word}
      </State>
      {missing !== undefined && (
        <>
          <br />
          <span className={text('s12', 'muted', 'nowrap')}>{missing}</span>
        </>
      )}
    </>
  )
}

function repeatedWords({ retries = 0, throttles }: StageReport): string {
  const repeated = retries > 0 ? `, ${figure(retries)} repeated` : ''
  return throttles > 0
    ? `${repeated}, slowed down ${throttles === 1 ? 'once' : `${figure(throttles)} times`}`
    : repeated
}
