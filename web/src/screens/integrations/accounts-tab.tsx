import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { AccountTarget, Integration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { Facet, SearchField } from '../../parts/field.tsx'
import { GapRow } from '../../parts/gap-row.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { Section } from '../../parts/layout.tsx'
import { State } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Prose } from '../../parts/prose.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { useVirtualRows } from '../../parts/virtual-rows.ts'
import { targetMark, targetOrder, targetWords } from './account-states.ts'
import styles from './integrations.module.css'

const cx = classesOf(styles)

/** One line (px); every line is as high, so that a thousand can scroll. */
const rowHeight = 37

const readWords = { read: 'in full', partly: 'in part', unread: 'not read' } as const

const checkedAt = (account: AccountTarget): string | undefined =>
  account.probes.reduce<string | undefined>(
    (latest, probe) => (latest === undefined || probe.checkedAt > latest ? probe.checkedAt : latest),
    undefined,
  )

/** Every account of the connection, worst first. */
export function AccountsTab(props: { readonly of: Integration }) {
  const { of } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [search, setSearch] = useState('')
  const [state, setState] = useState('')
  const read = new Map(of.strip.map((account) => [account.accountId, account.state]))
  const wanted = search.trim().toLowerCase()
  const rows = of.accounts
    .filter(
      (account) =>
        (state === '' || account.state === state) &&
        `${account.name ?? ''} ${account.accountId}`.toLowerCase().includes(wanted),
    )
    .sort(
      (a, b) =>
        targetOrder(a.state) - targetOrder(b.state) || (a.name ?? a.accountId).localeCompare(b.name ?? b.accountId),
    )
  const seen = useVirtualRows(body, rows.length, rowHeight)
  const present = [...new Set(of.accounts.map((account) => account.state))].sort(
    (a, b) => targetOrder(a) - targetOrder(b),
  )
  if (of.accounts.length === 0) return <p className={text('muted')}>No account has been looked at yet.</p>
  return (
    <Section
      title="Accounts"
      term="account target"
      aside={counted(rows.length, 'account')}
      plain
      more={
        <>
          <SearchField label="Search accounts" placeholder="Name or number" value={search} onChange={setSearch} />
          {present.length > 1 && (
            <Facet
              label="State"
              any="Any state"
              value={state}
              options={present.map((one) => ({ value: one, label: targetWords[one] }))}
              onChange={setState}
            />
          )}
          <Button
            look="quiet"
            size="small"
            onClick={() =>
              download(
                'accounts.csv',
                'text/csv',
                csvOf([
                  ['account', 'name', 'state', 'reason', 'read', 'checked_at'],
                  ...rows.map((one) => [
                    one.accountId,
                    one.name ?? '',
                    one.state,
                    one.reason ?? '',
                    read.get(one.accountId) ?? '',
                    checkedAt(one) ?? '',
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
      {rows.length === 0 ? (
        <p className={text('muted')}>No account fits what you ask for.</p>
      ) : (
        <table
          className={`${table('table', 'sticky')} ${cx('accounts')}`}
          aria-label="Accounts"
          aria-rowcount={rows.length}
        >
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">State</th>
              <th scope="col" className={table('optional')}>
                Why
              </th>
              <th scope="col">Read</th>
              <th scope="col" className={table('num', 'optional')}>
                Checked
              </th>
            </tr>
          </thead>
          <tbody ref={body}>
            <GapRow height={seen.above} columns={5} />
            {rows.slice(seen.from, seen.to).map((account) => {
              const [tone, shape] = targetMark(account.state)
              const checked = checkedAt(account)
              const reading = read.get(account.accountId)
              return (
                <tr key={account.accountId}>
                  <td>
                    <span className={text('m')}>{account.name ?? <AccountId value={account.accountId} />}</span>{' '}
                    {account.name !== null && (
                      <span className={`${text('s12', 'faint')} ${cx('wideOnly')}`}>
                        <AccountId value={account.accountId} />
                      </span>
                    )}
                    {account.accountId === of.managementAccount && (
                      <span className={`${text('tag')} ${cx('afterName')}`}>management</span>
                    )}
                  </td>
                  <td>
                    <Link
                      from="/integrations/$id"
                      to="/integrations/$id"
                      params={{ id: of.id }}
                      search={{ tab: 'permissions' }}
                      className={cx('plainLink')}
                    >
                      <State tone={tone} shape={shape}>
                        {targetWords[account.state]}
                      </State>
                    </Link>
                  </td>
                  <td className={`${text('muted')} ${table('optional')}`}>
                    <span className={text('ellipsis')} title={account.reason ?? undefined}>
                      {account.reason === null ? '' : <Prose>{account.reason}</Prose>}
                    </span>
                  </td>
                  <td>{reading === undefined ? '–' : readWords[reading]}</td>
                  <td className={`${table('num', 'optional')} ${text('muted')}`}>
                    {checked === undefined ? '–' : <Moment at={checked} />}
                  </td>
                </tr>
              )
            })}
            <GapRow height={seen.below} columns={5} />
          </tbody>
        </table>
      )}
    </Section>
  )
}
