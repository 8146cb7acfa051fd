/** Everything that Bailiwick reads. To read another service, add its collector here. */
import type { Capability, Collector } from './collector.ts'
import { credentialReport } from './services/credential-report.ts'
import { ec2 } from './services/ec2.ts'
import { iam } from './services/iam.ts'
import { identityCenter } from './services/identity-center.ts'
import { kms } from './services/kms.ts'
import { lambda } from './services/lambda.ts'
import { organizations } from './services/organizations.ts'
import { s3 } from './services/s3.ts'
import { secretsmanager } from './services/secretsmanager.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'

export const collectors: readonly Collector[] = [
  organizations,
  identityCenter,
  iam,
  s3,
  kms,
  lambda,
  sqs,
  sns,
  secretsmanager,
  ec2,
]

/** What *Check* tries in an account, once the role has let us in. */
export const capabilities: readonly Capability[] = [...collectors, credentialReport]

export const accountCollectors = collectors.filter((collector) => collector.scope === 'account')
export const regionCollectors = collectors.filter((collector) => collector.scope === 'region')
