import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call, rememberCsrfToken } from '../../api/client.ts'
import { sessionQuery } from '../../api/queries.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { ProblemNotice } from '../../parts/notice.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import { account, DoorFrame } from './frame.tsx'

const route = getRouteApi('/sign-in')

export function SignInScreen() {
  const { next } = route.useSearch()
  const client = useQueryClient()
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => call('POST /session', { body: { email, password } }),
    onSuccess: async (session) => {
      rememberCsrfToken(session.csrfToken)
      client.setQueryData(sessionQuery.queryKey, session)
      await router.navigate({ href: next ?? '/' })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <DoorFrame title="Sign in">
      <Verdict size="small">Sign in to see who can do what.</Verdict>
      {signIn.error && <ProblemNotice error={signIn.error} />}
      <form className={account('form')} onSubmit={submit}>
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          large
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          large
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" look="main" size="large" aria-disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in' : 'Sign in'}
        </Button>
      </form>
    </DoorFrame>
  )
}
