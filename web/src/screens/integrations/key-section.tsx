import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import { integrationQuery } from '../../api/queries.ts'
import type { Integration } from '../../api/schema.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { State } from '../../parts/marks.tsx'
import { Moment, useNow } from '../../parts/moment.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { counted } from '../../parts/verdict.tsx'

/** The access key of a legacy integration: its age, and a second one that takes its place once it is tested. */
export function KeySection(props: { readonly of: Integration }) {
  const { of } = props
  const client = useQueryClient()
  const now = useNow()
  const [accessKeyId, setAccessKeyId] = useState('')
  const [secretAccessKey, setSecretAccessKey] = useState('')
  const add = useMutation({
    mutationFn: () =>
      call('POST /integrations/{integration}/keys', {
        params: { integration: of.id },
        body: { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() },
      }),
    onSuccess: () => {
      setAccessKeyId('')
      setSecretAccessKey('')
      return client.invalidateQueries({ queryKey: integrationQuery(of.id).queryKey })
    },
  })
  const problem = add.error ? asProblem(add.error) : undefined
  const errorAt = (path: string) => problem?.places.find((place) => place.path === path)?.message
  const key = of.accessKey
  const isDue = key !== null && new Date(key.rotateBy).getTime() <= now
  return (
    <Section title="Access key">
      <div className={layout('stack', 'close')} style={{ paddingTop: 10 }}>
        {key !== null && (
          <p>
            <span className={text('mono', 'inkMono')}>…{key.lastFour}</span>, {counted(key.ageDays, 'day')} old
            <br />
            {isDue ? (
              <State tone="warn" shape="triangle">
                Give it a new one: it is older than 90 days.
              </State>
            ) : (
              <span className={text('s12', 'muted')}>
                Renew it by <Moment at={key.rotateBy} />.
              </span>
            )}
          </p>
        )}
        <p className={text('s12', 'muted')}>
          Make a second key in AWS and enter it here. It is tested, becomes current, and the first is forgotten.
        </p>
        <TextField
          label="Access key ID"
          name="accessKeyId"
          machine
          autoComplete="off"
          spellCheck={false}
          value={accessKeyId}
          error={errorAt('accessKeyId')}
          onChange={(event) => setAccessKeyId(event.target.value)}
        />
        <TextField
          label="Secret access key"
          name="secretAccessKey"
          type="password"
          machine
          autoComplete="new-password"
          value={secretAccessKey}
          error={errorAt('secretAccessKey')}
          onChange={(event) => setSecretAccessKey(event.target.value)}
        />
        {problem !== undefined && problem.places.length === 0 && <ProblemNotice error={problem} />}
        <div className={layout('row')}>
          <Button aria-disabled={add.isPending} acts onClick={() => !add.isPending && add.mutate()}>
            {add.isPending ? 'Testing the key' : 'Test and use it'}
          </Button>
          {add.isSuccess && <span role="status">The new key is current.</span>}
        </div>
      </div>
    </Section>
  )
}
