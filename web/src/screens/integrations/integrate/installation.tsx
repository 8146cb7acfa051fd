/** What an administrator of AWS creates, in the three ways; the dialog, a card and the hand-off page show the same. */
import { type ReactNode, useState } from 'react'
import type { ServerIdentity as Identity, Instructions } from '../../../api/types.ts'
import { classesOf } from '../../../classes.ts'
import { download } from '../../../download.ts'
import { Button, buttonClass, CopyButton, Segments } from '../../../parts/button.tsx'
import { Disclosure } from '../../../parts/disclosure.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { policyText } from '../../../parts/policy-lines.ts'
import { CodeBlock } from '../../../parts/statement.tsx'
import { table } from '../../../parts/table.ts'
import { text } from '../../../parts/text.ts'
import styles from './integrate.module.css'

const cx = classesOf(styles)

export type Way = 'cloudformation' | 'stackset' | 'manual'

/** The same with and without what the server itself needs, which no hand-off tells. */
type Shown = Omit<Instructions, 'serverIdentity'>

interface Of {
  readonly of: Shown
}

const ways: readonly { readonly value: Way; readonly label: string }[] = [
  { value: 'cloudformation', label: 'CloudFormation' },
  { value: 'stackset', label: 'StackSets' },
  { value: 'manual', label: 'Manual' },
]

/** `below` stands under the first buttons of each way: sending the link to somebody else. */
export function Installation(
  props: Of & { readonly first: Way; readonly boxes?: ReactNode; readonly below?: ReactNode },
) {
  const { of } = props
  const [way, setWay] = useState<Way>(
    props.first === 'stackset' && of.stackSet === null ? 'cloudformation' : props.first,
  )
  return (
    <>
      <div>
        <Segments<Way>
          label="How to install it"
          value={way}
          options={ways.filter((one) => one.value !== 'stackset' || of.stackSet !== null)}
          onChange={setWay}
        />
      </div>
      {way === 'cloudformation' && <Stack of={of} />}
      {way === 'stackset' && of.stackSet !== null && <StackSet of={of} stackSet={of.stackSet} boxes={props.boxes} />}
      {way === 'manual' && <Manual of={of} />}
      {of.elsewhere.map((one) => (
        <CodeBlock key={one.where} name={one.where} code={policyText(one.statement)} />
      ))}
      {of.warnings.length > 0 && (
        <ul className={cx('warnings')} aria-label="Mind">
          {of.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {props.below}
    </>
  )
}

const saveTemplate = (of: Shown) => download('bailiwick-trust-role.json', 'application/json', of.template)

function Template(props: Of) {
  const { of } = props
  return (
    <div className={cx('downloads')}>
      {of.quickCreateUrl !== null && (
        <a className={buttonClass('main')} href={of.quickCreateUrl} target="_blank" rel="noreferrer noopener">
          <Icon name="open" />
          Open in AWS
        </a>
      )}
      <Button onClick={() => saveTemplate(of)}>
        <Icon name="download" />
        Download template
      </Button>
      <CopyButton value={of.template} label="Copy it" name="Copy the template" />
    </div>
  )
}

function Stack(props: Of) {
  const { of } = props
  return (
    <>
      <Template of={of} />
      <p className={text('s12', 'muted')}>
        {of.quickCreateUrl === null
          ? 'One stack named Bailiwick-Trust-Role in each account, with every value filled in:'
          : 'Opens CloudFormation with every value filled in; confirm there. Or on the command line:'}
      </p>
      <CodeBlock name="AWS CLI, in each account" code={of.createStackCli} />
      {of.quickCreateUrl === null && (
        <p className={text('s12', 'muted')}>
          A button that opens AWS with the form filled in needs the template in a bucket of yours:{' '}
          <span className={text('mono', 'inkMono')}>bailiwick connect aws template --publish s3://your-bucket</span>
        </p>
      )}
    </>
  )
}

function StackSet(props: Of & { readonly stackSet: NonNullable<Shown['stackSet']>; readonly boxes: ReactNode }) {
  const { of, stackSet } = props
  return (
    <>
      <p className={text('muted')}>
        StackSets with service-managed permissions never reach the management account, even when its unit is chosen.
        Therefore two boxes:
      </p>
      {props.boxes}
      <section className={cx('box')} aria-label="All member accounts">
        <h3 className={text('h2')}>1. All member accounts</h3>
        <Template of={{ ...of, quickCreateUrl: null }} />
        <p className={text('s12', 'muted')}>
          In CloudFormation, StackSets, Create StackSet, upload it and fill in exactly this. One Region only: IAM is
          global, and a second one fails because the role exists already.
        </p>
        <table className={`${table('table')} ${cx('stackSetForm')}`} aria-label="Fields of the StackSet form">
          <tbody>
            {stackSet.fields.map((field) => (
              <tr key={field.label}>
                <th scope="row" className={cx('fieldName')}>
                  {field.label}
                </th>
                <td className={text('mono', 'inkMono')}>{field.value}</td>
                <td className={text('right')}>
                  <CopyButton value={field.value} name={`Copy ${field.label}`} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Disclosure title="With the AWS CLI">
          <CodeBlock
            name="In the management account, or the delegated administrator of StackSets"
            code={stackSet.cli}
          />
          <CodeBlock name="With self-managed permissions" code={stackSet.selfManagedCli} />
        </Disclosure>
      </section>
      <section className={cx('box')} aria-label="The management account">
        <h3 className={text('h2')}>2. The management account</h3>
        <p className={text('s12', 'muted')}>
          One plain stack, needed for Organizations and Identity Center, with IncludeAWSIdentityCenter as the form says.
        </p>
        {of.managementQuickCreateUrl !== null && (
          <div>
            <a className={buttonClass()} href={of.managementQuickCreateUrl} target="_blank" rel="noreferrer noopener">
              <Icon name="open" />
              Open in AWS
            </a>
          </div>
        )}
        <CodeBlock name="AWS CLI, in the management account" code={stackSet.managementStackCli} />
      </section>
    </>
  )
}

type Tool = 'json' | 'cli' | 'terraform'

function Manual(props: Of) {
  const { of } = props
  const [tool, setTool] = useState<Tool>('json')
  return (
    <>
      <div>
        <Segments<Tool>
          label="With"
          value={tool}
          options={[
            { value: 'json', label: 'JSON' },
            { value: 'cli', label: 'AWS CLI' },
            { value: 'terraform', label: 'Terraform' },
          ]}
          onChange={setTool}
        />
      </div>
      {tool === 'json' && (
        <>
          <CodeBlock name="Trust policy" code={policyText(of.trustPolicy)} />
          <CodeBlock name="AWS managed policies to attach" code={of.managedPolicies.join('\n')} />
          {of.inlinePolicies.map((policy) => (
            <CodeBlock key={policy.name} name={`Inline policy ${policy.name}`} code={policyText(policy.document)} />
          ))}
          {of.leastPolicies.length > 0 && (
            <Disclosure title="Instead of SecurityAudit" says="exactly what is read, and nothing else">
              {of.leastPolicies.map((policy) => (
                <CodeBlock key={policy.name} name={policy.name} code={policyText(policy.document)} />
              ))}
            </Disclosure>
          )}
        </>
      )}
      {tool === 'cli' && <CodeBlock name="AWS CLI, in each account" code={of.cli} />}
      {tool === 'terraform' && <CodeBlock name="Terraform" code={of.terraform} />}
    </>
  )
}

/** Step 0: what the server itself needs, once, before any role can trust it. */
export function ServerIdentity(props: { readonly of: Identity }) {
  const { of } = props
  const [way, setWay] = useState(of.ways[0]?.name ?? '')
  const [tool, setTool] = useState<Tool>('cli')
  const chosen = of.ways.find((one) => one.name === way)
  return (
    <section className={cx('box')} aria-label="Step 0: an AWS identity for this server">
      <h3 className={text('h2')}>Step 0: an AWS identity for this server</h3>
      <p className={text('muted')}>
        The roles shall trust one principal, and this server has none yet. It needs this one statement, in whichever way
        it gets its credentials:
      </p>
      <CodeBlock name="Policy of the server" code={policyText(of.policy)} />
      <div className={cx('partition')}>
        <label className={cx('choose')}>
          <span className={text('m')}>Its credentials come from</span>
          <select value={way} onChange={(event) => setWay(event.target.value)}>
            {of.ways.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <Segments<Tool>
          label="With"
          value={tool}
          options={[
            { value: 'cli', label: 'AWS CLI' },
            { value: 'terraform', label: 'Terraform' },
          ]}
          onChange={setTool}
        />
      </div>
      {chosen !== undefined && <p className={text('muted')}>{chosen.says}</p>}
      <CodeBlock
        name={tool === 'cli' ? 'AWS CLI' : 'Terraform'}
        code={tool === 'cli' ? (chosen?.cli ?? of.cli) : (chosen?.terraform ?? of.terraform)}
      />
      <p className={text('s12', 'muted')}>Then start the server with it, and check again.</p>
    </section>
  )
}
