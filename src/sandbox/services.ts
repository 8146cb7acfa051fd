/** Every service of the simulated AWS, by its name in the credential scope. */
import type { ServiceDefinition } from './service.ts'
import { ec2 } from './services/ec2.ts'
import { iam } from './services/iam/service.ts'
import { identityStore } from './services/identity-store.ts'
import { kms } from './services/kms.ts'
import { lambda } from './services/lambda.ts'
import { organizations } from './services/organizations.ts'
import { s3 as s3Buckets } from './services/s3.ts'
import { s3AccountOperations } from './services/s3control.ts'
import { secretsManager } from './services/secretsmanager.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'
import { ssoAdmin } from './services/sso-admin/service.ts'
import { sts } from './services/sts.ts'

const s3: ServiceDefinition = {
  ...s3Buckets,
  operations: new Map([...s3Buckets.operations, ...s3AccountOperations.map((each) => [each.name, each] as const)]),
}

export const services: ReadonlyMap<string, ServiceDefinition> = new Map(
  [ec2, iam, identityStore, kms, lambda, organizations, s3, secretsManager, sns, sqs, ssoAdmin, sts].map((service) => [
    service.signingName,
    service,
  ]),
)
