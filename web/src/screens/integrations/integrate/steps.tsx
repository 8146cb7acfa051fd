/** The four steps that are a form: Method, Accounts and Regions, Name and options, Owner. */
import type { ReactNode } from 'react'
import type { CheckedForm } from '../../../api/types.ts'
import { classesOf } from '../../../classes.ts'
import { Button, Segments } from '../../../parts/button.tsx'
import { Choice, TextArea, TextField } from '../../../parts/field.tsx'
import { Arn } from '../../../parts/identifiers.tsx'
import { text } from '../../../parts/text.ts'
import { Verdict } from '../../../parts/verdict.tsx'
import { type Draft, type Method, methodNames } from './form.ts'
import styles from './integrate.module.css'
import { listOf } from './settings-draft.ts'
import { type FieldErrors, SettingsFields } from './settings-fields.tsx'
import { YamlFile } from './yaml-file.tsx'

const cx = classesOf(styles)

export interface StepProps {
  readonly draft: Draft
  readonly errors: FieldErrors
  /** What the last check of the whole form said; undefined before the first. */
  readonly checked: CheckedForm | undefined
  readonly onChange: (part: Partial<Draft>) => void
}

const ways: readonly { readonly method: Method; readonly says: string }[] = [
  { method: 'cloudformation', says: 'One stack in each account. For one account or a few.' },
  {
    method: 'stackset',
    says: 'One StackSet for every account of the organization, and one plain stack in the management account.',
  },
  { method: 'manual', says: 'The same role with JSON, the AWS CLI, Terraform or a tool of your own.' },
  { method: 'legacy', says: 'An access key of an IAM user, where this server cannot be given an identity in AWS.' },
]

const partitions = [
  { value: 'aws', label: 'AWS' },
  { value: 'aws-us-gov', label: 'AWS GovCloud (US)' },
  { value: 'aws-cn', label: 'AWS China' },
] as const

export function MethodStep(props: StepProps) {
  const { draft, errors, onChange } = props
  return (
    <>
      <Verdict as="p" size="small">
        Bailiwick reads through a role in each account. How shall the role come there?
      </Verdict>
      <div className={cx('choices')} role="radiogroup" aria-label="Method">
        {ways.map((way, at) => (
          <Way key={way.method} {...props} method={way.method} number={at + 1}>
            {way.says}
          </Way>
        ))}
        <Way {...props} method="direct">
          One account in one minute, read with what this server already has. No role is made; nothing is written.
        </Way>
      </div>
      {errors['method'] !== undefined && <p className={cx('error')}>{errors['method']}</p>}
      {draft.method === 'legacy' && <KeyFields {...props} />}
      <div className={cx('partition')}>
        <span className={text('m')}>Partition</span>
        <Segments
          label="Partition"
          value={draft.partition}
          options={partitions}
          onChange={(partition) => onChange({ partition })}
        />
      </div>
      <Identity {...props} />
      {draft.method !== 'direct' && (
        <p className={text('s12', 'muted')}>
          Needed in AWS: the right to create a role and to attach the policy SecurityAudit to it; CloudFormation rights
          for the first two. Only an organization or Identity Center needs the management account.
        </p>
      )}
    </>
  )
}

function Way(props: StepProps & { readonly method: Method; readonly number?: number; readonly children: ReactNode }) {
  const { draft, method } = props
  return (
    <Choice
      kind="radio"
      name="method"
      title={props.number === undefined ? methodNames[method] : `${props.number}. ${methodNames[method]}`}
      checked={draft.method === method}
      onChange={() => props.onChange({ method, ...(method === 'stackset' && { organization: true }) })}
    >
      {props.children}
    </Choice>
  )
}

/** Whom the roles would trust; without an identity nothing can, and the install step says what to give the server. */
function Identity(props: StepProps) {
  const identity = props.checked?.identity
  if (props.checked === undefined || props.draft.method === 'legacy') return null
  if (identity === null || identity === undefined) {
    return (
      <div className={cx('warning')} role="note">
        <p className={text('m')}>This server has no AWS identity yet.</p>
        <p className={text('muted')}>
          Go on: the step Install the role shows, as its step 0, which one statement to give it. Or choose Legacy
          integration, which brings a key of its own.
        </p>
      </div>
    )
  }
  const isDirect = props.draft.method === 'direct'
  const principal = isDirect ? identity.arn : identity.trustPrincipal
  return (
    <p className={text('s12', 'muted')}>
      {principal !== null && (
        <>
          {isDirect ? 'It would read as ' : 'The role will trust exactly one principal: '}
          <Arn value={principal} room={64} />
        </>
      )}
      {identity.note !== null && <span className={cx('noteLine')}>{identity.note}</span>}
    </p>
  )
}

function KeyFields(props: StepProps) {
  const { draft, errors, onChange } = props
  return (
    <div className={cx('fields')}>
      <p className={text('muted')}>
        The user needs only sts:AssumeRole on the roles. The key is sealed on this server and never shown again; the
        card asks for a new one after 90 days.
      </p>
      <TextField
        label="Access key ID"
        name="accessKeyId"
        machine
        autoComplete="off"
        spellCheck={false}
        placeholder="AKIA…"
        value={draft.accessKeyId}
        error={errors['accessKeyId']}
        onChange={(event) => onChange({ accessKeyId: event.target.value })}
      />
      <TextField
        label="Secret access key"
        name="secretAccessKey"
        type="password"
        machine
        autoComplete="new-password"
        value={draft.secretAccessKey}
        error={errors['secretAccessKey']}
        onChange={(event) => onChange({ secretAccessKey: event.target.value })}
      />
    </div>
  )
}

/** The console of AWS shows `1234-5678-9012`. */
const withoutHyphens = (number: string): string => number.replaceAll('-', '')

export function AccountsStep(props: StepProps) {
  const { draft, errors, onChange } = props
  if (draft.method === 'direct') {
    return (
      <>
        <Verdict as="p" size="small">
          One account is read, with the credentials this server has.
        </Verdict>
        <div className={cx('fields')}>
          <TextField
            label="Profile"
            optional
            hint="A profile of the server’s AWS configuration. Empty: the default credential chain."
            name="profile"
            machine
            value={draft.profile}
            error={errors['profile']}
            onChange={(event) => onChange({ profile: event.target.value })}
          />
          <RegionsField {...props} />
        </div>
      </>
    )
  }
  const named = new Set(listOf(draft.accounts).map(withoutHyphens))
  const count = named.size
  const management = withoutHyphens(draft.managementAccount.trim())
  const missing = /^\d{12}$/.test(management) && count > 0 && !named.has(management) && errors['managementAccount']
  return (
    <>
      <Verdict as="p" size="small">
        {draft.organization
          ? 'Name the management account; the others are found from there.'
          : 'Which accounts shall be read?'}
      </Verdict>
      <div className={cx('fields')}>
        <div className={cx('partition')}>
          <span className={text('m')}>Read</span>
          <Segments
            label="Read"
            value={draft.organization ? 'organization' : 'account'}
            options={[
              { value: 'account', label: 'Single accounts' },
              { value: 'organization', label: 'The whole organization' },
            ]}
            onChange={(scope) => onChange({ organization: scope === 'organization' })}
          />
        </div>
        <TextArea
          label="Account numbers"
          optional={draft.organization}
          hint={
            count > 0
              ? `${count} so far. Separated by commas, spaces or lines.`
              : draft.organization
                ? 'Empty: every account of the organization, new ones too. Otherwise only these.'
                : 'Twelve digits each, separated by commas, spaces or lines.'
          }
          name="accounts"
          machine
          rows={3}
          spellCheck={false}
          value={draft.accounts}
          error={errors['accounts']}
          onChange={(event) => onChange({ accounts: event.target.value })}
        />
        <div>
          <TextField
            label="Management account number"
            optional={!draft.organization && !draft.identityCenter}
            hint="For SCPs, RCPs, new accounts and Identity Center. It is read through the same role."
            name="managementAccount"
            machine
            inputMode="numeric"
            value={draft.managementAccount}
            error={errors['managementAccount']}
            onChange={(event) => onChange({ managementAccount: event.target.value })}
          />
          {missing && (
            <Button size="small" onClick={() => onChange({ accounts: `${draft.accounts.trim()}\n${management}` })}>
              Add it
            </Button>
          )}
        </div>
        <Choice
          kind="checkbox"
          name="identityCenter"
          bare
          title="AWS IAM Identity Center too"
          checked={draft.identityCenter}
          onChange={(identityCenter) => onChange({ identityCenter })}
        >
          People, groups, permission sets and who is assigned where. A card of its own.
        </Choice>
        <TextField
          label="Assume role"
          optional
          hint="Only if you rename it. A name, or the ARN of the role."
          name="roleName"
          machine
          placeholder="BailiwickCrossAccountTrustRole"
          value={draft.roleName}
          error={errors['roleName']}
          onChange={(event) => onChange({ roleName: event.target.value })}
        />
        {(draft.organization || draft.managementAccount.trim() !== '') && (
          <TextField
            label="Management account role ARN"
            optional
            hint="Only if the role has another name there: the output BailiwickRoleArn of its stack."
            name="managementRoleArn"
            machine
            value={draft.managementRoleArn}
            error={errors['managementRoleArn']}
            onChange={(event) => onChange({ managementRoleArn: event.target.value })}
          />
        )}
        <RegionsField {...props} />
      </div>
    </>
  )
}

function RegionsField(props: StepProps) {
  return (
    <TextField
      label="Regions"
      optional
      hint="Codes, separated by commas. Empty: every Region that is enabled in each account."
      name="regions"
      machine
      placeholder="eu-west-1, us-east-1"
      value={props.draft.regions}
      error={props.errors['regions']}
      onChange={(event) => props.onChange({ regions: event.target.value })}
    />
  )
}

export function OptionsStep(props: StepProps) {
  const { draft, errors, onChange } = props
  return (
    <>
      <Verdict as="p" size="small">
        What is it called, and what shall it do?
      </Verdict>
      <div className={cx('fields')}>
        <TextField
          label="Integration name"
          hint="1 to 64 letters, digits, spaces, - or _."
          name="name"
          value={draft.name}
          error={errors['name']}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <div className={cx('two')}>
          <TextField
            label="Region"
            optional
            hint="Home Region, for STS and global calls."
            name="homeRegion"
            machine
            placeholder="us-east-1"
            value={draft.homeRegion}
            error={errors['homeRegion']}
            onChange={(event) => onChange({ homeRegion: event.target.value })}
          />
          {draft.identityCenter && (
            <TextField
              label="SSO Region"
              optional
              hint="Of Identity Center. Empty: the check finds it."
              name="identityCenterRegion"
              machine
              value={draft.identityCenterRegion}
              error={errors['identityCenterRegion']}
              onChange={(event) => onChange({ identityCenterRegion: event.target.value })}
            />
          )}
        </div>
      </div>
      <SettingsFields
        draft={draft.settings}
        organization={draft.organization}
        errors={errors}
        at="settings."
        onChange={(part) => onChange({ settings: { ...draft.settings, ...part } })}
      />
      <YamlFile draft={draft} />
    </>
  )
}

export function OwnerStep(props: StepProps) {
  const notes = props.checked?.notes ?? []
  return (
    <>
      <Verdict as="p" size="small">
        Who answers for it?
      </Verdict>
      <div className={cx('fields')}>
        <TextField
          label="Contact email"
          hint="The owner of last resort for everything that is read through it; is told when it is Active, or in Error. It need not be somebody with an account here."
          type="email"
          name="owner"
          value={props.draft.owner}
          error={props.errors['owner']}
          onChange={(event) => props.onChange({ owner: event.target.value })}
        />
        {notes.length > 0 && (
          <ul className={cx('notes')} aria-label="Notes">
            {notes.map((note) => (
              <li key={note} className={text('muted')}>
                {note}
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  )
}
