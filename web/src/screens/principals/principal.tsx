import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { principalQuery, whatCanQuery } from '../../api/queries.ts'
import type { Principal } from '../../api/schema.ts'
import { nameInArn } from '../../parts/arn.ts'
import { buttonClass } from '../../parts/button.tsx'
import { principalIcon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout, ScreenPage, Section } from '../../parts/layout.tsx'
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
          <Link className={buttonClass('plain', 'small')} to="/access/ask" search={{ ask: 'can', principal: arn }}>
            Ask about it
          </Link>
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

/** People named before the rest is counted. */
const namedPeople = 12

function Side(props: { readonly of: Principal }) {
  const { of } = props
  const people = of.person ?? []
  return (
    <aside className={layout('stack')}>
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
