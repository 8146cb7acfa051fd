import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { resourceQuery, whoCanQuery } from '../../api/queries.ts'
import type { Resource, WhoCanAnswer } from '../../api/schema.ts'
import { buttonClass } from '../../parts/button.tsx'
import { table } from '../../parts/data-table.tsx'
import { resourceIcon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { NotInSnapshot } from '../../parts/not-in-snapshot.tsx'
import { ObjectHead, object } from '../../parts/object-head.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, figure, inWords, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { Notes } from '../ask/notes.tsx'
import { Reachers } from './reachers.tsx'
import { kindWords, questionsAbout } from './words.ts'

const route = getRouteApi('/console/access/resources/$')

export function ResourceScreen() {
  const { _splat: arn = '' } = route.useParams()
  const resource = useQuery(resourceQuery(arn))
  if (resource.error) return <ProblemScreen of={[resource]} />
  if (resource.data === undefined) return <LoadingScreen />
  if (resource.data === null) return <NotInSnapshot arn={arn} list="/access/resources" />
  return <Found resource={resource.data} />
}

function Found(props: { readonly resource: Resource }) {
  const { resource } = props
  const questions = questionsAbout(resource.type)
  const answers = useQueries({
    queries: questions.map((question) =>
      whoCanQuery({ action: question.action, resource: `${resource.arn}${question.below ?? ''}` }),
    ),
  })
  const firstIncomplete = answers.find((answer) => answer.data?.complete === false)?.data
  return (
    <ScreenPage>
      <ObjectHead
        icon={resourceIcon(resource.type)}
        name={resource.name}
        tag={kindWords(resource.type)}
        account={resource.account}
        accountName={resource.accountName}
        arn={resource.arn}
        actions={
          <Link
            className={buttonClass('plain', 'small')}
            to="/access/ask"
            search={{ ask: 'who-can', resource: resource.arn }}
          >
            Ask about it
          </Link>
        }
      >
        <Verdict as="p" live>
          <ResourceVerdict resource={resource} first={answers[0]?.data} last={answers.at(-1)?.data} />
        </Verdict>
        {firstIncomplete && <Notes notes={firstIncomplete.notes} incomplete />}
      </ObjectHead>
      <div className={layout('columns')}>
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
              {questions.map((question, at) => {
                const answer = answers[at]
                const allowed = answer?.data?.principals.filter((holder) => holder.decision === 'Allowed').length
                const counts = [
                  allowed,
                  answer?.data && answer.data.principals.length - (allowed ?? 0),
                  answer?.data?.denied.length,
                ]
                return (
                  <tr key={question.action}>
                    <td>
                      <Link
                        className={text('m')}
                        to="/access/ask"
                        search={{
                          ask: 'who-can',
                          action: question.action,
                          resource: `${resource.arn}${question.below ?? ''}`,
                        }}
                      >
                        Who can {question.does}?
                      </Link>
                      <br />
                      <span className={text('mono')}>{question.action}</span>
                    </td>
                    {counts.map((count, column) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns
                      <td key={column} className={table('num', column === 2 && 'optional')}>
                        {answer?.error ? (
                          <span className={text('tag', 'unknownTag')}>unknown</span>
                        ) : count === undefined ? (
                          '…'
                        ) : (
                          figure(count)
                        )}
                      </td>
                    ))}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </Section>
        <Section title="Facts">
          <dl className={object('facts')}>
            <dt>Kind</dt>
            <dd>{kindWords(resource.type)}</dd>
            <dt>Account</dt>
            <dd>
              {resource.accountName !== undefined && <>{resource.accountName} </>}
              <AccountId value={resource.account} />
            </dd>
            <dt>Region</dt>
            <dd>{resource.region}</dd>
            <dt>Own policy</dt>
            <dd>{{ yes: 'yes', no: 'none', unread: 'could not be read' }[resource.hasPolicy]}</dd>
            <dt>Open</dt>
            <dd>
              {
                {
                  yes: 'its policy lets anybody in',
                  no: 'not to everybody',
                  conditional: 'to anybody under a condition',
                  unknown: 'unknown',
                }[resource.public]
              }
            </dd>
          </dl>
        </Section>
      </div>
      <Reachers resource={resource.arn} />
    </ScreenPage>
  )
}

function ResourceVerdict(props: {
  readonly resource: Resource
  readonly first: WhoCanAnswer | undefined
  readonly last: WhoCanAnswer | undefined
}) {
  const questions = questionsAbout(props.resource.type)
  const [first] = questions
  const last = questions.at(-1)
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

function Who(props: { readonly answer: WhoCanAnswer; readonly start?: boolean }) {
  const count = props.answer.principals.length
  if (count === 0) return <>{props.start ? 'Nobody' : 'nobody'} can</>
  const words =
    count < 10
      ? `${inWords(count, props.start)} ${count === 1 ? 'principal' : 'principals'}`
      : counted(count, 'principal')
  return (
    <>
      <Bold>{props.start ? words : inWords(count)}</Bold> can
    </>
  )
}

/** Said only when no principal can without one. */
function underCondition(answer: WhoCanAnswer): string {
  const { principals } = answer
  if (principals.length === 0 || principals.some((holder) => holder.decision === 'Allowed')) return ''
  return principals.length === 1 ? ' under a condition' : ', all under a condition'
}
