/** In which ways an identity appears, by what each was linked, and who else it may be. */
import { Link } from '@tanstack/react-router'
import type { IdentityAccount, IdentityDetail, LinkSuggestion } from '../../api/schema.ts'
import { classesOf } from '../../classes.ts'
import { Icon } from '../../parts/icon.tsx'
import { Section } from '../../parts/layout.tsx'
import { Decision } from '../../parts/marks.tsx'
import { Term } from '../../parts/term.tsx'
import { text } from '../../parts/text.ts'
import styles from './identities.module.css'
import { accountKindWords, methodWords, relationWords } from './words.ts'

const cx = classesOf(styles)

/** Shown before the rest is counted: a service has a role in each account. */
const shownAccounts = 8

export function IdentityAccounts(props: { readonly of: IdentityDetail }) {
  const { accounts, conflicts } = props.of
  const rest = accounts.length - shownAccounts
  return (
    <Section title="Identity accounts" aside={accounts.length}>
      <ul>
        {accounts.slice(0, shownAccounts).map((account) => (
          <li key={`${account.authority} ${account.immutableId}`} className={cx('link')}>
            <AccountName of={account} />
            <span className={text('s12', 'faint')}>
              {accountKindWords[account.kind]}
              {account.accountName !== undefined && ` in ${account.accountName}`}
            </span>
            <span className={text('mono')}>{account.immutableId}</span>
            <span className={cx('chips')}>
              <span className={text('tag')}>{methodWords[account.method]}</span>
              <span className={text('tag')}>{account.grade}</span>
            </span>
            {account.evidence.map((sentence) => (
              <span key={sentence} className={text('s12', 'muted', 'breakable')}>
                {sentence}
              </span>
            ))}
          </li>
        ))}
        {rest > 0 && <li className={`${cx('link')} ${text('faint')}`}>and {rest} more, in the table</li>}
        {conflicts.map((conflict) => (
          <li key={conflict} className={cx('link')}>
            <span>
              <Icon name="incidents" /> {conflict}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function AccountName(props: { readonly of: IdentityAccount }) {
  const { name, arn } = props.of
  if (arn === undefined) return <span className={text('m', 'breakable')}>{name}</span>
  return (
    <Link className={text('m', 'breakable')} to="/access/principals/$" params={{ _splat: arn }}>
      {name}
    </Link>
  )
}

/** Nothing is linked by them; the sentence says so, because a list of names looks like a fact. */
export function Suggestions(props: { readonly of: IdentityDetail }) {
  const { suggested } = props.of
  if (suggested.length === 0) return null
  return (
    <Section title="Suggested, not linked" aside={suggested.length}>
      <ul>
        {suggested.map((one) => (
          <Suggestion key={`${one.relation} ${one.identity}`} of={one} />
        ))}
      </ul>
      <p className={text('s12', 'faint')} style={{ paddingTop: 8 }}>
        Only the same id on both sides <Term of="link">links</Term> two identity accounts. A name or an e-mail is used
        again by others, so nothing is decided by them.
      </p>
    </Section>
  )
}

function Suggestion(props: { readonly of: LinkSuggestion }) {
  const { identity, name, what, relation, grade, evidence } = props.of
  return (
    <li className={cx('link')}>
      <span>
        <Decision tone="unknown" bare>
          Suggested
        </Decision>{' '}
        {relationWords[relation]}{' '}
        <Link className={text('m', 'breakable')} to="/access/identities/$id" params={{ id: identity }}>
          {name}
        </Link>
        <span className={text('faint')}>, {what}</span>
      </span>
      {evidence.map((sentence) => (
        <span key={sentence} className={text('s12', 'muted', 'breakable')}>
          {sentence}
        </span>
      ))}
      <span className={cx('chips')}>
        <span className={text('tag')}>{grade}</span>
      </span>
    </li>
  )
}
