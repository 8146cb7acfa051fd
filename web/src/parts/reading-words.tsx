import type { Reading } from './reading.ts'
import { Bold } from './verdict.tsx'

/** As long as something is read for the first time, no screen says that it has seen everything. */
export function FirstReading(props: { readonly of: Reading }) {
  const { accounts, accountsDone } = props.of
  if (accounts === 0) return <>Bailiwick is reading AWS; its accounts are being listed.</>
  return (
    <>
      Bailiwick is reading AWS: <Bold>{`${accountsDone} of ${accounts}`}</Bold>{' '}
      {accounts === 1 ? 'account' : 'accounts'} so far.
    </>
  )
}

/** The line under the sentence of the snapshot that still stands. */
export const readingAgain = (reading: Reading): string =>
  reading.accounts === 0
    ? 'AWS is being read again; this is what the last reading saw.'
    : `AWS is being read again, ${reading.accountsDone} of ${reading.accounts} accounts so far; this is what the last reading saw.`
