import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { asProblem } from '../../api/problem.ts'
import { policyQuery } from '../../api/queries.ts'
import type { Reason } from '../../api/schema.ts'
import { Loading } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Statement, type StatementTone } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { layerWords, statementWords } from './names.ts'

/** A phrase of the server’s as a sentence; names of actions keep their own letters. */
function asSentence(words: string): string {
  const first = /^[a-z]+ /.test(words) ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : words
  return first.replace(/([^.!?])$/, '$1.')
}

export function toneOfReason(reason: Reason, decision: string): StatementTone {
  if (reason.effect === 'Deny') return 'deny'
  return decision === 'Conditional' && reason.layer !== 'serviceControl' ? 'conditional' : 'allow'
}

/** The document that a ruling rests on, with the lines that decide about this action on this resource. */
export function DecidingStatement(props: {
  readonly reason: Reason
  readonly action: string
  readonly resource: string
  readonly tone: StatementTone
}) {
  const { reason, action, resource } = props
  const policy = useQuery(policyQuery(reason.policyRef))
  const deciding = useMemo(
    () => ({ statement: reason.statement, action, resource }),
    [reason.statement, action, resource],
  )
  if (policy.error) {
    return (
      <p className={text('muted')}>
        {reason.policy}, {statementWords(reason)}: {asProblem(policy.error).message}
      </p>
    )
  }
  if (policy.data === undefined) return <Loading lines={6} />
  return (
    <>
      <Statement
        name={policy.data.name}
        aside={[layerWords[reason.layer], reason.level].filter(Boolean).join(', ')}
        document={policy.data.document}
        deciding={deciding}
        tone={props.tone}
      />
      <p className={text('s12', 'muted')} style={{ marginTop: 8 }}>
        {reason.why !== '' && <Prose>{asSentence(reason.why)}</Prose>}{' '}
        <Link
          className={text('nowrap')}
          to="/access/ask"
          search={{ ask: 'what-if', edit: reason.policyRef, statement: reason.statement }}
        >
          Edit it as a what-if
        </Link>
      </p>
    </>
  )
}
