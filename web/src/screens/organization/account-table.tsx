import { useRef } from 'react'
import type { OrganizationMap } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { GapRow } from '../../parts/gap-row.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import { useVirtualRows } from '../../parts/virtual-rows.ts'
import styles from './organization.module.css'
import { byRisk, isKnown, type MapColour, readingOf, readingWords } from './shades.ts'
import { accountName, byAccountName, type MapAccount } from './treemap.ts'
import { unitPath } from './unit-path.ts'

const cx = classesOf(styles)

/** One line of the table (px); every line is as high, so that a thousand can scroll. */
const rowHeight = 37

const troubleRank = { unread: 0, partly: 1, out: 2, read: 3 } as const
const byTrouble = (a: MapAccount, b: MapAccount): number =>
  troubleRank[readingOf(a)] - troubleRank[readingOf(b)] || byAccountName(a, b)
/** Which of the two that the legend has in one. */
const outWords = ({ status }: MapAccount): string => (status === 'SUSPENDED' ? 'suspended' : 'left out')

/** The table beside the picture: worst first in the colour that is shown. */
export function AccountTable(props: {
  readonly accounts: readonly MapAccount[]
  readonly map: OrganizationMap
  readonly chosen: string | undefined
  readonly colour: MapColour
  readonly onChoose: (account: string) => void
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const rows = [...props.accounts].sort(props.colour === 'coverage' ? byTrouble : byRisk)
  const seen = useVirtualRows(body, rows.length, rowHeight)
  return (
    <table className={`${table('table', 'sticky')} ${cx('table')}`} aria-label="Accounts" aria-rowcount={rows.length}>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className={table('optional')}>
            Unit
          </th>
          <th scope="col">Read</th>
          <th scope="col" className={table('num', 'optional')}>
            Principals
          </th>
          <th scope="col" className={table('num', 'optional')}>
            Resources
          </th>
          <th scope="col" className={table('num')}>
            Administrators
          </th>
          <th scope="col" className={table('num', 'optional')}>
            Can become one
          </th>
          <th scope="col" className={table('num', 'optional')}>
            Open to anybody
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <GapRow height={seen.above} columns={8} />
        {rows.slice(seen.from, seen.to).map((account) => {
          const reading = readingOf(account)
          const known = isKnown(account)
          const path = unitPath(props.map, account.unitId)
          return (
            <tr key={account.accountId} data-current={account.accountId === props.chosen}>
              <td>
                <button
                  type="button"
                  className={cx('name')}
                  aria-pressed={account.accountId === props.chosen}
                  onClick={() => props.onChoose(account.accountId)}
                >
                  {accountName(account)}
                </button>{' '}
                <span className={`${text('s12', 'faint')} ${cx('number')}`}>
                  {account.name !== null && <AccountId value={account.accountId} />}
                </span>
              </td>
              <td className={`${text('muted')} ${table('optional')}`}>
                <span className={text('ellipsis')} title={path.join(' / ')}>
                  {path.slice(1).join(' / ') || (path[0] ?? '–')}
                </span>
              </td>
              <td>
                <i className={cx('swatch', reading)} /> {reading === 'out' ? outWords(account) : readingWords[reading]}
              </td>
              <td className={table('num', 'optional')}>{known ? figure(account.principals) : '?'}</td>
              <td className={table('num', 'optional')}>{known ? figure(account.resources) : '?'}</td>
              <td className={table('num')}>{known ? figure(account.administrators) : '?'}</td>
              <td className={table('num', 'optional')}>{known ? figure(account.becoming) : '?'}</td>
              <td className={table('num', 'optional')}>{known ? figure(account.open) : '?'}</td>
            </tr>
          )
        })}
        <GapRow height={seen.below} columns={8} />
      </tbody>
    </table>
  )
}
