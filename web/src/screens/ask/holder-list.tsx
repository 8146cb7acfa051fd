import { useState } from 'react'
import type { DeniedHolder, Holder, WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Decision, type DecisionTone } from '../../parts/marks.tsx'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import { useListKeys } from './answer-keys.ts'
import styles from './ask.module.css'
import { belowName, grantOf, reasonWords } from './names.ts'
import type { MoreHolders } from './use-who-can.ts'

const cx = classesOf(styles)

/** Rows shown of a group before somebody asks for more: who can first, who cannot as examples. */
const atFirst: Readonly<Partial<Record<DecisionTone, number>>> & { readonly others: number } = { denied: 5, others: 16 }
/** Rows that one more click adds at most. */
const more = 200

interface Row {
  readonly arn: string
  readonly name: string
  readonly below: string
  readonly through: string
  readonly throughBelow: string
}

const holderRow = (holder: Holder): Row => {
  const grant = grantOf(holder.via)
  const chain = holder.reach === 'assume-chain' ? (holder.chain?.length ?? 2) - 1 : 0
  return {
    arn: holder.arn,
    name: holder.name,
    below: belowName(holder),
    through: grant === undefined ? ungranted(holder) : reasonWords(grant),
    throughBelow:
      holder.conditionText !== undefined
        ? `if ${holder.conditionText}`
        : chain > 0
          ? `through ${chain} ${chain === 1 ? 'role' : 'roles'}`
          : grant
            ? `statement ${grant.statement + 1}`
            : '',
  }
}

const ungranted = ({ type }: Holder): string => (type === 'root' ? 'needs no policy' : '')

const deniedRow = (one: DeniedHolder): Row => ({
  arn: one.arn,
  name: one.name,
  below: belowName(one),
  through: reasonWords(one.by),
  throughBelow: `statement ${one.by.statement + 1}`,
})

interface Group {
  readonly tone: DecisionTone
  readonly aside: string
  readonly rows: readonly Row[]
  /** With those that are not loaded. */
  readonly total: number
}

function groupsOf(answer: WhoCanAnswer, filter: string): readonly Group[] {
  const wanted = filter.toLowerCase()
  const fits = (row: Row) =>
    wanted === '' || [row.name, row.below, row.through, row.arn].some((word) => word.toLowerCase().includes(wanted))
  const group = (tone: DecisionTone, rows: readonly Row[], count: number, aside = ''): Group => {
    const kept = rows.filter(fits)
    // Of a filtered list all rows are here.
    const total = wanted === '' ? count : kept.length
    return { tone, rows: kept, total, aside: `${figure(total)}${aside}` }
  }
  const { principals, denied, counts } = answer
  const held = (decision: Holder['decision']) => principals.filter((one) => one.decision === decision).map(holderRow)
  return [
    group('allowed', held('Allowed'), counts.allowed),
    group('conditional', held('Conditional'), counts.conditional),
    group('denied', denied.map(deniedRow), counts.denied, ', although a policy allows it'),
  ].filter((one) => one.rows.length > 0)
}

/** Groups by decision before anything else; `j` and `k` move the choice. */
export function HolderList(props: {
  readonly answer: WhoCanAnswer
  readonly more: MoreHolders | undefined
  readonly filter: string
  readonly chosen: string | undefined
  readonly onChoose: (arn: string) => void
}) {
  const groups = groupsOf(props.answer, props.filter)
  const order = groups.flatMap((group) => group.rows.map((row) => row.arn))
  const { chosen, onChoose } = props
  useListKeys(order, chosen, onChoose)
  if (groups.length === 0)
    return (
      <p className={text('muted')} style={{ padding: '14px 0' }}>
        Nobody in this list fits “{props.filter}”.
      </p>
    )
  return (
    <div className={cx('list')}>
      {groups.map((group) => (
        <GroupRows key={group.tone} group={group} more={props.more} chosen={chosen} onChoose={onChoose} />
      ))}
    </div>
  )
}

function GroupRows(props: {
  readonly group: Group
  readonly more: MoreHolders | undefined
  readonly chosen: string | undefined
  readonly onChoose: (arn: string) => void
}) {
  const { rows, total, tone, aside } = props.group
  const [wanted, setWanted] = useState(atFirst[tone] ?? atFirst.others)
  // `j` may walk past the rows that are shown.
  const shown = Math.max(wanted, rows.findIndex((row) => row.arn === props.chosen) + 1)
  const left = total - shown
  const showMore = () => {
    setWanted(shown + more)
    if (Math.min(shown + more, total) > rows.length) props.more?.load()
  }
  return (
    <>
      <div className={cx('group')}>
        <Decision tone={tone} />
        <span className={text('faint')}>{aside}</span>
      </div>
      {rows.slice(0, shown).map((row) => (
        <button
          key={row.arn}
          type="button"
          className={cx('holder')}
          aria-pressed={row.arn === props.chosen}
          title={row.arn}
          onClick={() => props.onChoose(row.arn)}
        >
          <span>
            <span className={text('m')}>{row.name}</span>
            <br />
            <span className={text('s12', 'faint')}>{row.below}</span>
          </span>
          <span>
            {row.through}
            <br />
            <span className={text('s12', row.throughBelow.startsWith('if ') ? 'muted' : 'faint')}>
              {row.throughBelow}
            </span>
          </span>
        </button>
      ))}
      {left > 0 && (
        <div style={{ padding: '8px 0' }}>
          <Button look="quiet" size="small" disabled={props.more?.isLoading} onClick={showMore}>
            Show {figure(Math.min(left, more))} more{left > more && ` of ${figure(left)}`}
          </Button>
        </div>
      )}
    </>
  )
}
