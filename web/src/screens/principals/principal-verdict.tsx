import { Fragment, type ReactNode } from 'react'
import type { Becoming, BecomingAnswer, PrincipalDetail, WhatCanAnswer } from '../../api/schema.ts'
import { Bold, counted, inWords } from '../../parts/verdict.tsx'
import { actionsIn, serviceUses } from '../ask/heat-rows.ts'
import { targetsOf } from './becoming-words.ts'

/** What it may do, how much of it was used, and whom it can become, in one sentence. */
export function PrincipalVerdict(props: {
  readonly name: string
  readonly answer: WhatCanAnswer
  readonly detail: PrincipalDetail | undefined
  readonly becoming: BecomingAnswer | undefined
}) {
  const { name, answer, detail, becoming } = props
  const granted = answer.services.filter(({ levels }) => actionsIn(levels) > 0)
  const actions = granted.reduce((sum, { levels }) => sum + actionsIn(levels), 0)
  const use = serviceUses(detail?.usage)
  const used = use && granted.filter(({ service }) => use.has(service)).length
  const services = granted.length === 1 ? 'one service' : `${inWords(granted.length)} services`
  const [first, ...others] = targetsOf(becoming?.becomes ?? [])
  if (granted.length === 0) return <>{name} may do nothing, as far as was read.</>
  if (answer.admin === 'yes')
    return (
      <>
        {name} is an <Bold>administrator</Bold>: {counted(actions, 'action')} in {services}
        {used !== undefined && (used === 0 ? ', none of which it ever used' : `, ${inWords(used)} of them used`)}.
      </>
    )
  return (
    <>
      {name}{' '}
      <Clauses
        clauses={[
          <>
            may perform <Bold>{`${inWords(actions)} ${actions === 1 ? 'action' : 'actions'}`}</Bold> in {services}
          </>,
          used !== undefined && (used === 0 ? 'never used any' : `used ${inWords(used)} of the services`),
          answer.admin === 'conditional' && 'is an administrator under a condition',
          first !== undefined && <Becomes best={first.best} others={others.length} />,
        ]}
      />
      .
    </>
  )
}

/** Joined as one says it: `a`, `a and b`, `a, b and c`. */
function Clauses(props: { readonly clauses: readonly ReactNode[] }) {
  const said = props.clauses.filter((clause) => clause !== false)
  return said.map((clause, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: clauses of one sentence never move
    <Fragment key={at}>
      {at === 0 ? '' : at === said.length - 1 ? ' and ' : ', '}
      {clause}
    </Fragment>
  ))
}

function Becomes(props: { readonly best: Becoming; readonly others: number }) {
  const { best, others } = props
  return (
    <>
      {best.decision === 'Unknown' ? 'could' : 'can'} {best.itself ? 'make itself' : 'become'}{' '}
      <Bold>{best.itself ? 'administrator' : best.target.name}</Bold>
      {best.through !== undefined && ` through ${best.through}`}
      {others > 0 && `, or ${others === 1 ? 'one other' : `${inWords(others)} others`}`}
      {best.decision === 'Conditional' && ', under a condition'}
    </>
  )
}
