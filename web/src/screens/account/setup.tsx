import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call, rememberCsrfToken } from '../../api/client.ts'
import { asProblem } from '../../api/problem.ts'
import { sessionQuery, setupQuery } from '../../api/queries.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { CommandLine, ProblemNotice } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { account, DoorFrame } from './frame.tsx'

const route = getRouteApi('/setup')

/** The server refuses shorter ones too. */
const shortestPassword = 12

export function SetupScreen() {
  const { token } = route.useSearch()
  const { data: setup } = useQuery(setupQuery)
  if (setup?.needed === false) {
    return (
      <DoorFrame title="Setup">
        <Verdict size="small">This Bailiwick has its first administrator.</Verdict>
        <p className={text('muted')}>The setup link is used up. Sign in, or ask the administrator for an account.</p>
        <Link className={buttonClass('main', 'large')} to="/sign-in">
          Sign in
        </Link>
      </DoorFrame>
    )
  }
  if (token === undefined) {
    return (
      <DoorFrame title="Setup">
        <Verdict size="small">The first administrator comes in through the setup link.</Verdict>
        <p className={text('muted')}>
          The server prints it in its terminal when it starts for the first time. It works once, so that nobody else can
          come first. To print it again, start the server again:
        </p>
        <CommandLine command="npm start" />
      </DoorFrame>
    )
  }
  return <SetupForm token={token} />
}

function SetupForm(props: { readonly token: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const setup = useMutation({
    mutationFn: () => call('POST /setup', { body: { token: props.token, name, email, password } }),
    onSuccess: async (session) => {
      rememberCsrfToken(session.csrfToken)
      client.setQueryData(sessionQuery.queryKey, session)
      client.setQueryData(setupQuery.queryKey, { needed: false })
      await navigate({ to: '/', replace: true })
    },
  })
  const places = setup.error ? asProblem(setup.error).places : []
  const placed = (path: string) => places.find((place) => place.path === path)?.message
  const short = password.length < shortestPassword
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!short) setup.mutate()
  }
  return (
    <DoorFrame
      title="Setup"
      foot="The password is kept as an Argon2id hash; nothing leaves this server. Next: a sample organization, or your own AWS."
    >
      <Verdict size="small">You are the first here. Make yourself the administrator.</Verdict>
      {setup.error && places.length === 0 && <ProblemNotice error={setup.error} />}
      <form className={account('form')} onSubmit={submit}>
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          required
          large
          autoFocus
          value={name}
          error={placed('name')}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          large
          value={email}
          error={placed('email')}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          hint={`At least ${shortestPassword} characters. A sentence is easier to keep than a riddle.`}
          type="password"
          name="password"
          autoComplete="new-password"
          required
          large
          value={password}
          error={
            placed('password') ??
            (tried && short ? `This has ${password.length} characters; it needs ${shortestPassword}.` : undefined)
          }
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" look="main" size="large" aria-disabled={setup.isPending}>
          {setup.isPending ? 'Making the administrator' : 'Make me the administrator'}
        </Button>
      </form>
    </DoorFrame>
  )
}
