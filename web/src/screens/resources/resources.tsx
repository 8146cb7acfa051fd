import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { isNothingRead } from '../../api/problem.ts'
import { resourcesCsv, resourcesQuery, statusQuery } from '../../api/queries.ts'
import type { Resource } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { ConnectAws } from '../../parts/connect-aws.tsx'
import { accountFacet, choiceFacet, DataTable, NameCell, pageSize, type ServerColumn } from '../../parts/data-table.tsx'
import { resourceIcon } from '../../parts/icon.tsx'
import { knownAccounts } from '../../parts/known-accounts.ts'
import { ScreenPage } from '../../parts/layout.tsx'
import { Decision, Severity } from '../../parts/marks.tsx'
import { Empty } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, Verdict } from '../../parts/verdict.tsx'
import { exposures, oneOf, ownPolicies, pageSizeOf, resourceSorts } from '../../search.ts'
import { exposureWords, kindWords, knownKinds, ownPolicyWords } from './words.ts'

const route = getRouteApi('/console/access/resources/')

const columns: ServerColumn<Resource>[] = [
  {
    id: 'name',
    accessorKey: 'name',
    header: 'Resource',
    cell: ({ row: { original: one } }) => (
      <NameCell
        icon={resourceIcon(one.type)}
        name={
          <Link className={text('m', 'ink', 'breakable')} to="/access/resources/$" params={{ _splat: one.arn }}>
            {one.name}
          </Link>
        }
        below={one.accountName ?? one.account}
      />
    ),
  },
  {
    id: 'type',
    accessorKey: 'type',
    header: 'Kind',
    cell: ({ row: { original: one } }) => <span className={text('muted')}>{kindWords(one.type)}</span>,
  },
  {
    id: 'region',
    accessorKey: 'region',
    header: 'Region',
    enableSorting: false,
    meta: { optional: true },
    cell: ({ row: { original: one } }) => <span className={text('muted')}>{one.region}</span>,
  },
  {
    id: 'hasPolicy',
    accessorKey: 'hasPolicy',
    header: 'Own policy',
    enableSorting: false,
    meta: { optional: true, term: 'resource policy' },
    cell: ({ row: { original: one } }) =>
      one.hasPolicy === 'unread' ? (
        <span className={text('tag', 'unknownTag')}>not read</span>
      ) : (
        <span className={text(one.hasPolicy === 'yes' ? 'muted' : 'faint')}>
          {one.hasPolicy === 'yes' ? 'yes' : 'none'}
        </span>
      ),
  },
  {
    id: 'public',
    accessorKey: 'public',
    header: 'Open to anybody',
    enableSorting: false,
    cell: ({ row: { original: one } }) => <Open answer={one.public} />,
  },
]

function Open(props: { readonly answer: Resource['public'] }) {
  switch (props.answer) {
    case 'yes':
      return <Severity level="critical">by its policy</Severity>
    case 'conditional':
      return <Decision tone="conditional">under a condition</Decision>
    case 'unknown':
      return <span className={text('tag', 'unknownTag')}>unknown</span>
    case 'no':
      return <span className={text('faint')}>no</span>
  }
}

export function ResourcesScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: status } = useQuery(statusQuery)
  const answer = useQuery(resourcesQuery({ pageSize, ...search }))
  const counts = answer.data?.facets
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...change }), replace: true })
  const { page: _page, pageSize: _size, sort: _sort, at: _at, ...filters } = { at: undefined, ...search }
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return (
    <ScreenPage gap="tight">
      <Verdict>
        {answer.data === undefined ? (
          isNothingRead(answer.error) ? (
            'Nothing is known yet.'
          ) : (
            'Everything that access is about.'
          )
        ) : answer.isPlaceholderData ? (
          <>Looking through {counted(status?.resources ?? 0, 'resource')}.</>
        ) : (
          <>
            <Bold>{counted(answer.data.total, 'resource')}</Bold>{' '}
            {filtered
              ? `${answer.data.total === 1 ? 'fits' : 'fit'} what you ask for.`
              : `in ${counted(knownAccounts(status), 'account')}, each with who can reach it.`}
          </>
        )}
      </Verdict>
      <DataTable
        label="Resources"
        columns={columns}
        rowKey={(row) => row.arn}
        answer={answer}
        sort={search.sort}
        onSort={(sort) => set({ sort: oneOf(sort, resourceSorts) })}
        onPage={(page) => void navigate({ search: (before) => ({ ...before, page: page === 1 ? undefined : page }) })}
        onPageSize={(size) => set({ pageSize: pageSizeOf(size) })}
        search={search.search ?? ''}
        searchPlaceholder="Name, ARN"
        onSearch={(typed) => set({ search: typed === '' ? undefined : typed })}
        facets={[
          accountFacet(status?.accounts ?? [], search.account, (account) => set({ account }), counts?.['account']),
          {
            label: 'Kind',
            any: 'Any kind',
            value: search.type ?? '',
            options: knownKinds.map((kind) => ({ ...kind, count: counts && (counts['type']?.[kind.value] ?? 0) })),
            onChange: (type) => set({ type: type === '' ? undefined : type }),
          },
          {
            label: 'Region',
            any: 'Any Region',
            value: search.region ?? '',
            options: Object.entries(counts?.['region'] ?? {})
              .sort(([a], [b]) => a.localeCompare(b))
              .map(([value, count]) => ({ value, label: value, count })),
            onChange: (region) => set({ region: region === '' ? undefined : region }),
          },
          choiceFacet({
            label: 'Open to anybody',
            any: 'Open or not',
            chosen: search.public,
            counts: counts?.['public'],
            options: exposures.map((value) => [value, exposureWords[value]] as const),
            onChange: (open) => set({ public: open }),
          }),
          choiceFacet({
            label: 'Own policy',
            any: 'With or without policy',
            chosen: search.policy,
            counts: counts?.['policy'],
            options: ownPolicies.map((value) => [value, ownPolicyWords[value]] as const),
            onChange: (policy) => set({ policy }),
          }),
        ]}
        csv={resourcesCsv({ ...search, page: undefined, pageSize: undefined })}
        onOpen={(row) => void navigate({ to: '/access/resources/$', params: { _splat: row.arn } })}
        empty={
          filtered ? (
            <Empty
              example="Nothing fits."
              action={<Button onClick={() => void navigate({ search: {} })}>Show everything</Button>}
            >
              <p>All resources were looked at; none is all of that at once.</p>
            </Empty>
          ) : (
            <Empty
              example="“Nine principals can read the objects in lake-cardholder.”"
              command="npx bailiwick connect aws"
              action={<ConnectAws />}
            >
              <p>
                Here stand buckets, keys, functions, queues, topics, secrets and instances once something has been read.
              </p>
            </Empty>
          )
        }
      />
    </ScreenPage>
  )
}
