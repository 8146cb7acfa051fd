/** The first reading as it goes on: how far it is, and already what is worth knowing. It looks the same after a reload. */
import type { Integration, StageReport, Status } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { ProgressStrip } from '../../parts/coverage.tsx'
import { stageNames } from '../../parts/coverage-cells.ts'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
import { State } from '../../parts/marks.tsx'
import { durationWords, useNow } from '../../parts/moment.tsx'
import { isRunning, progressOf, type Reading } from '../../parts/reading.ts'
import { stageStanding } from '../../parts/stage-standing.ts'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../parts/verdict.tsx'
import styles from './home.module.css'
import { WorthKnowing } from './insights.tsx'
import { timeLeft } from './time-left.ts'

const cx = classesOf(styles)

export function ReadingPage(props: {
  readonly reading: Reading
  readonly integrations: readonly Integration[]
  readonly status: Status
  readonly all: boolean
}) {
  const runs = [
    ...new Map(props.integrations.flatMap(({ run }) => (isRunning(run) ? [[run.id, run] as const] : []))).values(),
  ]
  const now = useNow()
  const { accounts } = props.reading
  const isKnown = props.status.snapshot !== null || runs.some(({ snapshot }) => snapshot !== null)
  const progress = runs.map(progressOf)
  const done = progress.reduce((sum, one) => sum + one.done, 0)
  const total = progress.reduce((sum, one) => sum + one.total, 0)
  const objects = progress.reduce((sum, one) => sum + one.objects, 0)
  const started = runs.flatMap(({ startedAt }) => startedAt ?? []).sort()[0]
  const left = timeLeft({ done, total, startedAt: started, now })
  return (
    <ScreenPage>
      <div className={cx('hello')}>
        <Verdict live>
          {accounts === 0 ? (
            <>Bailiwick is listing the accounts.</>
          ) : (
            <>
              Bailiwick is reading <Bold>{counted(accounts, 'account')}</Bold> for the first time.
            </>
          )}
        </Verdict>
        <p className={text('muted')}>
          {counted(objects, 'thing')} read{left !== undefined && `, about ${durationWords(left)} left`}. Whatever is
          found stands below at once; you may leave this page, it goes on.
        </p>
        <ProgressStrip done={done} total={total} label={`${figure(done)} of ${figure(total)} parts of AWS read`} />
      </div>
      <div className={layout('columns')}>
        <WorthKnowing isReading isTooEarly={!isKnown} all={props.all} />
        <aside className={layout('stack')}>
          <Section title="Being read" aside={total === 0 ? undefined : `${figure(done)} of ${figure(total)} parts`}>
            <ul className={cx('stages')}>
              {runs.flatMap((run) =>
                run.stages
                  .filter(({ state }) => state !== 'skipped')
                  .map((stage) => <Stage key={`${run.id} ${stage.name}`} stage={stage} />),
              )}
            </ul>
          </Section>
          <p className={text('s12', 'faint')}>What is not read yet is missing from every answer.</p>
        </aside>
      </div>
    </ScreenPage>
  )
}

function Stage({ stage }: { readonly stage: StageReport }) {
  const { tone, shape, word, missing } = stageStanding(stage)
  const objects = Object.values(stage.counts).reduce((sum, count) => sum + count, 0)
  return (
    <li>
      <span>
        {stageNames[stage.name]}
        {missing !== undefined && <span className={text('s12', 'faint')}> {missing}</span>}
      </span>
      <span className={text('s12', 'faint')}>{objects > 0 ? figure(objects) : ''}</span>
      <State tone={tone} shape={shape}>
        {word}
      </State>
    </li>
  )
}
