import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { organizationQuery } from '../../api/queries.ts'
import type { OrganizationMap as MapAnswer } from '../../api/types.ts'
import { ScreenPage } from '../../parts/layout.tsx'
import { Bold, counted, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { NoOrganization } from './no-organization.tsx'
import { OrganizationMap } from './organization-map.tsx'
import { readingOf } from './shades.ts'
import { accountName } from './treemap.ts'

const route = getRouteApi('/console/organization')

export function OrganizationScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const map = useQuery(organizationQuery)
  if (map.error) return <ProblemScreen of={[map]} />
  if (map.data === undefined) return <LoadingScreen />
  if (map.data.accounts.length === 0) {
    return (
      <ScreenPage>
        <NoOrganization as="h1" />
      </ScreenPage>
    )
  }
  return (
    <ScreenPage>
      <Verdict>
        <MapVerdict of={map.data} />
      </Verdict>
      <OrganizationMap
        map={map.data}
        view={{ colour: search.colour ?? 'coverage', account: search.account, unit: search.unit }}
        onView={(view) =>
          void navigate({ search: (before) => ({ ...before, ...view }), replace: true, resetScroll: false })
        }
      />
    </ScreenPage>
  )
}

function MapVerdict(props: { readonly of: MapAnswer }) {
  const { accounts } = props.of
  const unread = accounts.filter((account) => readingOf(account) === 'unread')
  const administrators = accounts.reduce((sum, account) => sum + account.administrators, 0)
  const most = accounts.reduce((a, b) => (b.administrators > a.administrators ? b : a))
  return (
    <>
      <Bold>{counted(administrators, 'standing administrator')}</Bold> in {counted(accounts.length, 'account')}
      {most.administrators > 0 && accounts.length > 1 && (
        <>
          , the most in <Bold>{accountName(most)}</Bold>
        </>
      )}
      {unread.length > 0 ? `; ${counted(unread.length, 'account')} could not be read.` : '.'}
    </>
  )
}
