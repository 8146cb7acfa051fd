import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { organizationQuery } from '../../api/queries.ts'
import type { OrganizationMap as MapAnswer } from '../../api/types.ts'
import { useAsOf } from '../../as-of.ts'
import { ScreenPage } from '../../parts/layout.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, inWords, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { NoOrganization } from './no-organization.tsx'
import { OrganizationMap, viewOf } from './organization-map.tsx'
import { readingOf } from './shades.ts'

const route = getRouteApi('/console/organization')

export function OrganizationScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const map = useQuery(organizationQuery)
  const isPast = useAsOf() !== undefined
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
      <div>
        <Verdict>
          <MapVerdict of={map.data} />
        </Verdict>
        {isPast && <p className={text('muted')}>The map shows the organization as it is now, not as it was then.</p>}
      </div>
      <OrganizationMap
        map={map.data}
        view={viewOf(search)}
        onView={(view) =>
          void navigate({ search: (before) => ({ ...before, ...view }), replace: true, resetScroll: false })
        }
      />
    </ScreenPage>
  )
}

function MapVerdict(props: { readonly of: MapAnswer }) {
  const { accounts } = props.of
  const sum = (count: (account: MapAnswer['accounts'][number]) => number): number =>
    accounts.reduce((total, account) => total + count(account), 0)
  const becoming = sum((account) => account.becoming)
  const open = sum((account) => account.open)
  const unread = accounts.filter((account) => readingOf(account) === 'unread')
  return (
    <>
      <Bold>
        {counted(
          sum((account) => account.administrators),
          'standing administrator',
        )}
      </Bold>{' '}
      in {counted(accounts.length, 'account')}
      {becoming > 0 && (
        <>
          , and <Bold>{`${inWords(becoming)} ${becoming === 1 ? 'principal' : 'principals'}`}</Bold> that can become one
        </>
      )}
      {open > 0 && `; ${inWords(open)} ${open === 1 ? 'resource is' : 'resources are'} open to anybody`}
      {unread.length > 0 ? `; ${counted(unread.length, 'account')} could not be read.` : '.'}
    </>
  )
}
