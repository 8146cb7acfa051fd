import type { WhoCanAnswer } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon, type IconName, principalIcon } from '../../parts/icon.tsx'
import { text } from '../../parts/text.ts'
import { peopleWords, typeWords } from '../principals/words.ts'
import { iconOfArn } from './arn-icon.ts'
import { grantOf, reasonWords, resourceNamed, shortName, statementWords } from './names.ts'
import styles from './path.module.css'

const cx = classesOf(styles)

interface Step {
  readonly icon: IconName
  readonly name: string
  readonly below: string
}

function stepsOf(answer: WhoCanAnswer, chosen: string): readonly Step[] {
  const resource: Step = { icon: iconOfArn(answer.resource), name: resourceNamed(answer), below: answer.action }
  const denied = answer.denied.find((one) => one.arn === chosen)
  if (denied) {
    return [
      {
        icon: principalIcon[denied.type],
        name: denied.name,
        below: `${typeWords[denied.type]} in ${denied.accountName ?? denied.account}`,
      },
      { icon: 'shield', name: reasonWords(denied.by), below: `${statementWords(denied.by)} denies` },
    ]
  }
  const holder = answer.principals.find((one) => one.arn === chosen)
  if (holder === undefined) return []
  const people = peopleWords(holder.person)
  const grant = grantOf(holder.via)
  const guards = holder.via.filter((reason) => reason.layer === 'serviceControl' || reason.layer === 'resourceControl')
  return [
    ...(people === undefined ? [] : [{ icon: 'people' as const, name: people, below: 'through Identity Center' }]),
    {
      icon: principalIcon[holder.type],
      name: holder.name,
      below: `${typeWords[holder.type]} in ${holder.accountName ?? holder.account}${grant ? `, ${statementWords(grant).split(',')[0]} allows` : ''}`,
    },
    ...(holder.chain ?? [])
      .slice(1)
      .map((arn) => ({ icon: 'role' as const, name: shortName(arn), below: 'assumed in turn' })),
    ...(guards.length > 0
      ? [{ icon: 'shield' as const, name: 'Guardrails', below: `${guards.length} looked at; none denies` }]
      : []),
    resource,
  ]
}

/** On a phone the picture becomes a list of steps. */
export function PathSteps(props: { readonly answer: WhoCanAnswer; readonly chosen: string }) {
  return (
    <ol className={cx('steps')} aria-label="The chosen path">
      {stepsOf(props.answer, props.chosen).map((step) => (
        <li key={step.name}>
          <span className={cx('bubble')}>
            <Icon name={step.icon} size={14} />
          </span>
          <span>
            <span className={text('m', 'breakable')}>{step.name}</span>
            <br />
            <span className={text('s12', 'faint')}>{step.below}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}
