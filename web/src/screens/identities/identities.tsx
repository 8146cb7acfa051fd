import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { isNothingRead } from '../../api/problem.ts'
import { identitiesCsv, identitiesQuery, statusQuery } from '../../api/queries.ts'
import type { Identity } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { ConnectAws } from '../../parts/connect-aws.tsx'
import { accountFacet, choiceFacet, DataTable, NameCell, pageSize, type ServerColumn } from '../../parts/data-table.tsx'
import { knownAccounts } from '../../parts/known-accounts.ts'
import { ScreenPage } from '../../parts/layout.tsx'
import { Severity } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Empty } from '../../parts/notice.tsx'
import { PeopleNotes } from '../../parts/people-notes.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, Verdict } from '../../parts/verdict.tsx'
import { identityKinds, identitySorts, oneOf, pageSizeOf } from '../../search.ts'
import { adminWords } from '../principals/words.ts'
import { identityIcon, kindWords } from './words.ts'

const route = getRouteApi('/console/access/identities/')

const columns: ServerColumn<Identity>[] = [
  {
    id: 'name',
    accessorKey: 'name',
    header: 'Identity',
    meta: { term: 'identity' },
    cell: ({ row: { original: one } }) => (
      <NameCell
        icon={identityIcon(one)}
        name={
          <Link className={text('m', 'ink', 'breakable')} to="/access/identities/$id" params={{ id: one.id }}>
            {one.name}
          </Link>
        }
        below={[one.email ?? one.what, one.accountName].filter((part) => part !== undefined).join(', ')}
      />
    ),
  },
  {
    id: 'kind',
    accessorKey: 'kind',
    header: 'Kind',
    meta: { optional: true },
    cell: ({ row: { original: one } }) =>
      one.kind === 'unknown' ? (
        <span className={text('tag', 'unknownTag')}>not known</span>
      ) : (
        <span className={text('muted')}>{kindWords[one.kind]}</span>
      ),
  },
  {
    id: 'reaches',
    accessorKey: 'reaches',
    header: 'Accounts',
    meta: { numeric: true, term: 'AWS account' },
    cell: ({ row: { original: one } }) => figure(one.reaches),
  },
  {
    id: 'administers',
    accessorKey: 'administers',
    header: 'Administrator',
    meta: { term: 'administrator' },
    cell: ({ row: { original: one } }) => <Power of={one} />,
  },
  {
    id: 'state',
    header: 'To look at',
    enableSorting: false,
    meta: { optional: true },
    cell: ({ row: { original: one } }) => (
      <>
        {one.disabled && <span className={text('tag')}>cannot sign in</span>}{' '}
        {one.suggestions > 0 && <span className={text('tag')}>{counted(one.suggestions, 'suggestion')}</span>}
      </>
    ),
  },
  {
    id: 'lastUsed',
    accessorKey: 'lastUsed',
    header: 'Last used',
    meta: { numeric: true, optional: true, term: 'last accessed' },
    cell: ({ row: { original: one } }) => (
      <span className={text('muted', 'nowrap')}>
        {one.lastUsed === undefined ? 'not known' : <Moment at={one.lastUsed} />}
      </span>
    ),
  },
]

function Power(props: { readonly of: Identity }) {
  const { admin, administers } = props.of
  if (admin === 'yes')
    return <Severity level="high">{administers === 1 ? 'yes' : `in ${figure(administers)}`}</Severity>
  if (admin === 'unknown') return <span className={text('tag', 'unknownTag')}>unknown</span>
  return <span className={text(admin === 'no' ? 'faint' : 'muted')}>{adminWords[admin]}</span>
}

export function IdentitiesScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: status } = useQuery(statusQuery)
  const answer = useQuery(identitiesQuery({ pageSize, ...search }))
  const counts = answer.data?.facets
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...change }), replace: true })
  const { page: _page, pageSize: _size, sort: _sort, ...filters } = search
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return (
    <ScreenPage gap="tight">
      <Verdict>
        {answer.data === undefined ? (
          isNothingRead(answer.error) ? (
            'Nobody is known yet.'
          ) : (
            'People and workloads, with all the ways in which they appear.'
          )
        ) : filtered ? (
          <>
            <Bold>{counted(answer.data.total, 'identity', 'identities')}</Bold>{' '}
            {answer.data.total === 1 ? 'fits' : 'fit'} what you ask for.
          </>
        ) : (
          <>
            Bailiwick knows <Bold>{counted(counts?.['kind']?.['person'] ?? 0, 'person', 'people')}</Bold> and{' '}
            <Bold>{counted(counts?.['kind']?.['workload'] ?? 0, 'workload')}</Bold> in{' '}
            {status === undefined ? 'AWS' : counted(knownAccounts(status), 'account')}.
          </>
        )}
      </Verdict>
      <PeopleNotes notes={answer.data?.notes} />
      <DataTable
        label="Identities"
        columns={columns}
        rowKey={(row) => row.id}
        answer={answer}
        sort={search.sort}
        onSort={(sort) => set({ sort: oneOf(sort, identitySorts) })}
        onPage={(page) => void navigate({ search: (before) => ({ ...before, page: page === 1 ? undefined : page }) })}
        onPageSize={(size) => set({ pageSize: pageSizeOf(size) })}
        search={search.search ?? ''}
        searchPlaceholder="Name, e-mail, repository"
        onSearch={(typed) => set({ search: typed === '' ? undefined : typed })}
        facets={[
          choiceFacet({
            label: 'Kind',
            any: 'Any kind',
            chosen: search.kind,
            counts: counts?.['kind'],
            options: identityKinds.map((kind) => [kind, kindWords[kind]] as const),
            onChange: (kind) => set({ kind }),
          }),
          accountFacet(status?.accounts ?? [], search.account, (account) => set({ account }), counts?.['account']),
          {
            label: 'Administrator',
            any: 'With any power',
            value: search.admin ?? '',
            options: [{ value: 'true', label: 'Administrators', count: counts && (counts['admin']?.['yes'] ?? 0) }],
            onChange: (admin) => set({ admin: oneOf(admin, ['true']) }),
          },
          choiceFacet({
            label: 'Suggestions',
            any: 'Linked or not',
            chosen: search.suggested,
            counts: counts?.['suggested'],
            options: [['true', 'With suggestions']],
            onChange: (suggested) => set({ suggested }),
          }),
        ]}
        csv={identitiesCsv({ ...search, page: undefined, pageSize: undefined })}
        onOpen={(row) => void navigate({ to: '/access/identities/$id', params: { id: row.id } })}
        empty={
          filtered ? (
            <Empty
              example="Nobody fits."
              action={<Button onClick={() => void navigate({ search: {} })}>Show everybody</Button>}
            >
              <p>All of them were looked at; none has that name, kind and account at once.</p>
            </Empty>
          ) : (
            <Empty
              example="“Hana reaches five accounts through three groups and is administrator in prod-payments.”"
              command="npx bailiwick identities"
              action={<ConnectAws />}
            >
              <p>Here stand people and the software that acts in AWS once something has been read.</p>
            </Empty>
          )
        }
      />
    </ScreenPage>
  )
}
