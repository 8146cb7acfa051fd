import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { policyQuery } from '../../api/queries.ts'
import type { ResourceDetail } from '../../api/schema.ts'
import { buttonClass } from '../../parts/button.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Empty, Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Prose } from '../../parts/prose.tsx'
import { Statement } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { kindWords } from './words.ts'

/** Its own policy, lit where it lets anybody in; behind it what else bears on it. */
export function ResourcePolicies(props: { readonly of: ResourceDetail }) {
  const { of } = props
  const kind = kindWords(of.type)
  if (of.policy === 'none')
    return (
      <Empty example={`${of.name} has no policy of its own.`}>
        <p>Who reaches it follows from the policies of principals of its account alone, and from what is above them.</p>
      </Empty>
    )
  return (
    <div className={layout('stack')}>
      {of.policyReason !== undefined && (
        <div className={layout('gap')}>
          <Decision tone="unknown" bare />
          <p>
            <Prose>{`The policy of this ${kind} was not read: ${of.policyReason}`}</Prose>{' '}
            <Link to="/integrations" search={{ order: 'trouble' }}>
              See what was not read
            </Link>
          </p>
        </div>
      )}
      {of.policies.map(({ ref, name }) => (
        <PolicyOf key={ref} policy={ref} name={name} of={of} />
      ))}
    </div>
  )
}

function PolicyOf(props: { readonly policy: string; readonly name: string; readonly of: ResourceDetail }) {
  const { of } = props
  const policy = useQuery(policyQuery(props.policy))
  const opens = of.opening?.ref === props.policy ? of.opening.statement : undefined
  return (
    <Section
      title={props.name}
      more={
        <>
          <Link className={buttonClass('plain', 'small')} to="/access/policies/$ref" params={{ ref: props.policy }}>
            Open the policy
          </Link>
          <Link
            className={buttonClass('plain', 'small')}
            to="/access/ask"
            search={{ ask: 'what-if', edit: props.policy }}
          >
            Edit it as a what-if
          </Link>
        </>
      }
    >
      {opens !== undefined && (
        <p className={text('muted')} style={{ padding: '12px 0' }}>
          Statement {opens + 1} lets anybody in{of.public === 'conditional' ? ' under a condition' : ''}.
          {of.blockPublicAccess === true && ' Block Public Access stands before it.'}
        </p>
      )}
      <div style={{ paddingTop: 12 }}>
        {policy.error ? (
          <ProblemNotice error={policy.error} onRetry={() => void policy.refetch()} />
        ) : policy.data === undefined ? (
          <Loading lines={8} />
        ) : opens === undefined ? (
          <Statement name={props.name} document={policy.data.document} whole />
        ) : (
          <Statement
            name={props.name}
            document={policy.data.document}
            deciding={{ statement: opens }}
            tone={of.public === 'conditional' ? 'conditional' : 'deny'}
          />
        )}
      </div>
    </Section>
  )
}
