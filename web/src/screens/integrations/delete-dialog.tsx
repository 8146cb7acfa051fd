import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import type { Integration } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../parts/dialog.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, Verdict } from '../../parts/verdict.tsx'

/** Says what is lost before it is lost. */
export function DeleteDialog(props: { readonly of: Integration; readonly onClose: () => void }) {
  const { of } = props
  const client = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => call('DELETE /integrations/{integration}', { params: { integration: of.id } }),
    onSuccess: async () => {
      await navigate({ to: '/integrations' })
      await client.invalidateQueries()
    },
  })
  const accounts = counted(of.counts.accounts, 'account')
  return (
    <Dialog title={`Delete ${of.name}`} onClose={props.onClose}>
      <DialogBody>
        <Verdict as="p" size="small">
          Bailiwick forgets {accounts}, {counted(of.counts.principals, 'principal')} and{' '}
          {counted(of.counts.resources, 'resource')}, with their history.
        </Verdict>
        <p className={text('muted')}>
          Every answer about them becomes unknown. Nothing in AWS changes
          {of.roleName === '' ? '.' : `; the role ${of.roleName} stays there until you delete it.`} It cannot be undone:
          connecting again starts with a new external id.
        </p>
        {remove.error && <ProblemNotice error={remove.error} />}
      </DialogBody>
      <DialogFoot>
        <Button onClick={props.onClose}>Keep it</Button>
        <Button look="bad" aria-disabled={remove.isPending} onClick={() => remove.mutate()}>
          {remove.isPending ? 'Deleting' : `Delete, forget ${accounts}`}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
