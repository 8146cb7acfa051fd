import type { AlsoNeeded, LayerStep, Reason } from '../api/schema.ts'
import { classesOf } from '../classes.ts'
import styles from './layer-ladder.module.css'
import { Decision, type DecisionTone, toneOf, toneOfStep } from './marks.tsx'
import { Prose } from './prose.tsx'

const cx = classesOf(styles)

/** Every layer in the order in which AWS looks at them; silent ones too, so that one sees they were looked at. */
export function LayerLadder(props: {
  readonly steps: readonly LayerStep[]
  /** What the call needs besides; each stands below the layers. */
  readonly needs?: readonly AlsoNeeded[]
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
      {(props.needs ?? []).map((need) => (
        <li key={need.text} className={cx('step')}>
          <div className={cx('rung')}>
            <RungContent tone={toneOf[need.decision]} label="Also needed" words={need.text} />
          </div>
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
  const content = <RungContent tone={toneOfStep[step.result]} label={step.label} words={step.text} />
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

function RungContent(props: { readonly tone: DecisionTone; readonly label: string; readonly words: string }) {
  return (
    <>
      <span className={cx('mark')}>
        <Decision tone={props.tone} bare />
      </span>
      <span className={cx('label')}>{props.label}</span>
      <span className={cx('words')}>
        <Prose>{props.words}</Prose>
      </span>
    </>
  )
}
