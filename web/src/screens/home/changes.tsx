/** Who gained and who lost access since about a day ago. Asked after the page stands: two states of everything are compared. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { accessDifferenceQuery, configurationDifferenceQuery } from '../../api/queries.ts'
import type { DiffAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { table } from '../../parts/table.ts'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { type ChangeRow, changeRows, together } from './change-rows.ts'
import styles from './home.module.css'

const cx = classesOf(styles)

const shownRows = 6
/** One new administrator alone has five hundred. */
const mostRows = 2_000

export function ChangesSince(props: {
  /** Ids of snapshots, and in words when the earlier one was. */
  readonly from: string
  readonly to: string
  readonly since: string
}) {
  const { from, to } = props
  const access = useQuery(accessDifferenceQuery({ from, to, limit: mostRows }))
  const configuration = useQuery(configurationDifferenceQuery({ from, to, limit: mostRows }))
  const isKnown = access.data !== undefined && !configuration.isPending
  const rows = isKnown ? changeRows(access.data, configuration.data?.changes ?? []) : undefined
  return (
    <Section
      title={`Effective access since ${props.since}`}
      aside={access.data && <Counts diff={access.data} />}
      more={
        <>
          {rows !== undefined && rows.length > 0 && (
            <Button
              look="quiet"
              size="small"
              onClick={() => download('access-changes.csv', 'text/csv', csvOfRows(rows))}
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
          )}
          <Link className={text('s12')} to="/access/time" search={{ from, to }}>
            Compare two times
          </Link>
        </>
      }
    >
      {access.error ? (
        <ProblemNotice error={access.error} onRetry={() => void access.refetch()} />
      ) : rows === undefined ? (
        <Loading lines={4} says="Two states of the organization are being compared" />
      ) : (
        <Rows rows={rows} more={access.data?.more ?? 0} from={from} to={to} notes={access.data?.notes ?? []} />
      )}
    </Section>
  )
}

/** Nothing to compare with: one honest sentence in the place of the table. */
export function NoChangesYet() {
  return (
    <Section title="Effective access since yesterday">
      <p className={cx('nothing')}>
        There is nothing to compare with yet. After the next reading that finds a change, who gained and who lost access
        stands here.
      </p>
    </Section>
  )
}

function Counts({ diff: { principals, people } }: { readonly diff: DiffAnswer }) {
  const { gained, lost, changed } = principals
  const ofPeople = people.length > 0 ? `, ${counted(people.length, 'assignment')} of people` : ''
  return (
    <>
      {figure(gained)} gained, {figure(lost)} lost{changed > 0 ? `, ${figure(changed)} changed` : ''}
      {ofPeople}
    </>
  )
}

function Rows(props: {
  readonly rows: readonly ChangeRow[]
  readonly more: number
  readonly from: string
  readonly to: string
  readonly notes: readonly string[]
}) {
  const { from, to } = props
  if (props.rows.length === 0) return <p className={cx('nothing')}>Nobody gained and nobody lost access.</p>
  const rows = together(props.rows)
  const left = rows.length - shownRows
  return (
    <div className={layout('scroll')}>
      <table className={table('table')} aria-label="Who gained and who lost access">
        <thead>
          <tr>
            <th className={cx('sign')}>
              <span className={text('hidden')}>Change</span>
            </th>
            <th className={cx('who')}>
              <Term of="principal">Principal</Term>
            </th>
            <th>What</th>
            <th className={`${table('optional')} ${cx('because')}`}>Because</th>
            <th className={table('num')}>When</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownRows).map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </tbody>
      </table>
      {(left > 0 || props.more > 0) && (
        <p className={`${cx('note')} ${text('s12')}`}>
          <Link to="/access/time" search={{ from, to }}>
            {props.more > 0 ? 'And more' : counted(Math.max(left, 0), 'further row')} in the time machine
          </Link>
        </p>
      )}
      {props.notes.length > 0 && <p className={`${cx('note')} ${text('s12', 'faint')}`}>{props.notes.join(' ')}</p>}
    </div>
  )
}

function Row({ row }: { readonly row: ChangeRow }) {
  return (
    <tr>
      <td>
        <span className={cx('mark', row.gained && 'gained')} title={row.gained ? 'gained' : 'lost'}>
          <span aria-hidden="true">{row.gained ? '+' : '−'}</span>
          <span className={text('hidden')}>{row.gained ? 'gained' : 'lost'}</span>
        </span>
      </td>
      <td>
        {row.arn === undefined ? (
          <span className={text('m')}>{row.name}</span>
        ) : (
          <Link className={text('m')} to="/access/principals/$" params={{ _splat: row.arn }}>
            {row.name}
          </Link>
        )}
        <br />
        <span className={text('s12', 'faint')}>{row.below}</span>
      </td>
      <td>
        {row.what}
        {row.more !== undefined && (
          <>
            <br />
            <span className={text('s12', 'muted')}>{row.more}</span>
          </>
        )}
        {row.condition !== undefined && (
          <>
            <br />
            <span className={`${cx('wraps')} ${text('s12')}`}>
              <Decision tone="conditional">only if {row.condition}</Decision>
            </span>
          </>
        )}
      </td>
      <td className={table('optional')}>
        <Prose>{row.because}</Prose>
      </td>
      <td className={`${table('num')} ${text('muted', 'nowrap')}`}>
        {row.at === undefined ? <span title="Nothing in the configuration tells when">–</span> : <Moment at={row.at} />}
      </td>
    </tr>
  )
}

const csvOfRows = (rows: readonly ChangeRow[]): string =>
  csvOf([
    ['change', 'principal', 'account', 'arn', 'what', 'condition', 'because', 'when'],
    ...rows.map((row) => [
      row.gained ? 'gained' : 'lost',
      row.name,
      row.below,
      row.arn ?? '',
      row.what,
      row.condition ?? '',
      row.because,
      row.at ?? '',
    ]),
  ])
