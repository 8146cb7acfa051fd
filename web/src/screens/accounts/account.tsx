import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { accountQuery } from '../../api/queries.ts'
import type { AccountDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Credentials } from '../../parts/credentials.tsx'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { Empty, Loading } from '../../parts/notice.tsx'
import { ObjectHead } from '../../parts/object-head.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized, Verdict } from '../../parts/verdict.tsx'
import { ProblemScreen } from '../../parts/whole-screen.tsx'
import { ColumnsSection } from '../identities/columns-section.tsx'
import styles from './accounts.module.css'
import { doorColumns, doorGap, doorsOf } from './doors.ts'
import { DoorsTable, doorsCsv } from './doors-table.tsx'
import { Guardrails } from './guardrails.tsx'
import { Administrators, CoverageFacts, PasswordFacts, PrincipalTypes, Providers, ResourceTypes } from './sections.tsx'

const cx = classesOf(styles)
const route = getRouteApi('/console/access/accounts/$account')

export function AccountScreen() {
  const { account: asked } = route.useParams()
  const account = useQuery(accountQuery(asked))
  if (account.data === null) {
    return (
      <ScreenPage>
        <Empty
          as="h1"
          example={`No account ${asked} is in the snapshot.`}
          action={
            <Link className={buttonClass()} to="/access/accounts">
              Show all accounts
            </Link>
          }
        >
          <p>It may have left the organization, or nobody has read it yet.</p>
        </Empty>
      </ScreenPage>
    )
  }
  if (account.error) return <ProblemScreen of={[account]} />
  if (account.data === undefined) {
    return (
      <ScreenPage>
        <Loading lines={10} says="Trying every door" />
      </ScreenPage>
    )
  }
  return <Found of={account.data} />
}

function Found(props: { readonly of: AccountDetail }) {
  const { of: one } = props
  const name = one.name ?? one.id
  return (
    <ScreenPage>
      <ObjectHead
        icon="account"
        name={name}
        tag={one.isManagement ? 'management account' : one.status === 'ACTIVE' ? undefined : one.status?.toLowerCase()}
        account={one.id}
        actions={
          <>
            <Link
              className={buttonClass('plain', 'small')}
              to="/access/ask"
              search={{ ask: 'paths', to: `admin:${one.id}` }}
            >
              Paths to administrator
            </Link>
            <Link className={buttonClass('plain', 'small')} to="/access/time" search={{ account: one.id }}>
              History
            </Link>
          </>
        }
      >
        <Place of={one} />
        <Verdict as="p">
          <Emphasized sentence={one.sentence} names={[name]} />
        </Verdict>
      </ObjectHead>
      <Doors of={one} />
      <div className={layout('columns')}>
        <div className={layout('stack')}>
          <Administrators of={one} />
          <PrincipalTypes of={one} />
          <ResourceTypes of={one} />
        </div>
        <aside className={layout('stack')}>
          <Guardrails of={one} />
          <CoverageFacts of={one} />
          {one.root !== undefined && <Credentials title="Root user" of={one.root} at={one.at} />}
          <PasswordFacts of={one} />
          <Providers of={one} />
        </aside>
      </div>
    </ScreenPage>
  )
}

/** The way down the organization; each unit leads to its place on the map. */
function Place(props: { readonly of: AccountDetail }) {
  const { path } = props.of
  if (path.length === 0) return null
  return (
    <p className={cx('path')}>
      {path.map((unit, at) => (
        <span key={unit.id}>
          {at > 0 && <span className={text('faint')}>/ </span>}
          <Link to="/organization" search={{ unit: unit.id }}>
            {unit.name}
          </Link>
        </span>
      ))}
    </p>
  )
}

function Doors(props: { readonly of: AccountDetail }) {
  const { of: one } = props
  const search = route.useSearch()
  const navigate = route.useNavigate()
  if (one.doors.length === 0) return null
  return (
    <ColumnsSection
      title="Who comes in"
      plans={doorColumns(one)}
      graph={doorsOf(one)}
      gap={doorGap}
      danger="comes in as administrator"
      csv={{ name: 'account-doors', content: () => doorsCsv(one) }}
      about={one}
      table={<DoorsTable of={one} />}
      search={search}
      onSearch={(change) =>
        void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
      }
    />
  )
}
