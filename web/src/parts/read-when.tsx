import { Link } from '@tanstack/react-router'
import type { AnswerReadings } from '../api/schema.ts'
import { capabilityName } from './coverage-cells.ts'
import { Moment } from './moment.tsx'
import { text } from './text.ts'

/** Readings within it are one. */
const minute = 60_000

/** When what an answer rests on was read, the oldest first: so old the answer may be. Part of a line. */
export function ReadWhen(props: { readonly of: AnswerReadings | undefined }) {
  if (props.of === undefined) return null
  const { oldest, newest, oldestIn, orLater } = props.of
  const { account, accountName = account, region, service } = oldestIn
  // Of the past the first reading that found it so is known, and none that found it so again.
  const again = orLater ? ' or later' : ''
  if (Date.parse(newest) - Date.parse(oldest) < minute)
    return (
      <>
        Read <Moment at={oldest} />
        {again}.
      </>
    )
  return (
    <>
      Oldest reading <Moment at={oldest} />
      {again}, {capabilityName(service)} of{' '}
      <Link className={text('faint')} to="/access/accounts/$account" params={{ account }}>
        {accountName}
      </Link>
      {region !== undefined && ` in ${region}`}; newest <Moment at={newest} />
      {again}.
    </>
  )
}

/** A line of its own. */
export const ReadLine = (props: { readonly of: AnswerReadings | undefined }) =>
  props.of === undefined ? null : (
    <p className={text('s12', 'faint')}>
      <ReadWhen of={props.of} />
    </p>
  )
