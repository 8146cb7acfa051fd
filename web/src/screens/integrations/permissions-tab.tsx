import { useState } from 'react'
import type { Integration } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { SearchField } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { useVerify } from './integrate/use-checking.ts'
import { ProbeTable } from './probe-table.tsx'
import { isTrouble, probeRows, readerOf } from './probes.ts'

/** What the role may and may not read in each account, with what mends it. */
export function PermissionsTab(props: { readonly of: Integration }) {
  const { of } = props
  const verify = useVerify(of.id, { read: true })
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = of.accounts.filter((account) =>
    `${account.name ?? ''} ${account.accountId} ${account.state}`.toLowerCase().includes(wanted),
  )
  const troubled = of.accounts.flatMap((account) => account.probes).filter(isTrouble)
  const refused = troubled.filter(({ result }) => result === 'denied').length
  const failed = troubled.length - refused
  const probes = of.accounts.reduce((sum, account) => sum + account.probes.length, 0)
  if (of.accounts.length === 0) return <p className={text('muted')}>No account has been looked at yet.</p>
  return (
    <Section
      title="Permissions"
      term="probe"
      aside={
        probes === 0
          ? `nothing checked yet in ${counted(of.accounts.length, 'account')}; the last sync run says whether the role is there`
          : `${counted(probes, 'probe')} in ${counted(of.accounts.length, 'account')}, ${refused === 0 ? 'none refused' : `${figure(refused)} refused`}${failed === 0 ? '' : `, ${figure(failed)} failed`}`
      }
      plain
      more={
        <>
          {of.accounts.length > 12 && (
            <SearchField label="Search accounts" placeholder="Name or number" value={search} onChange={setSearch} />
          )}
          <Button
            size="small"
            aria-disabled={verify.isPending}
            acts
            onClick={() => !verify.isPending && verify.mutate(undefined)}
          >
            <Icon name="refresh" size={14} />
            {verify.isPending ? 'Checking' : 'Re-check all'}
          </Button>
          <Button
            look="quiet"
            size="small"
            onClick={() => download('permissions.csv', 'text/csv', csvOf(probeRows(of.accounts)))}
          >
            <Icon name="download" size={14} />
            CSV
          </Button>
        </>
      }
    >
      {verify.error && <ProblemNotice error={verify.error} onRetry={() => verify.mutate(undefined)} />}
      {shown.length === 0 ? (
        <p className={text('muted')}>No account fits “{search}”.</p>
      ) : (
        <ProbeTable
          targets={shown}
          readerOf={(account) => readerOf(of, account)}
          checking={verify.isPending}
          onCheck={(account) => verify.mutate(account === undefined ? undefined : [account])}
        />
      )}
    </Section>
  )
}
