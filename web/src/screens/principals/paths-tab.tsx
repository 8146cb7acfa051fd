import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { pathsQuery } from '../../api/queries.ts'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Empty, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { Notes } from '../ask/notes.tsx'
import { administrator, decisionWords, stepsWords, toneOfPath } from '../ask/paths/words.ts'

/** Its ways to administrator, each in words; the picture is a question of its own. */
export function PathsTab(props: { readonly arn: string; readonly name: string }) {
  const { arn, name } = props
  const answer = useQuery(pathsQuery({ from: arn, to: administrator }))
  if (answer.error) return <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.data === undefined) return <Loading lines={6} says="Looking for ways to administrator" />
  const { paths, more, sentence, notes, complete, readings, cuts } = answer.data
  const toPicture = (
    <Link to="/access/ask" search={{ ask: 'paths', from: arn }}>
      Show the picture
    </Link>
  )
  if (paths.length === 0)
    return (
      <Empty example={sentence} action={toPicture}>
        <p>
          {complete
            ? 'Every way of the escalation catalogue was tried on its policies, and every role that it may assume.'
            : 'Something that bears on it was not read, so there may be ways that nobody saw.'}
        </p>
        <ReadLine of={readings} />
      </Empty>
    )
  return (
    <div className={layout('stack')}>
      <Section
        title="Paths to administrator"
        aside={counted(paths.length + more, 'path')}
        more={<span className={text('s12')}>{toPicture}</span>}
      >
        <p style={{ paddingTop: 12 }}>{sentence}</p>
        <Notes notes={notes} incomplete={!complete} />
        <ReadLine of={readings} />
        <table className={table('table')}>
          <thead>
            <tr>
              <th scope="col">How {name} gets there</th>
              <th scope="col" className={table('num')}>
                Steps
              </th>
              <th scope="col" className={table('optional')}>
                Decision
              </th>
            </tr>
          </thead>
          <tbody>
            {paths.map((path) => (
              <tr
                key={path.steps
                  .map((step) => `${step.from.id} ${step.kind} ${step.path ?? ''} ${step.to.id}`)
                  .join('\n')}
              >
                <td>
                  <span className={text('breakable')}>
                    <Prose>{path.sentence}</Prose>
                  </span>
                  <br />
                  <span className={text('faint', 's12', 'breakable')}>{stepsWords(path.steps)}</span>
                </td>
                <td className={table('num')}>{figure(path.steps.filter((step) => step.kind !== 'is').length)}</td>
                <td className={table('optional')}>
                  <Decision tone={toneOfPath[path.decision]}>{decisionWords[path.decision]}</Decision>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {more > 0 && <p className={text('faint', 's12')}>and {figure(more)} more, in the picture.</p>}
      </Section>
      {cuts.length > 0 && (
        <Section
          title="Cut here"
          aside={`${counted(cuts.length, 'cut')} would end ${paths.length === 1 ? 'the path' : 'all of them'}`}
        >
          <ol>
            {cuts.map((cut) => (
              <li key={`${cut.from.id} ${cut.to.id} ${cut.path ?? ''}`} style={{ padding: '8px 0' }}>
                <Prose>{cut.text}</Prose>
              </li>
            ))}
          </ol>
        </Section>
      )}
    </div>
  )
}
