import type { LayerStep, Reason } from '../api/schema.ts'
import { classesOf } from '../classes.ts'
import styles from './layer-ladder.module.css'
import { Decision, toneOfStep } from './marks.tsx'
import { Prose } from './prose.tsx'

const cx = classesOf(styles)

/** Every layer in the order in which AWS looks at them; silent ones too, so that one sees they were looked at. */
export function LayerLadder(props: {
  readonly steps: readonly LayerStep[]
  readonly chosen?: Reason | undefined
  readonly onChoose: (reason: Reason) => void
}) {
  return (
    <ol className={cx('ladder')}>
      {props.steps.map((step, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two SCP levels may say the same
          key={at}
          className={cx(
            'step',
            isSilent(step) && 'silent',
            step.decides && 'decides',
            step.decides && toneOfStep[step.result],
          )}
        >
          <Rung
            step={step}
            chosen={step.reason !== undefined && sameReason(step.reason, props.chosen)}
            onChoose={props.onChoose}
          />
        </li>
      ))}
    </ol>
  )
}

const isSilent = (step: LayerStep): boolean => !step.decides && (step.result === 'silent' || step.result === 'none')

const sameReason = (a: Reason, b: Reason | undefined): boolean =>
  b !== undefined && a.policyRef === b.policyRef && a.statement === b.statement && a.layer === b.layer

function Rung(props: {
  readonly step: LayerStep
  readonly chosen: boolean
  readonly onChoose: (reason: Reason) => void
}) {
  const { step } = props
  const content = (
    <>
      <span className={cx('mark')}>
        <Decision tone={toneOfStep[step.result]} bare />
      </span>
      <span className={cx('label')}>{step.label}</span>
      <span className={cx('words')}>
        <Prose>{step.text}</Prose>
      </span>
    </>
  )
  const { reason } = step
  if (reason === undefined) return <div className={cx('rung')}>{content}</div>
  return (
    <button
      type="button"
      className={cx('rung', 'opens')}
      aria-pressed={props.chosen}
      title="Show the statement"
      onClick={() => props.onChoose(reason)}
    >
      {content}
    </button>
  )
}
