import { useQuery } from '@tanstack/react-query'
import { callsQuery } from '../../api/queries.ts'
import { table } from '../../parts/data-table.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout } from '../../parts/layout.tsx'
import { durationWords } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'

/** Rows shown; the rest is counted, because nobody reads a thousand. */
const shownRows = 200

/** Every API call that was made with the customer's credentials. */
export function CallsTab(props: { readonly integration: string; readonly run: string | undefined }) {
  const calls = useQuery(callsQuery(props.integration, props.run))
  if (calls.error) return <ProblemNotice error={calls.error} onRetry={() => void calls.refetch()} />
  if (calls.data === undefined) return <Loading lines={8} />
  const { items, totals } = calls.data
  const sorted = [...items].sort((a, b) => b.calls - a.calls)
  return (
    <div className={layout('stack', 'close')}>
      <p className={text('muted')}>
        {counted(totals.calls, 'call')}, {figure(totals.retries)} repeated, {figure(totals.throttles)} slowed down by
        AWS. All of them read; none changes anything.
      </p>
      <div className={layout('scroll')}>
        <table className={table('table')}>
          <thead>
            <tr>
              <th scope="col">Call</th>
              <th scope="col">Account</th>
              <th scope="col" className={table('optional')}>
                Region
              </th>
              <th scope="col" className={table('num')}>
                Calls
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Repeated
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Refused
              </th>
              <th scope="col" className={table('num')}>
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, shownRows).map((row) => (
              <tr key={`${row.accountId} ${row.region} ${row.operation}`}>
                <td className={text('mono', 'inkMono')}>{row.operation}</td>
                <td>{row.accountId === null ? '–' : <AccountId value={row.accountId} />}</td>
                <td className={`${text('muted')} ${table('optional')}`}>{row.region}</td>
                <td className={table('num')}>{figure(row.calls)}</td>
                <td className={table('num', 'optional')}>
                  {row.retries === 0 ? <span className={text('faint')}>0</span> : figure(row.retries)}
                </td>
                <td className={table('num', 'optional')}>
                  {row.errors === 0 ? <span className={text('faint')}>0</span> : figure(row.errors)}
                </td>
                <td className={`${table('num')} ${text('muted')}`}>{durationWords(row.ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {sorted.length > shownRows && (
        <p className={text('faint')}>and {counted(sorted.length - shownRows, 'row')} with fewer calls.</p>
      )}
    </div>
  )
}
