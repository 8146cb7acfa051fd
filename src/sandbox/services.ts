/** Every service of the simulated AWS, by its name in the credential scope. */
import type { ServiceDefinition } from './service.ts'
import { accessAnalyzer } from './services/access-analyzer.ts'
import { backup } from './services/backup.ts'
import { cloudFormation } from './services/cloudformation/service.ts'
import { cloudtrail } from './services/cloudtrail.ts'
import { cloudWatchLogs } from './services/cloudwatch-logs.ts'
import { codeArtifact } from './services/codeartifact.ts'
import { codebuild } from './services/codebuild.ts'
import { config } from './services/config.ts'
import { ds } from './services/ds.ts'
import { dynamodb } from './services/dynamodb.ts'
import { ec2 } from './services/ec2.ts'
import { ecr } from './services/ecr.ts'
import { ecs } from './services/ecs.ts'
import { efs } from './services/efs.ts'
import { eks } from './services/eks.ts'
import { elasticLoadBalancing } from './services/elasticloadbalancing.ts'
import { eventBridge } from './services/eventbridge.ts'
import { glue } from './services/glue.ts'
import { guardduty } from './services/guardduty.ts'
import { iam } from './services/iam/service.ts'
import { identityStore } from './services/identity-store/service.ts'
import { kinesis } from './services/kinesis.ts'
import { kms } from './services/kms.ts'
import { lambda } from './services/lambda.ts'
import { openSearch } from './services/opensearch.ts'
import { organizations } from './services/organizations/service.ts'
import { ram } from './services/ram.ts'
import { rds } from './services/rds.ts'
import { rolesAnywhere } from './services/rolesanywhere.ts'
import { s3 as s3Buckets } from './services/s3.ts'
import { s3AccountOperations } from './services/s3control.ts'
import { sagemaker } from './services/sagemaker.ts'
import { secretsManager } from './services/secretsmanager.ts'
import { securityHub } from './services/securityhub.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'
import { ssm } from './services/ssm.ts'
import { ssoAdmin } from './services/sso-admin/service.ts'
import { states } from './services/states.ts'
import { sts } from './services/sts.ts'

const s3: ServiceDefinition = {
  ...s3Buckets,
  operations: new Map([...s3Buckets.operations, ...s3AccountOperations.map((each) => [each.name, each] as const)]),
}

export const services: ReadonlyMap<string, ServiceDefinition> = new Map(
  [
    accessAnalyzer,
    cloudtrail,
    codebuild,
    config,
    ds,
    ecs,
    eks,
    elasticLoadBalancing,
    guardduty,
    ram,
    rds,
    rolesAnywhere,
    sagemaker,
    securityHub,
    ssm,
    states,
    backup,
    cloudFormation,
    cloudWatchLogs,
    codeArtifact,
    dynamodb,
    ec2,
    ecr,
    efs,
    eventBridge,
    glue,
    iam,
    identityStore,
    kinesis,
    kms,
    lambda,
    openSearch,
    organizations,
    s3,
    secretsManager,
    sns,
    sqs,
    ssoAdmin,
    sts,
  ].map((service) => [service.signingName, service]),
)
