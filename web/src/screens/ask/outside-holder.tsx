import type { Holder, WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Decision, toneOf } from '../../parts/marks.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized, Verdict } from '../../parts/verdict.tsx'
import styles from './ask.module.css'
import { DecidingStatement, toneOfReason } from './deciding-statement.tsx'
import { resourceNamed } from './names.ts'

const cx = classesOf(styles)

const outside: ReadonlySet<Holder['type']> = new Set(['service', 'external', 'anonymous'])

/** Not a principal that was read: no question of its own can be asked about it. */
export const isOutside = ({ type }: Pick<Holder, 'type'>): boolean => outside.has(type)

/** Whoever is not of the organization first: that is what one must not overlook in a list of hundreds. */
export const outsideFirst = (answer: WhoCanAnswer): WhoCanAnswer => ({
  ...answer,
  principals: answer.principals.toSorted((a, b) => rankOf(a) - rankOf(b)),
})

/** Groups by decision come before groups by type. */
const rankOf = ({ type, decision }: Holder): number =>
  (decision === 'Allowed' ? 0 : 10) + (type === 'anonymous' ? 0 : type === 'external' ? 1 : 2)

const aboutOutside = ({ type, decision }: Holder): string => {
  if (type === 'service') return 'An AWS service acts here for whoever may set it to work.'
  if (type === 'external') return 'It is outside what was read: whom its own account lets do this is not known here.'
  return decision === 'Allowed'
    ? 'Also without an AWS account. Nothing that was read stands above it in the way.'
    : 'Also without an AWS account.'
}

/** Why somebody from outside can: the statements that let them in. */
export function OutsideHolder(props: { readonly answer: WhoCanAnswer; readonly holder: Holder }) {
  const { answer, holder } = props
  const resource = resourceNamed(answer)
  const [first] = holder.via
  const who = holder.type === 'anonymous' ? 'Anybody' : `${holder.name.charAt(0).toUpperCase()}${holder.name.slice(1)}`
  const by = first === undefined ? 'what was read' : first.policy
  const condition = holder.conditionText === undefined ? '' : ` if ${holder.conditionText}`
  return (
    <div className={cx('answer')} style={{ gap: 0 }}>
      <div className={cx('decisionLine')}>
        <Decision tone={toneOf[holder.decision]} />
        <span className={text('faint', 'breakable')}>
          {holder.name}, {answer.action} on {resource}
        </span>
      </div>
      <Verdict as="p" size="small" live>
        <Emphasized
          sentence={`${who} can call ${answer.action} on ${resource}${condition}: ${by} allows it.`}
          names={[who, by]}
        />
      </Verdict>
      <p className={text('muted')} style={{ marginTop: 8 }}>
        {aboutOutside(holder)}
      </p>
      {holder.via.map((reason) => (
        <div key={`${reason.policyRef} ${reason.statement}`} className={cx('statement')}>
          <DecidingStatement
            reason={reason}
            action={answer.action}
            resource={answer.resource}
            tone={toneOfReason(reason, holder.decision)}
          />
        </div>
      ))}
    </div>
  )
}
