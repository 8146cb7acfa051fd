import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { policyQuery } from '../../api/queries.ts'
import type { Guardrail, HeldPolicy, PrincipalDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { Statement } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { lossWords, policyKindWords } from './policy-words.ts'
import styles from './principals.module.css'
import { TryIt } from './where-it-comes-from.tsx'

const cx = classesOf(styles)

const groups: readonly (readonly [HeldPolicy['bears'], string, string])[] = [
  ['grants', 'What grants', 'No policy grants it anything.'],
  ['boundary', 'What limits it', 'It has no permissions boundary.'],
  ['trust', 'Who may take it on', ''],
]

/** Its policies with their documents, and those that its organization puts over it. */
export function PoliciesTab(props: {
  readonly of: PrincipalDetail
  readonly open: string | undefined
  readonly onOpen: (ref: string | undefined) => void
}) {
  const { of } = props
  return (
    <div className={layout('stack')}>
      {groups.map(([bears, title, nothing]) => {
        const policies = of.policies.filter((policy) => policy.bears === bears)
        if (policies.length === 0 && nothing === '') return null
        return (
          <Section key={bears} title={title} aside={policies.length > 0 ? policies.length : undefined}>
            {policies.length === 0 && (
              <p className={text('muted')} style={{ paddingTop: 12 }}>
                {nothing}
              </p>
            )}
            {policies.map((policy, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one policy may come twice, by itself and through a group
              <PolicyRow key={`${policy.ref} ${at}`} policy={policy} {...props} />
            ))}
          </Section>
        )
      })}
      <GuardrailSection {...props} title="SCPs over it" of={of.serviceControl} />
      <GuardrailSection {...props} title="RCPs over what it reaches in its account" of={of.resourceControl} />
    </div>
  )
}

interface Opening {
  readonly open: string | undefined
  readonly onOpen: (ref: string | undefined) => void
}

function PolicyRow(props: Opening & { readonly policy: HeldPolicy; readonly of: PrincipalDetail }) {
  const { policy, of } = props
  const { share } = policy
  return (
    <Foldable name={policy.name} refOf={policy.ref} says={policyKindWords[policy.kind]} {...props}>
      <p className={cx('facts')}>
        {policy.group !== undefined && <span>through group {policy.group}</span>}
        {policy.unread !== undefined && <span>{policy.unread}</span>}
        {share !== undefined && (
          <>
            <span>{counted(share.actions, 'action')} by itself</span>
            <span>{figure(share.lost)} that nothing else grants</span>
            <span>if it were removed: {lossWords(share, of.usage)}</span>
          </>
        )}
      </p>
      {policy.unread === undefined && <Document policy={policy.ref} />}
      <span className={layout('row')}>
        <Link className={buttonClass('plain', 'small')} to="/access/policies/$ref" params={{ ref: policy.ref }}>
          Open the policy
        </Link>
        {policy.unread === undefined && (
          <Link
            className={buttonClass('plain', 'small')}
            to="/access/ask"
            search={{ ask: 'what-if', edit: policy.ref }}
          >
            Edit it as a what-if
          </Link>
        )}
        <TryIt policy={policy} />
      </span>
    </Foldable>
  )
}

function GuardrailSection(props: Opening & { readonly title: string; readonly of: Guardrail }) {
  const { title, of } = props
  return (
    <Section title={title} aside={of.policies.length > 0 ? of.policies.length : undefined}>
      {!of.binds && (
        <p className={text('muted')} style={{ paddingTop: 12 }}>
          They do not bind it.
        </p>
      )}
      {of.reason !== undefined && (
        <p className={text('muted')} style={{ paddingTop: 12 }}>
          {of.reason}
        </p>
      )}
      {of.policies.map(({ ref, name, level }) => (
        <Foldable key={`${ref} ${level}`} name={name} refOf={`${ref} ${level}`} says={level} {...props}>
          <Document policy={ref} />
        </Foldable>
      ))}
    </Section>
  )
}

function Foldable(
  props: Opening & {
    readonly name: string
    readonly refOf: string
    readonly says: string
    readonly children: ReactNode
  },
) {
  const isOpen = props.open === props.refOf
  return (
    <div>
      <Button look="quiet" aria-expanded={isOpen} onClick={() => props.onOpen(isOpen ? undefined : props.refOf)}>
        <Icon name={isOpen ? 'down' : 'right'} size={14} />
        <span className={text('m', 'ink')}>{props.name}</span>
        <span className={text('faint', 's12')}>{props.says}</span>
      </Button>
      {isOpen && <div className={cx('policy')}>{props.children}</div>}
    </div>
  )
}

function Document(props: { readonly policy: string }) {
  const policy = useQuery(policyQuery(props.policy))
  if (policy.error) return <ProblemNotice error={policy.error} onRetry={() => void policy.refetch()} />
  if (policy.data === undefined) return <Loading lines={6} />
  return (
    <Statement
      name={policy.data.name}
      aside={policyKindWords[policy.data.kind]}
      document={policy.data.document}
      whole
    />
  )
}
