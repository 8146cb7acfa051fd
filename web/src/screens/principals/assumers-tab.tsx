import { Link } from '@tanstack/react-router'
import type { Assumer, PrincipalDetail } from '../../api/schema.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Empty } from '../../parts/notice.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { toneOfWay } from './becoming-words.ts'
import { AssumerName } from './principal-side.tsx'
import { assumerWords } from './words.ts'

const toneWords = { Allowed: 'Allowed', Conditional: 'Conditional', Unknown: 'Unknown' } as const

/** Everybody who takes it on by one step, and the question who comes to it by several. */
export function AssumersTab(props: { readonly of: PrincipalDetail }) {
  const { arn, name, assumers, workloads } = props.of
  const toPaths = (
    <Link to="/access/ask" search={{ ask: 'paths', to: arn }}>
      Who gets there by several steps?
    </Link>
  )
  if (assumers.total === 0 && workloads.length === 0)
    return (
      <Empty example={`Nobody takes ${name} on by a single step.`} action={toPaths}>
        <p>
          Everybody that was read was asked, and whoever its trust policy names. Who could change that policy is another
          question.
        </p>
        <ReadLine of={assumers.readings} />
      </Empty>
    )
  return (
    <div className={layout('stack')}>
      <Section
        title="Who can become it"
        aside={`${counted(assumers.total, 'way')} by a single step`}
        more={
          <>
            <span className={text('s12')}>{toPaths}</span>
            <Button
              look="quiet"
              size="small"
              onClick={() => download(`who-becomes-${name}.csv`, 'text/csv', csvOf(csvRows(props.of)))}
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
          </>
        }
      >
        <table className={table('table')}>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Decision</th>
              <th scope="col">Allowed if, or why not known</th>
              <th scope="col" className={table('num', 'optional')}>
                Last used
              </th>
            </tr>
          </thead>
          <tbody>
            {assumers.items.map((one) => (
              <tr key={`${one.who.id} ${one.how}`}>
                <td>
                  <AssumerName one={one} />
                  <br />
                  <span className={text('faint', 's12')}>{assumerWords(one)}</span>
                </td>
                <td>
                  <Decision tone={toneOfWay(one.decision)}>{toneWords[one.decision]}</Decision>
                </td>
                <td className={text('muted')}>{one.conditionText ?? one.reason ?? ''}</td>
                <td className={table('num', 'optional')}>
                  <LastUse of={one} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {assumers.total > assumers.items.length && (
          <p className={text('s12', 'faint')} style={{ marginTop: 8 }}>
            The first {figure(assumers.items.length)} of {figure(assumers.total)}.
          </p>
        )}
        <div style={{ marginTop: 8 }}>
          <ReadLine of={assumers.readings} />
        </div>
      </Section>
      {workloads.length > 0 && (
        <Section title="What runs as it" aside={counted(workloads.length, 'workload')}>
          <ul>
            {workloads.map((one) => (
              <li key={one.arn} style={{ padding: '8px 0' }}>
                <Link className={text('m', 'ink')} to="/access/resources/$" params={{ _splat: one.arn }}>
                  {one.name}
                </Link>{' '}
                <span className={text('faint')}>
                  {one.type}; whoever changes its code acts as {name}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  )
}

/** Of a person it says nothing when the role behind was used. */
function LastUse(props: { readonly of: Assumer }) {
  const { how, lastUsed } = props.of
  if (how === 'assigned') return null
  return lastUsed === undefined ? <span className={text('faint')}>not known</span> : <Moment at={lastUsed} />
}

const csvRows = ({ assumers }: PrincipalDetail): readonly (readonly string[])[] => [
  ['who', 'id', 'kind', 'account', 'people', 'how', 'decision', 'allowed if', 'not known because', 'last used'],
  ...assumers.items.map(({ who, people = [], how, decision, conditionText = '', reason = '', lastUsed = '' }) => [
    who.name,
    who.id,
    who.kind,
    who.accountName ?? who.account ?? '',
    people.map((person) => person.email ?? person.name).join('; '),
    how,
    decision,
    conditionText,
    reason,
    lastUsed,
  ]),
]
