/** Policy documents, short to write. Everything is frozen-in-use data: many principals share one document. */
import type { AccountId } from '../../core/ids.ts'
import type { Json } from '../../core/inventory/objects.ts'

export type Statement = { readonly [element: string]: Json }
type Texts = string | readonly string[]

export interface StatementParts {
  readonly sid?: string
  readonly actions?: Texts
  readonly notActions?: Texts
  readonly resources?: Texts
  readonly principal?: Json
  readonly when?: Json
}

const statement = (effect: 'Allow' | 'Deny', parts: StatementParts): Statement => ({
  ...(parts.sid !== undefined && { Sid: parts.sid }),
  Effect: effect,
  ...(parts.principal !== undefined && { Principal: parts.principal }),
  ...(parts.actions !== undefined && { Action: parts.actions }),
  ...(parts.notActions !== undefined && { NotAction: parts.notActions }),
  ...(parts.resources !== undefined && { Resource: parts.resources }),
  ...(parts.when !== undefined && { Condition: parts.when }),
})

export const allow = (parts: StatementParts): Statement => statement('Allow', parts)
export const deny = (parts: StatementParts): Statement => statement('Deny', parts)

export const policy = (...statements: readonly Statement[]): Json => ({
  Version: '2012-10-17',
  Statement: statements,
})

export const everything: Json = policy(allow({ actions: '*', resources: '*' }))

/* ------------------------------------------------------------------ trust policies */

export const trustService = (services: Texts, when?: Json): Json =>
  policy(allow({ principal: { Service: services }, actions: 'sts:AssumeRole', ...(when !== undefined && { when }) }))

export const trustAws = (arns: Texts, when?: Json): Json =>
  policy(allow({ principal: { AWS: arns }, actions: 'sts:AssumeRole', ...(when !== undefined && { when }) }))

export const rootOf = (id: AccountId | string): string => `arn:aws:iam::${id}:root`

export const withExternalId = (externalId: string): Json => ({ StringEquals: { 'sts:ExternalId': externalId } })

export const githubHost = 'token.actions.githubusercontent.com'

/** `subject` is a pattern over `repo:<owner>/<name>:<ref, environment or event>`. */
export const trustGithub = (id: AccountId, subject: string): Json =>
  policy(
    allow({
      principal: { Federated: `arn:aws:iam::${id}:oidc-provider/${githubHost}` },
      actions: 'sts:AssumeRoleWithWebIdentity',
      when: {
        StringEquals: { [`${githubHost}:aud`]: 'sts.amazonaws.com' },
        StringLike: { [`${githubHost}:sub`]: subject },
      },
    }),
  )

/* ------------------------------------------------------------------ resource policies */

export const tlsOnly = (arn: string): Statement =>
  deny({
    sid: 'TlsOnly',
    principal: '*',
    actions: 's3:*',
    resources: [arn, `${arn}/*`],
    when: { Bool: { 'aws:SecureTransport': 'false' } },
  })

/** What KMS writes when no policy is given: IAM policies of the account decide. */
export const keyRoot = (id: AccountId): Statement =>
  allow({ sid: 'Enable IAM User Permissions', principal: { AWS: rootOf(id) }, actions: 'kms:*', resources: '*' })

/** What SNS writes when no policy is given (SNS Developer Guide, "Default policy"). */
export const defaultTopicPolicy = (id: AccountId, arn: string): Json => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'SNS:GetTopicAttributes',
        'SNS:SetTopicAttributes',
        'SNS:AddPermission',
        'SNS:RemovePermission',
        'SNS:DeleteTopic',
        'SNS:Subscribe',
        'SNS:ListSubscriptionsByTopic',
        'SNS:Publish',
      ],
      Resource: arn,
      Condition: { StringEquals: { 'AWS:SourceOwner': id } },
    },
  ],
})
