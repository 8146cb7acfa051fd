import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { draftsQuery } from '../../../api/queries.ts'
import { type Draft, type FormStep, savedForm } from './form.ts'

/** Not `crypto.randomUUID`: browsers have it only over https and on localhost. */
const newId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Saves an unfinished form under an id of its own; the server forgets it when the connection is made. */
export function useDraftSaving(known: string | undefined) {
  const client = useQueryClient()
  const [id] = useState(() => known ?? newId())
  const saving = useMutation({
    mutationFn: (input: { readonly step: FormStep; readonly draft: Draft }) =>
      call('PUT /integrations/drafts/{draft}', {
        params: { draft: id },
        body: { step: input.step, form: savedForm(input.draft) },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: draftsQuery.queryKey }),
  })
  return {
    id,
    savedAt: saving.data?.savedAt,
    error: saving.error,
    save: (step: FormStep, draft: Draft) => saving.mutate({ step, draft }),
  }
}
