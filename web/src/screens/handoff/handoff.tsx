/** What somebody who administers AWS sees behind a hand-off link: no sign-in, nothing secret (connection.md §3). */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { asProblem } from '../../api/problem.ts'
import { handOffQuery } from '../../api/queries.ts'
import type { HandoffPage } from '../../api/types.ts'
import { classesOf } from '../../classes.ts'
import { CopyButton } from '../../parts/button.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { AccountId } from '../../parts/identifiers.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Loading, ProblemNotice } from '../../parts/notice.tsx'
import { policyText } from '../../parts/policy-lines.ts'
import { CodeBlock } from '../../parts/statement.tsx'
import { text } from '../../parts/text.ts'
import { Bold, counted, Verdict } from '../../parts/verdict.tsx'
import { BrandMark } from '../../shell/brand-mark.tsx'
import { Installation } from '../integrations/integrate/installation.tsx'
import styles from './handoff.module.css'

const cx = classesOf(styles)
const route = getRouteApi('/handoff/$token')

export function HandOffScreen() {
  const { token } = route.useParams()
  const page = useQuery({ ...handOffQuery(token), retry: false })
  if (page.error) {
    const problem = asProblem(page.error)
    return (
      <Frame>
        {problem.code === 'handoff_expired' ? (
          <Expired />
        ) : (
          <ProblemNotice error={problem} onRetry={() => void page.refetch()} />
        )}
      </Frame>
    )
  }
  return <Frame>{page.data === undefined ? <Loading lines={10} /> : <Page of={page.data} />}</Frame>
}

function Frame(props: { readonly children: ReactNode }) {
  return (
    <div className={cx('page')}>
      <header className={cx('head')}>
        <span className={cx('brand')}>
          <BrandMark />
          Bailiwick
        </span>
      </header>
      <main className={cx('content')}>{props.children}</main>
    </div>
  )
}

function Expired() {
  return (
    <>
      <Verdict>This link is no longer valid.</Verdict>
      <p className={text('s14', 'muted')}>
        It has expired, was revoked, or was cut when it was copied. Ask the person who sent it for a new one; nothing in
        AWS depends on it.
      </p>
    </>
  )
}

const partitionNames = { aws: 'AWS', 'aws-us-gov': 'AWS GovCloud (US)', 'aws-cn': 'AWS China' } as const
/** More account numbers than this stand behind a line that opens. */
const shownAccounts = 8

function Page(props: { readonly of: HandoffPage }) {
  const { of } = props
  const { accounts, instructions } = of
  const whole = of.method === 'stackset'
  const way = whole ? 'stackset' : of.method === 'cloudformation' ? 'cloudformation' : 'manual'
  // As in a mail: `Priya Raman <priya@larkfield.example>`.
  const [, name = of.askedBy, address] = /^(.+?) <(.+)>$/.exec(of.askedBy) ?? []
  return (
    <>
      <div className={cx('intro')}>
        <Verdict>
          <Bold>{name}</Bold> asks you to let Bailiwick read{' '}
          {whole
            ? 'your AWS organization'
            : accounts.length === 1
              ? 'one AWS account'
              : counted(accounts.length, 'AWS account')}
          .
        </Verdict>
        {address !== undefined && <p className={text('muted')}>{address}</p>}
        {of.why !== null && <blockquote className={cx('why')}>{of.why}</blockquote>}
        <p className={text('muted')}>
          One IAM role is created in each account. It can read settings and policies, and change nothing; it trusts one
          principal, and only with the external id below. This page holds nothing secret. It is valid until{' '}
          <Moment at={of.expiresAt} />.
        </p>
      </div>
      <dl className={cx('facts')}>
        <dt>Partition</dt>
        <dd>{partitionNames[of.partition]}</dd>
        <dt>Accounts</dt>
        <dd>
          {whole && 'every account of the organization; first of all '}
          <Accounts of={accounts} />
        </dd>
        <dt>External id</dt>
        <dd>
          <span className={text('mono', 'inkMono')}>{of.externalId}</span>
          <CopyButton value={of.externalId} name="Copy the external id" />
        </dd>
        <dt>Policies</dt>
        <dd className={text('mono', 'inkMono')}>{instructions.managedPolicies.join(', ')}</dd>
      </dl>
      <section aria-label="What will be created" className={cx('part')}>
        <h2 className={text('h2')}>What will be created</h2>
        {way !== 'manual' && (
          // Made by hand, it stands below among the other documents.
          <CodeBlock name="The role’s trust policy, exactly" code={policyText(instructions.trustPolicy)} />
        )}
        <Disclosure title="The whole template" says={`version ${instructions.templateVersion.slice(0, 12)}`}>
          <CodeBlock name="CloudFormation template" code={instructions.template} />
        </Disclosure>
      </section>
      <section aria-label="How to create it" className={cx('part')}>
        <h2 className={text('h2')}>How to create it</h2>
        <Installation of={instructions} first={way} />
        <p className={text('muted')}>
          There is nothing to send back: Bailiwick sees by itself when the role is there. To undo it, delete the stack
          or the role.
        </p>
      </section>
    </>
  )
}

function Accounts(props: { readonly of: readonly string[] }) {
  const list = (
    <ul className={cx('accounts')}>
      {props.of.map((account) => (
        <li key={account}>
          <AccountId value={account} />
        </li>
      ))}
    </ul>
  )
  if (props.of.length <= shownAccounts) return list
  return <Disclosure title={counted(props.of.length, 'account')}>{list}</Disclosure>
}
