import { Link } from '@tanstack/react-router'
import type { Connection, ResourceDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon, resourceIcon } from '../../parts/icon.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision, Severity } from '../../parts/marks.tsx'
import { object } from '../../parts/object-head.tsx'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { figure } from '../../parts/verdict.tsx'
import { Tags } from '../principals/principal-side.tsx'
import styles from '../principals/principals.module.css'
import { ResourceFacts } from './resource-facts.tsx'
import { connectionWords, kindWords } from './words.ts'

const cx = classesOf(styles)

/** Named before the rest is counted. */
const named = 12

export function ResourceSide(props: { readonly of: ResourceDetail }) {
  const { of } = props
  return (
    <aside className={layout('stack')}>
      {of.connections.length > 0 && <Connections of={of} />}
      <Section title="Facts">
        <dl className={object('facts')}>
          <dt>Open</dt>
          <dd>
            <Open of={of} />
          </dd>
          <dt>
            <Term of="resource policy">Own policy</Term>
          </dt>
          <dd>
            {of.hasPolicy === 'no' ? (
              'none'
            ) : (
              <Link to="/access/resources/$" params={{ _splat: of.arn }} search={{ tab: 'policy' }} resetScroll={false}>
                {of.hasPolicy === 'yes' ? 'read it' : 'could not be read'}
              </Link>
            )}
          </dd>
          {of.blockPublicAccess !== undefined && (
            <>
              <dt>Block Public Access</dt>
              <dd>{of.blockPublicAccess ? 'on, all four settings' : 'not all of its settings are on'}</dd>
            </>
          )}
          <dt>Owner</dt>
          <dd>
            {of.owner === undefined ? (
              <span className={text('faint')}>no tag says who</span>
            ) : (
              <>
                {of.owner.value}, <span className={text('faint')}>by the tag {of.owner.tag}</span>
              </>
            )}
          </dd>
          <dt>Kind</dt>
          <dd>{kindWords(of.type)}</dd>
          <dt>Account</dt>
          <dd>
            <p>
              <Link to="/access/accounts/$account" params={{ account: of.account }}>
                {of.accountName ?? of.account}
              </Link>{' '}
              {of.accountName !== undefined && <AccountId value={of.account} />}
            </p>
          </dd>
          <dt>Region</dt>
          <dd>{of.region}</dd>
          <dt>Tags</dt>
          <dd>
            <Tags tags={of.tags} />
          </dd>
        </dl>
      </Section>
      <ResourceFacts of={of} />
    </aside>
  )
}

function Open(props: { readonly of: ResourceDetail }) {
  switch (props.of.public) {
    case 'yes':
      return <Severity level={props.of.blockPublicAccess ? 'medium' : 'critical'}>its policy lets anybody in</Severity>
    case 'conditional':
      return <Decision tone="conditional">to anybody under a condition</Decision>
    case 'unknown':
      return <Decision tone="unknown">not known</Decision>
    case 'no':
      return 'not to everybody'
  }
}

function Connections(props: { readonly of: ResourceDetail }) {
  const { connections, moreConnections } = props.of
  const rest = connections.length - Math.min(named, connections.length) + moreConnections
  return (
    <Section title="Connected to" aside={figure(connections.length + moreConnections)}>
      <ul className={cx('rows')}>
        {connections.slice(0, named).map((one) => (
          <li key={`${one.fact} ${one.direction} ${one.id}`}>
            <Icon name={one.known === 'principal' ? 'role' : resourceIcon(one.type ?? '')} />
            <span>
              <Named one={one} />
              <br />
              <span className={text('s12', 'muted')}>{connectionWords(one)}</span>
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <p className={text('s12', 'faint')} style={{ paddingTop: 10 }}>
          and {figure(rest)} more
        </p>
      )}
    </Section>
  )
}

function Named(props: { readonly one: Connection }) {
  const { known, id, name } = props.one
  const look = text('m', 'ink', 'breakable')
  if (known === 'principal')
    return (
      <Link className={look} to="/access/principals/$" params={{ _splat: id }}>
        {name}
      </Link>
    )
  if (known === 'resource')
    return (
      <Link className={look} to="/access/resources/$" params={{ _splat: id }}>
        {name}
      </Link>
    )
  return (
    <span className={text('m', 'breakable')} title={id}>
      {name}
    </span>
  )
}
