/** The line of time as a table. */
import type { TimelineItem } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { Button } from '../../parts/button.tsx'
import { layout } from '../../parts/layout.tsx'
import { secondsTime, wholeMoment } from '../../parts/moment.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'

/** Newest first; what was not counted is not nought. */
export function Snapshots(props: {
  readonly items: readonly TimelineItem[]
  readonly from: string | undefined
  readonly to: string
  readonly onChoose: (chosen: { readonly from?: string; readonly to?: string }) => void
}) {
  const count = (value: number | null) => (value === null ? <span title="was not counted">·</span> : figure(value))
  return (
    <div className={layout('scroll')} style={{ maxHeight: 360 }}>
      <table className={table('table')} aria-label="Snapshots">
        <thead>
          <tr>
            <th scope="col">Snapshot</th>
            <th scope="col" className={text('right')}>
              Changes
            </th>
            <th scope="col" className={text('right')}>
              Administrators
            </th>
            <th scope="col" className={text('right')}>
              Principals
            </th>
            <th scope="col" className={text('right')}>
              Resources
            </th>
            <th scope="col">Compare</th>
          </tr>
        </thead>
        <tbody>
          {props.items.toReversed().map((item) => (
            <tr key={item.snapshot} aria-selected={item.at === props.from || item.at === props.to}>
              <td>
                <time className={text('m', 'nowrap')} dateTime={item.at} title={wholeMoment(item.at)}>
                  {secondsTime(item.at)}
                </time>{' '}
                <span className={text('faint')}>{item.snapshot}</span>
              </td>
              <td className={text('right')}>{count(item.changes)}</td>
              <td className={text('right')}>{count(item.administrators)}</td>
              <td className={text('right')}>{count(item.principals)}</td>
              <td className={text('right')}>{count(item.resources)}</td>
              <td>
                <span className={layout('row')}>
                  <Button
                    look="quiet"
                    size="small"
                    aria-pressed={item.at === props.from}
                    disabled={item.at >= props.to}
                    onClick={() => props.onChoose({ from: item.at })}
                  >
                    from here
                  </Button>
                  <Button
                    look="quiet"
                    size="small"
                    aria-pressed={item.at === props.to}
                    disabled={props.from !== undefined && item.at <= props.from}
                    onClick={() => props.onChoose({ to: item.at })}
                  >
                    to here
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export const timelineCsv = (items: readonly TimelineItem[]): string =>
  csvOf([
    ['snapshot', 'at', 'accounts', 'principals', 'administrators', 'resources', 'changes'],
    ...items.map((item) => [
      item.snapshot,
      item.at,
      ...[item.accounts, item.principals, item.administrators, item.resources, item.changes].map((one) =>
        one === null ? '' : String(one),
      ),
    ]),
  ])
