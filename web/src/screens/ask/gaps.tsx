import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { organizationQuery, statusQuery } from '../../api/queries.ts'
import type { CoverageGap } from '../../api/schema.ts'
import { layout } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'

interface Gap {
  readonly headline: string
  readonly accounts: readonly string[]
  readonly reasons: readonly string[]
}

interface Named {
  readonly accountId: string
  readonly name: string | null
}
const isAccount = (text: string): boolean => /^\d{12}$/.test(text)

/** Gaps of the same kind together; the headline of a reason ends at its first colon. */
function groupsOf(gaps: readonly CoverageGap[]): readonly Gap[] {
  const groups = Map.groupBy(gaps, (gap) => gap.reason.split(': ')[0]?.replace(/\.$/, '') ?? gap.reason)
  return [...groups].map(([headline, same]) => ({
    headline,
    accounts: [...new Set(same.map((gap) => gap.account))],
    reasons: same.map((gap) => gap.reason),
  }))
}

/** Gaps and accounts named one by one; more than these are counted. */
const named = { gaps: 2, accounts: 3 } as const

/** What is not known, in the next line and not in a footnote, with the way to mend it. */
export function Gaps(props: { readonly gaps: readonly CoverageGap[]; readonly says: string }) {
  const { data: status } = useQuery(statusQuery)
  const nameIn = (accounts: readonly Named[] | undefined, account: string) =>
    accounts?.find((one) => one.accountId === account)?.name
  // An account in which nothing is to be read, as a suspended one, stands only in the organization.
  const isElsewhere =
    status !== undefined && props.gaps.some(({ account }) => isAccount(account) && !nameIn(status.accounts, account))
  const { data: organization } = useQuery({ ...organizationQuery, enabled: isElsewhere })
  if (props.gaps.length === 0) return null
  const groups = groupsOf(props.gaps)
  const rest = groups.length - named.gaps
  const nameOf = (account: string) =>
    nameIn(status?.accounts, account) ?? nameIn(organization?.accounts, account) ?? account
  const places = (accounts: readonly string[]): string => {
    const known = accounts.filter(isAccount).map(nameOf)
    const more = known.length - named.accounts
    if (known.length === 0) return ''
    return `${known.slice(0, named.accounts).join(', ')}${more > 0 ? ` and ${more} more` : ''}: `
  }
  return (
    <div className={layout('gap')}>
      <Decision tone="unknown" bare />
      <p>
        {props.says}.{' '}
        {groups.slice(0, named.gaps).map((gap) => (
          <span key={gap.headline} title={gap.reasons.join('\n')}>
            {places(gap.accounts)}
            <Prose>{`${gap.headline}.`}</Prose>{' '}
          </span>
        ))}
        {rest > 0 && `And ${rest} more like it. `}
        <Link className={text('nowrap')} to="/integrations" search={{ order: 'trouble' }}>
          See what was not read
        </Link>
      </p>
    </div>
  )
}
