import type { AccountProgress, SyncRun } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Ring, State } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './integrations.module.css'

const cx = classesOf(styles)

const order: Readonly<Record<AccountProgress['state'], number>> = {
  running: 0,
  failed: 1,
  waiting: 2,
  done: 3,
  skipped: 4,
}

/** What is being read right now, account by account. */
export function LiveAccounts(props: { readonly run: SyncRun }) {
  const accounts = [...props.run.accounts].sort(
    (a, b) => order[a.state] - order[b.state] || (a.name ?? a.accountId).localeCompare(b.name ?? b.accountId),
  )
  const { progress } = props.run
  const more = progress.accounts + progress.accountsSkipped - accounts.length
  return (
    <div className={cx('reading')}>
      {accounts.map((account) => (
        <div key={account.accountId} className={cx('account')} title={account.reason}>
          <span className={text('ellipsis')}>
            <Mark of={account} /> <span className={text('m')}>{account.name ?? account.accountId}</span>{' '}
            <span className={text('faint', 's12')}>
              {account.reason === undefined ? whatCame(account) : <Prose>{account.reason}</Prose>}
            </span>
          </span>
          <span
            className={cx('track')}
            role="progressbar"
            aria-label={account.name ?? account.accountId}
            aria-valuemin={0}
            aria-valuemax={account.cellsTotal}
            aria-valuenow={account.cellsDone}
          >
            <i
              className={cx(account.state === 'failed' && 'bad')}
              style={{ width: `${account.cellsTotal === 0 ? 0 : (account.cellsDone / account.cellsTotal) * 100}%` }}
            />
          </span>
          <span className={text('muted', 'right', 's12')}>
            {account.state === 'skipped' ? 'left out' : `${figure(account.cellsDone)} of ${figure(account.cellsTotal)}`}
          </span>
        </div>
      ))}
      {more > 0 && (
        <p className={text('muted')}>
          and {figure(more)} more; {figure(progress.accountsDone)} of {figure(progress.accounts)} are done.
        </p>
      )}
    </div>
  )
}

function Mark(props: { readonly of: AccountProgress }) {
  const { state, cellsMissing = 0 } = props.of
  switch (state) {
    case 'running':
      return <Ring label="being read" />
    case 'done':
      return cellsMissing > 0 ? (
        <State tone="warn" shape="triangle">
          <span className={text('hidden')}>read in part</span>
        </State>
      ) : (
        <State tone="ok" shape="dot">
          <span className={text('hidden')}>read</span>
        </State>
      )
    case 'failed':
      return (
        <State tone="bad" shape="cross">
          <span className={text('hidden')}>failed</span>
        </State>
      )
    case 'waiting':
      return (
        <State tone="idle" shape="ring">
          <span className={text('hidden')}>waiting</span>
        </State>
      )
    case 'skipped':
      return (
        <State tone="idle" shape="bars">
          <span className={text('hidden')}>left out</span>
        </State>
      )
  }
}

/** `214 objects, 3 cells not read` */
function whatCame({ objects, cellsMissing = 0 }: AccountProgress): string {
  const came = objects > 0 ? [counted(objects, 'object')] : []
  return [...came, ...(cellsMissing > 0 ? [`${counted(cellsMissing, 'cell')} not read`] : [])].join(', ')
}
