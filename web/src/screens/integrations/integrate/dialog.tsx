import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { draftsQuery, integrationsQuery, sessionQuery } from '../../../api/queries.ts'
import { Loading } from '../../../parts/notice.tsx'
import type { ConnectScope } from '../../../search.ts'
import { type Draft, draftFor, draftOfSaved, emptyDraft, formStepOf, freeName, stepsOf } from './form.ts'
import { FormDialog } from './form-dialog.tsx'
import { Frame } from './frame.tsx'
import { MadeDialog } from './made-dialog.tsx'

/** Either a form that is being filled in, or a connection that is made and waits for its role. */
export function IntegrateDialog(props: {
  readonly scope: ConnectScope | undefined
  readonly draft: string | undefined
  readonly connection: string | undefined
  readonly onClose: () => void
}) {
  if (props.connection !== undefined) return <MadeDialog id={props.connection} onClose={props.onClose} />
  return <FormLoader {...props} />
}

/** A saved draft first comes from the server. */
function FormLoader(props: {
  readonly scope: ConnectScope | undefined
  readonly draft: string | undefined
  readonly onClose: () => void
}) {
  const session = useQuery(sessionQuery)
  const integrations = useQuery(integrationsQuery)
  const drafts = useQuery({ ...draftsQuery, enabled: props.draft !== undefined })
  // Only the draft that was asked for when the dialog opened: saving changes the list, and must not begin anew.
  const [asked] = useState(props.draft)
  if (integrations.data === undefined || (asked !== undefined && drafts.data === undefined && !drafts.error)) {
    return (
      <Frame steps={stepsOf('cloudformation')} here="method" onClose={props.onClose}>
        <Loading lines={6} />
      </Frame>
    )
  }
  const saved = drafts.data?.find((one) => one.id === asked)
  const start: Draft = saved
    ? draftOfSaved(saved.form)
    : {
        ...emptyDraft,
        name: freeName(integrations.data.map((one) => one.name)),
        owner: session.data?.user.email ?? '',
        ...draftFor(props.scope),
      }
  return <FormDialog start={start} step={formStepOf(saved?.step)} id={saved?.id} onClose={props.onClose} />
}
