import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { callsQuery } from '../../api/queries.ts'
import type { CallCount } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { SearchField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { durationWords } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../parts/verdict.tsx'
import { byOperation, dollars, sizeWords } from './calls.ts'

/** Rows shown; the rest is counted, because nobody reads a thousand. */
const shownRows = 200

/** Every API call that was made with the customer's credentials. */
export function CallsTab(props: { readonly integration: string; readonly run: string | undefined }) {
  const calls = useQuery(callsQuery(props.integration, props.run))
  if (calls.error) return <ProblemNotice error={calls.error} onRetry={() => void calls.refetch()} />
  if (calls.data === undefined) return <Loading lines={8} />
  const { items, totals } = calls.data
  if (items.length === 0) return <p className={text('muted')}>No call has been made in this sync run.</p>
  const kinds = new Set(items.map((row) => row.operation)).size
  return (
    <div className={layout('stack')}>
      <div className={layout('stack', 'close')}>
        <Verdict as="p" size="small">
          <Bold>{counted(totals.calls, 'call')}</Bold> of {counted(kinds, 'kind')}, {totals.cost}.
        </Verdict>
        <p className={text('muted')}>
          {totals.retries === 0 ? 'None was repeated' : `${figure(totals.retries)} repeated`},{' '}
          {totals.throttles === 0 ? 'none slowed down by AWS' : `${figure(totals.throttles)} slowed down by AWS`};{' '}
          {sizeWords(totals.bytes)} came back. All of them read; none changes anything. Prices as of {totals.pricesAsOf}
          {totals.unpriced === 0 ? '.' : `; of ${counted(totals.unpriced, 'call')} no price is known.`}
        </p>
      </div>
      <Ledger items={items} />
    </div>
  )
}

function Ledger(props: { readonly items: readonly CallCount[] }) {
  const [search, setSearch] = useState('')
  const [by, setBy] = useState<'operation' | 'account'>('operation')
  const wanted = search.trim().toLowerCase()
  const rows = useMemo(
    () => [...(by === 'operation' ? byOperation(props.items) : props.items)].sort((a, b) => b.calls - a.calls),
    [props.items, by],
  )
  const shown = rows.filter((row) =>
    `${row.operation} ${row.accountId ?? ''} ${row.region}`.toLowerCase().includes(wanted),
  )
  const each = by === 'account'
  return (
    <Section
      title="Ledger"
      term="ledger"
      aside={counted(shown.length, 'row')}
      plain
      more={
        <>
          <SearchField label="Search calls" placeholder="Call, account, Region" value={search} onChange={setSearch} />
          <Segments
            label="Rows"
            value={by}
            options={[
              { value: 'operation', label: 'By call' },
              { value: 'account', label: 'By account and Region' },
            ]}
            onChange={setBy}
          />
          <Button
            look="quiet"
            size="small"
            onClick={() =>
              download(
                'calls.csv',
                'text/csv',
                csvOf([
                  [
                    'call',
                    'account',
                    'region',
                    'calls',
                    'pages',
                    'retries',
                    'throttles',
                    'refused',
                    'bytes',
                    'ms',
                    'cost class',
                    'usd',
                  ],
                  ...props.items.map((row) => [
                    row.operation,
                    row.accountId ?? '',
                    row.region,
                    String(row.calls),
                    String(row.pages),
                    String(row.retries),
                    String(row.throttles),
                    String(row.errors),
                    String(row.bytes),
                    String(row.ms),
                    row.costClass,
                    row.usd === null ? '' : String(row.usd),
                  ]),
                ]),
              )
            }
          >
            <Icon name="download" size={14} />
            CSV
          </Button>
        </>
      }
    >
      <div className={layout('scroll')}>
        <table className={table('table')} aria-label="Calls">
          <thead>
            <tr>
              <th scope="col">Call</th>
              {each && <th scope="col">Account</th>}
              {each && (
                <th scope="col" className={table('optional')}>
                  Region
                </th>
              )}
              <th scope="col" className={table('num')}>
                Calls
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Further pages
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Repeated
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Slowed down
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Errors
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Size
              </th>
              <th scope="col" className={table('num', 'optional')}>
                Price
              </th>
              <th scope="col" className={table('num')}>
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, shownRows).map((row) => (
              <tr key={`${row.accountId} ${row.region} ${row.operation}`}>
                <td className={text('mono', 'inkMono')}>{row.operation}</td>
                {each && <td>{row.accountId === null ? '–' : <AccountId value={row.accountId} />}</td>}
                {each && <td className={`${text('muted')} ${table('optional')}`}>{row.region}</td>}
                <td className={table('num')}>{figure(row.calls)}</td>
                <Rare count={row.pages} />
                <Rare count={row.retries} />
                <Rare count={row.throttles} />
                <Rare count={row.errors} />
                <td className={`${table('num', 'optional')} ${text('muted')}`}>{sizeWords(row.bytes)}</td>
                <td className={`${table('num', 'optional')} ${text('muted')}`}>{dollars(row.usd)}</td>
                <td className={`${table('num')} ${text('muted')}`}>{durationWords(row.ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > shownRows && (
        <p className={text('faint')}>
          and {counted(shown.length - shownRows, 'row')} with fewer calls; the CSV has them all.
        </p>
      )}
      {shown.length === 0 && <p className={text('muted')}>No call fits “{search}”.</p>}
    </Section>
  )
}

const Rare = (props: { readonly count: number }) => (
  <td className={table('num', 'optional')}>
    {props.count === 0 ? <span className={text('faint')}>0</span> : figure(props.count)}
  </td>
)
