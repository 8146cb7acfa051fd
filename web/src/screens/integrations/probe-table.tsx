import { Fragment, useState } from 'react'
import type { AccountTarget, Probe } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { Ring } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { policyText } from '../../parts/policy-lines.ts'
import { Prose } from '../../parts/prose.tsx'
import { CodeBlock } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'
import { targetWords } from './account-states.ts'
import styles from './probe-table.module.css'
import {
  attachCommands,
  isTrouble,
  missingStatements,
  type ProbeMark,
  probeColumns,
  probeMark,
  stateAdvice,
  statementCommands,
  type Trouble as TroubleText,
  troublesOf,
} from './probes.ts'

const cx = classesOf(styles)

/** Rows drawn at once: the worst stand first, and nobody reads a thousand of them. */
const drawn = 100
/** Room for an account's name and for a mark under its head (px); a phone scrolls sideways. */
const nameRoom = 116
const markRoom = 50
/** Troubles that are open from the start. */
const openAtFirst = 3

/** By choice or by AWS nobody looks into these; that is told, and is no trouble. */
const leftAlone: readonly AccountTarget['state'][] = ['excluded', 'account_suspended', 'account_left']

const isLeftAlone = (target: AccountTarget): boolean => leftAlone.includes(target.state) && target.probes.length === 0

const inTrouble = (target: AccountTarget): boolean =>
  target.probes.some(isTrouble) || (target.reason !== null && !leftAlone.includes(target.state))

/** Accounts in trouble stand first, the first of them open; the others tick. */
export function ProbeTable(props: {
  readonly targets: readonly AccountTarget[]
  /** By the number of the account. */
  readonly readerOf: (accountId: string) => string
  readonly checking: boolean
  /** One account, or all of them. */
  readonly onCheck: (account?: string) => void
}) {
  const columns = probeColumns(props.targets)
  const [limit, setLimit] = useState(drawn)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const sorted = [...props.targets].sort((a, b) => Number(inTrouble(b)) - Number(inTrouble(a)))
  const toggle = (account: string) =>
    setToggled((before) => {
      const after = new Set(before)
      if (!after.delete(account)) after.add(account)
      return after
    })
  return (
    // Narrow screens scroll it sideways, so the keyboard must be able to reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus (WCAG 2.1.1)
    <section className={cx('scroll')} tabIndex={0} aria-label="Probes, account by account">
      <table
        className={cx('table')}
        style={{ minWidth: nameRoom + columns.length * markRoom }}
        aria-label="Permissions"
        aria-rowcount={sorted.length + 1}
      >
        <thead>
          <tr>
            <th scope="col">Account</th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, limit).map((target, at) => {
            const bad = inTrouble(target)
            const open = bad && at < openAtFirst !== toggled.has(target.accountId)
            return (
              <Fragment key={target.accountId}>
                <tr className={cx(bad && 'bad')}>
                  <th scope="row">
                    <span className={cx('name')}>
                      <AccountName
                        target={target}
                        open={open}
                        onToggle={bad ? () => toggle(target.accountId) : undefined}
                      />
                      {target.name !== null && (
                        <span className={cx('number')}>
                          <AccountId value={target.accountId} />
                        </span>
                      )}
                    </span>
                  </th>
                  {isLeftAlone(target) ? (
                    <td className={text('faint')} colSpan={columns.length} title={target.reason ?? undefined}>
                      {targetWords[target.state].toLowerCase()}
                    </td>
                  ) : (
                    columns.map((column) => (
                      <td key={column.key}>
                        <Mark mark={probeMark(target, column.key)} checking={props.checking} />
                      </td>
                    ))
                  )}
                </tr>
                {open && (
                  <tr>
                    <td className={cx('detail')} colSpan={columns.length + 1}>
                      <Trouble target={target} reader={props.readerOf(target.accountId)} {...props} />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
      {sorted.length > limit && (
        <p className={cx('more')}>
          <Button size="small" onClick={() => setLimit(limit + drawn)}>
            {counted(sorted.length - limit, 'account')} more
          </Button>
        </p>
      )}
    </section>
  )
}

function AccountName(props: {
  readonly target: AccountTarget
  readonly open: boolean
  readonly onToggle: (() => void) | undefined
}) {
  const { target } = props
  const name = target.name ?? <AccountId value={target.accountId} />
  if (props.onToggle === undefined) {
    return <span className={text('m', 'ellipsis')}>{name}</span>
  }
  return (
    <button type="button" className={cx('toggle')} aria-expanded={props.open} onClick={props.onToggle}>
      <Icon name={props.open ? 'down' : 'right'} size={14} />
      <span className={text('m', 'ellipsis')}>{name}</span>
    </button>
  )
}

function Mark(props: { readonly mark: ProbeMark; readonly checking: boolean }) {
  switch (props.mark) {
    case 'ok':
      return (
        <span className={cx('ok')} title="allowed">
          <Icon name="check" stroke={2} />
          <span className={text('hidden')}>allowed</span>
        </span>
      )
    case 'refused':
    case 'failed':
      return (
        <span className={cx('refused')} title={props.mark}>
          <Icon name="x" stroke={2} />
          <span className={text('hidden')}>{props.mark}</span>
        </span>
      )
    case 'waiting':
      return props.checking ? (
        <Ring label="being checked" />
      ) : (
        <span className={cx('waiting')} title="waiting">
          –
        </span>
      )
    case 'none':
      return (
        <span className={cx('none')} title="not applicable">
          ·
        </span>
      )
  }
}

type Way = 'statement' | 'cli' | 'attach'

function Trouble(props: {
  readonly target: AccountTarget
  readonly reader: string
  readonly checking: boolean
  readonly onCheck: (account?: string) => void
}) {
  const { target } = props
  const probes = target.probes.filter(isTrouble)
  const [first] = probes
  return (
    <div className={cx('inner')}>
      {probes.length === 0 && <StateFacts of={target} />}
      {troublesOf(probes, target.name ?? target.accountId).map((trouble) => (
        <Facts key={trouble.causes[0]} of={trouble} />
      ))}
      <Mending probes={probes} reader={props.reader} />
      <div className={cx('foot')}>
        <Button aria-disabled={props.checking} acts onClick={() => !props.checking && props.onCheck(target.accountId)}>
          <Icon name="refresh" />
          {props.checking ? 'Checking' : 'Check this account again'}
        </Button>
        {first !== undefined && (
          <span className={text('s12', 'muted')}>
            last tried <Moment at={first.checkedAt} />
          </span>
        )}
      </div>
    </div>
  )
}

const mendingWays: readonly { readonly value: Way; readonly label: string }[] = [
  { value: 'attach', label: 'Attach with CLI' },
  { value: 'statement', label: 'Statement to paste' },
  { value: 'cli', label: 'AWS CLI' },
]

/** What to paste, in the ways in which it can be done. */
function Mending(props: { readonly probes: readonly Probe[]; readonly reader: string }) {
  const statements = missingStatements(props.probes)
  const [chosen, setChosen] = useState<Way>('statement')
  const texts: Readonly<Record<Way, string>> = {
    attach: attachCommands(props.probes),
    statement: statements.length === 0 ? '' : policyText(statements.length === 1 ? statements[0] : statements),
    cli: statementCommands(props.probes),
  }
  const ways = mendingWays.filter((one) => texts[one.value] !== '')
  const way = ways.find((one) => one.value === chosen)?.value ?? ways[0]?.value
  if (way === undefined) return null
  const name = way === 'statement' ? `For ${props.reader}` : 'AWS CLI, in this account'
  return (
    <div>
      {ways.length > 1 && (
        <div style={{ marginBottom: 8 }}>
          <Segments label="How to mend it" value={way} options={ways} onChange={setChosen} />
        </div>
      )}
      <CodeBlock name={name} code={texts[way]} raised />
    </div>
  )
}

function StateFacts(props: { readonly of: AccountTarget }) {
  const advice = stateAdvice(props.of.state)
  return <Facts of={{ causes: [props.of.reason ?? ''], effect: advice.effect, fix: [advice.fix] }} />
}

function Facts({ of }: { readonly of: TroubleText }) {
  return (
    <dl className={cx('facts')}>
      <dt>Cause</dt>
      <dd>
        <Lines of={of.causes} />
      </dd>
      <dt>Effect</dt>
      <dd>{of.effect}</dd>
      <dt>Fix</dt>
      <dd>
        <Lines of={of.fix} />
      </dd>
    </dl>
  )
}

/** One as a sentence, several as a list. */
function Lines(props: { readonly of: readonly string[] }) {
  if (props.of.length === 1) return <Prose>{props.of[0] ?? ''}</Prose>
  return (
    <ul className={cx('fixes')}>
      {props.of.map((line) => (
        <li key={line}>
          <Prose>{line}</Prose>
        </li>
      ))}
    </ul>
  )
}
