import { useQuery } from '@tanstack/react-query'
import { useMatch, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { type CanQuestion, canQuery } from '../../api/queries.ts'
import type { CanAnswer, Reason } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { LayerLadder } from '../../parts/layer-ladder.tsx'
import { Decision, toneOf } from '../../parts/marks.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized, Verdict } from '../../parts/verdict.tsx'
import styles from './ask.module.css'
import { Changes } from './changes.tsx'
import { ConditionChips } from './condition-chips.tsx'
import { withPairs } from './context-pairs.ts'
import { DecidingStatement, toneOfReason } from './deciding-statement.tsx'
import { resourceNamed, shortName } from './names.ts'
import { Notes } from './notes.tsx'

const cx = classesOf(styles)

/**
 * Somebody asked again from within a ruling: what was clicked goes with the old answer, so the ruling that shows the new one takes
 * the focus. It may be another element by then.
 */
let takesFocus = false

/** A ruling: one sentence, then the grounds, then the text of the law. */
export function Explanation(props: {
  readonly question: CanQuestion
  readonly wide?: boolean
  readonly name?: string
}) {
  const { question } = props
  const answer = useQuery(canQuery(question))
  const ruling = useRef<HTMLDivElement>(null)
  const ask = useAsk()
  const asked = JSON.stringify(question)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question is the reason to act
  useEffect(() => {
    if (takesFocus) ruling.current?.focus({ preventScroll: true })
    takesFocus = false
  }, [asked])
  return (
    <div ref={ruling} tabIndex={-1} className={cx('ruling')}>
      {answer.error ? (
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data === undefined ? (
        <Loading lines={9} />
      ) : (
        <Ruling
          key={asked}
          answer={answer.data}
          wide={props.wide ?? false}
          name={props.name}
          onAsk={(pairs) => {
            takesFocus = true
            ask({ ...question, context: [...withPairs(question.context ?? [], pairs)] })
          }}
        />
      )}
    </div>
  )
}

/** Asks again where the question stands; from elsewhere as a question of its own. */
function useAsk(): (question: CanQuestion) => void {
  const navigate = useNavigate()
  const asking = useMatch({ from: '/console/access/ask', shouldThrow: false })
  const isWhoCan = asking !== undefined && (asking.search.ask ?? 'who-can') === 'who-can'
  return ({ principal, action, resource, context }) =>
    void navigate({
      to: '/access/ask',
      search: isWhoCan
        ? { ...asking.search, chosen: principal, context }
        : { ask: 'can', principal, action, resource, context },
      resetScroll: false,
    })
}

/** What the panel opens with: the statement that decides, else the first that bears on it. */
const firstReason = (answer: CanAnswer): Reason | undefined =>
  answer.steps.find((step) => step.decides && step.reason !== undefined)?.reason ?? answer.reasons[0]

function Ruling(props: {
  readonly answer: CanAnswer
  readonly wide: boolean
  readonly name: string | undefined
  readonly onAsk: (pairs: readonly string[]) => void
}) {
  const { answer } = props
  const [chosen, setChosen] = useState(() => firstReason(answer))
  const name = props.name ?? shortName(answer.principal)
  const resource = resourceNamed(answer)
  const mentions = [chosen?.policy ?? '', resource, name]
  return (
    <div className={cx('answer')} style={{ gap: 0 }}>
      <div className={cx('decisionLine')}>
        <Decision tone={toneOf[answer.decision]} />
        <span className={text('faint', 'breakable')}>
          {name}, {answer.action} on {resource}
        </span>
      </div>
      <Verdict as={props.wide ? 'h1' : 'p'} {...(!props.wide && { size: 'small' })} live>
        <Emphasized sentence={answer.sentence} names={mentions} />
      </Verdict>
      {answer.conditionText !== undefined && !answer.sentence.includes(answer.conditionText) && (
        <p className={text('muted')} style={{ marginTop: 8 }}>
          Allowed if {answer.conditionText}.
        </p>
      )}
      <ConditionChips tests={answer.openTests} onFill={(pair) => props.onAsk([pair])} />
      <div className={cx('notes')}>
        <Notes notes={answer.notes} incomplete={answer.gaps.length > 0} />
        <ReadLine of={answer.readings} />
      </div>
      <div className={cx(props.wide && 'halves')}>
        <div>
          <h3 className={`${text('h2')} ${cx('ladderTitle')}`}>
            Deciding <Term of="layer">layers</Term>
          </h3>
          <LayerLadder steps={answer.steps} needs={answer.alsoNeeded} chosen={chosen} onChoose={setChosen} />
        </div>
        <div>
          {chosen !== undefined && (
            <div className={cx('statement')}>
              <DecidingStatement
                reason={chosen}
                action={answer.action}
                resource={answer.resource}
                tone={toneOfReason(chosen, answer.decision)}
              />
            </div>
          )}
          <Changes answer={answer} onAsk={props.onAsk} />
        </div>
      </div>
    </div>
  )
}
