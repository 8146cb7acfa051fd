import { useMemo, useState } from 'react'
import { classesOf } from '../classes.ts'
import { Button, CopyButton } from './button.tsx'
import { type Deciding, type Fold, foldLines, layPolicy, type PolicyLine, policyText } from './policy-lines.ts'
import styles from './statement.module.css'
import { text } from './text.ts'
import { counted } from './verdict.tsx'

const cx = classesOf(styles)

export type StatementTone = 'allow' | 'deny' | 'conditional'

/** Documents up to this many lines are shown whole. */
const shownWhole = 14

/** AWS's own words: the document with line numbers, the deciding statement lit, what matched underlined. */
export function Statement(props: {
  readonly name: string
  readonly aside?: string
  readonly document: unknown
  readonly deciding?: Deciding
  readonly tone?: StatementTone
  readonly raised?: boolean
  /** A document to be read, not one that a decision points into: nothing is folded. */
  readonly whole?: boolean
}) {
  const { document, deciding } = props
  const lines = useMemo(() => layPolicy(document, deciding), [document, deciding])
  const [open, setOpen] = useState(false)
  const own = lines.filter((line) => line.inside)
  const cut = own.length > 0 && lines.length > shownWhole && lines.length > own.length + 4
  const shown = cut && !open ? own : lines
  const first = own[0]?.number
  const last = own.at(-1)?.number
  const place = cut && !open ? `lines ${first} to ${last} of ${lines.length}` : `${lines.length} lines`
  return (
    <div>
      <div className={cx('head')}>
        <span className={cx('name')}>{props.name}</span>
        <span className={text('faint', 's12')}>{[props.aside, place].filter(Boolean).join(', ')}</span>
        <span className={cx('tools')}>
          {cut && (
            <Button look="quiet" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'Only the statement' : 'Whole document'}
            </Button>
          )}
          <CopyButton value={policyText(document)} label="Copy" name={`Copy ${props.name}`} />
        </span>
      </div>
      <Lines
        lines={props.whole ? shown : foldLines(shown)}
        tone={props.tone ?? 'allow'}
        label={props.name}
        raised={props.raised ?? false}
      />
    </div>
  )
}

/** Of an excerpt, lines beyond these are left to the document. */
const excerptLines = 14

/** The deciding statement alone, to look at: beside a picture, where nothing can be copied or unfolded. */
export function StatementExcerpt(props: {
  readonly document: unknown
  readonly deciding: Deciding
  readonly tone: StatementTone
}) {
  const { document, deciding } = props
  const own = useMemo(() => layPolicy(document, deciding).filter((line) => line.inside), [document, deciding])
  return (
    <div className={cx('code', 'raised')}>
      <code className={cx('body')}>
        {own.slice(0, excerptLines).map((line) => (
          <Line key={line.number} line={line} tone={props.tone} />
        ))}
      </code>
      {own.length > excerptLines && <p className={cx('rest')}>{counted(own.length - excerptLines, 'line')} more</p>}
    </div>
  )
}

function Lines(props: {
  readonly lines: readonly (PolicyLine | Fold)[]
  readonly tone: StatementTone
  readonly label: string
  readonly raised: boolean
}) {
  return (
    // Long lines scroll sideways, so the keyboard must be able to reach them.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus (WCAG 2.1.1)
    <section className={cx('code', props.raised && 'raised')} tabIndex={0} aria-label={props.label}>
      <code className={cx('body')}>
        {props.lines.map((line) =>
          'from' in line ? (
            <FoldedLines key={line.from} fold={line} tone={props.tone} />
          ) : (
            <Line key={line.number} line={line} tone={props.tone} />
          ),
        )}
      </code>
    </section>
  )
}

function FoldedLines(props: { readonly fold: Fold; readonly tone: StatementTone }) {
  const [open, setOpen] = useState(false)
  if (open) return props.fold.lines.map((line) => <Line key={line.number} line={line} tone={props.tone} />)
  return (
    <button type="button" className={cx('fold')} onClick={() => setOpen(true)}>
      {counted(props.fold.lines.length, 'line')} more
    </button>
  )
}

function Line(props: { readonly line: PolicyLine; readonly tone: StatementTone }) {
  const { line } = props
  return (
    <span className={cx('line', line.hit && props.tone)} data-number={line.number}>
      {line.segments.map((segment, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: segments of one line never move
        segment.mark ? <mark key={at}>{segment.text}</mark> : <span key={at}>{segment.text}</span>,
      )}
    </span>
  )
}

/** Any text of ours to paste elsewhere (a CLI command, a statement), with the same frame. */
export function CodeBlock(props: { readonly name: string; readonly code: string; readonly raised?: boolean }) {
  const lines = props.code.split('\n')
  return (
    <div>
      <div className={cx('head')}>
        <span className={cx('name')}>{props.name}</span>
        <span className={cx('tools')}>
          <CopyButton value={props.code} label="Copy" name={`Copy ${props.name}`} look="plain" />
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus (WCAG 2.1.1) */}
      <section className={cx('code', props.raised && 'raised')} tabIndex={0} aria-label={props.name}>
        <code className={cx('body')}>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text never move
            <span key={at} className={cx('line')} data-number={at + 1}>
              {line}
            </span>
          ))}
        </code>
      </section>
    </div>
  )
}
