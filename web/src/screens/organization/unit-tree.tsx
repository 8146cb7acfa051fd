import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { classesOf } from '../../classes.ts'
import { GapRow } from '../../parts/gap-row.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { Severity } from '../../parts/marks.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { useVirtualRows } from '../../parts/virtual-rows.ts'
import styles from './organization.module.css'
import {
  isKnown,
  type MapColour,
  readingOf,
  readingWords,
  severityOf,
  shadeOf,
  shadesOf,
  worstWords,
} from './shades.ts'
import {
  type AccountRow,
  isOpenAtFirst,
  keyOf,
  type TreeRow,
  treeMove,
  treeRows,
  type UnitRow,
  type UnitSum,
} from './tree-rows.ts'
import { accountName, type UnitNode } from './treemap.ts'

const cx = classesOf(styles)

/** One line (px); every line is as high, so that a thousand can scroll. */
const rowHeight = 34
const columns = 5

/** The units with their accounts, to fold and unfold; each line says what is worst in it. */
export function UnitTree(props: {
  readonly root: UnitNode
  readonly colour: MapColour
  /** Accounts that the search means. */
  readonly shown: ReadonlySet<string>
  readonly isSearching: boolean
  readonly chosen: string | undefined
  readonly onChoose: (account: string) => void
}) {
  const { root, colour, shown } = props
  const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map())
  const rows = treeRows(root, {
    colour,
    shown,
    // What somebody searches for is not to stay folded away.
    isOpen: (unit) => props.isSearching || (folded.get(unit.id) ?? isOpenAtFirst(root, unit)),
  })
  const fold = (unit: UnitNode, isOpen: boolean) => setFolded((before) => new Map([...before, [unit.id, isOpen]]))
  const body = useRef<HTMLTableSectionElement>(null)
  const seen = useVirtualRows(body, rows.length, rowHeight)
  const focus = useRowFocus(body, rows, seen.scrollTo)
  const keys = (event: KeyboardEvent, at: number) => {
    const row = rows[at]
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      if (row?.kind === 'unit') fold(row.unit, !row.isOpen)
      else if (row !== undefined) props.onChoose(row.account.accountId)
      return
    }
    const move = treeMove(rows, at, event.key)
    if (move === undefined) return
    event.preventDefault()
    if ('to' in move) focus.go(move.to)
    else fold(move.fold, move.open)
  }
  return (
    <table
      className={`${table('table')} ${cx('tree')}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a treegrid is a table whose rows unfold (WAI-ARIA)
      role="treegrid"
      aria-label="Units and their accounts"
      aria-rowcount={rows.length + 1}
    >
      <thead>
        <tr>
          <th scope="col">Unit or account</th>
          <th scope="col" className={cx('barColumn')}>
            {colour === 'risk' ? 'Accounts by risk' : 'Accounts by coverage'}
          </th>
          <th scope="col" className={table('num')}>
            Administrators
          </th>
          <th scope="col" className={table('num', 'optional')}>
            Can become one
          </th>
          <th scope="col" className={table('num', 'optional')}>
            Open to anybody
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <GapRow height={seen.above} columns={columns} />
        {rows.slice(seen.from, seen.to).map((row, shift) => {
          const at = seen.from + shift
          const isAccount = row.kind === 'account'
          return (
            <tr
              key={keyOf(row)}
              data-row={at}
              data-current={isAccount && row.account.accountId === props.chosen}
              tabIndex={at === focus.at ? 0 : -1}
              aria-level={row.level}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-rowindex={at + 2}
              aria-expanded={isAccount ? undefined : row.isOpen}
              aria-selected={isAccount ? row.account.accountId === props.chosen : undefined}
              onFocus={() => focus.set(at)}
              onKeyDown={(event) => keys(event, at)}
              onClick={() => (isAccount ? props.onChoose(row.account.accountId) : fold(row.unit, !row.isOpen))}
            >
              {isAccount ? <AccountCells row={row} colour={colour} /> : <UnitCells row={row} colour={colour} />}
            </tr>
          )
        })}
        <GapRow height={seen.below} columns={columns} />
      </tbody>
    </table>
  )
}

/** One row can be reached by Tab; the arrows move it, also to rows that are not drawn yet. */
function useRowFocus(
  body: { readonly current: HTMLElement | null },
  rows: readonly TreeRow[],
  scrollTo: (row: number) => void,
) {
  const [at, setAt] = useState(0)
  const wanted = useRef<number | undefined>(undefined)
  useEffect(() => {
    if (wanted.current === undefined) return
    const row = body.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`)
    if (row === null || row === undefined) return
    wanted.current = undefined
    row.focus()
  })
  const go = (to: number) => {
    wanted.current = to
    setAt(to)
    if (body.current?.querySelector(`[data-row="${to}"]`) === null) scrollTo(to)
  }
  return { at: Math.min(at, rows.length - 1), set: setAt, go }
}

const indent = (level: number) => ({ paddingLeft: (level - 1) * 20 + 4 })

function UnitCells(props: { readonly row: UnitRow; readonly colour: MapColour }) {
  const { unit, isOpen, level, sum } = props.row
  return (
    <>
      <td>
        <span className={cx('branch')} style={indent(level)}>
          <Icon name={isOpen ? 'down' : 'right'} size={14} />
          <Icon name={level === 1 ? 'organization' : 'folder'} size={14} />
          <span className={text('m', 'ellipsis')} title={unit.name}>
            {unit.name}
          </span>
          <span className={text('s12', 'faint', 'nowrap')}>{counted(sum.accounts, 'account')}</span>
        </span>
      </td>
      <td className={cx('barColumn')}>
        <ShadeBar sum={sum} colour={props.colour} />
      </td>
      <Numbers of={sum} />
    </>
  )
}

/** The accounts of a unit as one bar, each shade as long as it has accounts. */
function ShadeBar(props: { readonly sum: UnitSum; readonly colour: MapColour }) {
  const { shades, accounts } = props.sum
  return (
    <span className={cx('bar')} aria-hidden="true">
      {shadesOf[props.colour].map((shade) => {
        const count = shades.get(shade)
        return count === undefined ? null : (
          <i key={shade} className={cx('piece', shade)} style={{ width: `${(count / accounts) * 100}%` }} />
        )
      })}
    </span>
  )
}

function AccountCells(props: { readonly row: AccountRow; readonly colour: MapColour }) {
  const { account, level } = props.row
  const reading = readingOf(account)
  const severity = severityOf(account)
  const worst = worstWords(account)
  return (
    <>
      <td>
        <span className={cx('branch')} style={indent(level)}>
          <i className={cx('swatch', shadeOf(account, props.colour))} />
          <span className={text('ellipsis')} title={accountName(account)}>
            {accountName(account)}
          </span>
          <span className={`${text('s12', 'faint', 'nowrap')} ${cx('number')}`}>
            {account.name !== null && <AccountId value={account.accountId} />}
          </span>
        </span>
      </td>
      <td className={cx('barColumn')}>
        <span className={cx('worstCell')}>
          {severity !== undefined && (
            <Severity level={severity}>
              <span className={text('hidden')}>{severity}</span>
            </Severity>
          )}
          <span className={text('s12', 'muted', 'ellipsis')} title={worst}>
            {reading === 'read' ? worst : readingWords[reading]}
          </span>
        </span>
      </td>
      {isKnown(account) ? <Numbers of={account} /> : <Unknown />}
    </>
  )
}

const Numbers = (props: { readonly of: Pick<UnitSum, 'administrators' | 'becoming' | 'open'> }) => (
  <>
    <td className={table('num')}>{figure(props.of.administrators)}</td>
    <td className={table('num', 'optional')}>{figure(props.of.becoming)}</td>
    <td className={table('num', 'optional')}>{figure(props.of.open)}</td>
  </>
)

const Unknown = () => (
  <>
    <td className={table('num')} title="not known">
      ?
    </td>
    {[1, 2].map((column) => (
      <td key={column} className={table('num', 'optional')} title="not known">
        ?
      </td>
    ))}
  </>
)
