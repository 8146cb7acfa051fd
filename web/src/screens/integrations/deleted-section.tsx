import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { deletedIntegrationsQuery } from '../../api/queries.ts'
import type { DeletedIntegration } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../../parts/dialog.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Moment } from '../../parts/moment.tsx'
import { FailedAct } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted, Verdict } from '../../parts/verdict.tsx'
import styles from './integrations.module.css'
import { methodWords } from './words.ts'

const cx = classesOf(styles)

/** Integrations that were deleted with their history kept: they still answer for the past, until that is erased too. */
export function DeletedSection() {
  const deleted = useQuery(deletedIntegrationsQuery)
  const [chosen, setChosen] = useState<DeletedIntegration | undefined>()
  if (deleted.data === undefined || deleted.data.length === 0) return null
  return (
    <Section title="Deleted, history kept" aside="they answer for the past">
      <ul className={cx('rows')}>
        {deleted.data.map((one) => (
          <li key={one.id}>
            <span className={cx('tile')}>
              <Icon name="clock" size={18} />
            </span>
            <span className={text('m')}>{one.name}</span>
            <span className={text('muted')}>
              {methodWords[one.method]}, {counted(one.accounts, 'account')}, deleted <Moment at={one.deletedAt} />
            </span>
            <span className={cx('rowActions')}>
              <Button
                look="quiet"
                size="small"
                aria-label={`Erase the history of ${one.name}`}
                acts
                onClick={() => setChosen(one)}
              >
                Erase
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {chosen !== undefined && <EraseDialog of={chosen} onClose={() => setChosen(undefined)} />}
    </Section>
  )
}

/** Says what is lost before it is lost. */
function EraseDialog(props: { readonly of: DeletedIntegration; readonly onClose: () => void }) {
  const { of } = props
  const client = useQueryClient()
  const erase = useMutation({
    mutationFn: () =>
      call('DELETE /integrations/{integration}', { params: { integration: of.id }, query: { history: 'erase' } }),
    onSuccess: async () => {
      props.onClose()
      await client.invalidateQueries()
    },
  })
  return (
    <Dialog title={`Erase the history of ${of.name}`} onClose={props.onClose}>
      <DialogBody>
        <Verdict as="p" size="small">
          Everything that was read through {of.name} goes: {counted(of.accounts, 'account')}, from{' '}
          <Moment at={of.createdAt} /> to <Moment at={of.deletedAt} />.
        </Verdict>
        <p className={text('muted')}>
          Questions about that time have no answer any more. It cannot be undone. What is known now stays as it is, and
          nothing in AWS changes.
        </p>
        <FailedAct of={erase} />
      </DialogBody>
      <DialogFoot>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button look="bad" aria-disabled={erase.isPending} acts onClick={() => erase.mutate()}>
          {erase.isPending ? 'Erasing' : 'Erase the history'}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
