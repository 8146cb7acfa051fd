import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef } from 'react'
import { isNothingRead } from '../../api/problem.ts'
import { accessDifferenceQuery, statusQuery, timelineQuery } from '../../api/queries.ts'
import type { DiffAnswer, TimelineItem } from '../../api/schema.ts'
import { useAsOf } from '../../as-of.ts'
import { classesOf } from '../../classes.ts'
import { download } from '../../download.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { ConnectAws } from '../../parts/connect-aws.tsx'
import { accountFacet } from '../../parts/data-table.tsx'
import { Facet } from '../../parts/field.tsx'
import { type HistoryHandle, HistoryLegend, HistorySlider } from '../../parts/history-slider.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, ScreenPage } from '../../parts/layout.tsx'
import { shortMoment } from '../../parts/moment.tsx'
import { Empty, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { PictureExport } from '../../parts/picture-export.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, inWords, Verdict } from '../../parts/verdict.tsx'
import type { TimeSearch } from '../../search.ts'
import { Difference } from './difference.tsx'
import { Snapshots, timelineCsv } from './snapshots.tsx'
import styles from './time.module.css'
import { differenceOf, usualStart } from './words.ts'

const cx = classesOf(styles)
const route = getRouteApi('/console/access/time')

/** What the line can count. */
const lines = [
  { value: 'administrators', label: 'Administrators', name: 'standing administrators' },
  { value: 'principals', label: 'Principals', name: 'principals' },
  { value: 'resources', label: 'Resources', name: 'resources' },
] as const

export function TimeScreen() {
  const timeline = useQuery(timelineQuery())
  if (isNothingRead(timeline.error)) return <NothingYet />
  if (timeline.error !== null) {
    return (
      <ScreenPage>
        <Verdict>What was known could not be looked up.</Verdict>
        <ProblemNotice error={timeline.error} onRetry={() => void timeline.refetch()} />
      </ScreenPage>
    )
  }
  if (timeline.data === undefined) {
    return (
      <ScreenPage>
        <Loading lines={8} />
      </ScreenPage>
    )
  }
  const [first] = timeline.data
  return first === undefined ? <NothingYet /> : <TimeMachine items={timeline.data} first={first} />
}

function NothingYet() {
  return (
    <ScreenPage>
      <Empty
        as="h1"
        example="Since Monday, three principals gained and one lost access."
        command="bailiwick diff 2026-05-01 now"
        action={<ConnectAws />}
      >
        Every change is kept from the first reading on. Connect AWS, and any two moments can be compared here.
      </Empty>
    </ScreenPage>
  )
}

/** All that the server gives: who becomes administrator has a row for each service, and must not hide the others. */
const mostRows = 5_000

interface Compared {
  /** ISO 8601, or the id of a snapshot, as the address holds it. */
  readonly from: string
  /** `now` too. */
  readonly to: string
}

/** A moment of the address as a place on the line of time; undefined where it names none. */
function placeOfMoment(moment: string, items: readonly TimelineItem[]): string | undefined {
  if (moment === 'now') return items.at(-1)?.at
  const named = items.find(({ snapshot }) => snapshot === moment)?.at
  return named ?? (Number.isNaN(Date.parse(moment)) ? undefined : new Date(moment).toISOString())
}

function TimeMachine(props: { readonly items: readonly TimelineItem[]; readonly first: TimelineItem }) {
  const { items, first } = props
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const asOf = useAsOf()
  const set = (change: Partial<TimeSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  const usual = usualStart(items, Date.now())
  const compared: Compared = {
    from: search.from ?? usual ?? first.at,
    to: search.to ?? asOf ?? 'now',
  }
  const isUnchanged = usual === undefined && search.from === undefined
  const answer = useQuery({ ...accessDifferenceQuery({ ...compared, limit: mostRows }), enabled: !isUnchanged })
  const difference = answer.data && differenceOf(answer.data, search.account)
  return (
    <ScreenPage>
      <Verdict live>
        {isUnchanged ? (
          <NothingChanged items={items} />
        ) : difference === undefined ? (
          answer.error === null ? (
            `Comparing ${momentWords(compared.from)} with ${momentWords(compared.to)}.`
          ) : (
            'These two moments could not be compared.'
          )
        ) : (
          <Sentence compared={compared} difference={difference} />
        )}
      </Verdict>
      <HistoryBox
        items={items}
        compared={isUnchanged ? undefined : compared}
        difference={difference}
        search={search}
        set={set}
      />
      {!isUnchanged && (
        <>
          <Filters search={search} set={set} />
          {answer.error !== null ? (
            <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
          ) : (
            <Difference compared={compared} answer={difference} search={search} set={set} />
          )}
        </>
      )}
    </ScreenPage>
  )
}

const momentWords = (moment: string): string =>
  moment === 'now' ? 'now' : /^\d{1,9}$/.test(moment) ? `snapshot ${moment}` : shortMoment(moment)

function NothingChanged(props: { readonly items: readonly TimelineItem[] }) {
  const last = props.items.at(-1)
  return (
    <>
      Nothing has changed since everything was read for the first time
      {last && (
        <>
          , <Bold>{shortMoment(last.at)}</Bold>
        </>
      )}
      .
    </>
  )
}

function Sentence(props: { readonly compared: Compared; readonly difference: DiffAnswer }) {
  const { gained, lost, changed } = props.difference.principals
  const { from, to } = props.compared
  const when =
    to === 'now' ? (
      <>
        Since <Bold>{momentWords(from)}</Bold>,{' '}
      </>
    ) : (
      <>
        Between <Bold>{momentWords(from)}</Bold> and <Bold>{momentWords(to)}</Bold>,{' '}
      </>
    )
  const plural = gained === 1 ? 'principal' : 'principals'
  if (gained + lost === 0) {
    return (
      <>
        {when}nobody gained or lost access
        {changed > 0 && `; of ${inWords(changed)} it is under another condition, or unknown`}.
      </>
    )
  }
  return (
    <>
      {when}
      {gained > 0 && `${inWords(gained)} ${plural} gained`}
      {gained > 0 && lost > 0 && ' and '}
      {lost > 0 && `${inWords(lost)}${gained > 0 ? '' : lost === 1 ? ' principal' : ' principals'} lost`} access.
    </>
  )
}

function HistoryBox(props: {
  readonly items: readonly TimelineItem[]
  readonly compared: Compared | undefined
  readonly difference: DiffAnswer | undefined
  readonly search: TimeSearch
  readonly set: (change: Partial<TimeSearch>) => void
}) {
  const { items, compared, difference, search, set } = props
  const picture = useRef<SVGSVGElement>(null)
  const line = lines.find(({ value }) => value === search.line) ?? lines[0]
  const last = items.at(-1)
  const changes = items.flatMap(({ at, changes }) => (changes ? [{ at, label: counted(changes, 'change') }] : []))
  const at = placeOfMoment(compared?.to ?? 'now', items) ?? last?.at ?? ''
  const from = compared && placeOfMoment(compared.from, items)
  /** Handles may pass each other: the earlier one is what is compared with. */
  const move = (handle: HistoryHandle, to: string) => {
    const other = handle === 'at' ? (from ?? to) : at
    const [earlier = to, later = to] = [to, other].sort()
    set({ from: earlier, to: later === last?.at ? 'now' : later })
  }
  return (
    <section className={cx('box')} aria-label="History">
      <header className={cx('boxHead')}>
        <h2 className={text('h2')}>History</h2>
        {compared && (
          <span className={text('muted')}>
            {momentWords(compared.to)}, compared with <b className={text('m')}>{momentWords(compared.from)}</b>
            {difference && `: ${difference.principals.gained} gained, ${difference.principals.lost} lost`}
          </span>
        )}
        <span className={layout('push')} />
        <Segments
          label="The line counts"
          value={line.value}
          options={lines}
          onChange={(value) => set({ line: value })}
        />
        <Segments
          label="Show as"
          value={search.view ?? 'picture'}
          options={[
            { value: 'picture', label: 'Picture' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(view) => set({ view: view === 'picture' ? undefined : view })}
        />
        <Button look="quiet" size="small" onClick={() => download('timeline.csv', 'text/csv', timelineCsv(items))}>
          <Icon name="download" size={14} />
          CSV
        </Button>
        {search.view !== 'table' && last && (
          <PictureExport
            name="history"
            title={`History of ${line.name}`}
            question={`How many ${line.name} were there, and when did something change?`}
            at={last.at}
            draw={() => picture.current}
          />
        )}
      </header>
      {search.view === 'table' ? (
        <Snapshots items={items} from={from} to={at} onChoose={(chosen) => set(chosen)} />
      ) : (
        <>
          <HistorySlider
            points={items.map((item) => ({ at: item.at, value: item[line.value] }))}
            changes={changes}
            at={at}
            compared={from}
            valueName={line.name}
            pictureRef={picture}
            onMove={move}
          />
          <HistoryLegend valueName={line.name} compared={from !== undefined} />
        </>
      )}
    </section>
  )
}

function Filters(props: { readonly search: TimeSearch; readonly set: (change: Partial<TimeSearch>) => void }) {
  const { data: status } = useQuery(statusQuery)
  return (
    <div className={layout('row')}>
      <Facet {...accountFacet(status?.accounts ?? [], props.search.account, (account) => props.set({ account }))} />
      <span className={text('faint', 's12')}>of the principals, and of the configuration</span>
    </div>
  )
}
