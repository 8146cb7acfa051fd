import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { isNothingRead } from '../../api/problem.ts'
import { principalsCsv, principalsQuery, statusQuery } from '../../api/queries.ts'
import type { Principal } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { ConnectAws } from '../../parts/connect-aws.tsx'
import { accountFacet, choiceFacet, DataTable, NameCell, pageSize, type ServerColumn } from '../../parts/data-table.tsx'
import { principalIcon } from '../../parts/icon.tsx'
import { knownAccounts } from '../../parts/known-accounts.ts'
import { ScreenPage } from '../../parts/layout.tsx'
import { Severity } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Empty } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, Verdict } from '../../parts/verdict.tsx'
import { lastUses, oneOf, pageSizeOf, principalPowers, principalSorts, principalTypes } from '../../search.ts'
import { adminWords, canBecomeWords, lastUseWords, peopleWords, powerWords, typeWords } from './words.ts'

const route = getRouteApi('/console/access/principals/')

const columns: ServerColumn<Principal>[] = [
  {
    id: 'name',
    accessorKey: 'name',
    header: 'Principal',
    meta: { term: 'principal' },
    cell: ({ row: { original: one } }) => (
      <NameCell
        icon={principalIcon[one.type]}
        name={
          <Link className={text('m', 'ink', 'breakable')} to="/access/principals/$" params={{ _splat: one.arn }}>
            {one.name}
          </Link>
        }
        below={belowPrincipal(one)}
      />
    ),
  },
  {
    id: 'account',
    accessorKey: 'account',
    header: 'Account',
    meta: { optional: true },
    cell: ({ row: { original: one } }) => <span className={text('muted')}>{one.accountName ?? one.account}</span>,
  },
  {
    id: 'type',
    accessorKey: 'type',
    header: 'Kind',
    meta: { optional: true },
    cell: ({ row: { original: one } }) => <span className={text('muted')}>{typeWords[one.type]}</span>,
  },
  {
    id: 'admin',
    accessorKey: 'admin',
    header: 'Administrator',
    enableSorting: false,
    meta: { term: 'administrator' },
    cell: ({ row: { original: one } }) => (
      <>
        <Admin of={one} />
        <CanBecome of={one} />
      </>
    ),
  },
  {
    id: 'lastUsed',
    accessorKey: 'lastUsed',
    header: 'Last used',
    meta: { numeric: true },
    cell: ({ row: { original: one } }) => (
      <span className={text('muted', 'nowrap')}>
        {one.lastUsed === undefined ? 'not known' : <Moment at={one.lastUsed} />}
      </span>
    ),
  },
]

/** The people of a set and its account: on a phone the columns that name the account are not there. */
function belowPrincipal({ person, accountName, account }: Principal): string {
  const place = accountName ?? account
  const people = peopleWords(person)
  return people === undefined ? place : `${people}, in ${place}`
}

function Admin(props: { readonly of: Principal }) {
  const { admin, adminVia } = props.of
  if (admin === 'yes') {
    return (
      <Severity level={adminVia === 'equivalent' ? 'medium' : 'high'}>
        {adminVia === 'equivalent' ? 'as good as' : 'yes'}
      </Severity>
    )
  }
  if (admin === 'unknown') return <span className={text('tag', 'unknownTag')}>unknown</span>
  return <span className={text(admin === 'no' ? 'faint' : 'muted')}>{adminWords[admin]}</span>
}

/** What it could become without being it now; the best way leads to its picture. */
function CanBecome(props: { readonly of: Principal }) {
  const { arn, escalatesTo = [] } = props.of
  const [best] = escalatesTo
  if (best === undefined) return null
  return (
    <>
      <br />
      <Link className={text('s12')} to="/access/ask" search={{ ask: 'paths', from: arn }}>
        {canBecomeWords(best)} · {best.path}
      </Link>
    </>
  )
}

export function PrincipalsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: status } = useQuery(statusQuery)
  const answer = useQuery(principalsQuery({ pageSize, ...search }))
  const counts = answer.data?.facets
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...change }), replace: true })
  const filtered =
    search.search !== undefined ||
    search.account !== undefined ||
    search.type !== undefined ||
    search.admin !== undefined ||
    search.power !== undefined ||
    search.used !== undefined

  return (
    <ScreenPage gap="tight">
      <Verdict>
        {answer.data === undefined ? (
          isNothingRead(answer.error) ? (
            'Nobody is known yet.'
          ) : (
            'Everybody and everything that can act in AWS.'
          )
        ) : answer.isPlaceholderData ? (
          <>Looking through {counted(status?.principals ?? 0, 'principal')}.</>
        ) : filtered ? (
          <>
            <Bold>{counted(answer.data.total, 'principal')}</Bold> {answer.data.total === 1 ? 'fits' : 'fit'} what you
            ask for.
          </>
        ) : (
          <>
            Bailiwick knows <Bold>{counted(answer.data.total, 'principal')}</Bold> in{' '}
            {counted(knownAccounts(status), 'account')}.
          </>
        )}
      </Verdict>
      <DataTable
        label="Principals"
        columns={columns}
        rowKey={(row) => row.arn}
        answer={answer}
        sort={search.sort}
        onSort={(sort) => set({ sort: oneOf(sort, principalSorts) })}
        onPage={(page) => void navigate({ search: (before) => ({ ...before, page: page === 1 ? undefined : page }) })}
        onPageSize={(size) => set({ pageSize: pageSizeOf(size) })}
        search={search.search ?? ''}
        searchPlaceholder="Name, ARN, person"
        onSearch={(typed) => set({ search: typed === '' ? undefined : typed })}
        facets={[
          accountFacet(status?.accounts ?? [], search.account, (account) => set({ account }), counts?.['account']),
          choiceFacet({
            label: 'Kind',
            any: 'Any kind',
            chosen: search.type,
            counts: counts?.['type'],
            options: principalTypes.slice(0, 5).map((kind) => [kind, typeWords[kind]] as const),
            onChange: (type) => set({ type }),
          }),
          choiceFacet({
            label: 'Power',
            any: 'With any power',
            chosen: search.power ?? (search.admin ? 'administrator' : undefined),
            counts: counts?.['power'],
            options: principalPowers.map((power) => [power, powerWords[power]] as const),
            onChange: (power) => set({ power, admin: undefined }),
          }),
          choiceFacet({
            label: 'Last used',
            any: 'Used at any time',
            chosen: search.used,
            counts: counts?.['used'],
            options: lastUses.map((used) => [used, lastUseWords[used]] as const),
            onChange: (used) => set({ used }),
          }),
        ]}
        csv={principalsCsv({ ...search, page: undefined, pageSize: undefined })}
        onOpen={(row) => void navigate({ to: '/access/principals/$', params: { _splat: row.arn } })}
        empty={
          filtered ? (
            <Empty
              example="Nobody fits."
              action={<Button onClick={() => void navigate({ search: {} })}>Show everybody</Button>}
            >
              <p>All of them were looked at; none is all of that at once.</p>
            </Empty>
          ) : (
            <Empty
              example="“Mateo can act in eleven accounts through DataEngineer.”"
              command="npx bailiwick import account-dump.json"
              action={<ConnectAws />}
            >
              <p>Here stand all users, roles and permission sets once something has been read.</p>
            </Empty>
          )
        }
      />
    </ScreenPage>
  )
}
