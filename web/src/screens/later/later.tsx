/** Entries whose feature does not exist yet: each says plainly what will stand there, and shows nothing invented. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { buttonClass } from '../../parts/button.tsx'
import { ScreenPage } from '../../parts/layout.tsx'
import { Empty } from '../../parts/notice.tsx'
import { text } from '../../parts/text.ts'

function Later(props: { readonly example: string; readonly children: ReactNode }) {
  return (
    <ScreenPage>
      <Empty
        as="h1"
        example={`“${props.example}”`}
        action={
          <Link className={buttonClass()} to="/access/ask">
            Ask about access instead
          </Link>
        }
      >
        <p>{props.children}</p>
        <p style={{ marginTop: 10 }}>
          <span className={text('m', 'ink')}>This version does not have it yet.</span> The sentence above is an example
          of how it will speak.
        </p>
      </Empty>
    </ScreenPage>
  )
}

export const RequestsScreen = () => (
  <Later example="Sam asks to administer prod-payments for two hours.">
    Here people ask for access, and those who own it decide, with everything that becomes possible in front of them.
  </Later>
)

export const ReviewsScreen = () => (
  <Later example="Twelve of 48 items are left in Payments; nine of them were never used.">
    Here owners look again at who may do what, and keep, reduce or revoke it. What they decide is carried out, checked
    and sealed.
  </Later>
)

export const IncidentsScreen = () => (
  <Later example="Any branch of larkfield/checkout can become administrator in three steps.">
    Here dangerous access is told as it is found: by severity, with an owner, the path drawn, and a remedy that has been
    tested.
  </Later>
)

export const AccessFlowsScreen = () => (
  <Later example="Whoever is on call in Payments may administer prod-payments for two hours.">
    Here stand the rules by which access is given for a time: who may ask, for what, how long, and who decides.
  </Later>
)

export const AuditScreen = () => (
  <Later example="Wei paused the integration AWS at 14:02, from 10.0.4.17.">
    Here everything that people and Bailiwick itself did is listed and sealed. It is already being written down; showing
    it comes later.
  </Later>
)

export const NotFoundScreen = () => (
  <ScreenPage>
    <Empty
      as="h1"
      example="Nothing stands at this address."
      action={
        <Link className={buttonClass()} to="/">
          Go home
        </Link>
      }
    >
      <p>The link may be from another Bailiwick, or the object may be gone from the current snapshot.</p>
    </Empty>
  </ScreenPage>
)
