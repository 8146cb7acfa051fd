import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { policyVersionsQuery } from '../../api/queries.ts'
import type { PolicyVersions } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Segments } from '../../parts/button.tsx'
import { Facet } from '../../parts/field.tsx'
import { layout } from '../../parts/layout.tsx'
import { shortMoment } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import type { PolicySearch } from '../../search.ts'
import { type DiffLine, foldEqual, lineDiff, sideBySide } from './line-diff.ts'
import styles from './policies.module.css'

const cx = classesOf(styles)

interface VersionsProps {
  readonly policyRef: string
  readonly name: string
  readonly search: PolicySearch
  readonly onSearch: (change: Partial<PolicySearch>) => void
}

/** A text that can be compared: as it was seen, or as AWS keeps it. */
interface Side {
  readonly id: string
  readonly label: string
  readonly text: string
}

export function Versions(props: VersionsProps) {
  const answer = useQuery(policyVersionsQuery(props.policyRef))
  return (
    <section aria-label="Versions">
      <div className={cx('bar')}>
        <h2 className={text('h2')}>Versions</h2>
        {answer.data && <span className={text('faint')}>{asideWords(answer.data)}</span>}
      </div>
      {answer.error ? (
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data === undefined ? (
        <Loading lines={3} />
      ) : (
        <Compared {...props} versions={answer.data} />
      )}
    </section>
  )
}

const asideWords = ({ items, more, held }: PolicyVersions): string =>
  [
    `${counted(items.length, 'version')} seen${more ? ', and older ones' : ''}`,
    ...(held.length > 0 ? [`${held.length} more kept by AWS`] : []),
  ].join(', ')

const sidesOf = ({ items, held }: PolicyVersions): readonly Side[] => [
  ...items.map(({ validFrom, validTo, observedAfter, text: own }): Side => {
    const since = observedAfter === null ? 'first seen' : 'since'
    const until = validTo === null ? 'as it is now' : `until ${shortMoment(validTo)}`
    return { id: validFrom, label: `${since} ${shortMoment(validFrom)}, ${until}`, text: own }
  }),
  ...held.map(({ name, text: own }): Side => ({ id: name, label: `${name}, kept by AWS and not in force`, text: own })),
]

function Compared(props: VersionsProps & { readonly versions: PolicyVersions }) {
  const { search, onSearch } = props
  const sides = sidesOf(props.versions)
  const [newest, before] = sides
  if (newest === undefined) return <p className={text('muted')}>No version of it was kept.</p>
  if (before === undefined)
    return (
      <p className={text('muted')}>
        It has been the same since it was {newest.label.replace(/, as it is now$/, '')}. A change will stand here with
        what came and what went.
      </p>
    )
  const right = sides.find(({ id }) => id === search.right) ?? newest
  const left = sides.find(({ id }) => id === search.left) ?? before
  const options = sides.map(({ id, label }) => ({ value: id, label }))
  const view = search.layout ?? 'unified'
  return (
    <>
      <div className={layout('row')}>
        <Facet
          label="From"
          any="The one before"
          value={search.left === undefined ? '' : left.id}
          options={options}
          onChange={(id) => onSearch({ left: id === '' ? undefined : id })}
        />
        <Facet
          label="To"
          any="As it is now"
          value={search.right === undefined ? '' : right.id}
          options={options}
          onChange={(id) => onSearch({ right: id === '' ? undefined : id })}
        />
        <span className={layout('push')} />
        <Segments
          label="Show the difference"
          value={view}
          options={[
            { value: 'unified', label: 'Unified' },
            { value: 'beside', label: 'Side by side' },
          ]}
          onChange={(next) => onSearch({ layout: next })}
        />
      </div>
      <Difference left={left} right={right} view={view} />
    </>
  )
}

/** From here on what is out of sight is not laid out. */
const longFrom = 400

function Difference(props: { readonly left: Side; readonly right: Side; readonly view: 'unified' | 'beside' }) {
  const { left, right } = props
  const lines = useMemo(() => lineDiff(left.text, right.text), [left.text, right.text])
  const came = lines.filter(({ side }) => side === 'right').length
  const went = lines.filter(({ side }) => side === 'left').length
  if (came + went === 0) return <p className={text('muted')}>Both say the same.</p>
  return (
    <>
      <p className={text('s12', 'muted')} aria-live="polite" style={{ padding: '8px 0' }}>
        {counted(went, 'line')} went, {counted(came, 'line')} came.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus (WCAG 2.1.1) */}
      <section className={cx('code', lines.length > longFrom && 'long')} tabIndex={0} aria-label="The difference">
        {props.view === 'beside' ? <Beside lines={lines} /> : <Unified lines={lines} />}
      </section>
    </>
  )
}

const signs = { left: '−', right: '+', both: ' ' } as const
const spoken = { left: 'went: ', right: 'came: ', both: '' } as const

function Line(props: { readonly line: DiffLine | undefined; readonly number: number | undefined }) {
  const { line } = props
  if (line === undefined) return <span className={cx('diffLine', 'empty')} />
  return (
    <span className={cx('diffLine', line.side === 'left' && 'went', line.side === 'right' && 'came')}>
      <span className={cx('number')} data-number={props.number ?? ''} />
      <span className={cx('sign')} aria-hidden="true">
        {signs[line.side]}
      </span>
      <span className={text('hidden')}>{spoken[line.side]}</span>
      {line.text}
      {'\n'}
    </span>
  )
}

function Fold(props: { readonly hidden: number; readonly onOpen: () => void }) {
  return (
    <button type="button" className={cx('fold')} onClick={props.onOpen}>
      {counted(props.hidden, 'equal line')}
    </button>
  )
}

function Unified(props: { readonly lines: readonly DiffLine[] }) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const { lines } = props
  return (
    <code className={cx('lines')}>
      {foldEqual(lines, ({ side }) => side === 'both').map((line) => {
        if (!('hidden' in line))
          return <Line key={`${line.left} ${line.right}`} line={line} number={line.right ?? line.left} />
        const { from, hidden } = line
        if (!opened.has(from))
          return <Fold key={`fold ${from}`} hidden={hidden} onOpen={() => setOpened(new Set([...opened, from]))} />
        return lines
          .slice(from, from + hidden)
          .map((one) => <Line key={`${one.left} ${one.right}`} line={one} number={one.right} />)
      })}
    </code>
  )
}

function Beside(props: { readonly lines: readonly DiffLine[] }) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const rows = sideBySide(props.lines)
  const pair = (row: (typeof rows)[number]) => (
    <span key={`${row.left?.left} ${row.right?.right}`} className={cx('pair')}>
      <Line line={row.left} number={row.left?.left} />
      <Line line={row.right} number={row.right?.right} />
    </span>
  )
  return (
    <code className={cx('lines', 'beside')}>
      {foldEqual(rows, ({ left, right }) => left === right).map((row) => {
        if (!('hidden' in row)) return pair(row)
        const { from, hidden } = row
        if (!opened.has(from))
          return <Fold key={`fold ${from}`} hidden={hidden} onOpen={() => setOpened(new Set([...opened, from]))} />
        return rows.slice(from, from + hidden).map(pair)
      })}
    </code>
  )
}
