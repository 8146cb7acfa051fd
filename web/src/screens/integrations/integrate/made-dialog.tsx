import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { asProblem } from '../../../api/problem.ts'
import { integrationQuery, previewQuery } from '../../../api/queries.ts'
import { Button } from '../../../parts/button.tsx'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { Loading, ProblemNotice } from '../../../parts/notice.tsx'
import { CheckStep, estimateWords } from './check-step.tsx'
import { DoneStep } from './done-step.tsx'
import { stepsOf } from './form.ts'
import { Frame } from './frame.tsx'
import { InstallStep } from './install-step.tsx'
import { useLookAgain, useVerify } from './use-checking.ts'

/** How often the page looks whether probes have ticked, while a check runs (ms). */
const tick = 500

/** A connection that is made: its role is installed, checked, and then read. */
export function MadeDialog(props: { readonly id: string; readonly onClose: () => void }) {
  const client = useQueryClient()
  const verify = useVerify(props.id, { read: false })
  const busy = verify.isPending
  const integration = useQuery({ ...integrationQuery(props.id), ...(busy && { refetchInterval: tick }) })
  const preview = useQuery(previewQuery(props.id))
  const [chosen, setChosen] = useState<'install' | 'check' | undefined>()
  const [started, setStarted] = useState(false)
  const start = useMutation({
    mutationFn: () => call('POST /integrations/{integration}/sync', { params: { integration: props.id }, body: {} }),
    onSuccess: async () => {
      setStarted(true)
      await client.invalidateQueries()
    },
  })
  const of = integration.data
  useLookAgain(started ? undefined : of, verify)
  const steps = stepsOf(of?.method ?? 'cloudformation')
  const here = chosen ?? (steps.includes('install') ? 'install' : 'check')
  if (of === undefined) {
    return (
      <Frame steps={steps} here={here} onClose={props.onClose}>
        {integration.error ? (
          <ProblemNotice error={integration.error} onRetry={() => void integration.refetch()} />
        ) : (
          <Loading lines={8} />
        )}
      </Frame>
    )
  }
  const done = started || (of.method === 'direct' && of.run !== null)
  const says = start.error
    ? asProblem(start.error).message
    : preview.data === undefined
      ? 'Nothing in AWS is changed.'
      : `${estimateWords(preview.data.estimate)} Nothing in AWS is changed.`
  return (
    <Frame
      steps={steps}
      here={here}
      onStep={(one) => (one === 'install' || one === 'check') && setChosen(one)}
      onClose={props.onClose}
      foot={
        done ? (
          <DialogFoot>
            <Link to="/integrations/$id" params={{ id: of.id }}>
              Open the card
            </Link>
            <Button look="main" onClick={props.onClose}>
              Close
            </Button>
          </DialogFoot>
        ) : (
          <DialogFoot
            says={
              here === 'install' ? 'You may close this; the card waits, and this page opens again from there.' : says
            }
          >
            <Button onClick={props.onClose}>Cancel</Button>
            {here === 'check' && steps.includes('install') && (
              <Button onClick={() => setChosen('install')}>Back</Button>
            )}
            <Button
              look={here === 'check' ? 'main' : 'plain'}
              aria-disabled={start.isPending}
              acts
              onClick={() => !start.isPending && start.mutate()}
            >
              {start.isPending ? 'Starting' : 'Create'}
            </Button>
            {here === 'install' && (
              <Button
                look="main"
                acts
                onClick={() => {
                  setChosen('check')
                  if (!busy) verify.mutate(undefined)
                }}
              >
                Continue
              </Button>
            )}
          </DialogFoot>
        )
      }
    >
      {done ? (
        <DoneStep of={of} />
      ) : here === 'install' ? (
        <InstallStep of={of} checking={busy} />
      ) : (
        <CheckStep
          of={of}
          checking={{
            pending: busy,
            error: verify.error,
            check: (accounts) => verify.mutate(accounts),
          }}
        />
      )}
    </Frame>
  )
}
