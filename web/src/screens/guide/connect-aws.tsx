/** The Setup guide of the Integrate AWS dialog: every way in, what it needs, what it makes, and how it is undone. */
import type { ReactNode } from 'react'
import { ScreenPage } from '../../parts/layout.tsx'
import { text } from '../../parts/text.ts'
import { Verdict } from '../../parts/verdict.tsx'
import styles from './guide.module.css'

export function ConnectGuideScreen() {
  return (
    <ScreenPage>
      <Verdict>One role in each account, which can read and change nothing.</Verdict>
      <div className={styles['guide']}>
        <Part title="What is made in AWS">
          <p>
            An IAM role named <Mono>BailiwickCrossAccountTrustRole</Mono> with AWS’s own policy{' '}
            <Mono>SecurityAudit</Mono>. In the management account, where Identity Center is read too, also{' '}
            <Mono>AWSSSOReadOnly</Mono> and <Mono>AWSSSODirectoryReadOnly</Mono>. It trusts exactly one principal, the
            identity of this server, and only with the <Mono>ExternalID</Mono> of this integration.
          </p>
          <p>
            The ExternalID is drawn at random when the integration is made. It cannot be chosen or edited; a new one
            means a new integration.
          </p>
        </Part>
        <Part title="What you need">
          <ul>
            <li>The right to create roles and attach policies in each account.</li>
            <li>CloudFormation rights, for methods 1 and 2.</li>
            <li>Access to the management account, only for an organization or for Identity Center.</li>
          </ul>
          <p>Without them, choose Send to my AWS administrator: a link shows exactly what to create.</p>
        </Part>
        <Part title="1. CloudFormation">
          <p>
            For one account or a few. Open in AWS fills in the form of one stack; where no bucket holds the template,
            download it and use the command beside it. One stack in each account, named{' '}
            <Mono>Bailiwick-Trust-Role</Mono>. Set <Mono>IncludeAWSIdentityCenter</Mono> to true only in the management
            account, where Bailiwick reads Identity Center.
          </p>
        </Part>
        <Part title="2. CloudFormation StackSets">
          <p>
            For an organization. One StackSet with service-managed permissions and automatic deployment reaches every
            member account, new ones too. Choose exactly one Region: IAM is global, and a second one fails because the
            role exists already. A StackSet never reaches the management account, so one plain stack there is the second
            box.
          </p>
        </Part>
        <Part title="3. Manual">
          <p>
            The same role with any tool: trust policy and policies as JSON, AWS CLI commands, a Terraform module. Do not
            change the principal. If you rename the role, type its name in Assume role. Whoever wants less than
            SecurityAudit takes the generated policy with exactly the reads of the chosen types.
          </p>
        </Part>
        <Part title="4. Legacy integration">
          <p>
            Where this server cannot have an AWS identity: an access key of an IAM user that may do nothing but assume
            the roles. The key is sealed here and never shown again; renew it within 90 days.
          </p>
        </Part>
        <Part title="Try it with the credentials of this machine">
          <p>
            One account, read with what is already there: environment, profile, single sign-on session, instance role.
            No role, no ExternalID. Connect it in a lasting way later; the history stays.
          </p>
        </Part>
        <Part title="What Check says">
          <dl>
            <dt>Role missing</dt>
            <dd>
              AWS gives one answer for a missing role, another trusted principal and another ExternalID; the page lists
              all three with the way to look.
            </dd>
            <dt>External id differs</dt>
            <dd>The role can be assumed without ours: put the trust policy back as it is shown.</dd>
            <dt>Permissions missing</dt>
            <dd>Paste the statement that is shown, or attach the AWS policy that is named; then check again.</dd>
            <dt>Blocked by an SCP</dt>
            <dd>The page names the SCP with the Deny. Except the role there, or leave it: answers name the gap.</dd>
          </dl>
        </Part>
        <Part title="Undo it">
          <p>Delete the stack, the StackSet or the role. Deleting the integration here changes nothing in AWS.</p>
        </Part>
      </div>
    </ScreenPage>
  )
}

const Mono = (props: { readonly children: string }) => <span className={text('mono', 'inkMono')}>{props.children}</span>

function Part(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={props.title}>
      <h2 className={text('h2')}>{props.title}</h2>
      {props.children}
    </section>
  )
}
