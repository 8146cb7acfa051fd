/**
 * The role as Terraform (connection.md §3, C). One text serves twice: with no values it is the module of `deploy/aws/terraform`,
 * with the values of a connection as defaults it is a whole configuration. A test keeps the two in step.
 */
import type { NamedPolicy, PolicyChoice } from '../../app/ports/aws.ts'
import type { Json } from '../../core/inventory/objects.ts'
import type { Installable } from './installable.ts'
import { isManagementApart, managementRole, maxSessionSeconds, roleDescription } from './installable.ts'
import type { RoleContent } from './role-content.ts'
import { accountPolicies, extendedActions, identityCenterPolicies, policyNames, trailActions } from './role-policies.ts'
import { quoted } from './shell.ts'

/** Values of the variables; what is absent has no default (`external_id`, `trust_principal_arn`) or the module's own. */
export interface TerraformValues {
  readonly external_id?: string
  readonly trust_principal_arn?: string
  readonly role_name: string
  readonly role_path: string
  readonly include_aws_identity_center: boolean
  readonly attach_security_audit: boolean
  /** Documents by name. */
  readonly inline_policies: Readonly<Record<string, string>>
  readonly managed_policies: Readonly<Record<string, string>>
  readonly identity_center_policies: Readonly<Record<string, string>>
  readonly cloudtrail_bucket_arn: string
  readonly cloudtrail_prefix: string
  readonly cloudtrail_key_arn: string
  readonly cloudtrail_queue_arn: string
  readonly extended_reads: boolean
}

export const moduleDefaults: TerraformValues = {
  role_name: 'BailiwickCrossAccountTrustRole',
  role_path: '/',
  include_aws_identity_center: false,
  attach_security_audit: true,
  inline_policies: {},
  managed_policies: {},
  identity_center_policies: {},
  cloudtrail_bucket_arn: '',
  cloudtrail_prefix: '',
  cloudtrail_key_arn: '',
  cloudtrail_queue_arn: '',
  extended_reads: false,
}

export function terraformOf(connection: Installable, role: RoleContent, choice: PolicyChoice): string {
  const { settings, identityCenter } = connection
  const isLeast = choice === 'least'
  const apart = isManagementApart(connection)
  const { roleName, rolePath } = managementRole(connection)
  const management = {
    role_name: roleName,
    role_path: rolePath,
    include_aws_identity_center: identityCenter,
    ...trailValues(settings),
  }
  const values: TerraformValues = {
    ...moduleDefaults,
    external_id: connection.externalId,
    trust_principal_arn: role.principal,
    role_name: connection.roleName,
    role_path: connection.rolePath,
    attach_security_audit: !isLeast,
    inline_policies: isLeast ? documents(role.policies, 'inline') : {},
    managed_policies: isLeast ? documents(role.policies, 'managed') : {},
    identity_center_policies: isLeast ? documents(role.managementPolicies) : {},
    extended_reads: settings.extendedReads && !isLeast,
    ...(apart ? {} : management),
  }
  return [
    ...(apart ? applyThere(management, { ...values }) : []),
    terraformText(values, extendedActions(settings.resourceTypes)),
  ].join('\n')
}

const trailValues = ({ cloudTrail }: Installable['settings']) => ({
  cloudtrail_bucket_arn: cloudTrail.bucketArn ?? '',
  cloudtrail_prefix: cloudTrail.prefix ?? '',
  cloudtrail_key_arn: cloudTrail.keyArn ?? '',
  cloudtrail_queue_arn: cloudTrail.queueArn ?? '',
})

/** The management account gets other values than the text holds. */
function applyThere(
  there: Readonly<Record<string, string | boolean>>,
  here: Readonly<Record<string, unknown>>,
): readonly string[] {
  const flags = Object.entries(there).flatMap(([name, value]) =>
    value === here[name] ? [] : [`-var ${quoted(`${name}=${value}`)}`],
  )
  return flags.length === 0 ? [] : [`# In the management account: terraform apply ${flags.join(' ')}`, '']
}

const isOfTrail = (name: string): boolean =>
  name === policyNames.trailLogs || name === policyNames.trailKey || name === policyNames.trailQueue

/** Those of CloudTrail have variables of their own. */
function documents(policies: readonly NamedPolicy[], kind?: NamedPolicy['kind']): Readonly<Record<string, string>> {
  const wanted = policies.filter((policy) => (kind === undefined || policy.kind === kind) && !isOfTrail(policy.name))
  return Object.fromEntries(wanted.map(({ name, document }) => [name, JSON.stringify(document)]))
}

/* ------------------------------------------------------------------ HCL */

/** Terraform language, "Strings and Templates": what a quoted string escapes. */
const text = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('${', '$${').replaceAll('%{', '%%{')}"`

function literal(value: Json): string {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, inner]) => `    ${text(key)} = ${literal(inner)}`)
  return entries.length === 0 ? '{}' : `{\n${entries.join('\n')}\n  }`
}

function variable(name: string, type: string, description: string, value: Json | undefined, rule?: readonly string[]) {
  return [
    `variable "${name}" {`,
    `  type        = ${type}`,
    `  description = ${text(description)}`,
    ...(value === undefined ? [] : [`  default     = ${literal(value)}`]),
    ...(rule ? ['', '  validation {', ...rule.map((line) => `    ${line}`), '  }'] : []),
    '}',
    '',
  ]
}

const list = (items: readonly string[]): string => `[${items.map(text).join(', ')}]`

export function terraformText(values: TerraformValues, extended: readonly string[]): string {
  return [...head, ...variables(values), ...locals(extended), ...resources, ...outputs].join('\n')
}

const head = [
  '# The role through which Bailiwick reads this account. It can read configuration and change nothing.',
  '',
  'terraform {',
  '  required_version = ">= 1.3"',
  '  required_providers {',
  '    aws = {',
  '      source  = "hashicorp/aws"',
  '      version = ">= 5.0"',
  '    }',
  '  }',
  '}',
  '',
]

function variables(values: TerraformValues): readonly string[] {
  return [
    ...variable(
      'external_id',
      'string',
      'The ExternalId that Bailiwick shows for this integration.',
      values.external_id,
      [
        'condition     = can(regex("^[\\\\w+=,.@:/-]{2,1224}$", var.external_id))',
        'error_message = "An ExternalId has 2 to 1,224 letters, digits or + = , . @ : / - _."',
      ],
    ),
    ...variable(
      'trust_principal_arn',
      'string',
      'The role or user of the Bailiwick server. Do not change it: whoever it names reaches this account.',
      values.trust_principal_arn,
      [
        'condition     = can(regex("^arn:(aws|aws-us-gov|aws-cn):iam::[0-9]{12}:(role|user)/[\\\\w+=,.@/-]+$", var.trust_principal_arn))',
        'error_message = "Exactly one role or user: never a wildcard, an account root or a list."',
      ],
    ),
    ...variable(
      'role_name',
      'string',
      'If you change it, type the new name in Bailiwick under Assume role.',
      values.role_name,
    ),
    ...variable('role_path', 'string', 'Path of the role.', values.role_path),
    ...variable(
      'include_aws_identity_center',
      'bool',
      'true only in the management account, or in the account that administers IAM Identity Center.',
      values.include_aws_identity_center,
    ),
    ...variable(
      'attach_security_audit',
      'bool',
      'false where inline_policies or managed_policies stand instead of SecurityAudit.',
      values.attach_security_audit,
    ),
    ...variable(
      'inline_policies',
      'map(string)',
      'Policy documents by name, inline in the role.',
      values.inline_policies,
    ),
    ...variable(
      'managed_policies',
      'map(string)',
      'Policy documents by name that do not fit into the role, as customer managed policies.',
      values.managed_policies,
    ),
    ...variable(
      'identity_center_policies',
      'map(string)',
      'Policy documents by name instead of the two managed policies of IAM Identity Center.',
      values.identity_center_policies,
    ),
    ...variable(
      'cloudtrail_bucket_arn',
      'string',
      'Optional. The bucket that CloudTrail delivers to.',
      values.cloudtrail_bucket_arn,
    ),
    ...variable(
      'cloudtrail_prefix',
      'string',
      'Optional. What stands before AWSLogs/ in that bucket, without slashes around it.',
      values.cloudtrail_prefix,
    ),
    ...variable(
      'cloudtrail_key_arn',
      'string',
      'Optional. The KMS key that encrypts the logs.',
      values.cloudtrail_key_arn,
    ),
    ...variable(
      'cloudtrail_queue_arn',
      'string',
      'Optional. An SQS queue made for Bailiwick; the only variable that allows a write.',
      values.cloudtrail_queue_arn,
    ),
    ...variable('extended_reads', 'bool', 'Adds a few reads that SecurityAudit does not allow.', values.extended_reads),
  ]
}

function locals(extended: readonly string[]): readonly string[] {
  const policy = (name: string, wanted: string, actions: readonly string[], resource: string): readonly string[] => [
    `    ${name} = {`,
    `      wanted   = ${wanted}`,
    `      actions  = ${list(actions)}`,
    `      resource = ${resource}`,
    '    }',
  ]
  const logs = '"${var.cloudtrail_bucket_arn}/${local.trail_prefix}AWSLogs/*"'
  return [
    'data "aws_partition" "current" {}',
    '',
    'locals {',
    '  trail_prefix = var.cloudtrail_prefix == "" ? "" : "${var.cloudtrail_prefix}/"',
    '',
    '  managed = concat(',
    `    var.attach_security_audit ? ${list(accountPolicies)} : [],`,
    '    var.include_aws_identity_center && length(var.identity_center_policies) == 0',
    `    ? ${list(identityCenterPolicies)} : [],`,
    '  )',
    '',
    '  optional = {',
    ...policy(policyNames.trailLogs, 'var.cloudtrail_bucket_arn != ""', trailActions.logs, logs),
    ...policy(policyNames.trailKey, 'var.cloudtrail_key_arn != ""', trailActions.key, 'var.cloudtrail_key_arn'),
    ...policy(policyNames.trailQueue, 'var.cloudtrail_queue_arn != ""', trailActions.queue, 'var.cloudtrail_queue_arn'),
    ...(extended.length > 0 ? policy(policyNames.extendedReads, 'var.extended_reads', extended, '"*"') : []),
    '  }',
    '',
    '  inline = merge(var.inline_policies, {',
    '    for name, policy in local.optional : name => jsonencode({',
    '      Version   = "2012-10-17"',
    '      Statement = [{ Effect = "Allow", Action = policy.actions, Resource = policy.resource }]',
    '    }) if policy.wanted',
    '  })',
    '',
    '  own_managed = merge(',
    '    var.managed_policies,',
    '    var.include_aws_identity_center ? var.identity_center_policies : {},',
    '  )',
    '}',
    '',
  ]
}

const resources = [
  'resource "aws_iam_role" "bailiwick" {',
  '  name                 = var.role_name',
  '  path                 = var.role_path',
  `  description          = ${text(roleDescription)}`,
  `  max_session_duration = ${maxSessionSeconds}`,
  '',
  '  assume_role_policy = jsonencode({',
  '    Version = "2012-10-17"',
  '    Statement = [{',
  '      Effect    = "Allow"',
  '      Principal = { AWS = var.trust_principal_arn }',
  '      Action    = "sts:AssumeRole"',
  '      Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }',
  '    }]',
  '  })',
  '}',
  '',
  'resource "aws_iam_role_policy_attachment" "managed" {',
  '  for_each   = toset(local.managed)',
  '  role       = aws_iam_role.bailiwick.name',
  '  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value}"',
  '}',
  '',
  'resource "aws_iam_role_policy" "inline" {',
  '  for_each = local.inline',
  '  name     = each.key',
  '  role     = aws_iam_role.bailiwick.name',
  '  policy   = each.value',
  '}',
  '',
  'resource "aws_iam_policy" "own" {',
  '  for_each = local.own_managed',
  '  name     = each.key',
  '  policy   = each.value',
  '}',
  '',
  'resource "aws_iam_role_policy_attachment" "own" {',
  '  for_each   = aws_iam_policy.own',
  '  role       = aws_iam_role.bailiwick.name',
  '  policy_arn = each.value.arn',
  '}',
  '',
]

const outputs = ['output "bailiwick_role_arn" {', '  value = aws_iam_role.bailiwick.arn', '}', '']
