import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Reacher, WhoReachesAnswer } from '../../api/schema.ts'
import { type AccessLevel, accessLevels } from '../../api/types.ts'
import { csvOf } from '../../csv.ts'
import { download } from '../../download.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout } from '../../parts/layout.tsx'
import { table } from '../../parts/table.ts'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'

/** A screen of them; most resources have fewer. */
const shownAtFirst = 20

/** The most dangerous kind of access first, as the rows are ordered. */
export const columns: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List']
export const columnNames: Readonly<Record<AccessLevel, string>> = {
  'Permissions management': 'Change who may',
  Write: 'Write',
  Tagging: 'Tag',
  Read: 'Read',
  List: 'List',
}

/** Those of the answer that are shown, by kind of access. */
export function Reachers(props: { readonly answer: WhoReachesAnswer; readonly shown: readonly Reacher[] }) {
  const { answer } = props
  const [all, setAll] = useState(false)
  const shown = all ? props.shown : props.shown.slice(0, shownAtFirst)
  const left = props.shown.length - shown.length
  return (
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
          <Icon name="download" size={14} />
          Export CSV
        </Button>
      </div>
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
