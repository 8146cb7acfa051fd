/** The lists of an account's page: who rules it, who acts in it, what is in it, and how much of it was read. */
import { Link } from '@tanstack/react-router'
import type { AccountDetail } from '../../api/schema.ts'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision, Severity } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { object } from '../../parts/object-head.tsx'
import { table } from '../../parts/table.ts'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { peopleWords, typeWords } from '../principals/words.ts'
import { kindWords } from '../resources/words.ts'
import { Coverage } from './coverage.tsx'

interface Of {
  readonly of: AccountDetail
}

export function Administrators(props: Of) {
  const { administratorList: list, administratorTotal: total, id, reading } = props.of
  return (
    <Section
      title="Administrators"
      aside={list.length === 0 && reading !== 'read' ? undefined : figure(total)}
      more={
        <Link to="/access/principals" search={{ account: id, admin: 'true' }}>
          As a list
        </Link>
      }
    >
      {list.length === 0 ? (
        <p className={text('muted')} style={{ paddingTop: 10 }}>
          {reading === 'read' ? (
            'None but the root user.'
          ) : (
            <>
              <Decision tone="unknown" bare /> IAM of the account was not read, so who rules it is not known.
            </>
          )}
        </p>
      ) : (
        <div className={layout('scroll')}>
          <table className={table('table')} aria-label="Administrators">
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">
                  <Term of="administrator">Administrator</Term>
                </th>
                <th scope="col" className={table('num', 'optional')}>
                  Last used
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <tr key={one.arn}>
                  <td>
                    <Link className={text('m', 'breakable')} to="/access/principals/$" params={{ _splat: one.arn }}>
                      {one.name}
                    </Link>
                    <br />
                    <span className={text('s12', 'faint')}>{peopleWords(one.person) ?? typeWords[one.type]}</span>
                  </td>
                  <td>
                    {one.admin === 'conditional' ? (
                      <span className={text('muted')}>under a condition</span>
                    ) : one.adminVia === 'equivalent' ? (
                      <Severity level="medium">as good as</Severity>
                    ) : (
                      <Severity level="high">yes</Severity>
                    )}
                  </td>
                  <td className={`${table('num', 'optional')} ${text('muted', 'nowrap')}`}>
                    {one.lastUsed === undefined ? 'not known' : <Moment at={one.lastUsed} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > list.length && (
        <p className={text('faint')} style={{ paddingTop: 8 }}>
          and {figure(total - list.length)} more
        </p>
      )}
    </Section>
  )
}

export function PrincipalTypes(props: Of) {
  const { principalTypes, principals, id } = props.of
  return (
    <Section title="Principals" aside={figure(principals)}>
      <table className={table('table')} aria-label="Principals by kind">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col" className={table('num')}>
              Principals
            </th>
            <th scope="col" className={table('num')}>
              Administrators
            </th>
          </tr>
        </thead>
        <tbody>
          {principalTypes.map(({ type, count, administrators }) => (
            <tr key={type}>
              <td>
                <Link className={text('ink')} to="/access/principals" search={{ account: id, type }}>
                  {typeWords[type]}
                </Link>
              </td>
              <td className={table('num')}>{figure(count)}</td>
              <td className={table('num')}>{administrators === 0 ? '·' : figure(administrators)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Types shown before the rest is counted. */
const shownTypes = 12

export function ResourceTypes(props: Of) {
  const { resourceTypes, resources, id } = props.of
  if (resourceTypes.length === 0) return null
  const shown = resourceTypes.slice(0, shownTypes)
  return (
    <Section title="Resources" aside={figure(resources)}>
      <table className={table('table')} aria-label="Resources by type">
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col" className={table('num')}>
              Resources
            </th>
            <th scope="col" className={table('num')}>
              Open to anybody
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ type, count, open }) => (
            <tr key={type}>
              <td>
                <Link className={text('ink')} to="/access/resources" search={{ account: id, type }}>
                  {kindWords(type)}
                </Link>
              </td>
              <td className={table('num')}>{figure(count)}</td>
              <td className={table('num')}>{open === 0 ? '·' : <Severity level="high">{figure(open)}</Severity>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {resourceTypes.length > shown.length && (
        <p className={text('faint')} style={{ paddingTop: 8 }}>
          and {counted(resourceTypes.length - shown.length, 'further type')}
        </p>
      )}
    </Section>
  )
}

export function CoverageFacts(props: Of) {
  const { gaps, gapsMore, id } = props.of
  return (
    <Section
      title="How much of it was read"
      more={
        <Link to="/organization" search={{ account: id, colour: 'coverage' }}>
          On the map
        </Link>
      }
    >
      <p style={{ paddingTop: 10 }}>
        <Coverage of={props.of} />
      </p>
      <ul className={object('people')}>
        {gaps.map((gap) => (
          <li key={`${gap.service} ${gap.region}`}>
            <span className={text('m')}>
              {gap.service} {gap.region}
            </span>
            <span className={text('s12', 'muted')}>{gap.reason}</span>
          </li>
        ))}
        {gapsMore > 0 && <li className={text('faint')}>and {figure(gapsMore)} more</li>}
      </ul>
    </Section>
  )
}

export function PasswordFacts(props: Of) {
  const { passwordPolicy: policy } = props.of
  if (policy === undefined) return null
  return (
    <Section title="Passwords of IAM users">
      {policy === null ? (
        <p className={text('muted')} style={{ paddingTop: 10 }}>
          The account sets no rule, so AWS’s own minimum applies.
        </p>
      ) : (
        <dl className={object('facts')}>
          <dt>Length</dt>
          <dd>{policy.minimumLength === null ? 'as AWS asks' : `at least ${policy.minimumLength}`}</dd>
          <dt>Asks for</dt>
          <dd>{askedFor(policy)}</dd>
          <dt>Expire</dt>
          <dd>{policy.maxAgeDays === null ? 'never' : `after ${counted(policy.maxAgeDays, 'day')}`}</dd>
          <dt>Used again</dt>
          <dd>
            {policy.reusePrevention === null ? 'at once' : `after ${counted(policy.reusePrevention, 'other password')}`}
          </dd>
        </dl>
      )}
    </Section>
  )
}

function askedFor(policy: NonNullable<AccountDetail['passwordPolicy']>): string {
  const asked = [
    policy.requireUppercase && 'capitals',
    policy.requireLowercase && 'small letters',
    policy.requireNumbers && 'numbers',
    policy.requireSymbols && 'symbols',
  ].filter((word) => word !== false)
  return asked.length === 0 ? 'nothing further' : asked.join(', ')
}

export function Providers(props: Of) {
  const { providers } = props.of
  if (providers.length === 0) return null
  return (
    <Section title="Identity providers" aside={providers.length}>
      <ul className={object('people')}>
        {providers.map((provider) => (
          <li key={provider.arn}>
            <span className={text('m', 'breakable')}>{provider.vendor ?? provider.name}</span>
            <span className={text('s12', 'faint', 'breakable')}>
              {provider.kind === 'saml' ? 'SAML' : 'OIDC'}, {provider.name}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
