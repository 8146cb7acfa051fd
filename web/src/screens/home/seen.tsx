/** How much of the organization could be read: a square for each account, unit by unit. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { organizationQuery } from '../../api/queries.ts'
import type { Status } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { CoverageSquares, SquaresLegend } from '../../parts/coverage.tsx'
import { knownAccounts } from '../../parts/known-accounts.ts'
import { Section } from '../../parts/layout.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import styles from './home.module.css'
import { fewReadings, readingsByUnit, type UnitReadings } from './units.ts'

const cx = classesOf(styles)

const mostSquares = 42
const mostUnits = 8

export function WhatWeCanSee(props: { readonly of: Status }) {
  const { accounts } = props.of
  const { data: organization } = useQuery(organizationQuery)
  const units = readingsByUnit(organization ?? { units: [], accounts: [] }, accounts)
  const others = units.slice(mostUnits).flatMap(({ accounts }) => accounts)
  const suspended = organization?.accounts.filter(({ status }) => status !== 'ACTIVE') ?? []
  return (
    <Section
      title="What we can see"
      aside={counted(knownAccounts(props.of), 'account')}
      more={
        <>
          <Link className={text('s12')} to="/organization">
            Map
          </Link>
          <Link className={text('s12')} to="/integrations">
            Coverage
          </Link>
        </>
      }
    >
      <div className={cx('units')}>
        {units.slice(0, mostUnits).map((unit) => (
          <Unit key={unit.id ?? ''} unit={unit} isOnly={units.length === 1} />
        ))}
        {others.length > 0 && (
          <Link className={text('s12')} to="/organization" search={{ colour: 'coverage' }}>
            {counted(others.length, 'account')} in {counted(units.length - mostUnits, 'further unit')}
          </Link>
        )}
      </div>
      <SquaresLegend accounts={accounts} />
      {suspended.length > 0 && (
        <p className={`${cx('note')} ${text('s12', 'faint')}`}>
          {suspended.length === 1
            ? `${suspended[0]?.name ?? ''} is suspended: no call is made there.`
            : `${figure(suspended.length)} accounts are suspended: no call is made there.`}
        </p>
      )}
    </Section>
  )
}

function Unit(props: { readonly unit: UnitReadings; readonly isOnly: boolean }) {
  const { id, name, accounts } = props.unit
  const { shown, more } = fewReadings(accounts, mostSquares)
  return (
    <Link className={cx('unit')} to="/organization" search={{ colour: 'coverage', ...(id !== null && { unit: id }) }}>
      <span>{props.isOnly ? 'All accounts' : name}</span>
      <span>
        <CoverageSquares accounts={shown} />
        {more > 0 && <span className={text('s12', 'faint')}>and {figure(more)} more</span>}
      </span>
    </Link>
  )
}
