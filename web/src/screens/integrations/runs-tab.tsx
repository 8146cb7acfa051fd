import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { syncRunsQuery } from '../../api/queries.ts'
import type { StageReport, SyncRun } from '../../api/schema.ts'
import { table } from '../../parts/data-table.tsx'
import { layout } from '../../parts/layout.tsx'
import { Ring, State, SyncStateMark } from '../../parts/marks.tsx'
import { durationWords, Moment, useNow } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { kindNames, stageName } from './words.ts'

export function RunsTab(props: { readonly integration: string }) {
  const runs = useQuery(syncRunsQuery(props.integration))
  if (runs.error) return <ProblemNotice error={runs.error} onRetry={() => void runs.refetch()} />
  if (runs.data === undefined) return <Loading lines={6} />
  if (runs.data.length === 0) return <p className={text('muted')}>Nothing has been read yet.</p>
  return (
    <div className={layout('scroll')}>
      <table className={table('table')}>
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
          </tr>
        </thead>
        <tbody>
          {runs.data.map((run) => (
            <RunRow key={run.id} run={run} integration={props.integration} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RunRow(props: { readonly run: SyncRun; readonly integration: string }) {
  const { run } = props
  const now = useNow()
  const calls = run.stages.reduce((sum, stage) => sum + stage.calls, 0)
  const { coverage } = run
  const lost = coverage.denied + coverage.throttled + coverage.failed + coverage.suspect
  const until = run.endedAt === null ? now : new Date(run.endedAt).getTime()
  return (
    <tr>
      <td>
        <SyncStateMark state={run.state} />
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
            <td className={text('nowrap')}>
              <StageMark state={stage.state} /> {stageName(stage.name)}
            </td>
            <td className={`${text('muted', 's12')} ${table('optional')}`}>{countsWords(stage.counts)}</td>
            <td className={`${table('num')} ${text('nowrap')}`}>
              {figure(stage.calls)} calls
              {stage.throttles > 0 && (
                <span className={text('faint')}>, slowed down {figure(stage.throttles)} times</span>
              )}
            </td>
            <td className={`${table('num')} ${text('muted', 'nowrap')}`}>
              {stage.state === 'waiting' ? '–' : durationWords(stage.ms)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function StageMark(props: { readonly state: StageReport['state'] }) {
  if (props.state === 'running') return <Ring label="running" />
  return (
    <State tone={props.state === 'done' ? 'ok' : 'idle'} shape={props.state === 'done' ? 'dot' : 'ring'}>
      <span className={text('hidden')}>{props.state}</span>
    </State>
  )
}
