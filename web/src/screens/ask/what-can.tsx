import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { whatCanQuery } from '../../api/queries.ts'
import { layout } from '../../parts/layout.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { ReadLine } from '../../parts/read-when.tsx'
import { Verdict } from '../../parts/verdict.tsx'
import type { AskSearch } from '../../search.ts'
import { Abilities } from './abilities.tsx'
import { AbilityVerdict } from './ability-verdict.tsx'
import { Gaps } from './gaps.tsx'
import { shortName } from './names.ts'
import { Notes } from './notes.tsx'

const route = getRouteApi('/console/access/ask')

export function WhatCan(props: { readonly principal: string; readonly search: AskSearch }) {
  const { principal, search } = props
  const navigate = route.useNavigate()
  const answer = useQuery(whatCanQuery({ principal }))
  if (answer.error) return <ProblemNotice error={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.data === undefined) return <Loading lines={12} />
  return (
    <>
      <div className={layout('stack', 'close')}>
        <Verdict live>
          <AbilityVerdict answer={answer.data} name={shortName(answer.data.principal)} />
        </Verdict>
        <Notes notes={answer.data.notes} />
        <Gaps gaps={answer.data.gaps} says="There may be more" />
        <ReadLine of={answer.data.readings} />
      </div>
      <Abilities
        answer={answer.data}
        service={search.service}
        action={search.action}
        onService={(service) =>
          void navigate({ search: (before) => ({ ...before, service, action: undefined }), resetScroll: false })
        }
        onAction={(action) =>
          void navigate({ search: (before) => ({ ...before, action }), replace: true, resetScroll: false })
        }
      />
    </>
  )
}
