/** What the contract suite needs of an AWS: somewhere to call, an administrator, and a small organization. */
import { EC2Client } from '@aws-sdk/client-ec2'
import { IAMClient } from '@aws-sdk/client-iam'
import { IdentitystoreClient } from '@aws-sdk/client-identitystore'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { OrganizationsClient } from '@aws-sdk/client-organizations'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentialIdentity } from '@smithy/types'

export interface AwsUnderTest {
  readonly url: string
  /** Administrator of the management account. */
  readonly admin: AwsCredentialIdentity
  readonly managementAccountId: string
  /** Has a role `OrganizationAccountAccessRole` that the management account may assume. */
  readonly memberAccountId: string
  /** A service control policy that denies everything, attached nowhere. */
  readonly denyAllPolicyId: string
  readonly identityCenter: {
    readonly instanceArn: string
    readonly storeId: string
    readonly region: string
    /** Assigned nowhere. */
    readonly permissionSetArn: string
    readonly permissionSetName: string
    readonly userId: string
  }
  /** Lets time pass where that can be had. */
  advance(ms: number): Promise<void>
  /** Refuses the next calls of an operation for their rate, where that can be had. */
  readonly throttle?: (service: string, operation: string, times: number) => void
  stop(): Promise<void>
}

export const region = 'eu-west-1'

export interface AwsClients {
  readonly credentials: AwsCredentialIdentity
  readonly ec2: EC2Client
  readonly iam: IAMClient
  readonly identitystore: IdentitystoreClient
  readonly kms: KMSClient
  readonly lambda: LambdaClient
  readonly organizations: OrganizationsClient
  readonly s3: S3Client
  readonly secrets: SecretsManagerClient
  readonly sns: SNSClient
  readonly sqs: SQSClient
  readonly sso: SSOAdminClient
  readonly sts: STSClient
}

export function clientsOf(aws: AwsUnderTest, credentials: AwsCredentialIdentity, maxAttempts = 1): AwsClients {
  const config = { endpoint: aws.url, region, credentials, maxAttempts }
  const global = { ...config, region: 'us-east-1' }
  const center = { ...config, region: aws.identityCenter.region }
  return {
    credentials,
    ec2: new EC2Client(config),
    iam: new IAMClient(global),
    identitystore: new IdentitystoreClient(center),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    organizations: new OrganizationsClient(global),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    sso: new SSOAdminClient(center),
    sts: new STSClient(config),
  }
}

export interface AssumeInput {
  readonly roleArn: string
  readonly externalId?: string
  readonly name?: string
}

export async function assume({ sts }: AwsClients, input: AssumeInput): Promise<AwsCredentialIdentity> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: input.roleArn,
      RoleSessionName: input.name ?? 'contract',
      ...(input.externalId !== undefined && { ExternalId: input.externalId }),
    }),
  )
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

/** An administrator inside the member account. */
export async function insideMember(aws: AwsUnderTest): Promise<AwsClients> {
  const roleArn = `arn:aws:iam::${aws.memberAccountId}:role/OrganizationAccountAccessRole`
  return clientsOf(aws, await assume(clientsOf(aws, aws.admin), { roleArn }))
}

/** Name of the error that the call ends in; fails when it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (thrown) {
    if (thrown instanceof Error) return thrown.name
    throw thrown
  }
  throw new Error('the call was not refused')
}

/** Follows tokens to the end; the pages as they came. */
export async function pages<T>(
  ask: (token: string | undefined) => Promise<{ items: readonly T[] | undefined; next: string | undefined }>,
): Promise<readonly (readonly T[])[]> {
  const all: (readonly T[])[] = []
  let token: string | undefined
  do {
    const { items, next } = await ask(token)
    all.push(items ?? [])
    token = next
    if (all.length > 500) throw new Error('a list of the contract suite does not end')
  } while (token !== undefined && token !== '')
  return all
}

let serial = 0
/** A name that this run has not used. */
export function fresh(what: string): string {
  serial += 1
  return `contract-${what}-${serial}-${process.pid}`
}

export const text = (document: object): string => JSON.stringify(document)

export const allowAll = text({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] })

export const trustOf = (principalArn: string, externalId?: string): string =>
  text({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principalArn },
        Action: 'sts:AssumeRole',
        ...(externalId !== undefined && { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
      },
    ],
  })

/** A case of the suite, by the id that a table of differences names. */
export type Case = (id: string, title: string, body: (aws: AwsUnderTest) => Promise<void>) => void
