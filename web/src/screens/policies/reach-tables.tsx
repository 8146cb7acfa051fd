/** Where a policy hangs and whom it concerns, as tables. */
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { affectedCsv, affectedQuery } from '../../api/queries.ts'
import type { AffectedPrincipal, PolicyAttachment, PolicyDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { DataTable, NameCell, type ServerColumn } from '../../parts/data-table.tsx'
import { Icon, principalIcon } from '../../parts/icon.tsx'
import { layout } from '../../parts/layout.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import type { PolicySearch } from '../../search.ts'
import { peopleWords, typeWords } from '../principals/words.ts'
import styles from './policies.module.css'
import { attachmentIcons, attachmentWords } from './words.ts'

const cx = classesOf(styles)

interface TablesProps {
  readonly detail: PolicyDetail
  readonly search: PolicySearch
  readonly onSearch: (change: Partial<PolicySearch>) => void
}

/** What it hangs on, then everybody whom it concerns. */
export function ReachTables(props: TablesProps) {
  const { detail } = props
  const isNaming = detail.kind === 'trust' || detail.kind === 'resource' || detail.kind === 'resource-control'
  return (
    <div className={layout('stack')}>
      {detail.named.length > 0 && (
        <ul className={cx('named')} aria-label="Whom it names">
          {detail.named.map((name) => (
            <li key={name}>{name}</li>
          ))}
        </ul>
      )}
      <Attachments detail={detail} />
      {!isNaming && <Affected {...props} />}
    </div>
  )
}

function Attachments(props: { readonly detail: PolicyDetail }) {
  const { attachments, moreAttachments, name } = props.detail
  if (attachments.length === 0) return <p className={text('muted')}>It hangs on nothing.</p>
  return (
    <div>
      <div className={layout('scroll')}>
        <table className={table('table')} aria-label="What it hangs on">
          <thead>
            <tr>
              <th scope="col">Hangs on</th>
              <th scope="col">As</th>
              <th scope="col" className={table('num')}>
                Principals
              </th>
              <th scope="col" className={table('num')}>
                People
              </th>
            </tr>
          </thead>
          <tbody>
            {attachments.map((one) => (
              <tr key={`${one.as} ${one.id}`}>
                <td>
                  <NameCell
                    icon={attachmentIcons[one.kind]}
                    name={<AttachmentName of={one} />}
                    below={[attachmentWords[one.kind], one.accountName ?? one.account].filter(Boolean).join(', ')}
                  />
                </td>
                <td className={text('muted')}>{one.as}</td>
                <td className={table('num')}>{one.principals === null ? '·' : figure(one.principals)}</td>
                <td className={table('num')}>{one.people === null ? '·' : figure(one.people)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={layout('row')} style={{ paddingTop: 10 }}>
        {moreAttachments > 0 && (
          <span className={text('faint')}>
            {figure(moreAttachments)} more users and roles; those whom it concerns stand below.
          </span>
        )}
        <span className={layout('push')} />
        <Button
          look="quiet"
          size="small"
          onClick={() => download(`attachments of ${name}.csv`, 'text/csv', csvOf(attachmentRows(attachments)))}
        >
          <Icon name="download" size={14} />
          CSV
        </Button>
      </div>
    </div>
  )
}

const attachmentRows = (attachments: readonly PolicyAttachment[]): readonly (readonly string[])[] => [
  ['id', 'kind', 'name', 'account', 'as', 'principals', 'people'],
  ...attachments.map(({ id, kind, name, account = '', as, principals, people }) => [
    id,
    kind,
    name,
    account,
    as,
    String(principals ?? ''),
    String(people ?? ''),
  ]),
]

function AttachmentName(props: { readonly of: PolicyAttachment }) {
  const { id, kind, name } = props.of
  const look = text('m', 'ink', 'breakable')
  switch (kind) {
    case 'user':
    case 'role':
    case 'permission-set-role':
    case 'service-linked-role':
    case 'root':
      return (
        <Link className={look} to="/access/principals/$" params={{ _splat: id }}>
          {name}
        </Link>
      )
    case 'resource':
      return (
        <Link className={look} to="/access/resources/$" params={{ _splat: id }}>
          {name}
        </Link>
      )
    case 'group':
    case 'permission-set':
    case 'place':
      return <span className={text('m', 'breakable')}>{name}</span>
  }
}

function Affected(props: TablesProps) {
  const { detail, search, onSearch } = props
  const navigate = useNavigate()
  const filter = { search: search.search, page: search.page }
  const answer = useQuery(affectedQuery(detail.ref, filter))
  const names = new Map(detail.attachments.map(({ id, name }) => [id, name]))
  const columns: ServerColumn<AffectedPrincipal>[] = [
    {
      id: 'name',
      accessorKey: 'name',
      header: 'Concerns',
      enableSorting: false,
      cell: ({ row: { original: one } }) => (
        <NameCell
          icon={principalIcon[one.type]}
          name={
            <Link className={text('m', 'ink', 'breakable')} to="/access/principals/$" params={{ _splat: one.arn }}>
              {one.name}
            </Link>
          }
          below={[typeWords[one.type], one.accountName ?? one.account].join(', ')}
        />
      ),
    },
    {
      id: 'people',
      header: 'People',
      enableSorting: false,
      cell: ({ row: { original: one } }) => peopleWords(one.person) ?? <span className={text('faint')}>·</span>,
    },
    {
      id: 'through',
      header: 'Through',
      enableSorting: false,
      meta: { optional: true },
      cell: ({ row: { original: one } }) => (
        <span className={text('muted')}>
          {one.through.map((id) => (id === one.arn ? 'itself' : (names.get(id) ?? id))).join(', ')}
        </span>
      ),
    },
  ]
  return (
    <DataTable
      label="Principals that a policy concerns"
      columns={columns}
      rowKey={(row) => row.arn}
      answer={answer}
      sort={undefined}
      onSort={() => undefined}
      onPage={(page) => onSearch({ page: page === 1 ? undefined : page })}
      search={search.search ?? ''}
      searchPlaceholder="Name, ARN, person"
      onSearch={(typed) => onSearch({ search: typed === '' ? undefined : typed, page: undefined })}
      facets={[]}
      csv={affectedCsv(detail.ref, { search: search.search })}
      onOpen={(row) => void navigate({ to: '/access/principals/$', params: { _splat: row.arn } })}
      empty={<p className={text('muted')}>{search.search === undefined ? 'It concerns nobody.' : 'Nobody fits.'}</p>}
    />
  )
}
