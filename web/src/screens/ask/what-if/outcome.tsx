/** What a change would do, by who gains and who loses. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AccessChange, DiffAnswer } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { download } from '../../../download.ts'
import { shortArn } from '../../../parts/arn.ts'
import { Button, Segments } from '../../../parts/button.tsx'
import { SearchField } from '../../../parts/field.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { layout, Section } from '../../../parts/layout.tsx'
import { Decision, toneOf } from '../../../parts/marks.tsx'
import { table } from '../../../parts/table.ts'
import { text } from '../../../parts/text.ts'
import { counted, figure } from '../../../parts/verdict.tsx'
import { adminWords, typeWords } from '../../principals/words.ts'
import { reasonWords, statementWords } from '../names.ts'
import { type ChangedBy, type Direction, type OutcomeGroup, outcomeCsv, outcomeGroups } from './outcome-groups.ts'
import styles from './what-if.module.css'

const cx = classesOf(styles)

/** A list longer than this gets a field to filter it. */
const filterFrom = 8
/** Principals shown of a group before somebody asks for more, and what one click adds. */
const atFirst = 12
const more = 100
/** Rows of one principal before somebody asks for all: who becomes administrator has one for each service. */
const rowsAtFirst = 5
/** Actions named one by one. */
const namedActions = 6

export function Outcome(props: {
  readonly answer: DiffAnswer
  readonly onMore?: (() => void) | undefined
  /** Of the CSV. */
  readonly file?: string
  readonly order?: readonly Direction[]
  /** What was done that explains it, in words. */
  readonly whyOf?: (change: AccessChange) => string | undefined
}) {
  const { answer, file = 'what-if.csv', order, whyOf } = props
  const [view, setView] = useState<'principals' | 'table'>('principals')
  const [filter, setFilter] = useState('')
  const groups = outcomeGroups(answer, filter, order)
  return (
    <>
      {answer.admins.length > 0 && <Admins answer={answer} />}
      {answer.people.length > 0 && <People answer={answer} />}
      {answer.changes.length > 0 && (
        <section aria-label="Gains and losses">
          <div className={cx('editorHead')}>
            <h2 className={text('h2')}>Gains and losses</h2>
            <Segments
              label="Show as"
              value={view}
              options={[
                { value: 'principals', label: 'By principal' },
                { value: 'table', label: 'Table' },
              ]}
              onChange={setView}
            />
            {answer.changes.length > filterFrom && (
              <SearchField label="Filter the changes" placeholder="Filter" value={filter} onChange={setFilter} />
            )}
            <span className={layout('push')} />
            <Button look="quiet" size="small" onClick={() => download(file, 'text/csv', outcomeCsv(answer))}>
              <Icon name="download" size={14} />
              CSV
            </Button>
          </div>
          {groups.length === 0 && <p className={text('muted')}>Nothing fits “{filter}”.</p>}
          {view === 'table' ? (
            <OutcomeTable groups={groups} />
          ) : (
            groups.map((group) => <Group key={group.direction} group={group} whyOf={whyOf} />)
          )}
          {props.onMore !== undefined && (
            <div style={{ paddingTop: 10 }}>
              <Button look="quiet" size="small" onClick={props.onMore}>
                {figure(answer.more)} more rows were left out; show them
              </Button>
            </div>
          )}
        </section>
      )}
    </>
  )
}

const headWords: Readonly<Record<Direction, string>> = {
  gained: 'Gained',
  lost: 'Lost',
  changed: 'Under another condition, or unknown',
}
const signs: Readonly<Record<Direction, string>> = { gained: '+', lost: '−', changed: '~' }

type WhyOf = { readonly whyOf: ((change: AccessChange) => string | undefined) | undefined }

function Group(props: { readonly group: OutcomeGroup } & WhyOf) {
  const { direction, principals } = props.group
  const [shown, setShown] = useState(atFirst)
  const left = principals.length - shown
  return (
    <>
      <h3 className={cx('group')}>
        <span className={cx('sign')} aria-hidden="true">
          {signs[direction]}
        </span>
        <span>{headWords[direction]}</span>
        <span className={text('faint')}>by {counted(principals.length, 'principal')}</span>
      </h3>
      {principals.slice(0, shown).map((one) => (
        <Who key={one.principal.arn} one={one} whyOf={props.whyOf} />
      ))}
      {left > 0 && (
        <div style={{ padding: '8px 0' }}>
          <Button look="quiet" size="small" onClick={() => setShown(shown + more)}>
            Show {figure(Math.min(left, more))} more
          </Button>
        </div>
      )}
    </>
  )
}

function Who(props: { readonly one: ChangedBy } & WhyOf) {
  const { principal, changes } = props.one
  const [open, setOpen] = useState(false)
  const left = open ? 0 : changes.length - rowsAtFirst
  const whys = new Set(changes.map((change) => props.whyOf?.(change)))
  // What explains all of it is said once.
  const [why] = whys.size === 1 ? whys : []
  return (
    <div className={cx('who')}>
      <div className={cx('whoHead')}>
        <Link className={text('m', 'ink', 'breakable')} to="/access/principals/$" params={{ _splat: principal.arn }}>
          {principal.name}
        </Link>
        <span className={text('faint')}>
          {typeWords[principal.type]} in {principal.accountName ?? principal.account}
        </span>
      </div>
      {why !== undefined && <p className={cx('why')}>{why}</p>}
      {changes.slice(0, left > 0 ? rowsAtFirst : undefined).map((change) => (
        <What
          key={`${change.change} ${change.service} ${change.actions[0]} ${change.resources[0]}`}
          change={change}
          why={why === undefined ? props.whyOf?.(change) : undefined}
        />
      ))}
      {left > 0 && (
        <Button look="quiet" size="small" onClick={() => setOpen(true)}>
          {figure(left)} more of {principal.name}
        </Button>
      )}
    </div>
  )
}

const decisionNames: Readonly<Record<AccessChange['before'], string>> = {
  Allowed: 'allowed',
  ImplicitlyDenied: 'not allowed',
  ExplicitlyDenied: 'denied',
  Conditional: 'conditional',
  Unknown: 'unknown',
}

const actionWords = (change: AccessChange): string => {
  const named = change.actions.slice(0, namedActions)
  const rest = change.actionCount - named.length
  return `${named.join(', ')}${rest > 0 ? ` and ${figure(rest)} more` : ''}`
}

const resourceWords = (change: AccessChange): string => {
  const [first = '*', ...others] = change.resources
  const named = first === '*' ? 'anything' : shortArn(first, 52)
  return others.length === 0 ? named : `${named} and ${figure(others.length)} more`
}

function What(props: { readonly change: AccessChange; readonly why: string | undefined }) {
  const { change, why } = props
  return (
    <div className={cx('what')}>
      <Decision tone={toneOf[change.after]} bare />
      <span className={text('mono', 'inkMono')} title={change.actions.join('\n')}>
        {actionWords(change)}
      </span>
      <span className={text('s12', 'muted', 'breakable')} title={change.resources.join('\n')}>
        on {resourceWords(change)}: {decisionNames[change.before]} before, {decisionNames[change.after]} now
        {change.conditionText !== undefined && `, if ${change.conditionText}`}
      </span>
      <span className={text('s12', 'faint')}>
        {change.levels.join(', ')}
        {change.because !== undefined &&
          `, because of ${reasonWords(change.because)}, ${statementWords(change.because)}`}
      </span>
      {why !== undefined && <span className={cx('why')}>{why}</span>}
    </div>
  )
}

function OutcomeTable(props: { readonly groups: readonly OutcomeGroup[] }) {
  return (
    <div className={layout('scroll')}>
      <table className={table('table')} aria-label="Gains and losses">
        <thead>
          <tr>
            <th scope="col">Principal</th>
            <th scope="col">Change</th>
            <th scope="col">Actions</th>
            <th scope="col">Resources</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {props.groups.flatMap((group) =>
            group.principals.flatMap(({ principal, changes }) =>
              changes.map((change) => (
                <tr
                  key={`${principal.arn} ${change.change} ${change.service} ${change.actions[0]} ${change.resources[0]}`}
                >
                  <td>
                    <span className={text('m', 'breakable')}>{principal.name}</span>
                    <br />
                    <span className={text('s12', 'faint')}>{principal.accountName ?? principal.account}</span>
                  </td>
                  <td>{change.change}</td>
                  <td className={text('mono')}>{actionWords(change)}</td>
                  <td className={text('muted', 'breakable')}>{resourceWords(change)}</td>
                  <td>
                    <Decision tone={toneOf[change.after]} />
                  </td>
                </tr>
              )),
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

function Admins(props: { readonly answer: DiffAnswer }) {
  return (
    <Section title="Administrators" term="administrator" aside={figure(props.answer.admins.length)}>
      <ul>
        {props.answer.admins.map(({ principal, before, after }) => (
          <li key={principal.arn} className={cx('who')}>
            <Link
              className={text('m', 'ink', 'breakable')}
              to="/access/principals/$"
              params={{ _splat: principal.arn }}
            >
              {principal.name}
            </Link>{' '}
            <span className={text('faint')}>{principal.accountName ?? principal.account}</span>
            <br />
            <span className={text('muted')}>
              Administrator before: {adminWords[before] === 'administrator' ? 'yes' : adminWords[before]}; now:{' '}
              {adminWords[after] === 'administrator' ? 'yes' : adminWords[after]}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function People(props: { readonly answer: DiffAnswer }) {
  return (
    <Section title="People" aside={figure(props.answer.people.length)}>
      <ul>
        {props.answer.people.map((one) => (
          <li key={`${one.email ?? one.person} ${one.role.arn}`} className={cx('who')}>
            <span className={text('m')}>{one.person}</span>{' '}
            <span className={text('muted')}>
              {one.change === 'lost' ? 'no longer holds' : 'comes to hold'} {one.role.name} in{' '}
              {one.role.accountName ?? one.role.account}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
