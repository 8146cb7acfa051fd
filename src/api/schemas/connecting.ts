/** What making, installing and setting a connection needs. The rules of the fields stand in app/connections. */
import { z } from 'zod'
import type { AccessKeyView } from '../../app/connections/access-key-view.ts'
import type { AppliedIntegration } from '../../app/connections/apply-integration.ts'
import type { CheckedConnection } from '../../app/connections/check-connection.ts'
import { formMethods } from '../../app/connections/connect-form.ts'
import type { FormProblem } from '../../app/connections/form-field.ts'
import type { HandoffLink, HandoffPage, HandoffView } from '../../app/connections/hand-off.ts'
import type {
  ChangedSettings,
  IntegrationSettings,
  SettingsDifference,
} from '../../app/connections/integration-settings.ts'
import type { PublishedTemplate } from '../../app/connections/publish-template.ts'
import type { RotatedSecrets } from '../../app/connections/rotate-secrets.ts'
import type { InstallInstructions, NamedPolicy, ServerIdentity } from '../../app/ports/aws.ts'
import type { ConnectionDraft } from '../../app/ports/connection-store.ts'
import type { ConnectionSettings } from '../../app/ports/connections.ts'
import { cellTypes } from '../../core/inventory/coverage.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { json } from './access.ts'
import { count, documentOf, listOf, text, time } from './document.ts'

export const partition = z.enum(['aws', 'aws-us-gov', 'aws-cn'])
export const connectionMethod = z.enum(['cloudformation', 'stackset', 'manual', 'legacy', 'direct', 'import', 'sample'])

const short = z.string().max(2_048)
const list = (items: number) => z.array(short).max(items)

/* ------------------------------------------------------------------ settings */

const owner = z.object({ attribute: z.string(), values: listOf(z.string()) })
const tagOwner = z.object({ tagKey: z.string(), attribute: z.string() })
const delivery = z.object({
  bucketArn: z.string().nullable(),
  prefix: z.string().nullable(),
  keyArn: z.string().nullable(),
  queueArn: z.string().nullable(),
})

const settings = {
  resourceTypes: listOf(z.enum(cellTypes)).nullable().meta({ description: 'Null: all' }),
  excludedUnits: listOf(z.string()),
  excludedAccounts: listOf(text<ConnectionSettings['excludedAccounts'][number]>()),
  enableAudit: z.boolean(),
  credentialRotationDays: z.int().nullable().meta({ description: 'Not in use yet' }),
  userCleanupDays: z.int().nullable(),
  customAccessDetails: z.string().nullable(),
  integrationOwner: owner.nullable(),
  resourceOwner: tagOwner.nullable(),
  portalUrl: z.string().nullable(),
  profileName: z.string(),
  maxCallsPerRun: z.int().nullable(),
  maxCostPerDay: z.number().nullable().meta({ description: 'US dollars' }),
  cloudTrail: delivery,
  extendedReads: z.boolean(),
}

export const Settings = documentOf<IntegrationSettings>()('IntegrationSettings', {
  name: z.string(),
  owner: z.string().nullable(),
  accounts: listOf(text<IntegrationSettings['accounts'][number]>()),
  managementAccount: text<IntegrationSettings['accounts'][number]>().nullable(),
  managementRoleArn: z.string().nullable(),
  organization: z.boolean(),
  roleName: z.string(),
  regions: listOf(z.string()),
  homeRegion: z.string(),
  identityCenterRegion: z.string().nullable(),
  ...settings,
})

/** As sent: everything may be absent, and null takes a setting away. */
const settingsForm = {
  resourceTypes: list(100).nullable().optional(),
  excludedUnits: list(1_000).nullable().optional(),
  excludedAccounts: list(5_000).nullable().optional(),
  enableAudit: z.boolean().optional(),
  credentialRotationDays: z.number().nullable().optional(),
  userCleanupDays: z.number().nullable().optional(),
  customAccessDetails: z.string().max(20_000).nullable().optional(),
  integrationOwner: z
    .strictObject({ attribute: short, values: list(100) })
    .nullable()
    .optional(),
  resourceOwner: z.strictObject({ tagKey: short, attribute: short }).nullable().optional(),
  portalUrl: short.nullable().optional(),
  profileName: short.nullable().optional(),
  maxCallsPerRun: z.number().nullable().optional(),
  maxCostPerDay: z.number().nullable().optional().meta({ description: 'US dollars' }),
  cloudTrail: z
    .strictObject({
      bucketArn: short.nullable().optional(),
      prefix: short.nullable().optional(),
      keyArn: short.nullable().optional(),
      queueArn: short.nullable().optional(),
    })
    .optional(),
  extendedReads: z.boolean().optional(),
}

const SettingsForm = z.strictObject(settingsForm).meta({ id: 'SettingsForm' })

const settingsChange = {
  owner: short.optional(),
  accounts: list(5_001).optional(),
  managementAccount: short.nullable().optional(),
  managementRoleArn: short.nullable().optional(),
  organization: z.boolean().optional(),
  roleName: short.optional(),
  regions: list(100).optional(),
  homeRegion: short.optional(),
  identityCenterRegion: short.nullable().optional(),
  externalId: z.unknown().optional().meta({ description: 'Always refused: it is drawn at random' }),
  ...settingsForm,
}

export const SettingsChange = z
  .strictObject({ name: short.optional(), ...settingsChange })
  .meta({ id: 'SettingsChange' })

export const IntegrationFile = z
  .strictObject({
    name: short,
    method: z.enum(formMethods).optional(),
    identityCenter: z.boolean().optional(),
    partition: partition.optional(),
    ...settingsChange,
  })
  .meta({ id: 'IntegrationFile' })

const settingNames = z.enum([
  'name',
  'owner',
  'accounts',
  'managementAccount',
  'managementRoleArn',
  'organization',
  'roleName',
  'regions',
  'homeRegion',
  'identityCenterRegion',
  'resourceTypes',
  'excludedUnits',
  'excludedAccounts',
  'enableAudit',
  'credentialRotationDays',
  'userCleanupDays',
  'customAccessDetails',
  'integrationOwner',
  'resourceOwner',
  'portalUrl',
  'profileName',
  'maxCallsPerRun',
  'maxCostPerDay',
  'cloudTrail',
  'extendedReads',
])

const Difference = documentOf<SettingsDifference>()('SettingsDifference', {
  field: settingNames,
  before: json,
  after: json,
})

export const SettingsChanged = documentOf<ChangedSettings>()('ChangedSettings', {
  settings: Settings,
  narrowed: listOf(z.string()),
  changes: listOf(Difference),
  notes: listOf(z.string()),
})

export const Applied = documentOf<AppliedIntegration>()('AppliedIntegration', {
  action: z.enum(['created', 'changed', 'unchanged']),
  applied: z.boolean(),
  integration: z.string(),
  externalId: z.string().nullable(),
  changes: listOf(Difference),
  narrowed: listOf(z.string()),
  notes: listOf(z.string()),
})

/* ------------------------------------------------------------------ the form */

/** What the fields mean and what is refused: app/connections/connect-form.ts, which names every wrong field at once. */
const formFields = {
  method: z.enum(formMethods),
  name: short.optional(),
  owner: short.optional(),
  accounts: z.string().max(200_000).optional().meta({ description: 'Free text: numbers by comma, space or line' }),
  managementAccount: short.optional(),
  organization: z.boolean().optional(),
  identityCenter: z.boolean().optional(),
  roleName: short.optional(),
  regions: short.optional().meta({ description: 'Free text; empty: every Region enabled in each account' }),
  homeRegion: short.optional(),
  identityCenterRegion: short.optional(),
  managementRoleArn: short.optional(),
  partition: partition.optional(),
  profile: short.optional(),
  accessKeyId: short.optional().meta({ description: 'Method legacy only' }),
  secretAccessKey: short.optional().meta({ description: 'Method legacy only; kept sealed and never answered' }),
  settings: SettingsForm.optional(),
  externalId: z.unknown().optional().meta({ description: 'Always refused: it is drawn at random' }),
}

export const ConnectForm = z
  .strictObject({ ...formFields, draft: short.optional().meta({ description: 'Id of the draft that is done with' }) })
  .meta({ id: 'ConnectForm' })

const Problem = documentOf<FormProblem>()('FormProblem', {
  path: z.string().meta({ description: 'Field of the form, settings.portalUrl for one inside another' }),
  message: z.string(),
  suggestions: listOf(z.string()).exactOptional(),
})

export const CheckedForm = documentOf<CheckedConnection>()('CheckedConnectForm', {
  problems: listOf(Problem),
  notes: listOf(z.string()),
  identity: z
    .object({
      arn: text<NonNullable<CheckedConnection['identity']>['arn']>(),
      trustPrincipal: text<NonNullable<CheckedConnection['identity']>['arn']>()
        .nullable()
        .meta({ description: 'Whom its roles would trust: of a session its role; null where nobody is trusted' }),
      accountId: text<NonNullable<CheckedConnection['identity']>['accountId']>(),
      partition,
      note: z.string().nullable(),
    })
    .nullable(),
})

export const Draft = documentOf<ConnectionDraft>()('ConnectionDraft', {
  id: z.string(),
  step: z.string(),
  form: z.record(z.string(), z.unknown()) as z.ZodType<ConnectionDraft['form']>,
  savedAt: time,
})

/** A form in any state of being filled in. */
export const DraftForm = z
  .strictObject({ step: z.string().max(64), form: z.record(z.string().max(64), z.unknown() as z.ZodType<Json>) })
  .meta({ id: 'ConnectionDraftForm' })

/* ------------------------------------------------------------------ what to install */

const Policy = documentOf<NamedPolicy>()('NamedPolicy', {
  name: z.string(),
  kind: z.enum(['inline', 'managed']),
  document: json,
})

export const Identity = documentOf<ServerIdentity>()('ServerIdentity', {
  policy: json,
  cli: z.string(),
  terraform: z.string(),
  ways: listOf(z.object({ name: z.string(), says: z.string(), cli: z.string(), terraform: z.string() })),
})

const installation = {
  trustPolicy: json,
  managedPolicies: listOf(z.string()),
  cli: z.string(),
  template: z.string(),
  templateVersion: z.string().meta({ description: 'SHA-256 of the template' }),
  templateUrl: z.string().nullable(),
  terraform: z.string(),
  inlinePolicies: listOf(Policy),
  leastPolicies: listOf(Policy),
  quickCreateUrl: z.string().nullable(),
  managementQuickCreateUrl: z.string().nullable(),
  createStackCli: z.string(),
  stackSet: z
    .object({
      fields: listOf(z.object({ label: z.string(), value: z.string() })),
      cli: z.string(),
      managementStackCli: z.string(),
      selfManagedCli: z.string(),
    })
    .nullable(),
  elsewhere: listOf(z.object({ where: z.string(), statement: json })),
  warnings: listOf(z.string()),
}

export const Instructions = documentOf<InstallInstructions>()('InstallInstructions', {
  ...installation,
  serverIdentity: Identity,
})

export const policyChoice = z.enum(['audit', 'least'])

export const PublishForm = z
  .strictObject({
    to: short.meta({ description: 's3://bucket/prefix, or the https address of the template you uploaded yourself' }),
    policy: policyChoice.optional(),
  })
  .meta({ id: 'PublishTemplateForm' })

export const Published = documentOf<PublishedTemplate>()('PublishedTemplate', {
  url: z.string(),
  version: z.string(),
  isNew: z.boolean(),
  isGiven: z.boolean().meta({ description: 'Uploaded by somebody else: what lies at the address was not looked at' }),
  quickCreateUrl: z.string().nullable(),
})

/* ------------------------------------------------------------------ hand-off, keys */

export const HandoffForm = z
  .strictObject({ days: z.number().optional(), why: short.optional() })
  .meta({ id: 'HandoffForm' })

export const HandoffCreated = documentOf<HandoffLink>()('HandoffLink', {
  id: z.string(),
  url: z.string(),
  expiresAt: time,
})

export const HandoffListed = documentOf<HandoffView>()('Handoff', {
  id: z.string(),
  askedBy: z.string(),
  why: z.string().nullable(),
  createdAt: time,
  expiresAt: time,
  revokedAt: time.nullable(),
  state: z.enum(['open', 'expired', 'revoked']),
  openings: listOf(z.object({ at: time, from: z.string() })),
})

export const HandoffOpened = documentOf<HandoffPage>()('HandoffPage', {
  askedBy: z.string(),
  why: z.string().nullable(),
  expiresAt: time,
  partition,
  method: connectionMethod,
  accounts: listOf(text<HandoffPage['accounts'][number]>()),
  externalId: z.string(),
  instructions: documentOf<HandoffPage['instructions']>()('HandoffInstructions', installation),
})

export const KeyForm = z
  .strictObject({ accessKeyId: short.optional(), secretAccessKey: short.optional() })
  .meta({ id: 'AccessKeyForm' })

export const Key = documentOf<AccessKeyView>()('AccessKey', { lastFour: z.string(), ageDays: count, rotateBy: time })

export const Rotated = documentOf<RotatedSecrets>()('RotatedSecrets', { secrets: count })
