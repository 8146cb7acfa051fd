import {
  type ColumnDef,
  type PaginationState,
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
import { classesOf } from '../classes.ts'
import { isTyping } from '../keys.ts'
import { Button, buttonClass } from './button.tsx'
import { Facet, SearchField } from './field.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Loading, ProblemNotice } from './notice.tsx'
import styles from './table.module.css'
import { text } from './text.ts'
import { figure } from './verdict.tsx'

export const table = classesOf(styles)

interface Meta {
  readonly numeric?: boolean
  /** Left out at 390 px. */
  readonly optional?: boolean
}

/** The server sorts and pages; the table only says what is wanted. */
export const serverFeatures = tableFeatures({ rowSortingFeature, rowPaginationFeature, columnMeta: {} as Meta })
export type ServerColumn<T extends RowData> = ColumnDef<typeof serverFeatures, T>

export const pageSize = 50

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
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string) => void
}

/** Whatever stands in an account can be listed by it. */
export const accountFacet = (
  accounts: readonly AccountReading[],
  chosen: string | undefined,
  onChange: (account: string | undefined) => void,
): TableFacet => ({
  label: 'Account',
  any: 'Any account',
  value: chosen ?? '',
  options: accounts.map(({ accountId, name }) => ({ value: accountId, label: name ?? accountId })),
  onChange: (account) => onChange(account === '' ? undefined : account),
})

interface DataTableProps<T extends RowData> {
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
  const sorting = sortingOf(props.sort)
  const pagination: PaginationState = { pageIndex: (page?.page ?? 1) - 1, pageSize: page?.pageSize ?? pageSize }
  const model = useTable({
    features: serverFeatures,
    columns: props.columns,
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
  const rows = model.getRowModel().rows
  const searchInput = useRef<HTMLInputElement>(null)
  const current = useCurrentRow(
    rows.length,
    (at) => {
      const row = rows[at]
      if (row) props.onOpen(row.original)
    },
    () => searchInput.current?.focus(),
  )

  if (isNothingRead(error)) return props.empty
  return (
    <div>
      <search className={table('bar')}>
        <DelayedSearch {...props} inputRef={searchInput} />
        {props.facets.map((facet) => (
          <Facet key={facet.label} {...facet} />
        ))}
      </search>
      {error !== null && error !== undefined ? (
        <div style={{ paddingTop: 24 }}>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </div>
      ) : page === undefined ? (
        <div style={{ paddingTop: 24 }}>
          <Loading lines={10} />
        </div>
      ) : rows.length === 0 ? (
        props.empty
      ) : (
        <table
          className={`${table('table', 'sticky', 'choosable')} ${stale ? table('stale') : ''}`}
          aria-label={props.label}
          aria-rowcount={page.total}
        >
          <thead>
            {model.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const meta = header.column.columnDef.meta
                  const sorted = header.column.getIsSorted()
                  return (
                    <th
                      key={header.id}
                      scope="col"
                      className={table(meta?.numeric && 'num', meta?.optional && 'optional')}
                      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                    >
                      {header.column.getCanSort() ? (
                        <button
                          type="button"
                          className={table('sortable')}
                          onClick={header.column.getToggleSortingHandler()}
                        >
                          <model.FlexRender header={header} />
                          {sorted !== false && <Icon name={sorted === 'asc' ? 'sortUp' : 'sortDown'} size={12} />}
                        </button>
                      ) : (
                        <model.FlexRender header={header} />
                      )}
                    </th>
                  )
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // The link in the first cell is the way for keyboard and screen reader; the row is a larger target for the pointer.
              <tr
                key={row.id}
                data-current={at === current}
                ref={(element) => {
                  if (at === current) element?.scrollIntoView({ block: 'nearest' })
                }}
                onClick={(event) => {
                  if (event.target instanceof Element && event.target.closest('a, button') === null)
                    props.onOpen(row.original)
                }}
              >
                {row.getAllCells().map((cell) => (
                  <td
                    key={cell.id}
                    className={table(
                      cell.column.columnDef.meta?.numeric && 'num',
                      cell.column.columnDef.meta?.optional && 'optional',
                    )}
                  >
                    <model.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
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
          <a className={buttonClass('quiet', 'small')} style={{ marginLeft: 'auto' }} href={props.csv} download>
            <Icon name="download" size={14} />
            CSV
          </a>
        </div>
      )}
    </div>
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

/** Enter on a link or a button is meant for it. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('a, button, summary, [role="button"]') !== null

/** `j` and `k` move, Enter opens, `/` goes to the search field. Undefined until somebody moves. */
function useCurrentRow(count: number, open: (at: number) => void, focusSearch: () => void): number | undefined {
  const [current, setCurrent] = useState<number | undefined>()
  const act = useRef({ count, open, focusSearch, current })
  act.current = { count, open, focusSearch, current }
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const now = act.current
      const at = now.current ?? -1
      if (event.key === 'j') setCurrent(Math.min(at + 1, now.count - 1))
      else if (event.key === 'k') setCurrent(Math.max(at - 1, 0))
      else if (event.key === '/') {
        event.preventDefault()
        now.focusSearch()
      } else if (event.key === 'Enter' && now.current !== undefined && !isControl(event.target)) now.open(now.current)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return current !== undefined && current < count ? current : undefined
}

/** The first column: what it is, its name, and below it where or whose it is. */
export function NameCell(props: { readonly icon: IconName; readonly name: ReactNode; readonly below: ReactNode }) {
  return (
    <span className={table('nameCell')}>
      <span className={text('faint')}>
        <Icon name={props.icon} />
      </span>
      <span>
        {props.name}
        <br />
        <span className={text('s12', 'faint')}>{props.below}</span>
      </span>
    </span>
  )
}
