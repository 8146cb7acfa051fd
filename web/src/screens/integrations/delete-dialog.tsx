import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import type { Integration } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../parts/dialog.tsx'
import { Choice } from '../../parts/field.tsx'
import { layout } from '../../parts/layout.tsx'
import { FailedAct } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, Verdict } from '../../parts/verdict.tsx'

/** Says what is lost before it is lost. */
export function DeleteDialog(props: { readonly of: Integration; readonly onClose: () => void }) {
  const { of } = props
  const client = useQueryClient()
  const navigate = useNavigate()
  const [history, setHistory] = useState<'keep' | 'erase'>('keep')
  const remove = useMutation({
    mutationFn: () =>
      call('DELETE /integrations/{integration}', { params: { integration: of.id }, query: { history } }),
    onSuccess: async () => {
      await navigate({ to: '/integrations' })
      await client.invalidateQueries()
    },
  })
  const accounts = counted(of.counts.accounts, 'account')
  if (of.kind === 'discovered') return <DeleteDiscovered of={of} remove={remove} onClose={props.onClose} />
  return (
    <Dialog title={`Delete ${of.name}`} onClose={props.onClose}>
      <DialogBody>
        <Verdict as="p" size="small">
          {history === 'keep' ? 'Bailiwick no longer reads' : 'Bailiwick forgets'} {accounts},{' '}
          {counted(of.counts.principals, 'principal')} and {counted(of.counts.resources, 'resource')}
          {history === 'keep' ? '.' : ', with their history.'}
          {of.sharedWith.map((name) => ` The card “${name}” goes too.`)}
        </Verdict>
        <div className={layout('stack', 'close')} role="radiogroup" aria-label="History">
          <Choice
            kind="radio"
            name="history"
            title="Keep history"
            checked={history === 'keep'}
            onChange={() => setHistory('keep')}
          >
            Questions about a time before this still have an answer.
          </Choice>
          <Choice
            kind="radio"
            name="history"
            title="Erase"
            checked={history === 'erase'}
            onChange={() => setHistory('erase')}
          >
            Everything that was read through it goes, the past too. It cannot be undone.
          </Choice>
        </div>
        <p className={text('muted')}>
          Every answer about them becomes unknown. Nothing in AWS changes
          {of.roleName === '' ? '.' : `; the role ${of.roleName} stays there until you delete it.`} Connecting again
          starts with a new external id.
        </p>
        <FailedAct of={remove} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button look="bad" aria-disabled={remove.isPending} acts onClick={() => remove.mutate()}>
          {remove.isPending ? 'Deleting' : history === 'keep' ? `Delete, keep history` : `Delete, forget ${accounts}`}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

/** Nothing was read through such a card, so nothing is lost with it. */
function DeleteDiscovered(props: {
  readonly of: Integration
  readonly remove: UseMutationResult<unknown, unknown, void>
  readonly onClose: () => void
}) {
  const { of, remove } = props
  return (
    <Dialog title={`Delete ${of.name}`} onClose={props.onClose}>
      <DialogBody>
        <Verdict as="p" size="small">
          The card goes. What was read of the roles that let {of.name} in stays.
        </Verdict>
        <FailedAct of={remove} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button look="bad" aria-disabled={remove.isPending} acts onClick={() => remove.mutate()}>
          {remove.isPending ? 'Deleting' : 'Delete the card'}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
