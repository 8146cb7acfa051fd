import { Fragment, useState } from 'react'
import type { AccountTarget, Probe } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, Segments } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { Ring } from '../../parts/marks.tsx'
import { policyText } from '../../parts/policy-lines.ts'
import { Prose } from '../../parts/prose.tsx'
import { CodeBlock } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import styles from './probe-table.module.css'
import {
  attachCommand,
  isTrouble,
  missingStatement,
  type ProbeMark,
  probeColumns,
  probeEffect,
  probeFix,
  probeMark,
  stateAdvice,
} from './probes.ts'

const cx = classesOf(styles)

/** Accounts in trouble stand first and are open; the others tick. */
export function ProbeTable(props: {
  readonly targets: readonly AccountTarget[]
  readonly roleName: string
  readonly checking: boolean
  readonly onCheck: () => void
}) {
  const columns = probeColumns(props.targets)
  const inTrouble = (target: AccountTarget) => target.probes.some(isTrouble) || target.reason !== null
  const sorted = [...props.targets].sort((a, b) => Number(inTrouble(b)) - Number(inTrouble(a)))
  return (
    <div className={cx('scroll')}>
      <table className={cx('table')}>
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
          {sorted.map((target) => (
            <Fragment key={target.accountId}>
              <tr className={cx(inTrouble(target) && 'bad')}>
                <th scope="row">
                  <span className={cx('name')}>
                    <span className={text('m', 'ellipsis')}>
                      {target.name ?? <AccountId value={target.accountId} />}
                    </span>
                    {target.name !== null && (
                      <span className={cx('number')}>
                        <AccountId value={target.accountId} />
                      </span>
                    )}
                  </span>
                </th>
                {columns.map((column) => (
                  <td key={column.key}>
                    <Mark mark={probeMark(target, column.key)} checking={props.checking} />
                  </td>
                ))}
              </tr>
              {inTrouble(target) && (
                <tr>
                  <td className={cx('detail')} colSpan={columns.length + 1}>
                    <Trouble target={target} {...props} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Mark(props: { readonly mark: ProbeMark; readonly checking: boolean }) {
  switch (props.mark) {
    case 'ok':
      return (
        <span className={cx('ok')}>
          <Icon name="check" stroke={2} />
          <span className={text('hidden')}>ok</span>
        </span>
      )
    case 'refused':
      return (
        <span className={cx('refused')}>
          <Icon name="x" stroke={2} />
          <span className={text('hidden')}>refused</span>
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

function Trouble(props: {
  readonly target: AccountTarget
  readonly roleName: string
  readonly checking: boolean
  readonly onCheck: () => void
}) {
  const { target } = props
  const probes = target.probes.filter(isTrouble)
  const statement = missingStatement(probes)
  const attach = probes.find((probe) => probe.attach !== undefined)?.attach
  const [shown, setShown] = useState<'attach' | 'statement'>('statement')
  const name = target.name ?? target.accountId
  return (
    <div className={cx('inner')}>
      {probes.length === 0 && <Facts cause={target.reason ?? ''} {...stateAdvice(target.state)} />}
      {probes.map((probe) => (
        <Facts key={probe.capability} cause={causeOf(probe, name)} effect={probeEffect(probe)} fix={probeFix(probe)} />
      ))}
      {statement !== undefined && (
        <div>
          {attach !== undefined && (
            <div style={{ marginBottom: 8 }}>
              <Segments
                label="How to mend it"
                value={shown}
                options={[
                  { value: 'attach', label: 'Attach with CLI' },
                  { value: 'statement', label: 'Statement to paste' },
                ]}
                onChange={setShown}
              />
            </div>
          )}
          {shown === 'attach' && attach !== undefined ? (
            <CodeBlock name="AWS CLI" code={attachCommand(props.roleName, attach)} raised />
          ) : (
            <CodeBlock name={`For the role ${props.roleName}`} code={policyText(statement)} raised />
          )}
        </div>
      )}
      <div>
        <Button aria-disabled={props.checking} onClick={() => !props.checking && props.onCheck()}>
          <Icon name="refresh" />
          {props.checking ? 'Checking' : 'Check again'}
        </Button>
      </div>
    </div>
  )
}

const causeOf = (probe: Probe, account: string): string =>
  probe.reason ??
  (probe.action === undefined
    ? `Reading failed in ${account}.`
    : `The role in ${account} may not call ${probe.action}.`)

function Facts(props: { readonly cause: string; readonly effect: string; readonly fix: string }) {
  return (
    <dl className={cx('facts')}>
      <dt>Cause</dt>
      <dd>
        <Prose>{props.cause}</Prose>
      </dd>
      <dt>Effect</dt>
      <dd>{props.effect}</dd>
      <dt>Fix</dt>
      <dd>{props.fix}</dd>
    </dl>
  )
}
