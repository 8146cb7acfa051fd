import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { isNothingRead } from '../../api/problem.ts'
import { policiesCsv, policiesQuery, statusQuery } from '../../api/queries.ts'
import type { PolicyListItem } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { ConnectAws } from '../../parts/connect-aws.tsx'
import { accountFacet, choiceFacet, DataTable, NameCell, pageSize, type ServerColumn } from '../../parts/data-table.tsx'
import { ScreenPage } from '../../parts/layout.tsx'
import { Decision, Severity } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Empty } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, inWords, Verdict } from '../../parts/verdict.tsx'
import { oneOf, pageSizeOf, policySorts, policyWidths } from '../../search.ts'
import { LintMarks } from './lint-marks.tsx'
import { kindChoices, kindWords, placeWords, widthSeverity, widthWords } from './words.ts'

const route = getRouteApi('/console/access/policies/')

const columns: ServerColumn<PolicyListItem>[] = [
  {
    id: 'name',
    accessorKey: 'name',
    header: 'Policy',
    cell: ({ row: { original: one } }) => (
      <NameCell
        icon="audit"
        name={
          <Link className={text('m', 'ink', 'breakable')} to="/access/policies/$ref" params={{ ref: one.ref }}>
            {one.name}
          </Link>
        }
        below={placeWords(one)}
      />
    ),
  },
  {
    id: 'kind',
    accessorKey: 'kind',
    header: 'Kind',
    meta: { optional: true },
    cell: ({ row: { original: one } }) => <span className={text('muted')}>{kindWords[one.kind]}</span>,
  },
  {
    id: 'width',
    accessorKey: 'width',
    header: 'Widest access',
    enableSorting: false,
    cell: ({ row: { original: one } }) => <Width policy={one} />,
  },
  {
    id: 'attachedTo',
    accessorKey: 'attachedTo',
    header: 'Attached to',
    meta: { numeric: true, optional: true },
    cell: ({ row: { original: one } }) => <Attached policy={one} />,
  },
  {
    id: 'principals',
    accessorKey: 'principals',
    header: 'Principals',
    meta: { numeric: true, optional: true, term: 'principal' },
    cell: ({ row: { original: one } }) => <Counted count={one.principals} />,
  },
  {
    id: 'people',
    accessorKey: 'people',
    header: 'People',
    meta: { numeric: true },
    cell: ({ row: { original: one } }) => <Counted count={one.people} />,
  },
  {
    id: 'findings',
    accessorKey: 'findings',
    header: 'Lint',
    cell: ({ row: { original: one } }) => <LintMarks counts={one.findings} />,
  },
  {
    id: 'lastChanged',
    accessorKey: 'lastChanged',
    header: 'Seen to change',
    enableSorting: false,
    meta: { optional: true },
    cell: ({ row: { original: one } }) =>
      one.lastChanged === undefined ? <span className={text('faint')}>·</span> : <Moment at={one.lastChanged} />,
  },
]

const attachedChoices = [
  ['yes', 'Attached'],
  ['no', 'Attached to nothing'],
] as const

const findingChoices = [
  ['error', 'With errors'],
  ['warning', 'With warnings'],
  ['any', 'With findings'],
  ['none', 'Without findings'],
] as const

function Width(props: { readonly policy: PolicyListItem }) {
  const { width, isConditional } = props.policy
  const level = widthSeverity[width]
  if (width === 'unread') return <span className={text('tag', 'unknownTag')}>not read</span>
  if (level === undefined) return <span className={text('muted')}>{widthWords[width]}</span>
  return (
    <>
      <Severity level={level}>{widthWords[width]}</Severity>
      {isConditional && (
        <span className={text('s12')}>
          {' '}
          <Decision tone="conditional">under a condition</Decision>
        </span>
      )}
    </>
  )
}

function Attached(props: { readonly policy: PolicyListItem }) {
  const { attachedTo, boundaryOf } = props.policy
  if (attachedTo + boundaryOf === 0) return <span className={text('faint')}>nothing</span>
  return (
    <>
      {attachedTo > 0 && figure(attachedTo)}
      {boundaryOf > 0 && (
        <span className={text('faint', 's12', 'nowrap')}>
          {attachedTo > 0 && ' + '}
          bounds {figure(boundaryOf)}
        </span>
      )}
    </>
  )
}

/** What only an evaluation tells is not zero. */
function Counted(props: { readonly count: number | null }) {
  if (props.count === null)
    return (
      <span className={text('faint')} title="Follows from who is named; the page of the policy tells.">
        ·<span className={text('hidden')}>told on its page</span>
      </span>
    )
  return props.count === 0 ? <span className={text('faint')}>0</span> : figure(props.count)
}

export function PoliciesScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: status } = useQuery(statusQuery)
  const answer = useQuery(policiesQuery({ pageSize, ...search }))
  const counts = answer.data?.facets
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...change }), replace: true })
  const { page: _, pageSize: __, sort: ___, ...filters } = search
  const filtered = Object.values(filters).some((value) => value !== undefined)
  return (
    <ScreenPage gap="tight">
      <Verdict>
        <Sentence answer={answer} filtered={filtered} />
      </Verdict>
      <DataTable
        label="Policies"
        columns={columns}
        rowKey={(row) => row.ref}
        answer={answer}
        sort={search.sort}
        onSort={(sort) => set({ sort: oneOf(sort, policySorts) })}
        onPage={(page) => void navigate({ search: (before) => ({ ...before, page: page === 1 ? undefined : page }) })}
        onPageSize={(size) => set({ pageSize: pageSizeOf(size) })}
        search={search.search ?? ''}
        searchPlaceholder="Name, ARN"
        onSearch={(typed) => set({ search: typed === '' ? undefined : typed })}
        facets={[
          choiceFacet({
            label: 'Kind',
            any: 'Any kind',
            counts: counts?.['kind'],
            chosen: search.kind,
            options: kindChoices,
            onChange: (kind) => set({ kind }),
          }),
          accountFacet(status?.accounts ?? [], search.account, (account) => set({ account }), counts?.['account']),
          choiceFacet({
            label: 'Widest access',
            any: 'Any access',
            counts: counts?.['width'],
            chosen: search.width,
            options: policyWidths.map((width) => [width, widthWords[width]] as const),
            onChange: (width) => set({ width }),
          }),
          choiceFacet({
            label: 'Attached',
            any: 'Attached or not',
            counts: counts?.['attached'],
            chosen: search.attached,
            options: attachedChoices,
            onChange: (attached) => set({ attached }),
          }),
          choiceFacet({
            label: 'Lint',
            any: 'Any lint',
            counts: counts?.['findings'],
            chosen: search.findings,
            options: findingChoices,
            onChange: (findings) => set({ findings }),
          }),
        ]}
        csv={policiesCsv({ ...search, page: undefined, pageSize: undefined })}
        onOpen={(row) => void navigate({ to: '/access/policies/$ref', params: { ref: row.ref } })}
        empty={filtered ? <NothingFits onReset={() => void navigate({ search: {} })} /> : <NothingRead />}
      />
    </ScreenPage>
  )
}

function Sentence(props: {
  readonly answer: {
    readonly data:
      | { readonly total: number; readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>> }
      | undefined
    readonly error: unknown
    readonly isPlaceholderData: boolean
  }
  readonly filtered: boolean
}) {
  const { data, error, isPlaceholderData } = props.answer
  if (data === undefined)
    return isNothingRead(error) ? 'Nothing is known yet.' : 'Everything that gives or limits access.'
  if (isPlaceholderData) return 'Looking through the policies.'
  const policies = counted(data.total, 'policy', 'policies')
  if (props.filtered)
    return (
      <>
        <Bold>{policies}</Bold> {data.total === 1 ? 'fits' : 'fit'} what you ask for.
      </>
    )
  const admins = data.facets['width']?.['admin'] ?? 0
  const idle = data.facets['attached']?.['no'] ?? 0
  return (
    <>
      <Bold>{policies}</Bold>; {`${admins === 0 ? 'none' : inWords(admins)} ${admins < 2 ? 'lets' : 'let'}`} somebody
      administer an account{idle > 0 && `, and ${inWords(idle)} ${idle === 1 ? 'hangs' : 'hang'} on nothing`}.
    </>
  )
}

const NothingFits = (props: { readonly onReset: () => void }) => (
  <Empty example="Nothing fits." action={<Button onClick={props.onReset}>Show everything</Button>}>
    <p>All policies were looked at; none is like that.</p>
  </Empty>
)

const NothingRead = () => (
  <Empty
    example="“LakeWrite lets nine people and four roles write, with 61 actions of Amazon S3 on every resource.”"
    command="npx bailiwick connect aws"
    action={<ConnectAws />}
  >
    <p>
      Here stand managed and inline policies, boundaries, trust and resource policies, SCPs and RCPs, each with whom it
      concerns, once something has been read.
    </p>
  </Empty>
)
