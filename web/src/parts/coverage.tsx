import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import type { AccountReading, CoverageCell as Cell } from '../api/schema.ts'
import type { ReadState } from '../api/types.ts'
import { classesOf } from '../classes.ts'
import { buttonClass, CopyButton } from './button.tsx'
import styles from './coverage.module.css'
import {
  byName,
  byTrouble,
  type CellMark,
  type CellReason,
  capabilityName,
  cellReasons,
  type GridCell,
  type GridRow,
  gridRows,
  gridTypes,
  markWords,
  statementToPaste,
} from './coverage-cells.ts'
import { Icon } from './icon.tsx'
import { AccountId } from './identifiers.tsx'
import { Moment, useNow } from './moment.tsx'
import { Prose } from './prose.tsx'
import { text } from './text.ts'
import { counted } from './verdict.tsx'

const cx = classesOf(styles)

const readWords: Readonly<Record<ReadState, string>> = { read: 'read in full', partly: 'partly', unread: 'not read' }
const readClass = (state: ReadState): 'partly' | 'unread' | undefined => (state === 'read' ? undefined : state)

export const countReadings = (accounts: readonly AccountReading[]): Readonly<Record<ReadState, number>> => ({
  read: accounts.filter((account) => account.state === 'read').length,
  partly: accounts.filter((account) => account.state === 'partly').length,
  unread: accounts.filter((account) => account.state === 'unread').length,
})

function readingWords(accounts: readonly AccountReading[]): string {
  const counts = countReadings(accounts)
  return `${counts.read} read in full, ${counts.partly} partly, ${counts.unread} not read`
}

/** More marks than this cannot be told apart; the strip then shows shares. */
const mostMarks = 64

/** One mark per account. */
export function CoverageStrip(props: { readonly accounts: readonly AccountReading[]; readonly tall?: boolean }) {
  const share = Math.max(1, Math.ceil(props.accounts.length / mostMarks))
  const marks = props.accounts.filter((account, at) => at % share === 0 || account.state !== 'read')
  return (
    <span className={cx('strip', props.tall && 'tall')} role="img" aria-label={readingWords(props.accounts)}>
      {marks.map((account) => (
        <i
          key={account.accountId}
          className={cx(readClass(account.state))}
          title={`${account.name ?? account.accountId}: ${readWords[account.state]}`}
        />
      ))}
    </span>
  )
}

/** The strip of a card while it is being read: what is done is filled. */
export function ProgressStrip(props: { readonly done: number; readonly total: number; readonly label: string }) {
  const marks = Math.max(1, Math.min(props.total, mostMarks / 2))
  const filled = props.total === 0 ? 0 : Math.floor((props.done / props.total) * marks)
  return (
    <span
      className={cx('strip', 'tall')}
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={props.total}
      aria-valuenow={props.done}
    >
      {Array.from({ length: marks }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks are all alike
        <i key={at} className={cx(at >= filled && 'waiting')} />
      ))}
    </span>
  )
}

/** A square per account, with its name on hover. */
export function CoverageSquares(props: { readonly accounts: readonly AccountReading[] }) {
  return (
    <span className={cx('squares')} role="img" aria-label={readingWords(props.accounts)}>
      {props.accounts.map((account) => (
        <i
          key={account.accountId}
          className={cx('square', readClass(account.state))}
          title={`${account.name ?? account.accountId}: ${readWords[account.state]}`}
        />
      ))}
    </span>
  )
}

export function SquaresLegend(props: { readonly accounts: readonly AccountReading[] }) {
  const counts = countReadings(props.accounts)
  return (
    <p className={cx('legend')}>
      {(['read', 'partly', 'unread'] as const)
        .filter((state) => counts[state] > 0)
        .map((state) => (
          <span key={state}>
            <i className={cx('square', readClass(state))} />
            {readWords[state]} {counts[state]}
          </span>
        ))}
    </p>
  )
}

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

export function CoverageGrid(props: {
  readonly cells: readonly Cell[]
  readonly order: GridOrder
  readonly chosen: string | undefined
  readonly onChoose: (key: string | undefined) => void
}) {
  const now = useNow()
  const types = gridTypes(props.cells)
  const rows = [...gridRows(props.cells, now)].sort(props.order === 'trouble' ? byTrouble : byName)
  const chosenType = (row: GridRow): string | undefined =>
    types.find((type) => props.chosen === cellKey(row.accountId, type))
  return (
    <>
      <div className={cx('scroller')}>
        <table className={cx('grid')}>
          <thead>
            <tr>
              <th scope="col">Account</th>
              {types.map((type) => (
                <th key={type} scope="col">
                  {capabilityName(type)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const open = chosenType(row)
              const cell = open === undefined ? undefined : row.cells[open]
              return (
                <Fragment key={row.accountId}>
                  <tr>
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
                  {open !== undefined && cell !== undefined && (
                    <tr>
                      <td className={cx('why')} colSpan={types.length + 1}>
                        <Why row={row} type={open} cell={cell} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              )
            })}
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
  const cell = props.row.cells[props.type]
  if (cell === undefined)
    return <CoverageCell mark="none" label={`${props.row.name}, ${capabilityName(props.type)}: ${markWords.none}`} />
  const label = `${props.row.name}, ${capabilityName(props.type)}: ${markWords[cell.mark]}`
  return (
    <CoverageCell
      mark={cell.mark}
      label={label}
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
  unsupported: 'not offered there',
  excluded: 'left out by choice',
  skipped_by_setting: 'switched off in the settings',
  not_collected: 'not part of what was imported',
  failed: 'reading failed',
  suspect: 'the answer looked wrong, so the older one is kept',
}

const objectsIn = (cell: GridCell): number => cell.cells.reduce((sum, one) => sum + one.objects, 0)

function Why(props: { readonly row: GridRow; readonly type: string; readonly cell: GridCell }) {
  const reasons = cellReasons(props.cell)
  return (
    <div className={cx('reasons')}>
      {reasons.map((reason) => (
        <WhyOne key={`${reason.state}${reason.action}${reason.reason}`} {...props} reason={reason} />
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
  readonly cell: GridCell
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
            `${counted(objectsIn(props.cell), 'object')} known.`
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
        </p>
      </div>
      {reason.action !== undefined && props.type === 'role' && (
        <Link
          className={buttonClass()}
          to="/integrations/$id"
          params={{ id: props.cell.cells[0]?.integration ?? '' }}
          search={{ tab: 'accounts' }}
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

const legendOrder: readonly CellMark[] = ['read', 'old', 'refused', 'scp', 'throttled', 'off', 'hatched', 'none']

function Legend(props: { readonly rows: readonly GridRow[]; readonly types: readonly string[] }) {
  const present = new Set(props.rows.flatMap((row) => props.types.map((type) => row.cells[type]?.mark ?? 'none')))
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
