import { Link } from '@tanstack/react-router'
import type { IdentityAccess, IdentityDetail } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { layout } from '../../parts/layout.tsx'
import { Severity } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { table } from '../../parts/table.ts'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { adminWords, typeWords } from '../principals/words.ts'
import { throughWords } from './words.ts'

const rowKey = ({ account, name, arn }: IdentityAccess): string => `${account} ${arn ?? name}`

export function AccessTable(props: { readonly of: IdentityDetail }) {
  const { access } = props.of
  return (
    <div className={layout('scroll')}>
      <table className={table('table')} aria-label="What it can do where">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">With</th>
            <th scope="col">Through</th>
            <th scope="col">
              <Term of="administrator">Administrator</Term>
            </th>
            <th scope="col" className={table('num', 'optional')}>
              Role last used
            </th>
          </tr>
        </thead>
        <tbody>
          {access.map((row) => (
            <tr key={rowKey(row)}>
              <td>
                <Link
                  className={text('m', 'ink', 'breakable')}
                  to="/access/accounts/$account"
                  params={{ account: row.account }}
                >
                  {row.accountName ?? row.account}
                </Link>
              </td>
              <td>
                {row.arn === undefined ? (
                  <span className={text('breakable')}>{row.name}</span>
                ) : (
                  <Link className={text('breakable')} to="/access/principals/$" params={{ _splat: row.arn }}>
                    {row.name}
                  </Link>
                )}
                <br />
                <span className={text('s12', 'faint')}>{row.note ?? typeWords[row.type]}</span>
              </td>
              <td className={text('muted', 'breakable')}>{throughWords(row.through) || 'itself'}</td>
              <td>
                <Power of={row} />
              </td>
              <td className={`${table('num', 'optional')} ${text('muted', 'nowrap')}`}>
                {row.lastUsed === undefined ? 'not known' : <Moment at={row.lastUsed} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Power(props: { readonly of: IdentityAccess }) {
  const { admin, adminVia } = props.of
  if (admin === 'yes') {
    return adminVia === 'equivalent' ? (
      <Severity level="medium">as good as</Severity>
    ) : (
      <Severity level="high">yes</Severity>
    )
  }
  if (admin === 'unknown') return <span className={text('tag', 'unknownTag')}>unknown</span>
  return <span className={text(admin === 'no' ? 'faint' : 'muted')}>{adminWords[admin]}</span>
}

export const accessCsv = ({ access }: IdentityDetail): string =>
  csvOf([
    ['account', 'accountName', 'name', 'type', 'arn', 'through', 'admin', 'lastUsed', 'note'],
    ...access.map((row) => [
      row.account,
      row.accountName ?? '',
      row.name,
      row.type,
      row.arn ?? '',
      throughWords(row.through),
      row.admin,
      row.lastUsed ?? '',
      row.note ?? '',
    ]),
  ])
