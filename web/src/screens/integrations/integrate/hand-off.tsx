/** Send to my AWS administrator: a link that opens without sign-in and shows what to create (connection.md §3). */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import { handOffsQuery } from '../../../api/queries.ts'
import { classesOf } from '../../../classes.ts'
import { Button, CopyButton } from '../../../parts/button.tsx'
import { TextArea, TextField } from '../../../parts/field.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { FailedAct, ProblemNotice } from '../../../parts/notice.tsx'
import { text } from '../../../parts/text.ts'
import { counted } from '../../../parts/verdict.tsx'
import styles from './integrate.module.css'

const cx = classesOf(styles)

/** connection.md §3. */
const usualDays = 7
const mostDays = 30

export function HandOff(props: { readonly id: string }) {
  const client = useQueryClient()
  const [days, setDays] = useState(String(usualDays))
  const [why, setWhy] = useState('')
  const [asked, setAsked] = useState(false)
  const number = Number(days)
  const wrong =
    Number.isInteger(number) && number >= 1 && number <= mostDays ? undefined : `Enter 1 to ${mostDays} days.`
  const make = useMutation({
    mutationFn: () =>
      call('POST /integrations/{integration}/handoff', {
        params: { integration: props.id },
        body: { days: number, ...(why.trim() !== '' && { why: why.trim() }) },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: handOffsQuery(props.id).queryKey }),
  })
  return (
    <div className={cx('handOff')}>
      <p className={text('muted')}>
        Makes a link that opens without sign-in. It shows what is to be created, the exact JSON, and who asked; nothing
        secret. This page ticks itself when the role appears.
      </p>
      <div className={cx('fields')}>
        <TextArea
          label="Why"
          optional
          hint="One sentence for the person who opens it."
          rows={2}
          name="why"
          maxLength={500}
          value={why}
          onChange={(event) => setWhy(event.target.value)}
        />
        <TextField
          label="Valid for (days)"
          hint={`1 to ${mostDays}. It can be revoked at any time.`}
          type="number"
          name="days"
          inputMode="numeric"
          min={1}
          max={mostDays}
          value={days}
          error={asked ? wrong : undefined}
          onChange={(event) => setDays(event.target.value)}
        />
      </div>
      <div>
        <Button
          aria-disabled={make.isPending}
          acts
          onClick={() => {
            setAsked(true)
            if (wrong === undefined && !make.isPending) make.mutate()
          }}
        >
          <Icon name="send" />
          {make.isPending ? 'Making the link' : 'Make the link'}
        </Button>
      </div>
      <FailedAct of={make} />
      {make.data !== undefined && (
        <div className={cx('link')} role="status">
          <span className={text('mono', 'inkMono')}>{make.data.url}</span>
          <CopyButton value={make.data.url} label="Copy the link" name="Copy the link" look="plain" />
          <span className={text('s12', 'muted')}>
            Shown this once. Valid until <Moment at={make.data.expiresAt} />.
          </span>
        </div>
      )}
      <HandOffLinks id={props.id} />
    </div>
  )
}

/** The links that were made, and whether somebody opened them. */
function HandOffLinks(props: { readonly id: string }) {
  const client = useQueryClient()
  const links = useQuery(handOffsQuery(props.id))
  const revoke = useMutation({
    mutationFn: (handoff: string) =>
      call('DELETE /integrations/{integration}/handoffs/{handoff}', { params: { integration: props.id, handoff } }),
    onSettled: () => client.invalidateQueries({ queryKey: handOffsQuery(props.id).queryKey }),
  })
  if (links.error) return <ProblemNotice error={links.error} onRetry={() => void links.refetch()} />
  if (links.data === undefined || links.data.length === 0) return null
  return (
    <>
      <FailedAct of={revoke} />
      <ul className={cx('links')} aria-label="Links">
        {links.data.map((link) => {
          return (
            <li key={link.id}>
              <span>
                <span className={text('m')}>
                  Made <Moment at={link.createdAt} />
                  {link.why !== null && `: ${link.why}`}
                </span>
                <br />
                <span className={text('s12', 'faint')}>
                  {link.revokedAt !== null ? (
                    <>
                      revoked <Moment at={link.revokedAt} />
                    </>
                  ) : link.state === 'expired' ? (
                    <>
                      expired <Moment at={link.expiresAt} />
                    </>
                  ) : (
                    <>
                      valid until <Moment at={link.expiresAt} />
                    </>
                  )}
                  , opened {link.openings.length === 0 ? 'by nobody yet' : counted(link.openings.length, 'time')}
                </span>
              </span>
              {link.state === 'open' && (
                <Button
                  look="bad"
                  size="small"
                  aria-disabled={revoke.isPending}
                  acts
                  onClick={() => revoke.mutate(link.id)}
                >
                  Revoke
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
