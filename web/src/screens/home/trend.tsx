/** How the power that stands has grown or shrunk, from what was counted over each snapshot. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { principalsQuery } from '../../api/queries.ts'
import type { TimelineItem } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Section } from '../../parts/layout.tsx'
import { shortMoment } from '../../parts/moment.tsx'
import { text } from '../../parts/text.ts'
import { TrendLine } from '../../parts/trend-line.tsx'
import { figure, inWords } from '../../parts/verdict.tsx'
import styles from './home.module.css'

const cx = classesOf(styles)

export function Standing(props: { readonly whole: readonly TimelineItem[] }) {
  const counted = props.whole.filter(({ administrators }) => administrators !== null)
  const administrators = useQuery(principalsQuery({ admin: 'true', pageSize: 1 }))
  const becoming = useQuery(principalsQuery({ power: 'becomes', pageSize: 1 })).data?.total
  const now = administrators.data?.total
  const values = counted.flatMap(({ administrators: value }) => value ?? [])
  const line = values.length > 0 ? values : now === undefined ? [] : [now]
  return (
    <Section title="Standing power" aside={sinceWords(counted)}>
      <div className={cx('figures')}>
        <Link to="/access/principals" search={{ admin: 'true' }}>
          <span className={cx('value')}>{now === undefined ? '…' : figure(now)}</span>
          <span>
            standing administrators
            <br />
            <span className={text('s12', 'faint')}>{changeWords(line)}</span>
          </span>
          <TrendLine values={line} label={`Administrators, from ${line[0] ?? 0} to ${line.at(-1) ?? 0}`} />
        </Link>
        <Link to="/access/principals" search={{ power: 'becomes' }}>
          <span className={cx('value')}>{becoming === undefined ? '…' : figure(becoming)}</span>
          <span>
            can become administrator
            <br />
            <span className={text('s12', 'faint')}>and are none</span>
          </span>
        </Link>
      </div>
    </Section>
  )
}

const sinceWords = ([first]: readonly TimelineItem[]): string | undefined => first && `since ${shortMoment(first.at)}`

/** `nine fewer`, `two more`, `as many as then`. */
function changeWords(values: readonly number[]): string {
  const [first, last] = [values[0], values.at(-1)]
  if (first === undefined || last === undefined || values.length < 2) return 'counted once so far'
  if (first === last) return 'as many as then'
  return last > first ? `${inWords(last - first)} more` : `${inWords(first - last)} fewer`
}
