import type { PolicyDetail } from '../../api/schema.ts'
import { AccountId } from '../../parts/identifiers.tsx'
import { Section } from '../../parts/layout.tsx'
import { object } from '../../parts/object-head.tsx'
import { Term } from '../../parts/term.tsx'
import { counted, figure } from '../../parts/verdict.tsx'
import { kindWords, widthWords } from './words.ts'

export function PolicyFacts(props: { readonly detail: PolicyDetail }) {
  const { detail } = props
  const { attachedTo, boundaryOf, principals, people, accounts, loses, resources } = detail
  return (
    <Section title="Facts">
      <dl className={object('facts')}>
        <dt>Kind</dt>
        <dd>{kindWords[detail.kind]}</dd>
        {detail.account !== undefined && (
          <>
            <dt>Account</dt>
            <dd>
              {detail.accountName !== undefined && <>{detail.accountName} </>}
              <AccountId value={detail.account} />
            </dd>
          </>
        )}
        <dt>Hangs on</dt>
        <dd>
          {attachedTo === 0 ? 'nothing' : figure(attachedTo)}
          {boundaryOf > 0 && (
            <>
              {' '}
              as a policy; it is the <Term of="boundary" /> of {counted(boundaryOf, 'principal')}
            </>
          )}
        </dd>
        {principals !== null && (
          <>
            <dt>Concerns</dt>
            <dd>
              {counted(principals, 'principal')}
              {people !== null && people > 0 && `, ${counted(people, 'person', 'people')} behind them`}
            </dd>
          </>
        )}
        {accounts !== undefined && (
          <>
            <dt>Accounts</dt>
            <dd>{figure(accounts)}</dd>
          </>
        )}
        {loses !== undefined && (
          <>
            <dt>Takes from</dt>
            <dd>{counted(loses, 'principal')}</dd>
          </>
        )}
        {resources !== undefined && (
          <>
            <dt>Bears on</dt>
            <dd>{counted(resources, 'resource')}</dd>
          </>
        )}
        <dt>Widest access</dt>
        <dd>
          {widthWords[detail.width]}
          {detail.isConditional && ', under a condition'}
        </dd>
      </dl>
    </Section>
  )
}
