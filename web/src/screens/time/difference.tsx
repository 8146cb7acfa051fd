/** Below the slider: who gained, who lost, and what was changed. */
import { useQuery } from '@tanstack/react-query'
import { configurationDifferenceQuery } from '../../api/queries.ts'
import type { AccessChange, DiffAnswer } from '../../api/schema.ts'
import { layout } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import type { TimeSearch } from '../../search.ts'
import { Gaps } from '../ask/gaps.tsx'
import { Notes } from '../ask/notes.tsx'
import { Outcome } from '../ask/what-if/outcome.tsx'
import { causesOf } from './causes.ts'
import { Configuration } from './configuration.tsx'
import { causeWords } from './words.ts'

/** More causes of one row than these are counted. */
const causesNamed = 2

export function Difference(props: {
  readonly compared: { readonly from: string; readonly to: string }
  /** Undefined while what stood then is being built. */
  readonly answer: DiffAnswer | undefined
  readonly search: TimeSearch
  readonly set: (change: Partial<TimeSearch>) => void
}) {
  const { compared, answer, search } = props
  const { account, kind, rows } = search
  const configuration = useQuery(configurationDifferenceQuery({ ...compared, account, kind, limit: rows }))
  const known = configuration.data?.changes ?? []
  const whyOf = (change: AccessChange) => {
    const causes = causesOf(change, known)
    if (causes.length === 0) return undefined
    const named = causes.slice(0, causesNamed).map(causeWords).join('; ')
    return causes.length > causesNamed ? `${named}; and ${causes.length - causesNamed} more` : named
  }
  return (
    <>
      {answer === undefined ? (
        <Loading
          lines={6}
          says="Building what stood at these moments; the first question about a moment takes longest"
        />
      ) : (
        <div className={layout('stack', 'tight')}>
          <Notes notes={answer.notes} incomplete={!answer.complete && answer.notes.length > 0} />
          {!answer.complete && <Gaps gaps={answer.gaps} says="Something that bears on it was not read" />}
          {answer.changes.length === 0 && answer.people.length === 0 && answer.admins.length === 0 ? (
            <p className={text('muted')}>
              Nobody’s effective access is different{account === undefined ? '' : ' in this account'}. What was changed
              in the configuration stands below.
            </p>
          ) : (
            <Outcome answer={answer} file="difference.csv" order={['gained', 'lost', 'changed']} whyOf={whyOf} />
          )}
          {answer.more > 0 && (
            <p className={text('muted')}>
              {answer.more} more rows are not shown; choose moments that lie closer together, or ask{' '}
              <code className={text('mono')}>bailiwick diff</code>.
            </p>
          )}
        </div>
      )}
      {configuration.error !== null ? (
        <ProblemNotice error={configuration.error} onRetry={() => void configuration.refetch()} />
      ) : (
        <Configuration answer={configuration.data} search={search} set={props.set} />
      )}
    </>
  )
}
