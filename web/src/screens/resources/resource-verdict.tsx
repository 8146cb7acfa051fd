import type { ResourceDetail, WhoCanAnswer } from '../../api/schema.ts'
import { Bold, counted, inWords } from '../../parts/verdict.tsx'
import { kindWords, questionsAbout } from './words.ts'

/** Who can do the first and the gravest thing that one asks about such a resource. */
export function ResourceVerdict(props: {
  readonly resource: ResourceDetail
  readonly first: WhoCanAnswer | undefined
  readonly last: WhoCanAnswer | undefined
}) {
  const questions = questionsAbout(props.resource.type)
  const [first] = questions
  const last = questions.at(-1)
  if (props.resource.public === 'yes')
    return (
      <>
        The policy of <Bold>{props.resource.name}</Bold> lets <Bold>anybody</Bold> in
        {props.resource.blockPublicAccess === true ? ', but Block Public Access keeps them out' : ''}
        {props.last !== undefined && last !== undefined && (
          <>
            ; <Who answer={props.last} named /> {last.does}
          </>
        )}
        .
      </>
    )
  if (first === undefined || last === undefined)
    return (
      <>
        A {kindWords(props.resource.type)} in {props.resource.accountName ?? props.resource.account}.
      </>
    )
  if (props.first === undefined || props.last === undefined)
    return (
      <>
        Who can {first.does}, and who can {last.does}?
      </>
    )
  return (
    <>
      <Who answer={props.first} start /> {first.does}
      {underCondition(props.first)}; <Who answer={props.last} /> {last.does}
      {underCondition(props.last)}.
    </>
  )
}

/** `named`: nobody has been called a principal before it. */
function Who(props: { readonly answer: WhoCanAnswer; readonly start?: boolean; readonly named?: boolean }) {
  const count = props.answer.counts.allowed + props.answer.counts.conditional
  if (count === 0) return <>{props.start ? 'Nobody' : 'nobody'} can</>
  const words =
    count < 10
      ? `${inWords(count, props.start)} ${count === 1 ? 'principal' : 'principals'}`
      : counted(count, 'principal')
  return (
    <>
      <Bold>{props.start || props.named ? words : inWords(count)}</Bold> can
    </>
  )
}

/** Said only when no principal can without one. */
function underCondition(answer: WhoCanAnswer): string {
  const { allowed, conditional } = answer.counts
  if (conditional === 0 || allowed > 0) return ''
  return conditional === 1 ? ' under a condition' : ', all under a condition'
}
