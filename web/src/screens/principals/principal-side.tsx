import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Assumer, BecomingAnswer, Guardrail, PrincipalDetail } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Credentials } from '../../parts/credentials.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { layout, Section } from '../../parts/layout.tsx'
import { Decision, Severity } from '../../parts/marks.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { object } from '../../parts/object-head.tsx'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import { counted, figure } from '../../parts/verdict.tsx'
import { certaintyWords, severityOf, type Target, targetsOf, toneOfWay } from './becoming-words.ts'
import styles from './principals.module.css'
import { adminWords, assumerWords, identityOfPerson, isListed, sessionWords, typeWords } from './words.ts'

const cx = classesOf(styles)

/** Named before the rest is left to its tab. */
const named = 6

export function PrincipalSide(props: {
  readonly of: PrincipalDetail
  readonly becoming: UseQueryResult<BecomingAnswer>
}) {
  const { of, becoming } = props
  return (
    <aside className={layout('stack')}>
      <WhatItCanBecome of={of} becoming={becoming} />
      <WhoCanBecomeIt of={of} />
      <WithWhatItSignsIn of={of} />
      <Facts of={of} />
    </aside>
  )
}

/* ------------------------------------------------------------------ what it can become */

function WhatItCanBecome(props: { readonly of: PrincipalDetail; readonly becoming: UseQueryResult<BecomingAnswer> }) {
  const { of, becoming } = props
  const targets = targetsOf(becoming.data?.becomes ?? [])
  const rest = targets.length - named
  return (
    <Section title="What it can become" aside={targets.length > 0 ? targets.length : undefined}>
      {becoming.error ? (
        <ProblemNotice error={becoming.error} onRetry={() => void becoming.refetch()} />
      ) : becoming.data === undefined ? (
        <div style={{ paddingTop: 12 }}>
          <Loading lines={2} says="Looking for ways to administrator" />
        </div>
      ) : targets.length === 0 ? (
        <p className={text('muted')} style={{ paddingTop: 12 }}>
          {of.admin === 'yes'
            ? 'It is administrator already.'
            : 'Nothing more than it is: no way to administrator was found.'}
        </p>
      ) : (
        <>
          <ul className={cx('rows')}>
            {targets.slice(0, named).map((target) => (
              <TargetRow key={target.best.target.id} target={target} from={of.arn} />
            ))}
          </ul>
          <p className={text('s12')} style={{ paddingTop: 10 }}>
            {rest > 0 && `And ${figure(rest)} more. `}
            {becoming.data.more === 'not counted' && 'There are so many that no more were looked for. '}
            <Link to="/access/ask" search={{ ask: 'paths', from: of.arn }}>
              Show the picture
            </Link>
          </p>
        </>
      )}
    </Section>
  )
}

function TargetRow(props: { readonly target: Target; readonly from: string }) {
  const { best, ways } = props.target
  return (
    <li>
      <span title={`${severityOf(best)}, ${certaintyWords[best.decision]}`}>
        <Severity level={severityOf(best)}>
          <span className={text('hidden')}>{severityOf(best)}</span>
        </Severity>
      </span>
      <span>
        {best.itself ? (
          <span className={text('m')}>administrator</span>
        ) : (
          <Link className={text('m', 'ink', 'breakable')} to="/access/principals/$" params={{ _splat: best.target.id }}>
            {best.target.name}
          </Link>
        )}{' '}
        <span className={text('faint')}>{best.target.accountName ?? best.target.account}</span>
        <br />
        <span className={text('s12', 'muted')}>
          {best.act}
          {ways.length > 1 && `, or in ${counted(ways.length - 1, 'other way')}`}
          {certaintyWords[best.decision] !== '' && `, ${certaintyWords[best.decision]}`}
        </span>
        <br />
        <Link
          className={text('s12')}
          to="/access/ask"
          search={{ ask: 'paths', from: props.from, ...(!best.itself && { to: best.target.id }) }}
        >
          Step by step
        </Link>{' '}
        <span className={text('mono')}>{best.path}</span>
      </span>
    </li>
  )
}

/* ------------------------------------------------------------------ who can become it */

function WhoCanBecomeIt(props: { readonly of: PrincipalDetail }) {
  const { arn, assumers, type } = props.of
  const rest = assumers.total - Math.min(named, assumers.items.length)
  return (
    <Section title="Who can become it" aside={assumers.total > 0 ? figure(assumers.total) : undefined}>
      {assumers.total === 0 ? (
        <p className={text('muted')} style={{ paddingTop: 12 }}>
          {type === 'user' || type === 'root'
            ? 'Nobody takes it on: whoever has its password or keys is it.'
            : 'Nobody that was read, and nobody whom its trust policy names.'}
        </p>
      ) : (
        <ul className={cx('rows')}>
          {assumers.items.slice(0, named).map((one) => (
            <AssumerRow key={`${one.who.id} ${one.how}`} one={one} />
          ))}
        </ul>
      )}
      {rest > 0 && (
        <p className={text('s12')} style={{ paddingTop: 10 }}>
          <Link to="/access/principals/$" params={{ _splat: arn }} search={{ tab: 'assumers' }} resetScroll={false}>
            And {figure(rest)} more
          </Link>
        </p>
      )}
    </Section>
  )
}

function AssumerRow(props: { readonly one: Assumer }) {
  const { one } = props
  return (
    <li>
      <Decision tone={toneOfWay(one.decision)} bare />
      <span>
        <AssumerName one={one} /> <span className={text('faint')}>{assumerWords(one)}</span>
        {one.conditionText !== undefined && (
          <>
            <br />
            <span className={text('s12', 'muted')}>allowed if {one.conditionText}</span>
          </>
        )}
        {one.reason !== undefined && (
          <>
            <br />
            <span className={text('s12', 'muted')}>{one.reason}.</span>
          </>
        )}
      </span>
    </li>
  )
}

export function AssumerName(props: { readonly one: Assumer }) {
  const { who } = props.one
  if (who.kind === 'person') {
    return (
      <Link
        className={text('m', 'ink', 'breakable')}
        to="/access/identities/$id"
        params={{ id: identityOfPerson(who) }}
      >
        {who.name}
      </Link>
    )
  }
  if (!isListed(who)) return <span className={text('m', 'breakable')}>{who.name}</span>
  return (
    <Link className={text('m', 'ink', 'breakable')} to="/access/principals/$" params={{ _splat: who.id }}>
      {who.name}
    </Link>
  )
}

/* ------------------------------------------------------------------ with what it signs in */

/** A role has nothing of its own to sign in with. */
function WithWhatItSignsIn(props: { readonly of: PrincipalDetail }) {
  const { credentials, type, at } = props.of
  if (credentials !== undefined) return <Credentials of={credentials} at={at} />
  if (type !== 'user' && type !== 'root') return null
  return (
    <Section title="Credentials">
      <p className={text('muted')} style={{ paddingTop: 12 }}>
        Its password, MFA and keys were not read.
      </p>
    </Section>
  )
}

/* ------------------------------------------------------------------ facts */

function Facts(props: { readonly of: PrincipalDetail }) {
  const { of } = props
  const boundary = of.policies.find(({ bears }) => bears === 'boundary')
  return (
    <Section title="Facts">
      <dl className={object('facts')}>
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
        <dt>Made</dt>
        <dd>{of.createdAt === undefined ? 'not known' : <Moment at={of.createdAt} />}</dd>
        <dt>Last used</dt>
        <dd>
          {of.lastUsed !== undefined ? (
            <Moment at={of.lastUsed} />
          ) : of.usage.known && of.usage.services.length === 0 ? (
            'never, in AWS’s tracking period'
          ) : (
            'not known'
          )}
        </dd>
        <dt>Account</dt>
        <dd>
          <p>
            <Link to="/access/accounts/$account" params={{ account: of.account }}>
              {of.accountName ?? of.account}
            </Link>{' '}
            {of.accountName !== undefined && <AccountId value={of.account} />}
          </p>
        </dd>
        <dt>
          <Term of="administrator">Administrator</Term>
        </dt>
        <dd>
          {adminWords[of.admin]}
          {of.via === 'equivalent' && ', by a way that amounts to it'}
        </dd>
        <dt>
          <Term of="boundary">Boundary</Term>
        </dt>
        <dd>
          {boundary === undefined ? (
            'none'
          ) : (
            <Link to="/access/policies/$ref" params={{ ref: boundary.ref }}>
              {boundary.name}
            </Link>
          )}
        </dd>
        <dt>
          <Term of="SCP">SCPs</Term>
        </dt>
        <dd>
          <GuardrailFact of={of.serviceControl} />
        </dd>
        <dt>
          <Term of="RCP">RCPs</Term>
        </dt>
        <dd>
          <GuardrailFact of={of.resourceControl} />
        </dd>
        {of.sessionSeconds !== undefined && (
          <>
            <dt>
              <Term of="session">Session</Term>
            </dt>
            <dd>{sessionWords(of.sessionSeconds)} at most</dd>
          </>
        )}
        {of.groups.length > 0 && (
          <>
            <dt>Groups</dt>
            <dd>{of.groups.join(', ')}</dd>
          </>
        )}
        {of.workloads.length > 0 && (
          <>
            <dt>Runs</dt>
            <dd>
              <Workloads of={of} />
            </dd>
          </>
        )}
        <dt>Kind</dt>
        <dd>{typeWords[of.type]}</dd>
        <dt>Tags</dt>
        <dd>
          <Tags tags={of.tags} />
        </dd>
      </dl>
    </Section>
  )
}

/** What runs as it. */
function Workloads(props: { readonly of: PrincipalDetail }) {
  const { workloads, moreWorkloads } = props.of
  const rest = Math.max(0, workloads.length - named) + moreWorkloads
  return (
    <>
      {workloads.slice(0, named).map(({ arn, name }, at) => (
        <span key={arn}>
          {at > 0 && ', '}
          <Link to="/access/resources/$" params={{ _splat: arn }}>
            {name}
          </Link>
        </span>
      ))}
      {rest > 0 && ` and ${figure(rest)} more`}
    </>
  )
}

export function Tags(props: { readonly tags: Readonly<Record<string, string>> }) {
  const entries = Object.entries(props.tags)
  if (entries.length === 0) return <span className={text('faint')}>none</span>
  return entries.map(([key, value]) => (
    <span key={key} className={text('breakable')} style={{ display: 'block' }}>
      <span className={text('faint')}>{key}</span> {value}
    </span>
  ))
}

/** The same policy on several levels is one. */
function GuardrailFact(props: { readonly of: Guardrail }) {
  const { reading, reason, binds, policies } = props.of
  if (!binds) return <span className={text('muted')}>do not bind it</span>
  if (reading === 'none') return 'none'
  if (reading !== 'read') {
    return (
      <span className={text('tag', 'unknownTag')} title={reason}>
        not read
      </span>
    )
  }
  const distinct = [...new Map(policies.map((policy) => [policy.ref, policy])).values()]
  return (
    <span title={policies.map(({ name, level }) => `${name}, ${level}`).join('\n')}>
      {distinct.map(({ name }) => name).join(', ')}
    </span>
  )
}
