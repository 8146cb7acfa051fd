import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { statusQuery } from '../../api/queries.ts'
import type { CoverageGap } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { layout } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import { text } from '../../parts/text.ts'
import styles from './ask.module.css'

const cx = classesOf(styles)

/** Gaps named one by one; more than this are counted. */
const namedGaps = 2

/** What is not known, in the next line and not in a footnote, with the way to mend it. */
export function Gaps(props: { readonly gaps: readonly CoverageGap[]; readonly says: string }) {
  const { data: status } = useQuery(statusQuery)
  if (props.gaps.length === 0) return null
  const nameOf = (account: string) => status?.accounts.find((one) => one.accountId === account)?.name ?? account
  const named = props.gaps.slice(0, namedGaps)
  const rest = props.gaps.length - named.length
  return (
    <div className={layout('gap')}>
      <Decision tone="unknown" bare />
      <div className={cx('gaps')}>
        <p>
          {props.says}.{' '}
          {named.map((gap, at) => (
            <span key={`${gap.account}${gap.service}${gap.region}`}>
              {at > 0 && ' '}
              {nameOf(gap.account)}: <Prose>{`${gap.reason.replace(/\.$/, '')}.`}</Prose>
            </span>
          ))}
          {rest > 0 && ` And ${rest} more like it.`}{' '}
          <Link className={text('nowrap')} to="/integrations" search={{ order: 'trouble' }}>
            See what was not read
          </Link>
        </p>
      </div>
    </div>
  )
}
