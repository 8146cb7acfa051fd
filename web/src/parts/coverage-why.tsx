import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { cellsQuery } from '../api/queries.ts'
import type { CoverageCell as Cell } from '../api/schema.ts'
import { classesOf } from '../classes.ts'
import { buttonClass, CopyButton } from './button.tsx'
import styles from './coverage.module.css'
import {
  type CellReason,
  type CellType,
  capabilityName,
  cellReasons,
  type GridRow,
  statementToPaste,
} from './coverage-cells.ts'
import { Moment } from './moment.tsx'
import { Loading, ProblemNotice } from './notice.tsx'
import { Prose } from './prose.tsx'
import { text } from './text.ts'
import { counted } from './verdict.tsx'

const cx = classesOf(styles)

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

/** Why a cell is as it is, and what mends it. */
export function CoverageWhy(props: { readonly row: GridRow; readonly type: CellType }) {
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
