import type { WhatCanAnswer } from '../../api/schema.ts'
import { Bold, counted } from '../../parts/verdict.tsx'
import { actionsIn } from './heat-rows.ts'

/** One sentence about everything somebody can do. */
export function AbilityVerdict(props: { readonly answer: WhatCanAnswer; readonly name: string }) {
  const { admin, services } = props.answer
  const granted = services.filter((service) => actionsIn(service.levels) > 0)
  const actions = granted.reduce((sum, service) => sum + actionsIn(service.levels), 0)
  if (admin === 'yes') {
    return (
      <>
        {props.name} is an <Bold>administrator</Bold>: {counted(actions, 'action')} in{' '}
        {counted(granted.length, 'service')}, and the power to take more.
      </>
    )
  }
  if (granted.length === 0) return <>{props.name} can do nothing, as far as was read.</>
  return (
    <>
      {props.name} can perform <Bold>{counted(actions, 'action')}</Bold> in {counted(granted.length, 'service')}
      {admin === 'conditional' && (
        <>
          , and becomes an <Bold>administrator</Bold> under a condition
        </>
      )}
      .
    </>
  )
}
