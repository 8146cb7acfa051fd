import { z } from 'zod'
import * as accounts from '../../core/accounts/account.ts'
import type { PasswordPolicy as Passwords } from '../../core/inventory/objects.ts'
import { Admin, Gap, Person, PrincipalType, pageOf } from './access.ts'
import { count, documentOf, listOf, time } from './document.ts'
import { IdentityCredentials } from './identities.ts'

const reading = z.enum(['read', 'none', 'out_of_scope', 'unread'])

const summaryFields = {
  id: z.string(),
  name: z.string().exactOptional(),
  alias: z.string().exactOptional(),
  units: listOf(z.string()),
  status: z.string().exactOptional(),
  isManagement: z.boolean(),
  reading,
  coverage: z.object({ ok: count, missing: count, total: count }),
  principals: count,
  administrators: count,
  people: count,
  resources: count,
}

const Account = documentOf<accounts.AccountSummary>()('Account', summaryFields)
export const AccountPage = pageOf('AccountPage', Account)

const PrincipalCount = documentOf<accounts.PrincipalCount>()('PrincipalCount', {
  type: PrincipalType,
  count,
  administrators: count,
})

const Administrator = documentOf<accounts.Administrator>()('AccountAdministrator', {
  arn: z.string(),
  name: z.string(),
  type: PrincipalType,
  admin: z.enum(['yes', 'conditional']),
  adminVia: z.enum(['full', 'equivalent']).exactOptional(),
  person: listOf(Person).exactOptional(),
  lastUsed: time.exactOptional(),
})

const Guardrail = documentOf<accounts.Guardrail>()('AccountGuardrail', {
  state: reading,
  reason: z.string().exactOptional(),
  levels: listOf(
    documentOf<accounts.GuardrailLevel>()('AccountGuardrailLevel', {
      target: z.string(),
      label: z.string(),
      policies: z.array(z.object({ ref: z.string(), name: z.string(), arn: z.string().exactOptional() })),
    }),
  ),
})

const Door = documentOf<accounts.Door>()('AccountDoor', {
  kind: z.enum(accounts.doorKinds),
  id: z.string(),
  name: z.string(),
  isOurs: z.boolean().exactOptional(),
  callers: count.exactOptional(),
  admin: Admin,
  roles: listOf(
    documentOf<accounts.DoorRole>()('AccountDoorRole', {
      arn: z.string(),
      name: z.string(),
      admin: Admin,
      decision: z.enum(['Allowed', 'Conditional', 'Unknown']),
      conditionText: z.string().exactOptional(),
    }),
  ),
  roleCount: count,
})

const PasswordPolicy = documentOf<Passwords>()('PasswordPolicy', {
  minimumLength: count.nullable(),
  requireSymbols: z.boolean(),
  requireNumbers: z.boolean(),
  requireUppercase: z.boolean(),
  requireLowercase: z.boolean(),
  usersMayChange: z.boolean(),
  maxAgeDays: count.nullable(),
  reusePrevention: count.nullable(),
  hardExpiry: z.boolean(),
})

export const AccountDetail = documentOf<accounts.AccountDetail>()('AccountDetail', {
  ...summaryFields,
  at: time,
  snapshot: z.string(),
  sentence: z.string(),
  email: z.string().exactOptional(),
  organizationId: z.string().exactOptional(),
  path: z.array(z.object({ id: z.string(), name: z.string() })),
  gaps: listOf(Gap),
  gapsMore: count,
  principalTypes: listOf(PrincipalCount),
  administratorList: listOf(Administrator),
  administratorTotal: count,
  serviceControl: Guardrail,
  resourceControl: Guardrail,
  doors: listOf(Door),
  providers: listOf(
    documentOf<accounts.AccountProvider>()('AccountProvider', {
      arn: z.string(),
      kind: z.enum(['saml', 'oidc']),
      name: z.string(),
      vendor: z.string().exactOptional(),
    }),
  ),
  passwordPolicy: PasswordPolicy.nullable().exactOptional(),
  root: IdentityCredentials.exactOptional(),
  resourceTypes: listOf(
    documentOf<accounts.ResourceCount>()('ResourceCount', { type: z.string(), count, open: count }),
  ),
})
