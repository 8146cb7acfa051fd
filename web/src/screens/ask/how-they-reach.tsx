import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useRef } from 'react'
import { type WhoCanQuestion, whoCanQuery } from '../../api/queries.ts'
import type { WhoCanAnswer } from '../../api/schema.ts'
import { Loading } from '../../parts/notice.tsx'
import { outsideFirst } from './outside-holder.tsx'
import { PathSteps } from './path-steps.tsx'
import { PictureHead, type PictureView } from './picture-head.tsx'
import { ShowPicture } from './show-picture.tsx'
import { whoCanCsv } from './who-can-csv.ts'

const PathPicture = lazy(() => import('./path-picture.tsx').then((module) => ({ default: module.PathPicture })))
const PathTable = lazy(() => import('./path-table.tsx').then((module) => ({ default: module.PathTable })))

/** Who can, as the access path or as its table; on a phone as numbered steps. */
export function HowTheyReach(props: {
  readonly title: string
  readonly answer: WhoCanAnswer
  readonly question: WhoCanQuestion
  readonly chosen: string | undefined
  /** A person has chosen: the other rows step back. */
  readonly isPicked: boolean
  readonly view: PictureView
  readonly onView: (view: PictureView) => void
  readonly onChoose: (arn: string) => void
}) {
  const { title, answer, chosen, view, onView, onChoose } = props
  const frame = useRef<HTMLElement>(null)
  const client = useQueryClient()
  // A file has everybody in it, however few of them are here.
  const rows = async () =>
    whoCanCsv(answer.next === undefined ? answer : outsideFirst(await client.fetchQuery(whoCanQuery(props.question))))
  const picture = (isWhole: boolean) => (
    <PathPicture
      answer={answer}
      chosen={chosen}
      isPicked={props.isPicked}
      isWhole={isWhole}
      onChoose={onChoose}
      onTable={() => onView('table')}
    />
  )
  return (
    <section aria-label={title} ref={frame}>
      <PictureHead
        title={title}
        view={view}
        onView={onView}
        csv={{ name: 'who-can', content: rows }}
        picture={{ question: `Who can ${answer.action} on ${answer.resource}?`, at: answer.at, frame }}
      />
      <Suspense fallback={<Loading lines={6} />}>
        {view === 'picture' ? (
          <>
            {picture(false)}
            {chosen !== undefined && <PathSteps answer={answer} chosen={chosen} />}
            <ShowPicture title={title}>{picture(true)}</ShowPicture>
          </>
        ) : (
          <PathTable answer={answer} chosen={chosen} onChoose={onChoose} />
        )}
      </Suspense>
    </section>
  )
}
