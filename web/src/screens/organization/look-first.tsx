import { classesOf } from '../../classes.ts'
import { Severity } from '../../parts/marks.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import styles from './organization.module.css'
import { byRisk, isKnown, severityOf, worstWords } from './shades.ts'
import { accountName, type MapAccount } from './treemap.ts'

const cx = classesOf(styles)

const most = 5

/** The accounts to begin with, each with its reason. */
export function LookFirst(props: {
  readonly accounts: readonly MapAccount[]
  readonly onChoose: (account: string) => void
}) {
  const first = props.accounts
    .filter((account) => isKnown(account) && (severityOf(account) !== undefined || account.administrators > 0))
    .sort(byRisk)
    .slice(0, most)
  if (first.length === 0) return <p className={text('muted')}>Nothing of it stands out.</p>
  return (
    <ol className={cx('first')}>
      {first.map((account) => {
        const severity = severityOf(account)
        return (
          <li key={account.accountId}>
            <button type="button" className={cx('pickFirst')} onClick={() => props.onChoose(account.accountId)}>
              <span className={text('m', 'ellipsis')}>{accountName(account)}</span>
              <span className={text('s12', 'muted', 'breakable')}>
                {worstWords(account) ?? counted(account.administrators, 'standing administrator')}
              </span>
              {severity !== undefined && (
                <Severity level={severity}>
                  <span className={text('hidden')}>{severity}</span>
                </Severity>
              )}
            </button>
          </li>
        )
      })}
    </ol>
  )
}
