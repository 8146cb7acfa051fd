import { getRouteApi } from '@tanstack/react-router'
import type { WhoCanQuestion } from '../../api/queries.ts'
import type { WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { SearchField } from '../../parts/field.tsx'
import { Section } from '../../parts/layout.tsx'
import { clockTime } from '../../parts/moment.tsx'
import { Empty, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { ReadWhen } from '../../parts/read-when.tsx'
import { text } from '../../parts/text.ts'
import { figure, Verdict } from '../../parts/verdict.tsx'
import type { AskSearch } from '../../search.ts'
import { useTableKey } from './answer-keys.ts'
import styles from './ask.module.css'
import { Explanation } from './explanation.tsx'
import { HolderList } from './holder-list.tsx'
import { HowTheyReach } from './how-they-reach.tsx'
import { Notes } from './notes.tsx'
import { isOutside, OutsideHolder } from './outside-holder.tsx'
import { type MoreHolders, useWhoCan } from './use-who-can.ts'
import { WhoCanVerdict } from './who-can-verdict.tsx'

const cx = classesOf(styles)
const route = getRouteApi('/console/access/ask')

export function WhoCan(props: { readonly question: WhoCanQuestion; readonly search: AskSearch }) {
  const found = useWhoCan(props.question, props.search)
  if (found.error) return <ProblemNotice error={found.error} onRetry={found.retry} />
  if (found.answer === undefined) return <Loading lines={10} />
  return <Found {...found} answer={found.answer} {...props} />
}

function Found(props: {
  readonly answer: WhoCanAnswer
  readonly more: MoreHolders | undefined
  readonly isLookingOn: boolean
  readonly question: WhoCanQuestion
  readonly search: AskSearch
}) {
  const { answer, search } = props
  const navigate = route.useNavigate()
  const view = search.view ?? 'picture'
  const everybody = [...answer.principals, ...answer.denied]
  const chosen = everybody.find((one) => one.arn === search.chosen) ?? everybody[0]
  const choose = (arn: string) =>
    void navigate({ search: (before) => ({ ...before, chosen: arn }), replace: true, resetScroll: false })
  const show = (next: 'picture' | 'table') =>
    void navigate({
      search: (before) => ({ ...before, view: next === 'picture' ? undefined : next }),
      replace: true,
      resetScroll: false,
    })
  useTableKey(() => show(view === 'picture' ? 'table' : 'picture'))
  return (
    <>
      <div className={cx('answer')}>
        <Verdict live>
          <WhoCanVerdict answer={answer} />
        </Verdict>
        <Notes notes={answer.notes} incomplete={!answer.complete} />
        <p className={text('s12', 'faint')}>
          {figure(answer.examined)} principals looked at, snapshot of {clockTime(answer.at)}.{' '}
          <ReadWhen of={answer.readings} />
        </p>
      </div>
      {everybody.length === 0 ? (
        <Empty example={answer.complete ? 'Nobody can.' : 'Nobody of those that were read can.'}>
          <p>
            No statement in any layer lets anybody do this. That is an answer, not a gap, as far as the line above says
            so.
          </p>
        </Empty>
      ) : (
        <>
          <HowTheyReach
            title="How they reach it"
            answer={answer}
            question={props.question}
            chosen={chosen?.arn}
            isPicked={search.chosen !== undefined}
            view={view}
            onView={show}
            onChoose={choose}
          />
          <div className={cx('split')}>
            <Section
              title="Principals"
              term="principal"
              aside={countWords(answer)}
              more={
                countOf(answer) > filterFrom ? (
                  <SearchField
                    label="Filter the list"
                    placeholder="Filter"
                    value={search.filter ?? ''}
                    onChange={(typed) =>
                      void navigate({
                        search: (before) => ({ ...before, filter: typed === '' ? undefined : typed }),
                        replace: true,
                        resetScroll: false,
                      })
                    }
                  />
                ) : undefined
              }
            >
              {props.isLookingOn ? (
                <Loading lines={8} says={`Looking through ${figure(countOf(answer))}`} />
              ) : (
                <HolderList
                  answer={answer}
                  more={props.more}
                  filter={search.filter ?? ''}
                  chosen={chosen?.arn}
                  onChoose={choose}
                />
              )}
            </Section>
            {chosen && (
              <section className={cx('panel')} aria-label={`Why ${chosen.name}`}>
                {'via' in chosen && isOutside(chosen) ? (
                  <OutsideHolder answer={answer} holder={chosen} />
                ) : (
                  <Explanation question={{ ...props.question, principal: chosen.arn }} name={chosen.name} />
                )}
              </section>
            )}
          </div>
        </>
      )}
    </>
  )
}

/** A list longer than this gets a field to filter it. */
const filterFrom = 8

const countOf = ({ counts }: WhoCanAnswer): number => counts.allowed + counts.conditional + counts.denied

function countWords({ counts: { allowed, conditional } }: WhoCanAnswer): string {
  if (allowed === 0) return figure(conditional)
  return conditional === 0 ? figure(allowed) : `${figure(allowed)} + ${figure(conditional)}`
}
