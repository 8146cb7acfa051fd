import { useQuery } from '@tanstack/react-query'
import { previewQuery, settingsQuery } from '../../../api/queries.ts'
import type { Integration } from '../../../api/schema.ts'
import type { Preview } from '../../../api/types.ts'
import { classesOf } from '../../../classes.ts'
import { Button } from '../../../parts/button.tsx'
import { Disclosure } from '../../../parts/disclosure.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { Loading, ProblemNotice } from '../../../parts/notice.tsx'
import { table } from '../../../parts/table.ts'
import { text } from '../../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../../parts/verdict.tsx'
import { isEntered } from '../account-states.ts'
import { ProbeTable } from '../probe-table.tsx'
import { isTrouble, readerOf } from '../probes.ts'
import { stageName } from '../words.ts'
import styles from './integrate.module.css'
import { PreviewTree } from './preview-tree.tsx'

const cx = classesOf(styles)

export interface Checking {
  readonly pending: boolean
  readonly error: unknown
  readonly check: (accounts?: readonly string[]) => void
}

export function CheckStep(props: { readonly of: Integration; readonly checking: Checking }) {
  const { of, checking } = props
  const preview = useQuery(previewQuery(of.id))
  const settings = useQuery(settingsQuery(of.id))
  return (
    <>
      <Verdict as="p" size="small" live>
        <CheckVerdict of={of} checking={checking.pending} />
      </Verdict>
      <CheckProgress of={of} checking={checking} />
      {checking.error !== null && checking.error !== undefined && (
        <ProblemNotice error={checking.error} onRetry={() => checking.check()} />
      )}
      {of.accounts.length > 0 && (
        <ProbeTable
          targets={of.accounts}
          readerOf={(account) => readerOf(of, account)}
          checking={checking.pending}
          onCheck={(account) => checking.check(account === undefined ? undefined : [account])}
        />
      )}
      {preview.error ? (
        <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.data === undefined ? (
        <Loading lines={4} says="Accounts are being listed" />
      ) : (
        <>
          {settings.data !== undefined && of.method !== 'direct' && preview.data.accounts.length > 1 && (
            <PreviewTree id={of.id} preview={preview.data} units={settings.data.excludedUnits} />
          )}
          {/* Before the role is there, the table says all that there is to say. */}
          {preview.data.trouble !== null && isManagementEntered(of) && (
            <p className={cx('warning')} role="alert">
              {preview.data.trouble} Its other accounts are not listed yet.
            </p>
          )}
          {preview.data.warnings.map((warning) => (
            <p key={warning} className={cx('warning')} role="note">
              {warning}
            </p>
          ))}
          <Estimate of={preview.data.estimate} />
        </>
      )}
    </>
  )
}

const isManagementEntered = ({ managementAccount, accounts }: Integration): boolean =>
  accounts.some((account) => account.accountId === managementAccount && isEntered(account))

function CheckVerdict(props: { readonly of: Integration; readonly checking: boolean }) {
  const { accounts, method } = props.of
  const checked = accounts.filter((account) => account.probes.length > 0)
  if (checked.length === 0) {
    if (props.checking) return <>Looking for the role.</>
    return method === 'direct' ? (
      <>Check what these credentials may read.</>
    ) : (
      <>Nothing is checked yet. This page says precisely what is missing.</>
    )
  }
  const ready = accounts.filter((account) => account.probes.length > 0 && !account.probes.some(isTrouble)).length
  const outside = accounts.filter((account) => !isEntered(account) && account.probes.some(isTrouble))
  const lacking = accounts.filter((account) => isEntered(account) && account.probes.some(isTrouble))
  const isPermission = lacking.some((account) => account.probes.some((probe) => probe.result === 'denied'))
  return (
    <>
      {ready} of {counted(accounts.length, 'account')} {ready === 1 || accounts.length === 1 ? 'is' : 'are'} ready.
      {lacking.length > 0 && (
        <>
          {' '}
          {isPermission ? 'Something may not be read' : 'Something could not be read'} in <Accounts of={lacking} />
          {outside.length === 0 && '.'}
        </>
      )}
      {outside.length > 0 && (
        <>
          {lacking.length > 0 ? '; the' : ' The'} role cannot be entered in <Accounts of={outside} />.
        </>
      )}
    </>
  )
}

/** One by its name, several by their number. */
function Accounts(props: { readonly of: Integration['accounts'] }) {
  const [first] = props.of
  if (props.of.length === 1 && first !== undefined) return <Bold>{first.name ?? first.accountId}</Bold>
  return <Bold>{counted(props.of.length, 'account')}</Bold>
}

function CheckProgress(props: { readonly of: Integration; readonly checking: Checking }) {
  const { accounts } = props.of
  const probes = accounts.flatMap((account) => account.probes)
  const bad = probes.filter(isTrouble).length
  const refused = probes.filter((probe) => probe.result === 'denied').length
  const waiting = accounts.filter((account) => account.probes.length === 0).length
  // An account that has not been looked at counts as much as one that has, on average.
  const each = probes.length === 0 ? 1 : probes.length / Math.max(1, accounts.length - waiting)
  const total = Math.max(1, Math.round(probes.length + waiting * each))
  const { pending, check } = props.checking
  return (
    <div className={cx('progress')}>
      <span>
        <Button size="small" aria-disabled={pending} acts onClick={() => !pending && check()}>
          <Icon name="refresh" size={14} />
          {pending ? 'Checking' : probes.length === 0 ? 'Check now' : 'Check again'}
        </Button>
      </span>
      <span aria-live="polite">
        <b>{figure(probes.length)}</b> of {figure(total)} probes
        {refused > 0 && `, ${figure(refused)} refused`}
        {bad > refused && `, ${figure(bad - refused)} failed`}
      </span>
      <span className={cx('track')}>
        <i style={{ width: `${((probes.length - bad) / total) * 100}%` }} />
        <i className={cx('bad')} style={{ width: `${(bad / total) * 100}%` }} />
      </span>
    </div>
  )
}

export const estimateWords = (of: Preview['estimate']): string =>
  `First reading: about ${figure(of.calls)} calls, ${of.minutes <= 1 ? 'a minute' : `${figure(of.minutes)} minutes`}, ${of.cost}.`

function Estimate(props: { readonly of: Preview['estimate'] }) {
  if (props.of.lines.length === 0) return null
  return (
    <Disclosure title={estimateWords(props.of)} says="stage by stage">
      <table className={table('table')} aria-label="Estimate">
        <tbody>
          {props.of.lines.map((line) => (
            <tr key={line.stage}>
              <td>{stageName(line.stage)}</td>
              <td className={table('num')}>{figure(line.calls)} calls</td>
              <td className={text('muted')}>{line.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Disclosure>
  )
}
