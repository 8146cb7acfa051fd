/** Everything that Bailiwick reads. To read another service, add its collector here. */
import type { Capability, Collector } from './collector.ts'
import { accessAnalyzer } from './services/access-analyzer.ts'
import { backup } from './services/backup.ts'
import { cloudtrail } from './services/cloudtrail.ts'
import { codeartifact } from './services/codeartifact.ts'
import { codebuild } from './services/codebuild.ts'
import { config } from './services/config.ts'
import { credentials } from './services/credentials.ts'
import { ds } from './services/ds.ts'
import { dynamodb } from './services/dynamodb.ts'
import { ebs } from './services/ebs.ts'
import { ec2 } from './services/ec2.ts'
import { ecr } from './services/ecr.ts'
import { ecs } from './services/ecs.ts'
import { eks } from './services/eks.ts'
import { elasticfilesystem } from './services/elasticfilesystem.ts'
import { elasticloadbalancing } from './services/elasticloadbalancing.ts'
import { es } from './services/es.ts'
import { events } from './services/events.ts'
import { glue } from './services/glue.ts'
import { guardduty } from './services/guardduty.ts'
import { iam } from './services/iam.ts'
import { identityCenter } from './services/identity-center.ts'
import { kinesis } from './services/kinesis.ts'
import { kms } from './services/kms.ts'
import { lambda } from './services/lambda.ts'
import { lastAccessed } from './services/last-accessed.ts'
import { logs } from './services/logs.ts'
import { network } from './services/network.ts'
import { organizations } from './services/organizations.ts'
import { ram } from './services/ram.ts'
import { rds } from './services/rds.ts'
import { rolesanywhere } from './services/rolesanywhere.ts'
import { s3 } from './services/s3.ts'
import { s3AccessPoints } from './services/s3-access-points.ts'
import { sagemaker } from './services/sagemaker.ts'
import { secretsmanager } from './services/secretsmanager.ts'
import { securityhub } from './services/securityhub.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'
import { ssm } from './services/ssm.ts'
import { states } from './services/states.ts'

export const collectors: readonly Collector[] = [
  organizations,
  identityCenter,
  iam,
  s3,
  s3AccessPoints,
  kms,
  lambda,
  sqs,
  sns,
  secretsmanager,
  dynamodb,
  ecr,
  elasticfilesystem,
  backup,
  events,
  logs,
  es,
  glue,
  kinesis,
  codeartifact,
  rds,
  ec2,
  ebs,
  ssm,
  ds,
  rolesanywhere,
  eks,
  ecs,
  states,
  sagemaker,
  codebuild,
  ram,
  network,
  elasticloadbalancing,
  cloudtrail,
  config,
  guardduty,
  securityhub,
  credentials,
  lastAccessed,
  accessAnalyzer,
]

/** What *Check* tries in an account, once the role has let us in: the first of those that make one capability stands for all. */
export const capabilities: readonly Capability[] = collectors.filter(
  ({ capability }, at) => collectors.findIndex((other) => other.capability === capability) === at,
)

export const accountCollectors = collectors.filter((collector) => collector.scope === 'account')
export const regionCollectors = collectors.filter((collector) => collector.scope === 'region')
