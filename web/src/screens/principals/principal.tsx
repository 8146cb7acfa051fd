import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { principalQuery, whatCanQuery } from '../../api/queries.ts'
import type { Escalation, Principal } from '../../api/schema.ts'
import { nameInArn } from '../../parts/arn.ts'
import { buttonClass } from '../../parts/button.tsx'
import { principalIcon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { NotInSnapshot } from '../../parts/not-in-snapshot.tsx'
import { Loading } from '../../parts/notice.tsx'
import { ObjectHead, object } from '../../parts/object-head.tsx'
import { text } from '../../parts/text.ts'
import { Verdict } from '../../parts/verdict.tsx'
import { ProblemScreen } from '../../parts/whole-screen.tsx'
import { Abilities } from '../ask/abilities.tsx'
import { AbilityVerdict } from '../ask/ability-verdict.tsx'
import { Gaps } from '../ask/gaps.tsx'
import { Notes } from '../ask/notes.tsx'
import { toneOfPath } from '../ask/paths/words.ts'
import { adminWords, typeWords } from './words.ts'

const route = getRouteApi('/console/access/principals/$')

export function PrincipalScreen() {
  const { _splat: arn = '' } = route.useParams()
  const { service, action } = route.useSearch()
  const navigate = route.useNavigate()
  const principal = useQuery(principalQuery(arn))
  const abilities = useQuery({ ...whatCanQuery({ principal: arn }), enabled: principal.data !== null })
  if (principal.data === null) return <NotInSnapshot arn={arn} list="/access/principals" />
  // Of somebody who is not there, nothing can be asked either; that is no problem of its own.
  if (principal.error || (principal.data && abilities.error)) return <ProblemScreen of={[principal, abilities]} />
  const one = principal.data
  return (
    <ScreenPage>
      <ObjectHead
        icon={one === undefined ? 'role' : principalIcon[one.type]}
        name={one?.name ?? nameInArn(arn)}
        tag={one && typeWords[one.type]}
        account={one?.account}
        accountName={one?.accountName}
        arn={arn}
        actions={
          <>
            <Link className={buttonClass('plain', 'small')} to="/access/ask" search={{ ask: 'can', principal: arn }}>
              Ask about it
            </Link>
            <Link className={buttonClass('plain', 'small')} to="/access/ask" search={{ ask: 'paths', from: arn }}>
              Paths
            </Link>
            <Link
              className={buttonClass('plain', 'small')}
              to="/access/ask"
              search={{ ask: 'what-if', change: { op: 'detach-policy', from: arn } }}
            >
              What if…
            </Link>
          </>
        }
      >
        {abilities.data === undefined ? (
          <Loading lines={1} />
        ) : (
          <Verdict as="p">
            <AbilityVerdict answer={abilities.data} name={one?.name ?? nameInArn(arn)} />
          </Verdict>
        )}
        {abilities.data !== undefined && <Notes notes={abilities.data.notes} />}
        {abilities.data !== undefined && <Gaps gaps={abilities.data.gaps} says="There may be more" />}
      </ObjectHead>
      <div className={service === undefined ? layout('columns') : layout('stack')}>
        <div className={layout('stack')}>
          {abilities.data === undefined ? (
            <Loading lines={12} />
          ) : (
            <Abilities
              answer={abilities.data}
              service={service}
              action={action}
              onService={(next) =>
                void navigate({ search: next === undefined ? {} : { service: next }, resetScroll: false })
              }
              onAction={(next) =>
                void navigate({ search: (before) => ({ ...before, action: next }), replace: true, resetScroll: false })
              }
            />
          )}
        </div>
        {one && <Side of={one} />}
      </div>
    </ScreenPage>
  )
}

/** Ways named before the rest is left to their picture. */
const namedWays = 6

function WaysToAdministrator(props: { readonly of: Principal; readonly ways: readonly Escalation[] }) {
  const { of, ways } = props
  const rest = ways.length - namedWays
  return (
    <Section title="Ways to administrator" aside={ways.length}>
      <ul className={object('people')}>
        {ways.slice(0, namedWays).map((way) => (
          <li key={`${way.path} ${way.target}`}>
            <span>
              <Decision tone={toneOfPath[way.decision]} bare />{' '}
              <span className={text('m', 'breakable')}>
                {way.target === of.arn ? 'gives itself more' : `as ${nameInArn(way.target)}`}
              </span>{' '}
              <span className={text('mono')}>{way.path}</span>
            </span>
          </li>
        ))}
        {rest > 0 && <li className={text('faint')}>and {rest} more</li>}
      </ul>
      <p style={{ paddingTop: 10 }}>
        <Link to="/access/ask" search={{ ask: 'paths', from: of.arn }}>
          Show every way, step by step
        </Link>
      </p>
    </Section>
  )
}

/** People named before the rest is counted. */
const namedPeople = 12

function Side(props: { readonly of: Principal }) {
  const { of } = props
  const people = of.person ?? []
  const ways = of.escalatesTo ?? []
  return (
    <aside className={layout('stack')}>
      {ways.length > 0 && <WaysToAdministrator of={of} ways={ways} />}
      {people.length > 0 && (
        <Section title="Who holds it" aside={people.length}>
          <ul className={object('people')}>
            {people.slice(0, namedPeople).map((person) => (
              <li key={person.email ?? person.name}>
                <span className={text('m')}>{person.name}</span>
                {person.email !== undefined && <span className={text('s12', 'faint')}>{person.email}</span>}
              </li>
            ))}
            {people.length > namedPeople && <li className={text('faint')}>and {people.length - namedPeople} more</li>}
          </ul>
        </Section>
      )}
      <Section title="Facts">
        <dl className={object('facts')}>
          <dt>Kind</dt>
          <dd>{typeWords[of.type]}</dd>
          <dt>Account</dt>
          <dd>
            {of.accountName !== undefined && <>{of.accountName} </>}
            <AccountId value={of.account} />
          </dd>
          <dt>Administrator</dt>
          <dd>
            {adminWords[of.admin]}
            {of.adminVia === 'equivalent' && ', by a way that amounts to it'}
          </dd>
          {of.createdAt !== undefined && (
            <>
              <dt>Made</dt>
              <dd>
                <Moment at={of.createdAt} />
              </dd>
            </>
          )}
          <dt>Last used</dt>
          <dd>{of.lastUsed === undefined ? 'not known' : <Moment at={of.lastUsed} />}</dd>
        </dl>
      </Section>
    </aside>
  )
}
