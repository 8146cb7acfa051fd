/** The draft of this tab: kept over a reload, filled by links, its documents at hand. */
import { useQueries } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { policyQuery } from '../../../api/queries.ts'
import type { Policy } from '../../../api/schema.ts'
import type { AskSearch } from '../../../search.ts'
import { cutPermission } from './cut-permission.ts'
import {
  type Draft,
  type DraftChange,
  idOfEdit,
  keepDraft,
  keptDraft,
  nextId,
  type Removal,
  replaced,
} from './draft.ts'

interface DraftAtHand {
  readonly draft: Draft
  readonly policies: ReadonlyMap<string, Policy>
  /** By `policyRef`. */
  readonly problems: ReadonlyMap<string, unknown>
  readonly change: (make: (draft: Draft) => Draft) => void
}

export function useDraft(search: AskSearch, onTaken: () => void): DraftAtHand {
  const [draft, setDraft] = useState(() => keptDraft(window.sessionStorage))
  useEffect(() => keepDraft(draft, window.sessionStorage), [draft])
  const change = useCallback((make: (draft: Draft) => Draft) => setDraft(make), [])

  const { edit, statement, without, resource, principal } = search
  const wanted = search.change
  useEffect(() => {
    if (wanted === undefined && edit === undefined) return
    if (wanted !== undefined) {
      setDraft((before) =>
        before.some((one) => one.kind === 'plain' && JSON.stringify(one.change) === JSON.stringify(wanted))
          ? before
          : [...before, { id: nextId(before), kind: 'plain', change: wanted }],
      )
    }
    if (edit !== undefined) {
      const removal: Removal | undefined =
        without === undefined
          ? undefined
          : { statement: statement ?? 0, action: without, resource: resource ?? '*', ...(principal && { principal }) }
      setDraft((before) => withEdit(before, edit, removal))
    }
    // What a link asks for is asked once: a reload shall not undo what was typed since.
    if (wanted !== undefined || without !== undefined) onTaken()
  }, [wanted, edit, statement, without, resource, principal, onTaken])

  const refs = draft.flatMap((one) => (one.kind === 'edit' ? [one.ref] : []))
  const answers = useQueries({ queries: refs.map(policyQuery) })
  const policies = new Map(answers.flatMap((answer) => (answer.data ? [[answer.data.ref, answer.data] as const] : [])))
  const problems = new Map(
    answers.flatMap((answer, at) => (answer.error ? [[refs[at] ?? '', answer.error] as const] : [])),
  )
  const due = draft.find(
    (one): one is Extract<DraftChange, { kind: 'edit' }> & { readonly removal: Removal } =>
      one.kind === 'edit' && one.removal !== undefined && policies.has(one.ref),
  )
  const duePolicy = due && policies.get(due.ref)
  useEffect(() => {
    if (due === undefined || duePolicy === undefined) return
    setDraft((before) => replaced(before, due.id, cutPermission(duePolicy, due.removal)))
  }, [due, duePolicy])
  return { draft, policies, problems, change }
}

/** What somebody has typed into this document stays, unless the link says what it wants there. */
function withEdit(before: Draft, ref: string, removal: Removal | undefined): Draft {
  const id = idOfEdit(ref)
  const fresh: DraftChange = { id, kind: 'edit', ref, ...(removal !== undefined && { removal }) }
  if (!before.some((one) => one.id === id)) return [...before, fresh]
  return removal === undefined ? before : before.map((one) => (one.id === id ? fresh : one))
}
