import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, rememberCsrfToken } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import { endWaiting } from '../api/sign-in-again.ts'
import { Button } from '../parts/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../parts/dialog.tsx'
import { TextField } from '../parts/field.tsx'
import { ProblemNotice } from '../parts/notice.tsx'
import { text } from '../parts/text.ts'

/** Over the page that somebody was on. Somebody else gets a page of his own, which has forgotten what was read here. */
export function SignInAgain() {
  const client = useQueryClient()
  const before = client.getQueryData(sessionQuery.queryKey)
  const [email, setEmail] = useState(before?.user.email ?? '')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => call('POST /session', { body: { email, password } }),
    onSuccess: (session) => {
      if (before && before.user.email !== session.user.email) return window.location.assign('/')
      rememberCsrfToken(session.csrfToken)
      client.setQueryData(sessionQuery.queryKey, session)
      endWaiting()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!signIn.isPending) signIn.mutate()
  }
  return (
    <Dialog title="Sign in again" size={440} onClose={() => endWaiting('not signed in')}>
      <form onSubmit={submit}>
        <DialogBody>
          <p className={text('muted')}>
            Your session has ended. What you typed stays where it is, and what you began goes on afterwards.
          </p>
          {signIn.error && <ProblemNotice error={signIn.error} />}
          <TextField
            label="Email"
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <TextField
            label="Password"
            type="password"
            name="password"
            autoComplete="current-password"
            required
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </DialogBody>
        <DialogFoot>
          <Button type="submit" look="main" aria-disabled={signIn.isPending}>
            {signIn.isPending ? 'Signing in' : 'Sign in'}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
