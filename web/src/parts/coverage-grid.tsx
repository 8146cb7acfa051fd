import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode, useRef } from 'react'
import { cellsQuery } from '../api/queries.ts'
import type { CoverageCell as Cell } from '../api/schema.ts'
import { classesOf } from '../classes.ts'
import { buttonClass, CopyButton } from './button.tsx'
import styles from './coverage.module.css'
import {
  byName,
  byTrouble,
  type CellMark,
  type CellReason,
  type CellType,
  capabilityName,
  cellReasons,
  type GridRow,
  gridTypes,
  markWords,
  statementToPaste,
  typesByStage,
} from './coverage-cells.ts'
import { GapRow } from './gap-row.tsx'
import { Icon } from './icon.tsx'
import { AccountId } from './identifiers.tsx'
import { Moment } from './moment.tsx'
import { Loading, ProblemNotice } from './notice.tsx'
import { Prose } from './prose.tsx'
import { text } from './text.ts'
import { counted } from './verdict.tsx'
import { useVirtualRows } from './virtual-rows.ts'

const cx = classesOf(styles)

const inner: Readonly<Partial<Record<CellMark, ReactNode>>> = {
  refused: <Icon name="x" size={12} stroke={2.2} />,
  scp: <Icon name="shield" size={12} stroke={2.2} />,
  throttled: <Icon name="clock" size={12} stroke={2.2} />,
  off: <Icon name="minus" size={12} stroke={2.2} />,
  none: '·',
}

/** The bare mark; a button when it can open its reason. */
function CoverageCell(props: {
  readonly mark: CellMark
  readonly label?: string
  readonly chosen?: boolean
  readonly onOpen?: () => void
}) {
  const classes = cx('cell', props.mark, props.chosen && 'chosen')
  if (props.onOpen === undefined) {
    return (
      <span
        className={classes}
        title={props.label}
        {...(props.label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': props.label })}
      >
        {inner[props.mark]}
      </span>
    )
  }
  return (
    <button
      type="button"
      className={classes}
      title={props.label}
      aria-label={props.label}
      aria-expanded={props.chosen}
      onClick={props.onOpen}
    >
      {inner[props.mark]}
    </button>
  )
}

export type GridOrder = 'trouble' | 'name'

/** The chosen cell as text for the address: `777788889999.s3`. */
const cellKey = (accountId: string, type: string): string => `${accountId}.${type}`

/** One row (px), as `.grid td` has it. */
const rowHeight = 33
/** Room for the account's name, and for a mark: 24 px between the middles of marks (WCAG 2.2, 2.5.8). */
const accountRoom = 132
const markRoom = 25
/** More columns than this stand under upright names, below their stages. */
const mostLevelNames = 14

export function CoverageGrid(props: {
  readonly rows: readonly GridRow[]
  readonly order: GridOrder
  readonly chosen: string | undefined
  readonly onChoose: (key: string | undefined) => void
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const types = gridTypes(props.rows)
  const rows = [...props.rows].sort(props.order === 'trouble' ? byTrouble : byName)
  const seen = useVirtualRows(body, rows.length, rowHeight)
  const wide = types.length > mostLevelNames
  const columns = types.length + 1
  return (
    <>
      <div className={cx('scroller')}>
        <table
          className={cx('grid', wide && 'wide')}
          {...(wide && { style: { minWidth: accountRoom + types.length * markRoom } })}
          aria-label="Coverage"
          aria-rowcount={rows.length + 1}
        >
          <colgroup>
            <col className={cx('accountColumn')} />
            <col span={types.length} />
          </colgroup>
          <thead>
            {wide && (
              <tr className={cx('stages')}>
                <td />
                {typesByStage(types).map((group) => (
                  <th key={group.first} scope="colgroup" colSpan={group.count} title={group.stage}>
                    {group.count > 2 ? group.stage : ''}
                  </th>
                ))}
              </tr>
            )}
            <tr>
              <th scope="col">Account</th>
              {types.map((type) => (
                <th key={type} scope="col">
                  <span className={cx(wide && 'upright')}>{capabilityName(type)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            <GapRow height={seen.above} columns={columns} />
            {rows.slice(seen.from, seen.to).map((row, at) => {
              const open = types.find((type) => props.chosen === cellKey(row.accountId, type))
              return (
                <Fragment key={row.accountId}>
                  <tr aria-rowindex={seen.from + at + 2}>
                    <th scope="row">
                      <span className={cx('name')}>
                        <span title={row.name}>{row.name}</span>
                        <span className={cx('number')}>
                          {row.name !== row.accountId && <AccountId value={row.accountId} />}
                        </span>
                      </span>
                    </th>
                    {types.map((type) => (
                      <td key={type}>
                        <GridMark row={row} type={type} chosen={open === type} onChoose={props.onChoose} />
                      </td>
                    ))}
                  </tr>
                  {open !== undefined && (
                    <tr>
                      <td className={cx('why')} colSpan={columns}>
                        <Why row={row} type={open} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              )
            })}
            <GapRow height={seen.below} columns={columns} />
          </tbody>
        </table>
      </div>
      <Legend rows={rows} types={types} />
    </>
  )
}

function GridMark(props: {
  readonly row: GridRow
  readonly type: string
  readonly chosen: boolean
  readonly onChoose: (key: string | undefined) => void
}) {
  const mark = props.row.marks[props.type]
  const what = `${props.row.name}, ${capabilityName(props.type)}`
  if (mark === undefined) return <CoverageCell mark="none" label={`${what}: ${markWords.none}`} />
  return (
    <CoverageCell
      mark={mark}
      label={`${what}: ${markWords[mark]}`}
      chosen={props.chosen}
      onOpen={() => props.onChoose(props.chosen ? undefined : cellKey(props.row.accountId, props.type))}
    />
  )
}

const stateWords: Readonly<Record<Cell['state'], string>> = {
  ok: 'read in full',
  denied: 'reading was refused',
  blocked_by_scp: 'reading is blocked by an SCP',
  throttled: 'AWS slowed us down',
  region_disabled: 'the Region is not enabled',
  unsupported: 'not available',
  excluded: 'left out by choice',
  skipped_by_setting: 'switched off in the settings',
  not_collected: 'not collected',
  failed: 'reading failed',
  suspect: 'the answer looked wrong, so the older one is kept',
}

function Why(props: { readonly row: GridRow; readonly type: CellType }) {
  const cells = useQuery(cellsQuery(props.row.integration, props.row.accountId, props.type))
  if (cells.error) return <ProblemNotice error={cells.error} onRetry={() => void cells.refetch()} />
  if (cells.data === undefined) return <Loading lines={2} />
  const objects = cells.data.reduce((sum, cell) => sum + cell.objects, 0)
  return (
    <div className={cx('reasons')}>
      {cells.data.length === 0 && <p>Nothing is known of it any more; the next reading tells.</p>}
      {cellReasons(cells.data).map((reason) => (
        <WhyOne
          key={`${reason.state}${reason.action}${reason.reason}`}
          row={props.row}
          type={props.type}
          objects={objects}
          reason={reason}
        />
      ))}
    </div>
  )
}

/** A list of Regions stays readable up to this many names. */
const namedRegions = 4

function regionWords(regions: readonly string[]): string {
  if (regions.length === 0) return ''
  if (regions.length <= namedRegions) return ` in ${regions.join(', ')}`
  return ` in ${regions.length} Regions`
}

function WhyOne(props: {
  readonly row: GridRow
  readonly type: string
  readonly objects: number
  readonly reason: CellReason
}) {
  const { reason } = props
  return (
    <div className={cx('reason')}>
      <div>
        <p className={text('m')}>
          {props.row.name}, {capabilityName(props.type)}: {stateWords[reason.state]}
          {regionWords(reason.regions)}.
        </p>
        <p className={text('muted')}>
          {reason.reason !== undefined ? (
            <Prose>{reason.reason}</Prose>
          ) : reason.state === 'ok' ? (
            `${counted(props.objects, 'object')} known.`
          ) : (
            'AWS gave no further reason.'
          )}
        </p>
      </div>
      <div>
        {reason.action !== undefined && (
          <>
            <p className={text('label')}>Missing</p>
            <p className={text('mono', 'inkMono')}>{reason.action}</p>
          </>
        )}
        <p className={text('s12', 'muted')}>
          last tried <Moment at={reason.checkedAt} />
          {reason.completeAt !== null && reason.state !== 'ok' && (
            <>
              , last read in full <Moment at={reason.completeAt} />
            </>
          )}
        </p>
      </div>
      {reason.action !== undefined && props.type === 'role' && (
        <Link
          className={buttonClass()}
          to="/integrations/$id"
          params={{ id: reason.integration }}
          search={{ tab: 'permissions' }}
        >
          Mend the role
        </Link>
      )}
      {reason.action !== undefined && props.type !== 'role' && (
        <CopyButton
          value={statementToPaste(reason.action)}
          label="Statement to paste"
          name="Copy the statement to paste into the role"
          look="plain"
        />
      )}
    </div>
  )
}

const legendOrder: readonly CellMark[] = ['read', 'refused', 'scp', 'throttled', 'off', 'hatched', 'none']

function Legend(props: { readonly rows: readonly GridRow[]; readonly types: readonly string[] }) {
  const present = new Set(props.rows.flatMap((row) => props.types.map((type) => row.marks[type] ?? 'none')))
  return (
    <p className={cx('legend')}>
      {legendOrder
        .filter((mark) => present.has(mark))
        .map((mark) => (
          <span key={mark}>
            <CoverageCell mark={mark} />
            {markWords[mark]}
          </span>
        ))}
    </p>
  )
}
