/** The one list of the console: the server searches, sorts and pages; the table shows what it answered and says what is wanted. */
import {
  type ColumnDef,
  type Header,
  type PaginationState,
  type ReactTable,
  type RowData,
  rowPaginationFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { isNothingRead } from '../api/problem.ts'
import type { AccountReading } from '../api/schema.ts'
import type { Page } from '../api/types.ts'
import type { TermName } from '../glossary.ts'
import { pageSizes } from '../search.ts'
import { Button, buttonClass } from './button.tsx'
import { Facet, SearchField } from './field.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Loading, ProblemNotice } from './notice.tsx'
import { table } from './table.ts'
import { useChosenRow } from './table-keys.ts'
import { useTableView, ViewMenu } from './table-view.tsx'
import { Explained, Term } from './term.tsx'
import { text } from './text.ts'
import { figure } from './verdict.tsx'

interface Meta {
  readonly numeric?: boolean
  /** Left out at 390 px. */
  readonly optional?: boolean
  /** What the head’s word means. */
  readonly term?: TermName
}

/** The server sorts and pages; the table only says what is wanted. */
export const serverFeatures = tableFeatures({ rowSortingFeature, rowPaginationFeature, columnMeta: {} as Meta })
export type ServerColumn<T extends RowData> = ColumnDef<typeof serverFeatures, T>

export const pageSize = pageSizes[0]

/** `name` or `-name`, as the address and the API write it. */
const sortingOf = (sort: string | undefined): SortingState =>
  sort === undefined || sort === '' ? [] : [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }]
const sortOf = (sorting: SortingState): string | undefined => {
  const [first] = sorting
  return first && `${first.desc ? '-' : ''}${first.id}`
}

export interface TableFacet {
  readonly label: string
  readonly any: string
  readonly value: string
  /** `count`: how many rows there would be, where the server says so. */
  readonly options: readonly { readonly value: string; readonly label: string; readonly count?: number | undefined }[]
  readonly onChange: (value: string) => void
}

/** One of a few values that are known beforehand, with how many rows have each where the answer tells. */
export const choiceFacet = <T extends string>(of: {
  readonly label: string
  readonly any: string
  readonly chosen: string | undefined
  readonly options: readonly (readonly [value: T, label: string])[]
  readonly counts: Readonly<Record<string, number>> | undefined
  readonly onChange: (value: T | undefined) => void
}): TableFacet => ({
  label: of.label,
  any: of.any,
  value: of.chosen ?? '',
  options: of.options.map(([value, label]) => ({ value, label, count: of.counts && (of.counts[value] ?? 0) })),
  onChange: (value) => of.onChange(of.options.find(([one]) => one === value)?.[0]),
})

/** Whatever stands in an account can be listed by it. */
export const accountFacet = (
  accounts: readonly AccountReading[],
  chosen: string | undefined,
  onChange: (account: string | undefined) => void,
  counts?: Readonly<Record<string, number>>,
): TableFacet => ({
  label: 'Account',
  any: 'Any account',
  value: chosen ?? '',
  options: accounts
    .map(({ accountId, name }) => ({
      value: accountId,
      label: name ?? accountId,
      count: counts && (counts[accountId] ?? 0),
    }))
    .sort((a, b) => a.label.localeCompare(b.label)),
  onChange: (account) => onChange(account === '' ? undefined : account),
})

interface DataTableProps<T extends RowData> {
  /** Names the table, also in the browser’s memory of how somebody likes to see it. */
  readonly label: string
  readonly columns: readonly ServerColumn<T>[]
  readonly rowKey: (row: T) => string
  readonly answer: {
    readonly data: Page<T> | undefined
    readonly error: unknown
    /** What is shown belongs to the question before. */
    readonly isPlaceholderData: boolean
    readonly refetch: () => unknown
  }
  readonly sort: string | undefined
  readonly onSort: (sort: string | undefined) => void
  readonly onPage: (page: number) => void
  /** Where the address also holds how many rows a page has. */
  readonly onPageSize?: (size: number) => void
  readonly search: string
  readonly searchPlaceholder: string
  readonly onSearch: (search: string) => void
  readonly facets: readonly TableFacet[]
  readonly csv: string
  readonly onOpen: (row: T) => void
  readonly empty: ReactNode
}

const noRows: never[] = []

export function DataTable<T extends RowData>(props: DataTableProps<T>) {
  const { data: page, error, isPlaceholderData: stale, refetch } = props.answer
  const [view, setView] = useTableView(props.label)
  const sorting = sortingOf(props.sort)
  const pagination: PaginationState = { pageIndex: (page?.page ?? 1) - 1, pageSize: page?.pageSize ?? pageSize }
  const model = useTable({
    features: serverFeatures,
    columns: props.columns.filter((column) => !view.hidden.includes(column.id ?? '')),
    data: page?.items ?? noRows,
    getRowId: props.rowKey,
    rowCount: page?.total ?? 0,
    manualSorting: true,
    manualPagination: true,
    state: { sorting, pagination },
    onSortingChange: (change) => props.onSort(sortOf(typeof change === 'function' ? change(sorting) : change)),
    onPaginationChange: (change) => {
      const next = typeof change === 'function' ? change(pagination) : change
      props.onPage(next.pageIndex + 1)
    },
  })
  const searchInput = useRef<HTMLInputElement>(null)

  if (isNothingRead(error)) return props.empty
  return (
    <div className={table(view.density)}>
      <search className={table('bar')}>
        <DelayedSearch {...props} inputRef={searchInput} />
        {props.facets.map((facet) => (
          <Facet key={facet.label} {...facet} />
        ))}
        <span className={table('view')}>
          <ViewMenu view={view} onView={setView} columns={hideable(props.columns)} />
        </span>
      </search>
      {error !== null && error !== undefined ? (
        <div className={table('instead')}>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </div>
      ) : page === undefined ? (
        <div className={table('instead')}>
          <Loading lines={10} />
        </div>
      ) : page.items.length === 0 ? (
        props.empty
      ) : (
        <table
          className={table('table', 'sticky', 'choosable', stale && 'stale')}
          aria-label={props.label}
          aria-rowcount={page.total}
          aria-busy={stale}
        >
          <thead>
            {model.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => (
                  <HeadCell key={header.id} model={model} header={header} />
                ))}
              </tr>
            ))}
          </thead>
          <Rows model={model} onOpen={props.onOpen} onSearch={() => searchInput.current?.focus()} />
        </table>
      )}
      {page !== undefined && page.total > 0 && (
        <div className={table('foot')}>
          <span aria-live="polite">
            {figure((page.page - 1) * page.pageSize + 1)} to{' '}
            {figure((page.page - 1) * page.pageSize + page.items.length)} of {figure(page.total)}
          </span>
          <Button
            look="quiet"
            size="small"
            square
            aria-label="Page before"
            disabled={!model.getCanPreviousPage()}
            onClick={() => model.previousPage()}
          >
            <Icon name="left" />
          </Button>
          <Button
            look="quiet"
            size="small"
            square
            aria-label="Next page"
            disabled={!model.getCanNextPage()}
            onClick={() => model.nextPage()}
          >
            <Icon name="right" />
          </Button>
          <PageSize size={page.pageSize} total={page.total} onPageSize={props.onPageSize} />
          <a className={buttonClass('quiet', 'small')} style={{ marginLeft: 'auto' }} href={props.csv} download>
            <Icon name="download" size={14} />
            CSV
          </a>
        </div>
      )}
    </div>
  )
}

/** The first column names the row: it stays. */
const hideable = <T extends RowData>(columns: readonly ServerColumn<T>[]) =>
  columns
    .slice(1)
    .flatMap(({ id, header }) => (id !== undefined && typeof header === 'string' ? [{ id, name: header }] : []))

type Model<T extends RowData> = ReactTable<typeof serverFeatures, T>

function HeadCell<T extends RowData>(props: {
  readonly model: Model<T>
  readonly header: Header<typeof serverFeatures, T>
}) {
  const { model, header } = props
  const { meta } = header.column.columnDef
  const sorted = header.column.getIsSorted()
  const words = <model.FlexRender header={header} />
  const sortButton = (attributes?: object) => (
    <button
      type="button"
      className={table('sortable')}
      onClick={header.column.getToggleSortingHandler()}
      {...attributes}
    >
      {meta?.term === undefined ? words : <span className={table('explained')}>{words}</span>}
      {sorted !== false && <Icon name={sorted === 'asc' ? 'sortUp' : 'sortDown'} size={12} />}
    </button>
  )
  return (
    <th
      scope="col"
      className={table(meta?.numeric && 'num', meta?.optional && 'optional')}
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
    >
      {header.column.getCanSort() ? (
        meta?.term === undefined ? (
          sortButton()
        ) : (
          <Explained of={meta.term}>{sortButton}</Explained>
        )
      ) : meta?.term === undefined ? (
        words
      ) : (
        <Term of={meta.term}>{words}</Term>
      )}
    </th>
  )
}

function Rows<T extends RowData>(props: {
  readonly model: Model<T>
  readonly onOpen: (row: T) => void
  readonly onSearch: () => void
}) {
  const { model, onOpen } = props
  const { rows } = model.getRowModel()
  const chosen = useChosenRow(
    rows.map(({ id }) => id),
    {
      open: (at) => {
        const row = rows[at]
        if (row) onOpen(row.original)
      },
      search: props.onSearch,
    },
  )
  const chosenRow = useRef<HTMLTableRowElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is the reason to act
  useEffect(() => {
    chosenRow.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <tbody>
      {rows.map((row, at) => (
        // The link in the first cell is the way for keyboard and screen reader; the row is a larger target for the pointer.
        <tr
          key={row.id}
          ref={at === chosen ? chosenRow : undefined}
          data-current={at === chosen}
          aria-current={at === chosen ? 'true' : undefined}
          onClick={(event) => {
            if (event.target instanceof Element && event.target.closest('a, button') === null) onOpen(row.original)
          }}
        >
          {row.getAllCells().map((cell) => {
            const { meta } = cell.column.columnDef
            return (
              <td key={cell.id} className={table(meta?.numeric && 'num', meta?.optional && 'optional')}>
                <model.FlexRender cell={cell} />
              </td>
            )
          })}
        </tr>
      ))}
    </tbody>
  )
}

function PageSize(props: {
  readonly size: number
  readonly total: number
  readonly onPageSize: ((size: number) => void) | undefined
}) {
  const { onPageSize } = props
  if (onPageSize === undefined || props.total <= pageSizes[0]) return null
  return (
    <select
      className={table('pageSize')}
      aria-label="Rows on a page"
      value={props.size}
      onChange={(event) => onPageSize(Number(event.target.value))}
    >
      {pageSizes.map((size) => (
        <option key={size} value={size}>
          {size} a page
        </option>
      ))}
    </select>
  )
}

/** Typing is asked about after a pause (ms), and at once when the field is emptied. */
const typingPause = 200

function DelayedSearch(props: {
  readonly search: string
  readonly searchPlaceholder: string
  readonly onSearch: (search: string) => void
  readonly inputRef: React.RefObject<HTMLInputElement | null>
}) {
  const { search, onSearch } = props
  const [typed, setTyped] = useState(search)
  const latest = useRef(onSearch)
  latest.current = onSearch
  useEffect(() => setTyped(search), [search])
  useEffect(() => {
    if (typed === search) return undefined
    const timer = window.setTimeout(() => latest.current(typed), typed === '' ? 0 : typingPause)
    return () => window.clearTimeout(timer)
  }, [typed, search])
  return (
    <SearchField
      label="Search"
      placeholder={props.searchPlaceholder}
      value={typed}
      onChange={setTyped}
      inputRef={props.inputRef}
    />
  )
}

/** The first column: what it is, its name, and below it where or whose it is. */
export function NameCell(props: { readonly icon: IconName; readonly name: ReactNode; readonly below: ReactNode }) {
  return (
    <span className={table('nameCell')}>
      <span className={text('faint')}>
        <Icon name={props.icon} />
      </span>
      <span>
        <span className={table('nameLine')}>{props.name}</span>{' '}
        <span className={`${table('belowLine')} ${text('s12', 'faint')}`}>{props.below}</span>
      </span>
    </span>
  )
}
