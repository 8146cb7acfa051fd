import { useRef } from 'react'
import { Button } from '../../../parts/button.tsx'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { ErrorSummary } from '../../../parts/field.tsx'
import { ProblemNotice } from '../../../parts/notice.tsx'
import { type Draft, type FormStep, isFormStep } from './form.ts'
import { Frame } from './frame.tsx'
import { AccountsStep, MethodStep, OptionsStep, OwnerStep, type StepProps } from './steps.tsx'
import { useConnectForm } from './use-connect-form.ts'

const stepParts = { method: MethodStep, accounts: AccountsStep, options: OptionsStep, owner: OwnerStep } as const

/** The steps that are a form; the last makes the connection. */
export function FormDialog(props: {
  readonly start: Draft
  readonly step: FormStep
  readonly id: string | undefined
  readonly onClose: () => void
}) {
  const body = useRef<HTMLDivElement>(null)
  const form = useConnectForm({ draft: props.start, step: props.step, id: props.id }, body)
  const { problems, step, isBusy } = form
  const Step = stepParts[step]
  const stepProps: StepProps = {
    draft: form.draft,
    // Of several at one field the first is told beside it; the list on top has them all.
    errors: Object.fromEntries([...problems].reverse().map((problem) => [problem.path, problem.message])),
    checked: form.checked,
    onChange: form.change,
  }
  const isLast = step === 'owner'
  return (
    <Frame
      steps={form.steps}
      here={step}
      draft={form.draft}
      saved={form.savedAt}
      onStep={(one) => isFormStep(one) && form.goTo(one)}
      onClose={props.onClose}
      bodyRef={body}
      foot={
        <DialogFoot says="Bailiwick reads with a role that can change nothing. Nothing in AWS is changed by this dialog.">
          <Button onClick={props.onClose}>Cancel</Button>
          {form.back !== undefined && <Button onClick={form.back}>Back</Button>}
          {!isLast && (
            <Button aria-disabled={isBusy} acts onClick={() => void form.proceed(true)}>
              Create
            </Button>
          )}
          <Button look="main" aria-disabled={isBusy} acts onClick={() => void form.proceed(isLast)}>
            {form.isMaking ? 'Making the connection' : isLast ? 'Create' : 'Continue'}
          </Button>
        </DialogFoot>
      }
    >
      <ErrorSummary
        errors={problems.map((problem) => ({ name: problem.path, message: problem.message }))}
        onJump={form.jump}
      />
      {form.fault !== null && <ProblemNotice error={form.fault} onRetry={() => void form.proceed(isLast)} />}
      <Step {...stepProps} />
    </Frame>
  )
}
