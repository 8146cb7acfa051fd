/** The fields of connection.md §5, in the dialog and on a card's Settings tab alike. Names of fields are the server's paths. */
import { type ReactNode, useState } from 'react'
import { classesOf } from '../../../classes.ts'
import { Button } from '../../../parts/button.tsx'
import { capabilityName, optionalTypes, stageNames } from '../../../parts/coverage-cells.ts'
import { Choice, TextArea, TextField } from '../../../parts/field.tsx'
import { text } from '../../../parts/text.ts'
import { figure } from '../../../parts/verdict.tsx'
import { AccessDetails } from './access-details.tsx'
import styles from './integrate.module.css'
import { type SettingsDraft, visibleLength } from './settings-draft.ts'

const cx = classesOf(styles)

export type FieldErrors = Readonly<Partial<Record<string, string>>>

export interface SettingsProps {
  readonly draft: SettingsDraft
  readonly organization: boolean
  readonly errors: FieldErrors
  readonly onChange: (part: Partial<SettingsDraft>) => void
  /** Before the names of the fields in the server's problems: `settings.` in the dialog. */
  readonly at: string
}

/** connection.md §5. */
const mostDetails = 400

export function SettingsFields(props: SettingsProps) {
  return (
    <>
      <Group title="What is read" says="IAM, Identity Center and the organization are always read.">
        <ResourceTypes {...props} />
        {props.organization && (
          <Field
            {...props}
            field="excludedUnits"
            label="Exclude organizational unit ids"
            hint="Separated by commas; nested units too. Their accounts keep what is known of them; new accounts in them are never touched."
            placeholder="ou-a1b2-c3d4e5f6"
            machine
          />
        )}
        <Field
          {...props}
          field="maxCallsPerRun"
          label="Most calls in one sync run"
          hint="A run that needs more pauses. Empty: no limit."
          kind="number"
        />
        <Field
          {...props}
          field="maxCostPerDay"
          label="Most that AWS may charge a day, in US dollars"
          hint="A run that would cost more pauses. With 0 only what is free is read. Empty: no limit."
          kind="money"
        />
      </Group>
      <Group title="Owners" says="Who answers where nobody else does.">
        <div className={cx('two')}>
          <Field
            {...props}
            field="ownerAttribute"
            path="integrationOwner"
            label="Integration owner"
            hint="An attribute of the directory: email, group, department."
            placeholder="group"
          />
          <Field
            {...props}
            field="ownerValues"
            path="integrationOwner.values"
            label="Its values"
            hint="One or several, separated by commas."
            placeholder="cloud-security"
          />
          <Field
            {...props}
            field="tagKey"
            path="resourceOwner"
            label="Resource owner: tag key"
            hint="Whose tag names the owner of a resource."
            placeholder="owner"
          />
          <Field
            {...props}
            field="tagAttribute"
            path="resourceOwner.attribute"
            label="Attribute its values name"
            hint="For example email. Needs an integration owner."
            placeholder="email"
          />
        </div>
      </Group>
      <Group title="Access that is granted" says="What people see and what is kept of it.">
        <Field
          {...props}
          field="portalUrl"
          label="SSO portal URL"
          hint="Of the AWS access portal; sign-in links are made with it."
          placeholder="https://example.awsapps.com/start"
        />
        <Field
          {...props}
          field="profileName"
          label="AWS profile name"
          hint="For the profile on people’s machines."
          machine
        />
        <Details {...props} />
        <Choice
          kind="checkbox"
          name={`${props.at}enableAudit`}
          bare
          title="Enable audit"
          checked={props.draft.enableAudit}
          onChange={(enableAudit) => props.onChange({ enableAudit })}
        >
          Collect what people did in granted sessions (management events), and attach it to the grant. Not in use yet;
          the value is kept.
        </Choice>
        <div className={cx('two')}>
          <Field
            {...props}
            field="credentialRotationDays"
            label="Credential rotation (days)"
            hint="1 to 365, for brokered database credentials. Not in use yet; the value is kept."
            kind="number"
          />
          <Field
            {...props}
            field="userCleanupDays"
            label="User cleanup after access ends (days)"
            hint="0 to 365. Removes only users that Bailiwick made and nobody used since. Not in use yet; the value is kept."
            kind="number"
          />
        </div>
      </Group>
      <Group
        title="CloudTrail"
        says="Optional: the role then may read delivered logs. Without it, the last 90 days of LookupEvents."
      >
        <Field {...props} field="bucketArn" path="cloudTrail.bucketArn" label="Bucket ARN" machine />
        <div className={cx('two')}>
          <Field {...props} field="prefix" path="cloudTrail.prefix" label="Prefix" machine />
          <Field {...props} field="keyArn" path="cloudTrail.keyArn" label="KMS key ARN" machine />
        </div>
        <Field
          {...props}
          field="queueArn"
          path="cloudTrail.queueArn"
          label="Queue ARN"
          hint="The only setting that allows a write: read messages are deleted from this queue."
          machine
        />
        <Choice
          kind="checkbox"
          name={`${props.at}extendedReads`}
          bare
          title="Extended reads"
          checked={props.draft.extendedReads}
          onChange={(extendedReads) => props.onChange({ extendedReads })}
        >
          A few reads that SecurityAudit does not allow, as an inline policy of the role.
        </Choice>
      </Group>
    </>
  )
}

function Group(props: { readonly title: string; readonly says: string; readonly children: ReactNode }) {
  return (
    <fieldset className={cx('group')}>
      <legend className={text('h2')}>{props.title}</legend>
      <p className={text('s12', 'muted')}>{props.says}</p>
      {props.children}
    </fieldset>
  )
}

type TextSetting = {
  [K in keyof SettingsDraft]: SettingsDraft[K] extends string ? K : never
}[keyof SettingsDraft]

function Field(
  props: SettingsProps & {
    readonly field: TextSetting
    /** The server's name, where it differs. */
    readonly path?: string
    readonly label: string
    readonly hint?: string
    readonly placeholder?: string
    readonly kind?: 'number' | 'money'
    readonly machine?: boolean
  },
) {
  const name = `${props.at}${props.path ?? props.field}`
  return (
    <TextField
      label={props.label}
      optional
      name={name}
      value={props.draft[props.field]}
      error={props.errors[name]}
      machine={props.machine ?? false}
      spellCheck={false}
      {...(props.hint !== undefined && { hint: props.hint })}
      {...(props.placeholder !== undefined && { placeholder: props.placeholder })}
      {...(props.kind === 'number' && { type: 'number', inputMode: 'numeric' as const, step: 1 })}
      {...(props.kind === 'money' && { type: 'number', inputMode: 'decimal' as const, step: 'any', min: 0 })}
      onChange={(event) => props.onChange({ [props.field]: event.target.value })}
    />
  )
}

function ResourceTypes(props: SettingsProps) {
  const { draft, onChange } = props
  const every = optionalTypes.flatMap((group) => group.types)
  const chosen: ReadonlySet<string> = new Set(draft.resourceTypes ?? every)
  const [open, setOpen] = useState(draft.resourceTypes !== null)
  const name = `${props.at}resourceTypes`
  const error = props.errors[name]
  const toggle = (types: readonly string[], on: boolean) => {
    const next = every.filter((type) => (types.includes(type) ? on : chosen.has(type)))
    onChange({ resourceTypes: next.length === every.length ? null : next })
  }
  return (
    <div className={cx('types')}>
      <p className={cx('typesHead')}>
        <span className={text('m')}>Resource types to sync</span>
        <span className={text('faint', 's12')}>
          {draft.resourceTypes === null
            ? `all ${every.length}, and those of later versions`
            : `${chosen.size} of ${every.length}`}
        </span>
        <Button look="quiet" size="small" name={name} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Fold' : 'Choose'}
        </Button>
      </p>
      {error !== undefined && <p className={cx('error')}>{error}</p>}
      {open &&
        optionalTypes.map((group) => {
          const on = group.types.filter((type) => chosen.has(type)).length
          return (
            <fieldset key={group.stage} className={cx('typeGroup')}>
              <legend>
                <Choice
                  kind="checkbox"
                  name={`${name}.${group.stage}`}
                  bare
                  title={stageNames[group.stage]}
                  checked={on === group.types.length}
                  onChange={(checked) => toggle(group.types, checked)}
                >
                  {`${on} of ${group.types.length}`}
                </Choice>
              </legend>
              <div className={cx('typeList')}>
                {group.types.map((type) => (
                  <Choice
                    key={type}
                    kind="checkbox"
                    name={`${name}.${type}`}
                    bare
                    plain
                    title={capabilityName(type)}
                    checked={chosen.has(type)}
                    onChange={(checked) => toggle([type], checked)}
                  />
                ))}
              </div>
            </fieldset>
          )
        })}
    </div>
  )
}

function Details(props: SettingsProps) {
  const [preview, setPreview] = useState(false)
  const name = `${props.at}customAccessDetails`
  const typed = props.draft.customAccessDetails
  const length = visibleLength(typed)
  const over =
    length > mostDetails ? `${length} of ${mostDetails} characters. Shorten it by ${length - mostDetails}.` : undefined
  return (
    <div>
      <TextArea
        label="Custom access details"
        optional
        hint="Plain text with links; people read it where they get their access."
        name={name}
        rows={3}
        value={typed}
        error={over ?? props.errors[name]}
        onChange={(event) => props.onChange({ customAccessDetails: event.target.value })}
      />
      <p className={cx('under')}>
        <span className={text('faint', 's12')} aria-live="polite">
          {figure(length)} of {mostDetails} characters
        </span>
        <Button look="quiet" size="small" aria-expanded={preview} onClick={() => setPreview(!preview)}>
          {preview ? 'Close the preview' : 'Preview'}
        </Button>
      </p>
      {preview && (
        <section className={cx('preview')} aria-label="As people see it">
          {typed.trim() === '' ? (
            <p className={text('faint')}>Nothing is written yet.</p>
          ) : (
            <AccessDetails of={typed} />
          )}
        </section>
      )}
    </div>
  )
}
