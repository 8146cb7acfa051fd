import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { type CanQuestion, canQuery, policyQuery } from '../../api/queries.ts'
import type { CanAnswer, Reason } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { LayerLadder } from '../../parts/layer-ladder.tsx'
import { Decision, toneOf } from '../../parts/marks.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Statement, type StatementTone } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized, Verdict } from '../../parts/verdict.tsx'
import styles from './ask.module.css'
import { layerWords, shortName, statementWords } from './names.ts'
import { Notes } from './notes.tsx'

const cx = classesOf(styles)

/** A ruling: one sentence, then the grounds, then the text of the law. */
export function Explanation(props: {
  readonly question: CanQuestion
  readonly wide?: boolean
  readonly name?: string
}) {
  const answer = useQuery(canQuery(props.question))
  if (answer.error) return <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.data === undefined) return <Loading lines={9} />
  return (
    <Ruling
      key={`${answer.data.principal} ${answer.data.action} ${answer.data.resource}`}
      answer={answer.data}
      wide={props.wide ?? false}
      name={props.name}
    />
  )
}

/** What the panel opens with: the statement that decides, else the first that bears on it. */
const firstReason = (answer: CanAnswer): Reason | undefined =>
  answer.steps.find((step) => step.decides && step.reason !== undefined)?.reason ?? answer.reasons[0]

function Ruling(props: { readonly answer: CanAnswer; readonly wide: boolean; readonly name: string | undefined }) {
  const { answer } = props
  const [chosen, setChosen] = useState(() => firstReason(answer))
  const name = props.name ?? shortName(answer.principal)
  const resource = shortName(answer.resource)
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
      <div className={cx('notes')}>
        <Notes notes={answer.notes} incomplete={answer.gaps.length > 0} />
      </div>
      <div className={cx(props.wide && 'halves')}>
        <div>
          <h3 className={`${text('h2')} ${cx('ladderTitle')}`}>Deciding layers</h3>
          <LayerLadder steps={answer.steps} chosen={chosen} onChoose={setChosen} />
        </div>
        {chosen !== undefined && (
          <div className={cx('statement')}>
            <Deciding reason={chosen} answer={answer} />
          </div>
        )}
      </div>
    </div>
  )
}

function toneFor(reason: Reason, answer: CanAnswer): StatementTone {
  if (reason.effect === 'Deny') return 'deny'
  return answer.decision === 'Conditional' && reason.layer !== 'serviceControl' ? 'conditional' : 'allow'
}

/** A phrase of the server’s as a sentence; names of actions keep their own letters. */
function asSentence(words: string): string {
  const first = /^[a-z]+ /.test(words) ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : words
  return first.replace(/([^.!?])$/, '$1.')
}

function Deciding(props: { readonly reason: Reason; readonly answer: CanAnswer }) {
  const { reason, answer } = props
  const policy = useQuery(policyQuery(reason.policyRef))
  const deciding = useMemo(
    () => ({ statement: reason.statement, action: answer.action, resource: answer.resource }),
    [reason.statement, answer.action, answer.resource],
  )
  if (policy.error) {
    return (
      <p className={text('muted')}>
        {reason.policy}, {statementWords(reason)}: {asProblem(policy.error).message}
      </p>
    )
  }
  if (policy.data === undefined) return <Loading lines={6} />
  return (
    <>
      <Statement
        name={policy.data.name}
        aside={[layerWords[reason.layer], reason.level].filter(Boolean).join(', ')}
        document={policy.data.document}
        deciding={deciding}
        tone={toneFor(reason, answer)}
      />
      {reason.why !== '' && (
        <p className={text('s12', 'muted')} style={{ marginTop: 8 }}>
          <Prose>{asSentence(reason.why)}</Prose>
        </p>
      )}
    </>
  )
}
