import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { draftsQuery } from '../../api/queries.ts'
import { classesOf } from '../../classes.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Moment } from '../../parts/moment.tsx'
import { text } from '../../parts/text.ts'
import { draftOfSaved, formStepOf, stepNames, stepSummary } from './integrate/form.ts'
import styles from './integrations.module.css'

const cx = classesOf(styles)

/** Forms that somebody began and did not finish; each goes on where it was left. */
export function UnfinishedForms() {
  const client = useQueryClient()
  const drafts = useQuery(draftsQuery)
  const remove = useMutation({
    mutationFn: (draft: string) => call('DELETE /integrations/drafts/{draft}', { params: { draft } }),
    onSettled: () => client.invalidateQueries({ queryKey: draftsQuery.queryKey }),
  })
  if (drafts.data === undefined || drafts.data.length === 0) return null
  return (
    <Section title="Unfinished" aside="forms that were begun">
      <ul className={cx('rows')}>
        {drafts.data.map((one) => {
          const draft = draftOfSaved(one.form)
          const step = formStepOf(one.step)
          return (
            <li key={one.id}>
              <span className={cx('tile')}>
                <Icon name="account" size={18} />
              </span>
              <span className={text('m')}>{draft.name === '' ? 'Without a name' : draft.name}</span>
              <span className={text('muted')}>
                {stepSummary('method', draft)}, at {stepNames[step]}, saved <Moment at={one.savedAt} />
              </span>
              <span className={cx('rowActions')}>
                <Link
                  className={buttonClass('plain', 'small')}
                  to="/integrations"
                  search={{ add: 'aws', draft: one.id }}
                >
                  Continue
                </Link>
                <Button
                  look="quiet"
                  size="small"
                  aria-label={`Discard ${draft.name === '' ? 'the unfinished form' : draft.name}`}
                  acts
                  onClick={() => remove.mutate(one.id)}
                >
                  Discard
                </Button>
              </span>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
