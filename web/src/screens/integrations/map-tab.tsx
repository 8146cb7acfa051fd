import { useQuery } from '@tanstack/react-query'
import { organizationQuery } from '../../api/queries.ts'
import type { Integration } from '../../api/schema.ts'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { NoOrganization } from '../organization/no-organization.tsx'
import { type MapSearch, OrganizationMap, viewOf } from '../organization/organization-map.tsx'

/** The organization map, of the accounts that this card reads. */
export function MapTab(props: {
  readonly of: Integration
  readonly search: MapSearch
  readonly onView: (view: MapSearch) => void
}) {
  const map = useQuery(organizationQuery)
  if (map.error) return <ProblemNotice error={map.error} onRetry={() => void map.refetch()} />
  if (map.data === undefined) return <Loading lines={8} />
  const own = new Set(props.of.accounts.map((account) => account.accountId))
  const accounts = map.data.accounts.filter((account) => own.has(account.accountId))
  if (accounts.length === 0) return <NoOrganization />
  return (
    <OrganizationMap
      map={{ ...map.data, accounts }}
      view={viewOf({ ...props.search, colour: props.search.colour ?? 'coverage' })}
      onView={props.onView}
    />
  )
}
