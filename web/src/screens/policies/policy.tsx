import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { policyQuery } from '../../api/queries.ts'
import type { Policy, PolicyDetail } from '../../api/schema.ts'
import { useWhyOff } from '../../as-of.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { ScreenPage } from '../../parts/layout.tsx'
import { ObjectHead } from '../../parts/object-head.tsx'
import { Statement } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { Emphasized, Verdict } from '../../parts/verdict.tsx'
import { LoadingScreen, ProblemScreen } from '../../parts/whole-screen.tsx'
import { Notes } from '../ask/notes.tsx'
import { changeOf, isEditable } from './changes.ts'
import { PolicyDocument } from './document.tsx'
import { PolicyFacts } from './facts.tsx'
import { Reach } from './reach.tsx'
import { Versions } from './versions.tsx'
import { kindWords } from './words.ts'

const route = getRouteApi('/console/access/policies/$ref')

export function PolicyScreen() {
  const { ref } = route.useParams()
  const policy = useQuery(policyQuery(ref))
  if (policy.error) return <ProblemScreen of={[policy]} />
  if (policy.data === undefined) return <LoadingScreen />
  const { detail } = policy.data
  return detail === undefined ? <Bare policy={policy.data} /> : <Whole policy={policy.data} detail={detail} />
}

function Whole(props: { readonly policy: Policy; readonly detail: PolicyDetail }) {
  const { policy, detail } = props
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false })
  return (
    <ScreenPage>
      <ObjectHead
        icon="audit"
        name={detail.name}
        tag={kindWords[detail.kind]}
        account={detail.account}
        accountName={detail.accountName}
        arn={detail.arn ?? ''}
        actions={<WhatIf detail={detail} />}
      >
        <Verdict as="p" live>
          <Emphasized sentence={detail.sentence} names={[detail.name]} />
        </Verdict>
        <Notes notes={detail.notes} />
      </ObjectHead>
      <Reach detail={detail} at={policy.at} search={search} onSearch={set} />
      <PolicyDocument
        detail={detail}
        usage={policy.usage}
        chosen={search.statement}
        onChoose={(statement) => set({ statement })}
      />
      <Versions policyRef={detail.ref} name={detail.name} search={search} onSearch={set} />
      <PolicyFacts detail={detail} />
    </ScreenPage>
  )
}

/** What stands beside a policy and is none of its own. */
function Bare(props: { readonly policy: Policy }) {
  const { policy } = props
  return (
    <ScreenPage>
      <ObjectHead icon="audit" name={policy.name} account={policy.account} arn={policy.arn ?? ''}>
        <Verdict as="p">It bears on answers, and is no policy that somebody wrote.</Verdict>
        <p className={text('muted')}>
          Grants of a key, shares of a catalog and copies that IAM Identity Center keeps in its roles are shown as
          policies say the same.
        </p>
      </ObjectHead>
      <Statement name={policy.name} document={policy.document} />
    </ScreenPage>
  )
}

/** Asking changes nothing in AWS; of the past there is nothing left to change. */
function WhatIf(props: { readonly detail: PolicyDetail }) {
  const { detail } = props
  const why = useWhyOff()
  const change = changeOf(detail)
  if (why !== undefined)
    return (
      <Button size="small" disabled title={why}>
        What if
      </Button>
    )
  return (
    <>
      {isEditable(detail) && (
        <Link className={buttonClass('plain', 'small')} to="/access/ask" search={{ ask: 'what-if', edit: detail.ref }}>
          What if it were edited
        </Link>
      )}
      {change !== undefined && (
        <Link className={buttonClass('plain', 'small')} to="/access/ask" search={{ ask: 'what-if', change }}>
          What if it were gone
        </Link>
      )}
    </>
  )
}
