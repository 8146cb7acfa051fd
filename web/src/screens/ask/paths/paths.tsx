import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useRef } from 'react'
import { isNothingRead } from '../../../api/problem.ts'
import { pathsQuery } from '../../../api/queries.ts'
import type { AccessPath, PathStep, PathsAnswer } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { Button, buttonClass } from '../../../parts/button.tsx'
import { layout, Section } from '../../../parts/layout.tsx'
import { Decision } from '../../../parts/marks.tsx'
import { clockTime } from '../../../parts/moment.tsx'
import { Empty, Loading, ProblemNotice } from '../../../parts/notice.tsx'
import { ReadWhen } from '../../../parts/read-when.tsx'
import { text } from '../../../parts/text.ts'
import { counted, Emphasized, figure, Verdict } from '../../../parts/verdict.tsx'
import type { AskSearch } from '../../../search.ts'
import { useListKeys, useTableKey } from '../answer-keys.ts'
import ask from '../ask.module.css'
import { Notes } from '../notes.tsx'
import { PictureHead } from '../picture-head.tsx'
import { ShowPicture } from '../show-picture.tsx'
import { pathsCsv } from './csv.ts'
import { cutAsSearch } from './cut-change.ts'
import { Cuts } from './cuts.tsx'
import { PathExplained } from './explained.tsx'
import styles from './paths.module.css'
import type { Choice } from './picture.tsx'
import { PathAsSteps } from './steps.tsx'
import { administrator, isResource, pathKey, placeOf, toneOfPath } from './words.ts'

const cx = classesOf(ask)
const own = classesOf(styles)
const route = getRouteApi('/console/access/ask')
const PathsPicture = lazy(() => import('./picture.tsx').then((module) => ({ default: module.PathsPicture })))
const PathsTable = lazy(() => import('./table.tsx').then((module) => ({ default: module.PathsTable })))

/** Paths of one answer, and what one more click adds. */
const pageOfPaths = 20
const mostPaths = 500

export function Paths(props: { readonly search: AskSearch }) {
  const { from, to = administrator, action, limit } = props.search
  const answer = useQuery(pathsQuery({ to, from, limit, action: isResource(to) ? action : undefined }))
  if (isNothingRead(answer.error)) return <Teach />
  if (answer.error) return <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.data === undefined) return <Loading lines={10} says="Looking for every way" />
  return <Found answer={answer.data} search={props.search} />
}

function Teach() {
  return (
    <Empty
      as="h1"
      example="“release-bot can become administrator of prod-payments in one step.”"
      command="npx bailiwick paths --to admin"
      action={
        <Link className={buttonClass('main')} to="/integrations" search={{ add: 'aws' }}>
          Connect AWS
        </Link>
      }
    >
      <p>
        Here stands every way by which somebody can take more than was meant for them, step by step, once something has
        been read.
      </p>
    </Empty>
  )
}

function Found(props: { readonly answer: PathsAnswer; readonly search: AskSearch }) {
  const { answer, search } = props
  const { paths, cuts } = answer
  const navigate = route.useNavigate()
  const view = search.view ?? 'picture'
  const frame = useRef<HTMLElement>(null)
  const at = Math.max(
    0,
    paths.findIndex((path) => pathKey(path) === search.chosen),
  )
  const chosen = paths[at]
  const set = (change: Partial<AskSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  const choose = (choice: Choice) => {
    const path = paths[choice.path]
    if (path !== undefined) set({ chosen: pathKey(path), step: choice.step })
  }
  const chooseWhole = (path: AccessPath) => set({ chosen: pathKey(path), step: undefined })
  const cutOf = (step: PathStep) => {
    const asked = cutAsSearch(step, paths)
    return asked && (() => void navigate({ search: asked }))
  }
  const show = (next: 'picture' | 'table') => set({ view: next === 'picture' ? undefined : next })
  useTableKey(() => show(view === 'picture' ? 'table' : 'picture'))
  useListKeys(paths.map(pathKey), chosen && pathKey(chosen), (key) => set({ chosen: key, step: undefined }))
  const picture = (isWhole: boolean) => (
    <PathsPicture
      paths={paths}
      cuts={cuts}
      chosen={{ path: at, step: search.step ?? 0 }}
      isPicked={search.chosen !== undefined}
      isWhole={isWhole}
      onChoose={choose}
      cutOf={cutOf}
    />
  )
  const names = [...new Set(paths.flatMap((path) => [path.from.name, path.to.name]))]
  return (
    <>
      <div className={cx('answer')}>
        <Verdict live>
          <Emphasized sentence={answer.sentence} names={names} />
        </Verdict>
        <Notes notes={answer.notes} incomplete={!answer.complete} />
        <p className={text('s12', 'faint')}>
          {paths.length > 0 && `${counted(paths.length + answer.more, 'path')}, `}snapshot of {clockTime(answer.at)}.{' '}
          <ReadWhen of={answer.readings} />
        </p>
      </div>
      {chosen === undefined ? (
        <NoPaths complete={answer.complete} />
      ) : (
        <>
          <section aria-label="How they get there" ref={frame}>
            <PictureHead
              title="How they get there"
              view={view}
              onView={show}
              csv={{ name: 'paths', content: () => pathsCsv(paths) }}
              picture={{ question: answer.sentence, at: answer.at, frame }}
            />
            <Suspense fallback={<Loading lines={6} />}>
              {view === 'picture' ? (
                <>
                  {picture(false)}
                  <PathAsSteps path={chosen} />
                  <ShowPicture title="How they get there">{picture(true)}</ShowPicture>
                </>
              ) : (
                <PathsTable paths={paths} chosen={at} onChoose={chooseWhole} />
              )}
            </Suspense>
          </section>
          <div className={cx('split')}>
            <div className={layout('stack')} id="cuts">
              <Cuts cuts={cuts} paths={paths} />
              <Section title="Paths" term="access path" aside={pathsAside(answer)}>
                <PathRows paths={paths} chosen={at} onChoose={chooseWhole} />
                {answer.more > 0 && paths.length < mostPaths && (
                  <div className={own('tools')}>
                    <Button
                      look="quiet"
                      size="small"
                      onClick={() => set({ limit: Math.min(mostPaths, paths.length + pageOfPaths) })}
                    >
                      Show {figure(Math.min(answer.more, pageOfPaths))} more
                    </Button>
                  </div>
                )}
              </Section>
            </div>
            <section className={cx('panel')} aria-label={`How ${chosen.from.name} gets there`}>
              <PathExplained
                key={pathKey(chosen)}
                path={chosen}
                cutOf={(step) => cutAsSearch(step, paths)}
                isSaid={chosen.sentence === answer.sentence}
                step={search.step ?? firstTelling(chosen)}
                onStep={(step) => set({ chosen: pathKey(chosen), step: step ?? chosen.steps.length })}
              />
            </section>
          </div>
        </>
      )}
    </>
  )
}

const pathsAside = ({ paths, more }: PathsAnswer): string =>
  more === 0 ? figure(paths.length) : `${figure(paths.length)} of ${figure(paths.length + more)}, the shortest first`

/** What opens first is the step that has permissions to show. */
const firstTelling = (path: AccessPath): number =>
  Math.max(
    0,
    path.steps.findIndex((step) => step.permissions.length > 0),
  )

function PathRows(props: {
  readonly paths: readonly AccessPath[]
  readonly chosen: number
  readonly onChoose: (path: AccessPath) => void
}) {
  return (
    <div className={own('rows')}>
      {props.paths.map((path, at) => (
        <button
          key={pathKey(path)}
          type="button"
          className={own('row')}
          aria-pressed={at === props.chosen}
          onClick={() => props.onChoose(path)}
        >
          <span>
            <span className={text('m')}>{path.from.name}</span>{' '}
            <span className={text('s12', 'faint')}>{placeOf(path.from)}</span>
          </span>
          <Decision tone={toneOfPath[path.decision]} />
          <span className={text('s12', 'muted')}>
            {path.steps.map((step) => step.to.name).join(' → ')}{' '}
            <span className={text('faint')}>{path.steps.flatMap((step) => step.path ?? []).join(', ')}</span>
          </span>
        </button>
      ))}
    </div>
  )
}

/** The sentence above has said it; this says what the no is worth. */
const NoPaths = (props: { readonly complete: boolean }) => (
  <p className={`${text('s14', 'muted')} ${own('none')}`}>
    {props.complete
      ? 'There is no such path. Every role that can be assumed, passed or taken over was tried against the policies that bear on it: that is an answer, not a gap.'
      : 'No such path was found in what was read. Something that could hold a step of one was not read, so this is not a no.'}
  </p>
)
