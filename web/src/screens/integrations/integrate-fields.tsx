import { classesOf } from '../../classes.ts'
import { Choice, TextArea, TextField } from '../../parts/field.tsx'
import { text } from '../../parts/text.ts'
import { Verdict } from '../../parts/verdict.tsx'
import styles from './integrate.module.css'
import type { FieldErrors } from './integrate-dialog.tsx'
import { accountNumbers, type Draft, type Method, methodNames } from './integrate-steps.ts'

const cx = classesOf(styles)

interface StepProps {
  readonly draft: Draft
  readonly errors: FieldErrors
  readonly onChange: (part: Partial<Draft>) => void
}

const methods: readonly { readonly method: Method; readonly says: string }[] = [
  { method: 'cloudformation', says: 'One stack in each account. For a few accounts.' },
  {
    method: 'stackset',
    says: 'One StackSet for every account of the organization, and one stack in the management account.',
  },
  { method: 'manual', says: 'With JSON, the AWS CLI or a tool of your own.' },
  {
    method: 'direct',
    says: 'A trial in one minute: one account, read with what this server already has. No role is made.',
  },
]

export function MethodStep(props: StepProps) {
  return (
    <>
      <Verdict as="p" size="small">
        Bailiwick reads through a role in each account. How shall the role come there?
      </Verdict>
      <div className={cx('choices')} role="radiogroup" aria-label="Method">
        {methods.map((one) => (
          <Choice
            key={one.method}
            kind="radio"
            name="method"
            title={methodNames[one.method]}
            checked={props.draft.method === one.method}
            onChange={() =>
              props.onChange({ method: one.method, ...(one.method === 'stackset' && { organization: true }) })
            }
          >
            {one.says}
          </Choice>
        ))}
      </div>
      <p className={text('s12', 'muted')}>
        Needed in AWS: the right to create a role and attach AWS’s policy SecurityAudit to it. Only an organization or
        Identity Center needs the management account.
      </p>
    </>
  )
}

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
  const count = accountNumbers(draft.accounts).length
  return (
    <>
      <Verdict as="p" size="small">
        {draft.organization
          ? 'Name the management account; the others are found from there.'
          : 'Which accounts shall be read?'}
      </Verdict>
      <div className={cx('fields')}>
        <Choice
          kind="checkbox"
          name="organization"
          bare
          title="The whole organization"
          checked={draft.organization}
          onChange={(organization) => onChange({ organization })}
        >
          Accounts are found through AWS Organizations, new ones too.
        </Choice>
        <TextArea
          label="Account numbers"
          optional={draft.organization}
          hint={
            count > 0
              ? `${count} so far. Separated by commas, spaces or lines.`
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
        <TextField
          label="Management account number"
          optional={!draft.organization}
          hint="For SCPs, RCPs and Identity Center. It is read through the same role."
          name="managementAccount"
          machine
          inputMode="numeric"
          value={draft.managementAccount}
          error={errors['managementAccount']}
          onChange={(event) => onChange({ managementAccount: event.target.value })}
        />
        <Choice
          kind="checkbox"
          name="identityCenter"
          bare
          title="AWS IAM Identity Center too"
          checked={draft.identityCenter}
          onChange={(identityCenter) => onChange({ identityCenter })}
        >
          People, groups, permission sets and who is assigned where.
        </Choice>
        <RegionsField {...props} />
        <TextField
          label="Assume role"
          optional
          hint="Only if you rename it. Otherwise BailiwickCrossAccountTrustRole."
          name="roleName"
          machine
          value={draft.roleName}
          error={errors['roleName']}
          onChange={(event) => onChange({ roleName: event.target.value })}
        />
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

export function NameStep(props: StepProps) {
  return (
    <>
      <Verdict as="p" size="small">
        What is it called here?
      </Verdict>
      <div className={cx('fields')}>
        <TextField
          label="Integration name"
          hint="1 to 64 letters, digits, spaces, - or _."
          name="name"
          autoFocus
          value={props.draft.name}
          error={props.errors['name']}
          onChange={(event) => props.onChange({ name: event.target.value })}
        />
      </div>
    </>
  )
}

export function OwnerStep(props: StepProps) {
  return (
    <>
      <Verdict as="p" size="small">
        Who answers for it?
      </Verdict>
      <div className={cx('fields')}>
        <TextField
          label="Contact email"
          hint="The owner of last resort for everything that is read through it. It need not be somebody with an account here."
          type="email"
          name="owner"
          autoFocus
          value={props.draft.owner}
          error={props.errors['owner']}
          onChange={(event) => props.onChange({ owner: event.target.value })}
        />
      </div>
    </>
  )
}
