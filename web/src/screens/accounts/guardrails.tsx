/** What stands over an account, from the root of the organization down to it: each level is a gate of SCPs and RCPs. */
import { Link } from '@tanstack/react-router'
import type { AccountDetail, AccountGuardrail, AccountGuardrailLevel } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import styles from './accounts.module.css'

const cx = classesOf(styles)

export function Guardrails(props: { readonly of: AccountDetail }) {
  const { serviceControl, resourceControl, isManagement } = props.of
  const levels = serviceControl.levels.length > 0 ? serviceControl.levels : resourceControl.levels
  return (
    <Section title="What stands over it">
      {isManagement ? (
        <p className={`${text('muted')} ${cx('said')}`}>
          Nothing: neither SCPs nor RCPs bind the management account, its principals and its resources.
        </p>
      ) : (
        <>
          <Unread name="SCPs" of={serviceControl} />
          <Unread name="RCPs" of={resourceControl} />
          {levels.length > 0 && (
            <ol className={cx('levels')}>
              {levels.map((level, at) => (
                <li key={level.target}>
                  <span className={cx('gate')} aria-hidden="true" />
                  <span className={cx('level')}>
                    <Icon name={at === levels.length - 1 ? 'account' : at === 0 ? 'organization' : 'folder'} />{' '}
                    {level.label}
                  </span>
                  <Gate name="SCP" of={levelIn(serviceControl, level)} state={serviceControl.state} />
                  <Gate name="RCP" of={levelIn(resourceControl, level)} state={resourceControl.state} />
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </Section>
  )
}

const levelIn = ({ levels }: AccountGuardrail, { target }: AccountGuardrailLevel): AccountGuardrailLevel | undefined =>
  levels.find((level) => level.target === target)

const unreadWords = {
  read: undefined,
  none: 'are not in force here.',
  out_of_scope: 'were not among what was read.',
  unread: 'were not read.',
} as const

/** Where nobody could look, the gates are not known, which is said before they are shown. */
function Unread(props: { readonly name: 'SCPs' | 'RCPs'; readonly of: AccountGuardrail }) {
  const { state, reason } = props.of
  const words = unreadWords[state]
  if (words === undefined) return null
  return (
    <p className={`${text('muted')} ${cx('said')}`}>
      {state !== 'none' && <Decision tone="unknown" bare />} {props.name} {words}
      {reason !== undefined && ` ${reason}.`}
    </p>
  )
}

function Gate(props: {
  readonly name: 'SCP' | 'RCP'
  readonly of: AccountGuardrailLevel | undefined
  readonly state: AccountGuardrail['state']
}) {
  const { name, of: level, state } = props
  if (state !== 'read' && (level === undefined || level.policies.length === 0)) return null
  return (
    <span className={cx('policies')}>
      <span className={text('label')}>
        <Term of={name}>{name}</Term>
      </span>
      {level === undefined || level.policies.length === 0 ? (
        <span className={text('faint')}>none attached</span>
      ) : (
        level.policies.map((policy) => (
          <Link key={policy.ref} to="/access/policies/$ref" params={{ ref: policy.ref }}>
            {policy.name}
          </Link>
        ))
      )}
    </span>
  )
}
