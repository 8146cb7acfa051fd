import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accessDifferenceQuery } from '../../api/queries.ts'
import type { DiffAnswer } from '../../api/schema.ts'
import { useAsOf } from '../../as-of.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { HistoryLegend, HistorySlider } from '../../parts/history-slider.tsx'
import { shortMoment, useNow } from '../../parts/moment.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { ticksOf, type VersionOf } from './history-words.ts'
import styles from './principals.module.css'

const cx = classesOf(styles)

type About = { readonly principal: string } | { readonly resource: string }

/** A line of time with every change; only where something changed, because one look is no history. */
export function HistoryStrip(props: {
  readonly about: About
  readonly versions: readonly VersionOf[]
  readonly compared: string | undefined
  readonly onCompare: (at: string | undefined) => void
}) {
  const { versions, compared, onCompare } = props
  const navigate = useNavigate()
  const asOf = useAsOf()
  const now = new Date(useNow()).toISOString()
  const ticks = ticksOf(versions)
  if (ticks.length < 2) return null
  const at = asOf !== undefined && !Number.isNaN(Date.parse(asOf)) && !/^\d+$/.test(asOf) ? asOf : now
  const last = ticks.at(-2)?.at
  return (
    <section className={cx('strip')} aria-label="History">
      <header className={cx('stripHead')}>
        <h2 className={text('h2')}>History</h2>
        {compared === undefined ? (
          <span className={text('muted')}>{counted(ticks.length - 1, 'change')} since it was first read</span>
        ) : (
          <Difference about={props.about} from={compared} to={asOf} />
        )}
        <span style={{ flex: 1 }} />
        {compared === undefined ? (
          last !== undefined && (
            <Button look="quiet" size="small" onClick={() => onCompare(last)}>
              Compare with the state before
            </Button>
          )
        ) : (
          <Button look="quiet" size="small" onClick={() => onCompare(undefined)}>
            Stop comparing
          </Button>
        )}
      </header>
      <HistorySlider
        points={[...ticks.map((tick) => ({ at: tick.at })), { at: now }]}
        changes={ticks}
        at={at}
        compared={compared}
        onMove={(handle, to) => {
          if (handle === 'compared') onCompare(to)
          else
            void navigate({
              to: '.',
              search: (before) => ({ ...before, at: to === now ? undefined : to }),
              resetScroll: false,
            })
        }}
      />
      <HistoryLegend compared={compared !== undefined} />
    </section>
  )
}

/** In one line how many actions one principal, or everybody on one resource, may take more and less than then. */
function Difference(props: { readonly about: About; readonly from: string; readonly to: string | undefined }) {
  const answer = useQuery(accessDifferenceQuery({ from: props.from, to: props.to ?? 'now', ...props.about }))
  const than = `compared with ${shortMoment(props.from)}`
  if (answer.error) return <span className={text('muted')}>{than}: it could not be compared</span>
  if (answer.data === undefined) return <span className={text('muted')}>{than} …</span>
  return (
    <span className={text('muted')}>
      {than}: {differenceWords(answer.data)}
    </span>
  )
}

function differenceWords({ changes }: DiffAnswer): string {
  const counts = { gained: 0, lost: 0, other: 0 }
  for (const { change, actionCount } of changes) {
    if (change === 'gained' || change === 'widened') counts.gained += actionCount
    else if (change === 'lost' || change === 'narrowed') counts.lost += actionCount
    else counts.other += actionCount
  }
  const parts = [
    counts.gained > 0 ? `${counted(counts.gained, 'action')} more` : '',
    counts.lost > 0 ? `${counted(counts.lost, 'action')} less` : '',
    counts.other > 0 ? `${counted(counts.other, 'action')} under another condition` : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'access is the same' : parts.join(', ')
}
