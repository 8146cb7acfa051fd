import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { scheduleQuery } from '../../api/queries.ts'
import type { Schedule } from '../../api/types.ts'
import { useWhyOff } from '../../as-of.ts'
import { classesOf } from '../../classes.ts'
import { layout, Section } from '../../parts/layout.tsx'
import { Moment } from '../../parts/moment.tsx'
import { FailedAct, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import styles from './integrations.module.css'

const cx = classesOf(styles)

type Part = keyof Schedule['everyMinutes']

const partNames: Readonly<Record<Part, string>> = {
  identities: 'Organization, Identity Center, IAM',
  resources: 'Resources and network',
  reports: 'Reports and last access',
}
const hour = 60
/** What can be chosen (minutes); another value that was set elsewhere is shown beside them. */
const choices = [30, hour, 2 * hour, 6 * hour, 12 * hour, 24 * hour, 7 * 24 * hour]

/** As the value of a choice. */
const never = 'never'

function everyWords(minutes: number): string {
  if (minutes === 1) return 'every minute'
  if (minutes < hour) return `every ${minutes} minutes`
  if (minutes === hour) return 'every hour'
  if (minutes === 24 * hour) return 'daily'
  if (minutes === 7 * 24 * hour) return 'weekly'
  return minutes % hour === 0 ? `every ${minutes / hour} hours` : `every ${minutes} minutes`
}

/** How often it is read. Jitter spreads accounts over the hour, so times are about. */
export function ScheduleSection(props: { readonly id: string }) {
  const client = useQueryClient()
  const schedule = useQuery(scheduleQuery(props.id))
  const save = useMutation({
    mutationFn: (everyMinutes: Partial<Schedule['everyMinutes']>) =>
      call('PATCH /integrations/{integration}/schedule', { params: { integration: props.id }, body: { everyMinutes } }),
    onSuccess: (answer) => client.setQueryData(scheduleQuery(props.id).queryKey, answer),
  })
  const { data } = schedule
  const whyOff = useWhyOff()
  return (
    <Section title="Schedule" term="schedule">
      {schedule.error ? (
        <ProblemNotice error={schedule.error} onRetry={() => void schedule.refetch()} />
      ) : data === undefined ? (
        <Loading lines={3} />
      ) : (
        <div className={layout('stack', 'close')} style={{ paddingTop: 10 }}>
          <FailedAct of={save} />
          {(['identities', 'resources', 'reports'] as const).map((part) => (
            <label key={part} className={cx('every')}>
              <span>{partNames[part]}</span>
              <select
                value={data.everyMinutes[part] ?? never}
                disabled={whyOff !== undefined}
                title={whyOff}
                onChange={(event) =>
                  save.mutate({ [part]: event.target.value === never ? null : Number(event.target.value) })
                }
              >
                <option value={never}>never by itself</option>
                {[...new Set([...choices, data.everyMinutes[part] ?? hour])]
                  .sort((a, b) => a - b)
                  .map((minutes) => (
                    <option key={minutes} value={minutes}>
                      {everyWords(minutes)}
                    </option>
                  ))}
              </select>
            </label>
          ))}
          <p className={text('s12', 'muted')}>
            {data.paused ? (
              'The integration is paused: nothing is read until it is resumed.'
            ) : data.nextRunAt === null ? (
              'The next run is not planned yet.'
            ) : (
              <>
                Next about <Moment at={data.nextRunAt} />; spread over the hour, so that AWS is not asked all at once.
              </>
            )}
          </p>
        </div>
      )}
    </Section>
  )
}
