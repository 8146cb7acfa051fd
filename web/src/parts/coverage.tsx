import type { AccountReading } from '../api/schema.ts'
import type { ReadState } from '../api/types.ts'
import { classesOf } from '../classes.ts'
import styles from './coverage.module.css'

const cx = classesOf(styles)

const readWords: Readonly<Record<ReadState, string>> = { read: 'read in full', partly: 'partly', unread: 'not read' }
const readClass = (state: ReadState): 'partly' | 'unread' | undefined => (state === 'read' ? undefined : state)

export const countReadings = (accounts: readonly AccountReading[]): Readonly<Record<ReadState, number>> => ({
  read: accounts.filter((account) => account.state === 'read').length,
  partly: accounts.filter((account) => account.state === 'partly').length,
  unread: accounts.filter((account) => account.state === 'unread').length,
})

function readingWords(accounts: readonly AccountReading[]): string {
  const counts = countReadings(accounts)
  return `${counts.read} read in full, ${counts.partly} partly, ${counts.unread} not read`
}

/** More marks than this cannot be told apart; the strip then shows shares. */
const mostMarks = 64

/** One mark per account. */
export function CoverageStrip(props: { readonly accounts: readonly AccountReading[]; readonly tall?: boolean }) {
  const share = Math.max(1, Math.ceil(props.accounts.length / mostMarks))
  const marks = props.accounts.filter((account, at) => at % share === 0 || account.state !== 'read')
  return (
    <span className={cx('strip', props.tall && 'tall')} role="img" aria-label={readingWords(props.accounts)}>
      {marks.map((account) => (
        <i
          key={account.accountId}
          className={cx(readClass(account.state))}
          title={`${account.name ?? account.accountId}: ${readWords[account.state]}`}
        />
      ))}
    </span>
  )
}

/** The strip of a card while it is being read: what is done is filled. */
export function ProgressStrip(props: { readonly done: number; readonly total: number; readonly label: string }) {
  const marks = Math.max(1, Math.min(props.total, mostMarks / 2))
  const filled = props.total === 0 ? 0 : Math.floor((props.done / props.total) * marks)
  return (
    <span
      className={cx('strip', 'tall')}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={props.total}
      aria-valuenow={props.done}
    >
      {Array.from({ length: marks }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks are all alike
        <i key={at} className={cx(at >= filled && 'waiting')} />
      ))}
    </span>
  )
}

/** A square per account, with its name on hover. */
export function CoverageSquares(props: { readonly accounts: readonly AccountReading[] }) {
  return (
    <span className={cx('squares')} role="img" aria-label={readingWords(props.accounts)}>
      {props.accounts.map((account) => (
        <i
          key={account.accountId}
          className={cx('square', readClass(account.state))}
          title={`${account.name ?? account.accountId}: ${readWords[account.state]}`}
        />
      ))}
    </span>
  )
}

export function SquaresLegend(props: { readonly accounts: readonly AccountReading[] }) {
  const counts = countReadings(props.accounts)
  return (
    <p className={cx('legend')}>
      {(['read', 'partly', 'unread'] as const)
        .filter((state) => counts[state] > 0)
        .map((state) => (
          <span key={state}>
            <i className={cx('square', readClass(state))} />
            {readWords[state]} {counts[state]}
          </span>
        ))}
    </p>
  )
}
