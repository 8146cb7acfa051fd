import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogFoot } from '../../parts/dialog.tsx'
import { ErrorSummary } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import styles from './integrate.module.css'
import { CheckStep } from './integrate-check.tsx'
import { AccountsStep, MethodStep, NameStep, OwnerStep } from './integrate-fields.tsx'
import { type Draft, emptyDraft, requestOf, type StepKey, stepOfField, stepSummary, steps } from './integrate-steps.ts'

const cx = classesOf(styles)

export type FieldErrors = Readonly<Partial<Record<string, string>>>

export function IntegrateDialog(props: { readonly draft: string | undefined; readonly onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState<Draft>(emptyDraft)
  const [step, setStep] = useState<StepKey>('method')
  const body = useRef<HTMLDivElement>(null)
  const create = useMutation({
    mutationFn: () => call('POST /integrations', { body: requestOf(draft) }),
    onSuccess: async (made) => {
      client.setQueryData(['integrations', made.id], made)
      void client.invalidateQueries({ queryKey: ['integrations'], exact: true })
      await navigate({ to: '/integrations', search: { add: 'aws', draft: made.id }, replace: true })
    },
    onError: (error) => {
      const [first] = asProblem(error).places
      if (first?.path !== undefined) jump(first.path)
    },
  })
  const id = props.draft
  const here: StepKey = id === undefined ? step : 'check'
  const at = steps.findIndex((one) => one.key === here)
  const problem = create.error ? asProblem(create.error) : undefined
  const errors: FieldErrors = Object.fromEntries(
    (problem?.places ?? []).map((place) => [place.path?.split(/[.[]/)[0] ?? '', place.message]),
  )

  function jump(path: string): void {
    setStep(stepOfField(path))
    // After the step is drawn, so that the field is there.
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[name="${path.split(/[.[]/)[0]}"]`)?.focus())
  }
  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }))
    if (create.isError) create.reset()
  }
  const next = () => {
    const following = steps[at + 1]?.key
    if (following === 'check') create.mutate()
    else if (following !== undefined) setStep(following)
  }

  return (
    <Dialog title="Integrate AWS" size={1080} onClose={props.onClose}>
      <div className={cx('dialog')}>
        <ol className={cx('steps')}>
          {steps.map((one, index) => (
            <li
              key={one.key}
              className={cx(index < at && 'done', index === at && 'here')}
              aria-current={index === at ? 'step' : undefined}
            >
              <button
                type="button"
                className={cx('step')}
                disabled={id !== undefined || index > at}
                onClick={() => setStep(one.key)}
              >
                <span className={cx('number')}>
                  {index < at ? <Icon name="check" size={12} stroke={2.4} /> : index + 1}
                </span>
                <span className={cx('words')}>
                  <span className={text('m')}>{one.name}</span>
                  <br />
                  <span className={`${text('s12', 'faint')} ${cx('stepBelow')}`}>
                    {id === undefined && index < at ? stepSummary(one.key, draft) : ''}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ol>
        <div className={cx('body')} ref={body}>
          {problem && problem.places.length > 0 && (
            <ErrorSummary
              errors={problem.places.map((place) => ({ name: place.path ?? '', message: place.message }))}
              onJump={jump}
            />
          )}
          {problem && problem.places.length === 0 && <ProblemNotice error={problem} onRetry={() => create.mutate()} />}
          {here === 'method' && <MethodStep draft={draft} errors={errors} onChange={change} />}
          {here === 'accounts' && <AccountsStep draft={draft} errors={errors} onChange={change} />}
          {here === 'name' && <NameStep draft={draft} errors={errors} onChange={change} />}
          {here === 'owner' && <OwnerStep draft={draft} errors={errors} onChange={change} />}
          {here === 'check' && id !== undefined && <CheckStep id={id} />}
        </div>
      </div>
      {id === undefined ? (
        <DialogFoot says="Bailiwick reads with a role that can change nothing. Nothing in AWS is changed by this dialog.">
          <Button onClick={at === 0 ? props.onClose : () => setStep(steps[at - 1]?.key ?? 'method')}>
            {at === 0 ? 'Cancel' : 'Back'}
          </Button>
          <Button look="main" aria-disabled={create.isPending} onClick={next}>
            {create.isPending ? 'Making the connection' : 'Continue'}
          </Button>
        </DialogFoot>
      ) : (
        <StartFoot id={id} onClose={props.onClose} />
      )}
    </Dialog>
  )
}

function StartFoot(props: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const client = useQueryClient()
  const start = useMutation({
    mutationFn: () => call('POST /integrations/{integration}/sync', { params: { integration: props.id } }),
    onSuccess: async () => {
      await client.invalidateQueries()
      props.onClose()
    },
  })
  return (
    <DialogFoot
      says={
        start.error
          ? asProblem(start.error).message
          : 'You may close this; the connection waits as a card, and this page opens again from there.'
      }
    >
      <Button onClick={props.onClose}>Later</Button>
      <Button look="main" aria-disabled={start.isPending} onClick={() => start.mutate()}>
        {start.isPending ? 'Starting' : 'Start reading'}
      </Button>
    </DialogFoot>
  )
}
