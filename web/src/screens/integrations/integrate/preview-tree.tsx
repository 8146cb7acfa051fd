/** Accounts found, as a tree with boxes to tick: what is unticked is left out (connection.md §4, step 8). */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import { previewQuery, settingsQuery } from '../../../api/queries.ts'
import type { Preview } from '../../../api/types.ts'
import { classesOf } from '../../../classes.ts'
import { SearchField } from '../../../parts/field.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { AccountId } from '../../../parts/identifiers.tsx'
import { ProblemNotice } from '../../../parts/notice.tsx'
import { text } from '../../../parts/text.ts'
import { counted } from '../../../parts/verdict.tsx'
import styles from './integrate.module.css'
import { accountsOf, type Branch, branchesOf, type LeftOut, outOf, toggleAccount, toggleUnit } from './preview.ts'

const cx = classesOf(styles)

/** Only these can be left out as a whole: the root of an organization has no id of a unit. */
const isUnit = (branch: Branch): boolean => branch.id.startsWith('ou-')

/** Ticking is saved after a pause, so that many ticks are one change (ms). */
const savePause = 700

export function PreviewTree(props: {
  readonly id: string
  readonly preview: Preview
  readonly units: readonly string[]
}) {
  const client = useQueryClient()
  const { preview } = props
  const root = branchesOf(preview)
  const [left, setLeft] = useState<LeftOut>(() => ({
    units: new Set(props.units),
    accounts: new Set(preview.accounts.filter((account) => account.excluded).map((account) => account.accountId)),
  }))
  const [search, setSearch] = useState('')
  const [changed, setChanged] = useState(0)
  const save = useMutation({
    mutationFn: (next: LeftOut) =>
      call('PATCH /integrations/{integration}/settings', {
        params: { integration: props.id },
        query: {},
        body: { excludedUnits: [...next.units], excludedAccounts: [...next.accounts] },
      }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: previewQuery(props.id).queryKey }),
        client.invalidateQueries({ queryKey: settingsQuery(props.id).queryKey }),
      ]),
  })
  const saveNow = useRef(save.mutate)
  saveNow.current = save.mutate
  useEffect(() => {
    if (changed === 0) return undefined
    const timer = window.setTimeout(() => saveNow.current(left), savePause)
    return () => window.clearTimeout(timer)
  }, [changed, left])
  const change = (next: LeftOut) => {
    setLeft(next)
    setChanged((count) => count + 1)
  }
  const out = outOf(root, left)
  return (
    <section aria-label="Accounts that are read" className={cx('previewTree')}>
      <header className={cx('previewHead')}>
        <h3 className={text('h2')}>Accounts</h3>
        <span className={text('faint', 's12')} aria-live="polite">
          {preview.accounts.length - out.size} of {counted(preview.accounts.length, 'account')} are read
          {save.isPending ? ', saving' : ''}
        </span>
        {preview.accounts.length > 12 && (
          <SearchField label="Search accounts" placeholder="Name or number" value={search} onChange={setSearch} />
        )}
      </header>
      {save.error && <ProblemNotice error={save.error} onRetry={() => save.mutate(left)} />}
      <div className={cx('branches')}>
        <BranchRows
          branch={root}
          root={root}
          left={left}
          out={out}
          depth={0}
          wanted={search.trim().toLowerCase()}
          onChange={change}
        />
      </div>
      <p className={text('s12', 'muted')}>
        A unit that is unticked stays out with every account that comes into it later. History of what was read before
        is kept.
      </p>
    </section>
  )
}

interface RowProps {
  readonly branch: Branch
  readonly root: Branch
  readonly left: LeftOut
  readonly out: ReadonlySet<string>
  readonly depth: number
  readonly wanted: string
  readonly onChange: (left: LeftOut) => void
}

function BranchRows(props: RowProps) {
  const { branch, depth } = props
  const [open, setOpen] = useState(true)
  const all = accountsOf(branch)
  const accounts = branch.accounts.filter(
    (account) =>
      props.wanted === '' || `${account.name ?? ''} ${account.accountId}`.toLowerCase().includes(props.wanted),
  )
  return (
    <ul className={cx('branch')}>
      {branch.id !== '' && (
        <li className={cx('unitRow')} style={{ paddingLeft: (depth - 1) * 20 }}>
          <button
            type="button"
            className={cx('fold')}
            aria-expanded={open}
            aria-label={`${open ? 'Fold' : 'Open'} ${branch.name}`}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'down' : 'right'} size={14} />
          </button>
          {isUnit(branch) ? (
            <UnitBox {...props} all={all.map((account) => account.accountId)} />
          ) : (
            <span className={text('m')}>{branch.name}</span>
          )}
          <span className={text('faint', 's12')}>
            {all.filter((account) => !props.out.has(account.accountId)).length} of {all.length}
          </span>
        </li>
      )}
      {open &&
        accounts.map((account) => (
          <li key={account.accountId} className={cx('accountRow')} style={{ paddingLeft: depth * 20 + 6 }}>
            <label>
              <input
                type="checkbox"
                checked={!props.out.has(account.accountId)}
                disabled={account.status !== 'ACTIVE'}
                onChange={(event) =>
                  props.onChange(toggleAccount(props.root, props.left, account.accountId, event.target.checked))
                }
              />
              <span>{account.name ?? account.accountId}</span>
              {account.name !== null && (
                <span className={`${text('faint', 's12')} ${cx('wideOnly')}`}>
                  <AccountId value={account.accountId} />
                </span>
              )}
              {account.status !== 'ACTIVE' && (
                <span className={text('faint', 's12')}>{account.status.toLowerCase().replaceAll('_', ' ')}</span>
              )}
            </label>
          </li>
        ))}
      {open &&
        branch.branches.map((one) => (
          <li key={one.id}>
            <BranchRows {...props} branch={one} depth={depth + 1} />
          </li>
        ))}
    </ul>
  )
}

function UnitBox(props: RowProps & { readonly all: readonly string[] }) {
  const out = props.all.filter((id) => props.out.has(id)).length
  const some = out > 0 && out < props.all.length
  return (
    <label>
      <input
        ref={(element) => {
          if (element) element.indeterminate = some
        }}
        type="checkbox"
        checked={out === 0}
        onChange={(event) => props.onChange(toggleUnit(props.root, props.left, props.branch, event.target.checked))}
      />
      <span className={text('m')}>{props.branch.name}</span>
    </label>
  )
}
