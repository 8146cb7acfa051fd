/**
 * Step 0: the identity of the server, or the user of a legacy key, needs one statement, the right to assume the roles
 * (connection.md §2). For whatever gives the server its credentials.
 */
import type { ServerIdentity } from '../../app/ports/aws.ts'
import type { Partition } from '../../app/ports/connections.ts'
import { dnsSuffixOf } from '../../aws/partitions.ts'
import type { Json } from '../../core/inventory/objects.ts'
import { callerAccount, regionFlag } from './aws-cli.ts'
import type { Installable } from './installable.ts'
import { command, quoted } from './shell.ts'

/** What the customer calls it is his; this is what the texts call it. */
const name = 'bailiwick'
const policyName = 'BailiwickAssumeRoles'
export const defaultRole = 'BailiwickCrossAccountTrustRole'

type Values = Pick<Installable, 'partition' | 'homeRegion' | 'roleName' | 'rolePath'> &
  Partial<Pick<Installable, 'managementRoleArn'>>

export function serverIdentity(connection: Values): ServerIdentity {
  const policy = assumeRoles(connection)
  const ways = [
    ...hosted(connection, policy),
    rolesAnywhere(connection, policy),
    profile(connection, policy),
    key(connection, policy),
  ]
  const [recommended] = ways
  return { policy, cli: recommended?.cli ?? '', terraform: recommended?.terraform ?? '', ways }
}

function assumeRoles({ partition, roleName, rolePath, managementRoleArn }: Values): Json {
  const roles = new Set([defaultRole, `${rolePath.slice(1)}${roleName}`])
  const everywhere = [...roles].map((role) => `arn:${partition}:iam::*:role/${role}`)
  const isApart = managementRoleArn && !everywhere.includes(managementRoleArn.replace(/::\d+:/, '::*:'))
  const arns = [...everywhere, ...(isApart ? [managementRoleArn] : [])]
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arns.length === 1 ? (arns[0] ?? '') : arns }],
  }
}

type Way = ServerIdentity['ways'][number]

/* ------------------------------------------------------------------ roles of what runs on AWS */

interface Host {
  readonly name: string
  readonly says: string
  readonly service: (partition: Partition) => string
  readonly actions: readonly string[]
}

const hosts: readonly Host[] = [
  {
    name: 'Role of an EC2 instance',
    says: 'Recommended: no key is kept anywhere. Start the instance with this instance profile.',
    service: (partition) => `ec2.${dnsSuffixOf(partition)}`,
    actions: ['sts:AssumeRole'],
  },
  {
    name: 'Role of an ECS task',
    says: 'Recommended: name the role as taskRoleArn of the task definition.',
    service: () => 'ecs-tasks.amazonaws.com',
    actions: ['sts:AssumeRole'],
  },
  {
    name: 'Role of an EKS pod (Pod Identity)',
    says: 'Recommended: associate the role with the service account of Bailiwick (aws eks create-pod-identity-association).',
    service: () => 'pods.eks.amazonaws.com',
    actions: ['sts:AssumeRole', 'sts:TagSession'],
  },
]

function hosted(values: Values, policy: Json): readonly Way[] {
  return hosts.map(({ name: title, says, service, actions }) => {
    const trust = trustOf(service(values.partition), actions)
    const isInstance = actions.length === 1 && service(values.partition).startsWith('ec2.')
    const region = regionFlag(values)
    return {
      name: title,
      says,
      cli: [
        ...roleCli(trust, policy, region),
        ...(isInstance
          ? [
              `aws iam create-instance-profile --instance-profile-name ${name}${region}`,
              `aws iam add-role-to-instance-profile --instance-profile-name ${name} --role-name ${name}${region}`,
            ]
          : []),
      ].join('\n'),
      terraform: [
        ...roleTerraform(trust, policy),
        ...(isInstance
          ? [
              '',
              'resource "aws_iam_instance_profile" "server" {',
              `  name = "${name}"`,
              '  role = aws_iam_role.server.name',
              '}',
            ]
          : []),
        '',
      ].join('\n'),
    }
  })
}

const trustOf = (service: string, actions: readonly string[], condition?: Json): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: actions.length === 1 ? (actions[0] ?? '') : [...actions],
      ...(condition !== undefined && { Condition: condition }),
    },
  ],
})

const roleCli = (trust: Json, policy: Json, region: string): readonly string[] => [
  command(
    `aws iam create-role --role-name ${name}${region}`,
    `--assume-role-policy-document ${quoted(JSON.stringify(trust))}`,
  ),
  command(
    `aws iam put-role-policy --role-name ${name} --policy-name ${policyName}${region}`,
    `--policy-document ${quoted(JSON.stringify(policy))}`,
  ),
]

/** JSON is an expression of the Terraform language as it stands, but for templates, which none of these texts holds. */
const roleTerraform = (trust: Json, policy: Json): readonly string[] => [
  'resource "aws_iam_role" "server" {',
  `  name               = "${name}"`,
  `  assume_role_policy = jsonencode(${JSON.stringify(trust)})`,
  '}',
  '',
  'resource "aws_iam_role_policy" "server" {',
  `  name   = "${policyName}"`,
  '  role   = aws_iam_role.server.name',
  `  policy = jsonencode(${JSON.stringify(policy)})`,
  '}',
]

/* ------------------------------------------------------------------ elsewhere */

/** IAM Roles Anywhere User Guide, "Trust policy": the service, its three actions, and one trust anchor. */
function rolesAnywhere(values: Values, policy: Json): Way {
  const anchor = '<ARN of your trust anchor>'
  const actions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']
  const trust = trustOf('rolesanywhere.amazonaws.com', actions, { ArnEquals: { 'aws:SourceArn': anchor } })
  return {
    name: 'IAM Roles Anywhere',
    says: `For a server outside of AWS with a certificate of your own authority. Put credential_process = aws_signing_helper credential-process … into the profile of the server and set AWS_PROFILE. Replace ${anchor}.`,
    cli: [
      ...roleCli(trust, policy, regionFlag(values)),
      command(
        `aws rolesanywhere create-profile --name ${name} --region ${values.homeRegion}`,
        `--role-arns "arn:${values.partition}:iam::${callerAccount(values)}:role/${name}" --enabled`,
      ),
    ].join('\n'),
    terraform: [
      ...roleTerraform(trust, policy),
      '',
      'resource "aws_rolesanywhere_profile" "server" {',
      `  name      = "${name}"`,
      '  role_arns = [aws_iam_role.server.arn]',
      '  enabled   = true',
      '}',
      '',
    ].join('\n'),
  }
}

function profile(values: Values, policy: Json): Way {
  const way = key(values, policy)
  return {
    ...way,
    name: 'Shared profile',
    says: 'A profile in the shared configuration of the user that runs Bailiwick; set AWS_PROFILE=bailiwick. Store its credentials with `aws configure --profile bailiwick`.',
  }
}

function key(values: Values, policy: Json): Way {
  const region = regionFlag(values)
  return {
    name: 'Access key of a user',
    says: 'The last resort: a key lasts until somebody takes it away. The user needs this one policy and no more.',
    cli: [
      `aws iam create-user --user-name ${name}${region}`,
      command(
        `aws iam put-user-policy --user-name ${name} --policy-name ${policyName}${region}`,
        `--policy-document ${quoted(JSON.stringify(policy))}`,
      ),
      `aws iam create-access-key --user-name ${name}${region}`,
    ].join('\n'),
    terraform: [
      'resource "aws_iam_user" "server" {',
      `  name = "${name}"`,
      '}',
      '',
      'resource "aws_iam_user_policy" "server" {',
      `  name   = "${policyName}"`,
      '  user   = aws_iam_user.server.name',
      `  policy = jsonencode(${JSON.stringify(policy)})`,
      '}',
      '',
      '# Terraform would keep the secret in its state: make the key with aws iam create-access-key --user-name bailiwick.',
      '',
    ].join('\n'),
  }
}
