import { useState } from 'react'
import type { WhoCanAnswer } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { layout } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { table } from '../../parts/table.ts'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import { peopleWords, typeWords } from '../principals/words.ts'
import { layerWords, reasonWords, shortName, statementWords } from './names.ts'

/** Rows shown before somebody asks for all. */
const shownRows = 12

/** The picture's content as a table: who, through, policy, guardrails, decision. */
export function PathTable(props: {
  readonly answer: WhoCanAnswer
  readonly chosen: string | undefined
  readonly onChoose: (arn: string) => void
}) {
  const { answer } = props
  const [all, setAll] = useState(false)
  const holders = all ? answer.principals : answer.principals.slice(0, shownRows)
  const denied = all ? answer.denied : answer.denied.slice(0, Math.max(0, shownRows - holders.length))
  const hidden = answer.principals.length + answer.denied.length - holders.length - denied.length
  return (
    <div className={layout('scroll')}>
      <table className={table('table', 'choosable')} aria-label="How they reach it">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Through</th>
            <th scope="col">Granted by</th>
            <th scope="col">
              <Term of="guardrail">Guardrails</Term>
            </th>
            <th scope="col">
              <Term of="decision">Decision</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {holders.map((holder) => {
            const grants = holder.via.filter((reason) => reason.layer === 'identity' || reason.layer === 'resource')
            const guards = holder.via.filter((reason) => reason.layer !== 'identity' && reason.layer !== 'resource')
            return (
              // The list below is the keyboard’s way; the row is a target for the pointer.
              <tr
                key={holder.arn}
                data-current={holder.arn === props.chosen}
                onClick={() => props.onChoose(holder.arn)}
              >
                <td>
                  <span className={text('m')}>{peopleWords(holder.person) ?? holder.name}</span>
                  <br />
                  <span className={text('s12', 'faint')}>{holder.accountName ?? holder.account}</span>
                </td>
                <td className={text('muted')}>
                  {holder.chain && holder.chain.length > 1
                    ? holder.chain.slice(1).map(shortName).join(', ')
                    : holder.person?.length
                      ? holder.name
                      : typeWords[holder.type]}
                </td>
                <td>{grants.map((reason) => `${reasonWords(reason)}, ${statementWords(reason)}`).join('; ')}</td>
                <td className={text('muted')}>
                  {[...new Set(guards.map((reason) => `${layerWords[reason.layer]} ${reason.policy}`))].join(', ') ||
                    'none'}
                </td>
                <td>
                  <Decision tone={holder.decision === 'Allowed' ? 'allowed' : 'conditional'}>
                    {holder.conditionText === undefined ? undefined : (
                      <span style={{ whiteSpace: 'normal' }}>if {holder.conditionText}</span>
                    )}
                  </Decision>
                </td>
              </tr>
            )
          })}
          {denied.map((one) => (
            <tr key={one.arn} data-current={one.arn === props.chosen} onClick={() => props.onChoose(one.arn)}>
              <td>
                <span className={text('m')}>{one.name}</span>
                <br />
                <span className={text('s12', 'faint')}>{one.accountName ?? one.account}</span>
              </td>
              <td className={text('muted')}>{typeWords[one.type]}</td>
              <td className={text('muted')}>a policy that does not decide</td>
              <td>{`${reasonWords(one.by)}, ${statementWords(one.by)}`}</td>
              <td>
                <Decision tone="denied" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && (
        <div style={{ paddingTop: 8 }}>
          <Button look="quiet" size="small" onClick={() => setAll(true)}>
            Show {figure(hidden)} more
          </Button>
        </div>
      )}
    </div>
  )
}
