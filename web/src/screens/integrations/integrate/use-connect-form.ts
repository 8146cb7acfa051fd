import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import { asProblem } from '../../../api/problem.ts'
import { draftsQuery, integrationQuery } from '../../../api/queries.ts'
import type { CheckedForm } from '../../../api/types.ts'
import { type Draft, type FormStep, isFormStep, problemsUpTo, requestOf, stepOfField, stepsOf } from './form.ts'
import { useDraftSaving } from './use-draft-saving.ts'

type Problems = CheckedForm['problems']

/** Asks what the whole form would be told; `checked` is the last answer. */
function useCheckedForm() {
  const [checked, setChecked] = useState<CheckedForm | undefined>()
  const ask = (form: Draft) => call('POST /integrations/check', { body: requestOf(form) })
  const check = useMutation({ mutationFn: ask, onSuccess: setChecked })
  // Apart from the check of a step, which the buttons wait for.
  const whose = useMutation({ mutationFn: ask, onSuccess: setChecked })
  return { checked, check, look: whose.mutate }
}

/** How long nothing is typed before it is looked at (ms). */
const typingPause = 400

/**
 * What is said before anybody asks. Whom the roles would trust, at once, because it decides which method is possible; and whether
 * the owner is known here, because Create does not stop for that.
 */
function useLooking(draft: Draft, step: FormStep, look: (form: Draft) => void): void {
  const { method, partition, owner } = draft
  const latest = useRef({ draft, look })
  latest.current = { draft, look }
  useEffect(() => {
    latest.current.look({ ...latest.current.draft, method, partition })
  }, [method, partition])
  useEffect(() => {
    if (step !== 'owner') return
    const timer = window.setTimeout(() => latest.current.look({ ...latest.current.draft, owner }), typingPause)
    return () => window.clearTimeout(timer)
  }, [step, owner])
}

const nameOf = (field: HTMLElement): string => field.getAttribute('name') ?? ''

/** After the step is drawn, so that the field is there. */
function focusField(body: RefObject<HTMLElement | null>, path: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const fields = [...(body.current?.querySelectorAll<HTMLElement>('[name]') ?? [])]
      const field = fields.find((one) => nameOf(one) === path) ?? fields.find((one) => nameOf(one).startsWith(path))
      field?.focus()
    }),
  )
}

/** The form of the dialog: what is typed, what is wrong with it, and the way from step to step until the connection is made. */
export function useConnectForm(
  start: { readonly draft: Draft; readonly step: FormStep; readonly id: string | undefined },
  body: RefObject<HTMLElement | null>,
) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(start.draft)
  const [step, setStep] = useState<FormStep>(start.step)
  const [problems, setProblems] = useState<Problems>([])
  const saving = useDraftSaving(start.id)
  const { checked, check, look } = useCheckedForm()
  useLooking(draft, step, look)

  const jump = (path: string) => {
    setStep(stepOfField(path))
    focusField(body, path)
  }
  /** Shows what is wrong, and goes to the first of it. */
  const tell = (found: Problems): boolean => {
    setProblems(found)
    const [first] = found
    if (first !== undefined) jump(first.path)
    return first !== undefined
  }
  const create = useMutation({
    mutationFn: (form: Draft) => call('POST /integrations', { body: { ...requestOf(form), draft: saving.id } }),
    onSuccess: async (made) => {
      client.setQueryData(integrationQuery(made.id).queryKey, made)
      void client.invalidateQueries({ queryKey: draftsQuery.queryKey })
      void client.invalidateQueries({ queryKey: ['integrations'], exact: true })
      await navigate({ to: '/integrations', search: { add: 'aws', connection: made.id }, replace: true })
    },
    onError: (error) => {
      const named = asProblem(error).places.flatMap(({ path, message }) =>
        path === undefined ? [] : [{ path, message }],
      )
      tell(named)
    },
  })
  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }))
    const touched = Object.keys(part)
    setProblems((before) => before.filter((one) => !touched.some((field) => one.path.split(/[.[]/)[0] === field)))
  }
  const goTo = (next: FormStep) => {
    setStep(next)
    body.current?.closest('[role="dialog"]')?.scrollTo({ top: 0 })
    saving.save(next, draft)
  }
  const steps = stepsOf(draft.method)
  const at = steps.indexOf(step)
  /** `whole`: everything is looked at and the connection made; otherwise the steps so far. */
  const proceed = async (whole: boolean) => {
    if (check.isPending || create.isPending) return
    saving.save(step, draft)
    const answer = await check.mutateAsync(draft).catch(() => undefined)
    if (answer === undefined) return
    if (tell(whole ? answer.problems : [...problemsUpTo(step, answer.problems)])) return
    const next = steps[at + 1]
    if (!whole && next !== undefined && isFormStep(next)) goTo(next)
    else create.mutate(draft)
  }
  const back = () => {
    const before = steps[at - 1]
    if (before !== undefined && isFormStep(before)) goTo(before)
  }
  return {
    draft,
    step,
    steps,
    problems,
    checked,
    change,
    jump,
    goTo,
    proceed,
    /** Undefined on the first step. */
    back: at > 0 ? back : undefined,
    isBusy: check.isPending || create.isPending,
    isMaking: create.isPending,
    savedAt: saving.savedAt,
    /** What is wrong with no field. */
    fault: create.error && asProblem(create.error).places.length === 0 ? create.error : check.error,
  }
}
