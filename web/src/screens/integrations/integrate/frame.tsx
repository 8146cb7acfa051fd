import type { ReactNode, RefObject } from 'react'
import { classesOf } from '../../../classes.ts'
import { Dialog } from '../../../parts/dialog.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { clockTime } from '../../../parts/moment.tsx'
import { text } from '../../../parts/text.ts'
import { type Draft, isFormStep, type StepKey, stepNames, stepSummary } from './form.ts'
import styles from './integrate.module.css'

const cx = classesOf(styles)

/** Title, Setup guide, the steps on the left, the buttons below. */
export function Frame(props: {
  readonly steps: readonly StepKey[]
  readonly here: StepKey
  readonly draft?: Draft
  readonly saved?: string | undefined
  readonly onStep?: (step: StepKey) => void
  readonly onClose: () => void
  readonly bodyRef?: RefObject<HTMLDivElement | null>
  readonly foot?: ReactNode
  readonly children: ReactNode
}) {
  const at = props.steps.indexOf(props.here)
  const isForm = isFormStep(props.here)
  return (
    <Dialog
      title="Integrate AWS"
      size={1080}
      onClose={props.onClose}
      aside={
        <a className={text('s12')} href="/guide/connect-aws" target="_blank" rel="noreferrer">
          Setup guide
        </a>
      }
      end={
        props.saved !== undefined && (
          <span className={`${text('s12', 'muted')} ${cx('wideOnly')}`} role="status">
            Draft saved {clockTime(props.saved)}
          </span>
        )
      }
    >
      <div className={cx('dialog')}>
        <ol className={cx('steps')}>
          {props.steps.map((step, index) => {
            // Before the connection is made only what was filled in, afterwards only what follows it.
            const reachable = isForm ? index <= at : !isFormStep(step)
            return (
              <li
                key={step}
                className={cx(index < at && 'done', index === at && 'here')}
                aria-current={index === at ? 'step' : undefined}
              >
                <button type="button" className={cx('step')} disabled={!reachable} onClick={() => props.onStep?.(step)}>
                  <span className={cx('number')}>
                    {index < at ? <Icon name="check" size={12} stroke={2.4} /> : index + 1}
                  </span>
                  <span className={cx('words')}>
                    <span className={text('m')}>{stepNames[step]}</span>
                    <br />
                    <span className={`${text('s12', 'faint')} ${cx('stepBelow')}`}>
                      {props.draft !== undefined && index < at ? stepSummary(step, props.draft) : ''}
                    </span>
                  </span>
                </button>
              </li>
            )
          })}
        </ol>
        <div className={cx('body')} ref={props.bodyRef}>
          {props.children}
        </div>
      </div>
      {props.foot}
    </Dialog>
  )
}
