import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ResourceDetail, WhoCanAnswer } from '../../api/schema.ts'
import { Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import type { questionsAbout } from './words.ts'

type Questions = ReturnType<typeof questionsAbout>

/** What one asks first about such a resource, each with its counts; a question opens its answer. */
export function WhoCanTable(props: {
  readonly resource: ResourceDetail
  readonly questions: Questions
  readonly answers: readonly UseQueryResult<WhoCanAnswer>[]
}) {
  const { resource, questions, answers } = props
  if (questions.length === 0) return null
  return (
    <Section title="Who can" aside="principals, by what they can do here">
      <table className={table('table')}>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col" className={table('num')}>
              <Decision tone="allowed" />
            </th>
            <th scope="col" className={table('num')}>
              <Decision tone="conditional" />
            </th>
            <th scope="col" className={table('num', 'optional')}>
              <Decision tone="denied" />
            </th>
          </tr>
        </thead>
        <tbody>
          {questions.map((question, at) => (
            <Row
              key={question.action}
              question={question}
              on={`${resource.arn}${question.below ?? ''}`}
              answer={answers[at]}
            />
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function Row(props: {
  readonly question: Questions[number]
  readonly on: string
  readonly answer: UseQueryResult<WhoCanAnswer> | undefined
}) {
  const { question, on, answer } = props
  const counts = answer?.data?.counts
  return (
    <tr>
      <td>
        <Link className={text('m')} to="/access/ask" search={{ ask: 'who-can', action: question.action, resource: on }}>
          Who can {question.does}?
        </Link>
        <br />
        <span className={text('mono')}>{question.action}</span>
      </td>
      <Count answer={answer} count={counts?.allowed} />
      <Count answer={answer} count={counts?.conditional} />
      <Count answer={answer} count={counts?.denied} optional />
    </tr>
  )
}

function Count(props: {
  readonly answer: UseQueryResult<WhoCanAnswer> | undefined
  readonly count: number | undefined
  readonly optional?: boolean
}) {
  const { answer, count } = props
  return (
    <td className={table('num', props.optional && 'optional')}>
      {answer?.error ? (
        <span className={text('tag', 'unknownTag')}>unknown</span>
      ) : count === undefined ? (
        '…'
      ) : (
        figure(count)
      )}
    </td>
  )
}
