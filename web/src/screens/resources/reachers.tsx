import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { whoReachesQuery } from '../../api/queries.ts'
import type { Reacher, WhoReachesAnswer } from '../../api/schema.ts'
import { type AccessLevel, accessLevels } from '../../api/types.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { table } from '../../parts/data-table.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { Notes } from '../ask/notes.tsx'

/** A screen of them; most resources have fewer. */
const shownAtFirst = 20

/** The most dangerous kind of access first, as the rows are ordered. */
const columns: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List']
const columnNames: Readonly<Record<AccessLevel, string>> = {
  'Permissions management': 'Change who may',
  Write: 'Write',
  Tagging: 'Tag',
  Read: 'Read',
  List: 'List',
}

/** Everybody who can do something to the resource, by kind of access. */
export function Reachers(props: { readonly resource: string }) {
  const answer = useQuery(whoReachesQuery(props.resource))
  return (
    <Section
      title="Everybody"
      aside={
        answer.data &&
        `${counted(answer.data.principals.length, 'principal')}, of ${figure(answer.data.actions)} actions`
      }
      plain
    >
      {answer.error ? (
        <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data === undefined ? (
        <Loading lines={6} />
      ) : (
        <Rows answer={answer.data} />
      )}
    </Section>
  )
}

function Rows(props: { readonly answer: WhoReachesAnswer }) {
  const { answer } = props
  const [all, setAll] = useState(false)
  const shown = all ? answer.principals : answer.principals.slice(0, shownAtFirst)
  const left = answer.principals.length - shown.length
  return (
    <>
      <p>{answer.sentence}</p>
      <Notes notes={answer.notes} incomplete={!answer.complete} />
      {answer.principals.length > 0 && (
        <>
          <div className={layout('scroll')}>
            <table className={table('table')}>
              <thead>
                <tr>
                  <th scope="col">Principal</th>
                  {columns.map((level) => (
                    <th key={level} scope="col" className={table('num')}>
                      {columnNames[level]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.map((one) => (
                  <tr key={one.arn}>
                    <td>
                      <Who one={one} resource={answer.resource} />
                    </td>
                    {columns.map((level) => (
                      <td key={level} className={table('num')}>
                        {countsOf(one, level)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className={text('s12', 'muted')} style={{ marginTop: 8 }}>
            Numbers of actions; “+” and what follows only under a condition.
          </p>
          <div style={{ display: 'flex', gap: 8, paddingTop: 10 }}>
            {left > 0 && (
              <Button look="quiet" size="small" onClick={() => setAll(true)}>
                Show {figure(left)} more
              </Button>
            )}
            <Button
              look="quiet"
              size="small"
              onClick={() => download('who-reaches.csv', 'text/csv', csvOfReachers(answer))}
            >
              Export CSV
            </Button>
          </div>
        </>
      )}
    </>
  )
}

/** Who holds a permission set is told in full on its own page. */
const namedPeople = 3

const outside: ReadonlySet<Reacher['type']> = new Set(['service', 'external', 'anonymous'])

function Who(props: { readonly one: Reacher; readonly resource: string }) {
  const { one } = props
  const people = one.person?.map(({ name }) => name) ?? []
  const named = people.slice(0, namedPeople).join(', ')
  const more = people.length - namedPeople
  return (
    <>
      {outside.has(one.type) ? (
        <span className={text('m', 'breakable')}>{one.name}</span>
      ) : (
        <Link className={text('m', 'ink', 'breakable')} to="/access/principals/$" params={{ _splat: one.arn }}>
          {one.name}
        </Link>
      )}
      <br />
      <span className={text('faint', 's12')}>
        {[one.accountName ?? one.account, more > 0 ? `${named} and ${figure(more)} more` : named]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  )
}

function countsOf({ allowed, conditional }: Reacher, level: AccessLevel): string {
  const sure = allowed[level]
  const open = conditional[level]
  if (sure === 0 && open === 0) return '·'
  return `${sure > 0 ? figure(sure) : ''}${open > 0 ? `+${figure(open)}` : ''}`
}

function csvOfReachers({ principals }: WhoReachesAnswer): string {
  const names = accessLevels.flatMap((level) => [level, `${level} under a condition`])
  return csvOf([
    ['principal', 'type', 'account', 'account_name', 'name', ...names],
    ...principals.map((one) => [
      one.arn,
      one.type,
      one.account,
      one.accountName ?? '',
      one.name,
      ...accessLevels.flatMap((level) => [String(one.allowed[level]), String(one.conditional[level])]),
    ]),
  ])
}
