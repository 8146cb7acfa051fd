import type { IdentityCredentials } from '../api/schema.ts'
import { classesOf } from '../classes.ts'
import styles from './credentials.module.css'
import { Section } from './layout.tsx'
import { State } from './marks.tsx'
import { Moment } from './moment.tsx'
import { object } from './object-head.tsx'
import { text } from './text.ts'
import { counted } from './verdict.tsx'

const cx = classesOf(styles)

/** With what an IAM user or a root user signs in. `at`: the moment that is looked at, from which ages are counted. */
export function Credentials(props: { readonly of: IdentityCredentials; readonly at: string; readonly title?: string }) {
  const { of: one, at } = props
  return (
    <Section title={props.title ?? 'Credentials'}>
      <dl className={object('facts')}>
        <dt>Password</dt>
        <dd>
          {known[one.password]}
          {one.passwordLastUsed !== undefined && (
            <span className={text('faint')}>
              , used <Moment at={one.passwordLastUsed} />
            </span>
          )}
        </dd>
        <dt>MFA</dt>
        <dd>
          <Factor of={one} />
        </dd>
        <dt>Access keys</dt>
        <dd>
          {one.keys.length === 0 ? (
            'none'
          ) : (
            <span className={cx('keys')}>
              {one.keys.map((key, position) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report knows keys by their place
                <Key key={position} of={key} at={at} />
              ))}
            </span>
          )}
        </dd>
      </dl>
    </Section>
  )
}

const known = { yes: 'yes', no: 'none', unknown: 'not known' } as const

function Factor(props: { readonly of: IdentityCredentials }) {
  const { mfa, password } = props.of
  if (mfa === 'no' && password === 'yes') {
    return (
      <State tone="warn" shape="triangle">
        none, beside a password
      </State>
    )
  }
  return known[mfa]
}

const day = 86_400_000
/** IAM User Guide, "Rotate access keys": AWS's own checks ask for new ones after 90 days. */
const oldKeyDays = 90

function Key(props: { readonly of: IdentityCredentials['keys'][number]; readonly at: string }) {
  const { id, active, createdAt, lastUsed } = props.of
  const age = createdAt === undefined ? undefined : Math.floor((Date.parse(props.at) - Date.parse(createdAt)) / day)
  const isOld = active && age !== undefined && age > oldKeyDays
  return (
    <span className={cx('key')}>
      {id !== undefined && <span className={text('mono', 'inkMono')}>{id}</span>}
      <span>
        {isOld ? (
          <State tone="warn" shape="triangle">
            active, {counted(age, 'day')} old
          </State>
        ) : (
          <>
            {active ? 'active' : 'inactive'}
            {age !== undefined && `, ${counted(age, 'day')} old`}
          </>
        )}
      </span>
      <span className={text('s12', 'faint')}>
        {lastUsed === null ? (
          'no use known'
        ) : (
          <>
            used <Moment at={lastUsed.at} />
            {lastUsed.service !== undefined && ` for ${lastUsed.service}`}
            {lastUsed.region !== undefined && ` in ${lastUsed.region}`}
          </>
        )}
      </span>
    </span>
  )
}
