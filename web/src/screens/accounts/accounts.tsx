import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { isNothingRead } from '../../api/problem.ts'
import { accountsCsv, accountsQuery } from '../../api/queries.ts'
import type { Account } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { ConnectAws } from '../../parts/connect-aws.tsx'
import { choiceFacet, DataTable, NameCell, pageSize, type ServerColumn } from '../../parts/data-table.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { ScreenPage } from '../../parts/layout.tsx'
import { Empty } from '../../parts/notice.tsx'
import { PeopleNotes } from '../../parts/people-notes.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, inWords, Verdict } from '../../parts/verdict.tsx'
import { accountSorts, oneOf, pageSizeOf } from '../../search.ts'
import { Coverage } from './coverage.tsx'
import { placeOf } from './words.ts'

const route = getRouteApi('/console/access/accounts/')

const columns: ServerColumn<Account>[] = [
  {
    id: 'name',
    accessorKey: 'name',
    header: 'Account',
    meta: { term: 'AWS account' },
    cell: ({ row: { original: one } }) => (
      <NameCell
        icon="account"
        name={
          <Link className={text('m', 'ink', 'breakable')} to="/access/accounts/$account" params={{ account: one.id }}>
            {one.name ?? one.id}
          </Link>
        }
        below={<AccountId value={one.id} />}
      />
    ),
  },
  {
    id: 'units',
    header: 'Place',
    meta: { optional: true, term: 'organizational unit' },
    accessorFn: placeOf,
    cell: ({ row: { original: one } }) => (
      <span className={text('muted')}>
        {placeOf(one) || (one.isManagement ? 'management account' : '')}
        {one.status !== undefined && one.status !== 'ACTIVE' && (
          <>
            {' '}
            <span className={text('tag')}>{one.status.toLowerCase()}</span>
          </>
        )}
      </span>
    ),
  },
  {
    id: 'principals',
    accessorKey: 'principals',
    header: 'Principals',
    meta: { numeric: true, term: 'principal' },
    cell: ({ row: { original: one } }) => <Counted of={one} count={one.principals} />,
  },
  {
    id: 'administrators',
    accessorKey: 'administrators',
    header: 'Administrators',
    meta: { numeric: true, term: 'administrator' },
    cell: ({ row: { original: one } }) => <Counted of={one} count={one.administrators} />,
  },
  {
    id: 'people',
    accessorKey: 'people',
    header: 'People',
    meta: { numeric: true, optional: true, term: 'person' },
    cell: ({ row: { original: one } }) => figure(one.people),
  },
  {
    id: 'resources',
    accessorKey: 'resources',
    header: 'Resources',
    meta: { numeric: true, optional: true, term: 'resource' },
    cell: ({ row: { original: one } }) => <Counted of={one} count={one.resources} />,
  },
  {
    id: 'missing',
    header: 'Read',
    accessorFn: ({ coverage }) => coverage.missing,
    meta: { optional: true, term: 'coverage' },
    cell: ({ row: { original: one } }) => <Coverage of={one} />,
  },
]

/** Where IAM was not read nobody knows who acts; a nought would say that nobody does. */
function Counted(props: { readonly of: Account; readonly count: number }) {
  if (props.of.reading === 'read') return figure(props.count)
  return <span className={text('tag', 'unknownTag')}>not known</span>
}

/** Where Identity Center was not read, none that are known are not none. */
const columnsWithoutPeople = columns.map((column) =>
  column.id !== 'people'
    ? column
    : {
        ...column,
        cell: ({ row: { original: one } }: { readonly row: { readonly original: Account } }) =>
          one.people > 0 ? figure(one.people) : <span className={text('tag', 'unknownTag')}>not known</span>,
      },
)

/** Of all accounts: how many are read whole, and what stands in the way of the others. */
function readingWords({ incomplete = 0, leftOut = 0 }: Readonly<Record<string, number>>): string {
  if (incomplete + leftOut === 0) return ', all of them read whole.'
  const others = [
    ...(incomplete > 0 ? [`${inWords(incomplete)} not read whole`] : []),
    ...(leftOut > 0 ? [`${inWords(leftOut)} left out`] : []),
  ]
  return `, ${others.join(' and ')}${incomplete === 0 ? '; the others are read whole' : ''}.`
}

export function AccountsScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const answer = useQuery(accountsQuery({ pageSize, ...search }))
  const counts = answer.data?.facets
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...change }), replace: true })
  const filtered = search.search !== undefined || search.unit !== undefined || search.coverage !== undefined
  const units = Object.keys(counts?.['unit'] ?? {})
    .filter((unit) => unit !== '')
    .sort()
  return (
    <ScreenPage gap="tight">
      <Verdict>
        {answer.data === undefined ? (
          isNothingRead(answer.error) ? (
            'No account is known yet.'
          ) : (
            'The AWS accounts, and who acts in them.'
          )
        ) : filtered ? (
          <>
            <Bold>{counted(answer.data.total, 'account')}</Bold> {answer.data.total === 1 ? 'fits' : 'fit'} what you ask
            for.
          </>
        ) : (
          <>
            <Bold>{counted(answer.data.total, 'account')}</Bold>
            {readingWords(counts?.['coverage'] ?? {})}
          </>
        )}
      </Verdict>
      <PeopleNotes notes={answer.data?.notes} />
      <DataTable
        label="Accounts"
        columns={(answer.data?.notes.length ?? 0) > 0 ? columnsWithoutPeople : columns}
        rowKey={(row) => row.id}
        answer={answer}
        sort={search.sort}
        onSort={(sort) => set({ sort: oneOf(sort, accountSorts) })}
        onPage={(page) => void navigate({ search: (before) => ({ ...before, page: page === 1 ? undefined : page }) })}
        onPageSize={(size) => set({ pageSize: pageSizeOf(size) })}
        search={search.search ?? ''}
        searchPlaceholder="Name, number, OU"
        onSearch={(typed) => set({ search: typed === '' ? undefined : typed })}
        facets={[
          {
            label: 'Place',
            any: 'Anywhere',
            value: search.unit ?? '',
            options: [...new Set([...units, ...(search.unit === undefined ? [] : [search.unit])])].map((unit) => ({
              value: unit,
              label: unit,
              count: counts?.['unit']?.[unit],
            })),
            onChange: (unit) => set({ unit: unit === '' ? undefined : unit }),
          },
          choiceFacet({
            label: 'Coverage',
            any: 'Read or not',
            chosen: search.coverage,
            counts: counts?.['coverage'],
            options: [
              ['whole', 'Read whole'],
              ['incomplete', 'Not read whole'],
              ['leftOut', 'Left out'],
            ],
            onChange: (coverage) => set({ coverage }),
          }),
        ]}
        csv={accountsCsv({ ...search, page: undefined, pageSize: undefined })}
        onOpen={(row) => void navigate({ to: '/access/accounts/$account', params: { account: row.id } })}
        empty={
          filtered ? (
            <Empty
              example="No account fits."
              action={<Button onClick={() => void navigate({ search: {} })}>Show all accounts</Button>}
            >
              <p>All of them were looked at; none has that name and place at once.</p>
            </Empty>
          ) : (
            <Empty
              example="“prod-payments has 214 principals, nine administrators among them.”"
              command="npx bailiwick accounts"
              action={<ConnectAws />}
            >
              <p>Here stands every account once something has been read.</p>
            </Empty>
          )
        }
      />
    </ScreenPage>
  )
}
