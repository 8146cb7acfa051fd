import type { LintCounts, LintFinding } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import styles from './policies.module.css'

const cx = classesOf(styles)

export type LintSeverity = LintFinding['severity']
export const severities = ['error', 'warning', 'note'] as const satisfies readonly LintSeverity[]

/** Shape before colour: cross, triangle, dot (look.md §1). */
const drawings = {
  error: <path d="m2 2 6 6m0-6-6 6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  warning: <path d="M5 .8 9.6 9H.4z" fill="currentColor" />,
  note: <circle cx="5" cy="5" r="2.6" fill="currentColor" />,
} as const

export function LintMark(props: { readonly severity: LintSeverity }) {
  return (
    <svg viewBox="0 0 10 10" className={cx('lintMark', props.severity)} aria-hidden="true">
      {drawings[props.severity]}
    </svg>
  )
}

export function LintMarks(props: { readonly counts: LintCounts | null }) {
  const { counts } = props
  if (counts === null) return <span className={text('tag', 'unknownTag')}>not read</span>
  const found = severities.filter((severity) => counts[severity] > 0)
  if (found.length === 0)
    return (
      <span className={text('faint')}>
        ·<span className={text('hidden')}>nothing found</span>
      </span>
    )
  return (
    <span className={cx('lintCounts')}>
      {found.map((severity) => (
        <span key={severity} className={cx(severity)} title={counted(counts[severity], severity)}>
          <LintMark severity={severity} />
          {counts[severity]}
          <span className={text('hidden')}> {counts[severity] === 1 ? severity : `${severity}s`}</span>
        </span>
      ))}
    </span>
  )
}
