/** The steps of one path: each a sentence, with what proves it. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { PathPermission, PathStep, Reason } from '../../../api/schema.ts'
import { classesOf } from '../../../classes.ts'
import { shortArn } from '../../../parts/arn.ts'
import { buttonClass } from '../../../parts/button.tsx'
import { Decision } from '../../../parts/marks.tsx'
import { Prose } from '../../../parts/prose.tsx'
import { text } from '../../../parts/text.ts'
import type { AskSearch } from '../../../search.ts'
import { DecidingStatement, toneOfReason } from '../deciding-statement.tsx'
import { Gaps } from '../gaps.tsx'
import { reasonWords, statementWords } from '../names.ts'
import styles from './paths.module.css'
import { toneOfPath } from './words.ts'

const cx = classesOf(styles)

export function StepList(props: {
  readonly steps: readonly PathStep[]
  readonly cutOf?: (step: PathStep) => AskSearch | undefined
  /** Index of the one that is open. */
  readonly open: number | undefined
  readonly onOpen: (at: number) => void
}) {
  return (
    <ol className={cx('steps')} aria-label="Steps">
      {props.steps.map((step, at) => (
        <li key={`${step.from.id} ${step.to.id}`} className={cx('step')}>
          <span className={cx('number')}>{at + 1}</span>
          <div>
            <button
              type="button"
              className={cx('opener')}
              aria-expanded={at === props.open}
              onClick={() => props.onOpen(at)}
            >
              <span className={text(at === props.open && 'm')}>
                <Prose>{step.text}</Prose>
                {step.path !== undefined && (
                  <>
                    {' '}
                    <span className={text('mono')}>{step.path}</span>
                  </>
                )}
              </span>
              <Decision tone={toneOfPath[step.decision]} />
            </button>
            {step.conditionText !== undefined && (
              <p className={text('s12', 'muted', 'breakable')}>if {step.conditionText}</p>
            )}
            {at === props.open && <Proof step={step} cut={props.cutOf?.(step)} />}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** What a step without permissions rests on. */
const factWords: Partial<Record<PathStep['kind'], string>> = {
  memberOf: 'A fact of the snapshot: the membership.',
  assigned: 'A fact of the snapshot: the account assignment in Identity Center.',
  provisions: 'A fact of the snapshot: Identity Center made this role for the permission set.',
  runsAs: 'A fact of the snapshot: the role is attached to it.',
  is: 'Its own policies amount to every permission in the account.',
}

interface Chosen {
  readonly permission: PathPermission
  readonly reason: Reason
}

/** What grants says more than what only lets through, or asks for a condition. */
const grants = ({ effect, layer }: Reason): boolean =>
  effect === 'Allow' && (layer === 'identity' || layer === 'resource')

const inOrder = (reasons: readonly Reason[]): readonly Reason[] => [
  ...reasons.filter(grants),
  ...reasons.filter((reason) => !grants(reason)),
]

function firstOf(step: PathStep): Chosen | undefined {
  for (const permission of step.permissions) {
    const [reason] = inOrder(permission.reasons)
    if (reason !== undefined) return { permission, reason }
  }
  return undefined
}

function Proof(props: { readonly step: PathStep; readonly cut: AskSearch | undefined }) {
  const { step } = props
  const [picked, setPicked] = useState<Chosen | undefined>()
  const chosen = picked ?? firstOf(step)
  return (
    <div className={cx('inside')}>
      {step.permissions.length === 0 && factWords[step.kind] !== undefined && (
        <p className={text('muted')}>{factWords[step.kind]}</p>
      )}
      {step.permissions.map((permission) => (
        <Permission
          key={`${permission.action} ${permission.resource}`}
          permission={permission}
          chosen={chosen?.permission === permission ? chosen.reason : undefined}
          onChoose={(reason) => setPicked({ permission, reason })}
        />
      ))}
      {chosen !== undefined && (
        <div>
          <DecidingStatement
            reason={chosen.reason}
            action={chosen.permission.action}
            resource={chosen.permission.resource}
            tone={toneOfReason(chosen.reason, chosen.permission.decision)}
          />
        </div>
      )}
      {props.cut !== undefined && (
        <div>
          <Link className={buttonClass('plain', 'small')} to="/access/ask" search={props.cut}>
            Cut this step as a what-if
          </Link>
        </div>
      )}
      <Gaps gaps={step.gaps} says="This step is not certain" />
    </div>
  )
}

function Permission(props: {
  readonly permission: PathPermission
  readonly chosen: Reason | undefined
  readonly onChoose: (reason: Reason) => void
}) {
  const { permission, chosen } = props
  return (
    <div className={cx('permission')}>
      <Decision tone={toneOfPath[permission.decision]} bare />
      <span className={text('breakable')}>
        <span className={text('mono', 'inkMono')}>{permission.action}</span>
        <span className={text('faint')}> on </span>
        <span className={text('mono')} title={permission.resource}>
          {permission.resource === '*' ? 'anything' : shortArn(permission.resource, 60)}
        </span>
      </span>
      <span className={cx('reasons')}>
        {inOrder(permission.reasons).map((reason) => (
          <button
            key={`${reason.policyRef} ${reason.statement} ${reason.level ?? ''}`}
            type="button"
            className={cx('reason')}
            aria-pressed={reason === chosen}
            onClick={() => props.onChoose(reason)}
          >
            {reasonWords(reason)}{' '}
            <span className={text('faint')}>
              {reason.level === undefined ? statementWords(reason) : `at ${reason.level}`}
            </span>
          </button>
        ))}
      </span>
    </div>
  )
}
