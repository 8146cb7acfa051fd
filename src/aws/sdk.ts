/**
 * AWS's SDK, one member for each service that is read, loaded when it is first asked for. All of them are 75 MB of heap in every thread
 * that has them, and a thread needs those that it calls. `require`, because what is imported later arrives later, and because Node.js
 * keeps the text of a CommonJS package twice when a module imports it.
 */
import { createRequire } from 'node:module'
import type * as AccessAnalyzer from '@aws-sdk/client-accessanalyzer'
import type * as Backup from '@aws-sdk/client-backup'
import type * as Cloudformation from '@aws-sdk/client-cloudformation'
import type * as Cloudtrail from '@aws-sdk/client-cloudtrail'
import type * as Logs from '@aws-sdk/client-cloudwatch-logs'
import type * as Codeartifact from '@aws-sdk/client-codeartifact'
import type * as Codebuild from '@aws-sdk/client-codebuild'
import type * as Config from '@aws-sdk/client-config-service'
import type * as Ds from '@aws-sdk/client-directory-service'
import type * as Dynamodb from '@aws-sdk/client-dynamodb'
import type * as Ec2 from '@aws-sdk/client-ec2'
import type * as Ecr from '@aws-sdk/client-ecr'
import type * as Ecs from '@aws-sdk/client-ecs'
import type * as Elasticfilesystem from '@aws-sdk/client-efs'
import type * as Eks from '@aws-sdk/client-eks'
import type * as Elb from '@aws-sdk/client-elastic-load-balancing'
import type * as Elasticloadbalancing from '@aws-sdk/client-elastic-load-balancing-v2'
import type * as Events from '@aws-sdk/client-eventbridge'
import type * as Glue from '@aws-sdk/client-glue'
import type * as Guardduty from '@aws-sdk/client-guardduty'
import type * as Iam from '@aws-sdk/client-iam'
import type * as Identitystore from '@aws-sdk/client-identitystore'
import type * as Kinesis from '@aws-sdk/client-kinesis'
import type * as Kms from '@aws-sdk/client-kms'
import type * as Lambda from '@aws-sdk/client-lambda'
import type * as Es from '@aws-sdk/client-opensearch'
import type * as Organizations from '@aws-sdk/client-organizations'
import type * as Ram from '@aws-sdk/client-ram'
import type * as Rds from '@aws-sdk/client-rds'
import type * as S3 from '@aws-sdk/client-s3'
import type * as S3control from '@aws-sdk/client-s3-control'
import type * as Sagemaker from '@aws-sdk/client-sagemaker'
import type * as Secretsmanager from '@aws-sdk/client-secrets-manager'
import type * as Securityhub from '@aws-sdk/client-securityhub'
import type * as States from '@aws-sdk/client-sfn'
import type * as Sns from '@aws-sdk/client-sns'
import type * as Sqs from '@aws-sdk/client-sqs'
import type * as Ssm from '@aws-sdk/client-ssm'
import type * as SsoAdmin from '@aws-sdk/client-sso-admin'
import type * as Sts from '@aws-sdk/client-sts'

const load = createRequire(import.meta.url)

export const sdk = {
  get accessAnalyzer(): typeof AccessAnalyzer {
    return load('@aws-sdk/client-accessanalyzer')
  },
  get backup(): typeof Backup {
    return load('@aws-sdk/client-backup')
  },
  get cloudformation(): typeof Cloudformation {
    return load('@aws-sdk/client-cloudformation')
  },
  get cloudtrail(): typeof Cloudtrail {
    return load('@aws-sdk/client-cloudtrail')
  },
  get codeartifact(): typeof Codeartifact {
    return load('@aws-sdk/client-codeartifact')
  },
  get codebuild(): typeof Codebuild {
    return load('@aws-sdk/client-codebuild')
  },
  get config(): typeof Config {
    return load('@aws-sdk/client-config-service')
  },
  get ds(): typeof Ds {
    return load('@aws-sdk/client-directory-service')
  },
  get dynamodb(): typeof Dynamodb {
    return load('@aws-sdk/client-dynamodb')
  },
  get ec2(): typeof Ec2 {
    return load('@aws-sdk/client-ec2')
  },
  get ecr(): typeof Ecr {
    return load('@aws-sdk/client-ecr')
  },
  get ecs(): typeof Ecs {
    return load('@aws-sdk/client-ecs')
  },
  get eks(): typeof Eks {
    return load('@aws-sdk/client-eks')
  },
  get elasticfilesystem(): typeof Elasticfilesystem {
    return load('@aws-sdk/client-efs')
  },
  get elasticloadbalancing(): typeof Elasticloadbalancing {
    return load('@aws-sdk/client-elastic-load-balancing-v2')
  },
  get elb(): typeof Elb {
    return load('@aws-sdk/client-elastic-load-balancing')
  },
  get es(): typeof Es {
    return load('@aws-sdk/client-opensearch')
  },
  get events(): typeof Events {
    return load('@aws-sdk/client-eventbridge')
  },
  get glue(): typeof Glue {
    return load('@aws-sdk/client-glue')
  },
  get guardduty(): typeof Guardduty {
    return load('@aws-sdk/client-guardduty')
  },
  get iam(): typeof Iam {
    return load('@aws-sdk/client-iam')
  },
  get identitystore(): typeof Identitystore {
    return load('@aws-sdk/client-identitystore')
  },
  get kinesis(): typeof Kinesis {
    return load('@aws-sdk/client-kinesis')
  },
  get kms(): typeof Kms {
    return load('@aws-sdk/client-kms')
  },
  get lambda(): typeof Lambda {
    return load('@aws-sdk/client-lambda')
  },
  get logs(): typeof Logs {
    return load('@aws-sdk/client-cloudwatch-logs')
  },
  get organizations(): typeof Organizations {
    return load('@aws-sdk/client-organizations')
  },
  get ram(): typeof Ram {
    return load('@aws-sdk/client-ram')
  },
  get rds(): typeof Rds {
    return load('@aws-sdk/client-rds')
  },
  get s3(): typeof S3 {
    return load('@aws-sdk/client-s3')
  },
  get s3control(): typeof S3control {
    return load('@aws-sdk/client-s3-control')
  },
  get sagemaker(): typeof Sagemaker {
    return load('@aws-sdk/client-sagemaker')
  },
  get secretsmanager(): typeof Secretsmanager {
    return load('@aws-sdk/client-secrets-manager')
  },
  get securityhub(): typeof Securityhub {
    return load('@aws-sdk/client-securityhub')
  },
  get sns(): typeof Sns {
    return load('@aws-sdk/client-sns')
  },
  get sqs(): typeof Sqs {
    return load('@aws-sdk/client-sqs')
  },
  get ssm(): typeof Ssm {
    return load('@aws-sdk/client-ssm')
  },
  get ssoAdmin(): typeof SsoAdmin {
    return load('@aws-sdk/client-sso-admin')
  },
  get states(): typeof States {
    return load('@aws-sdk/client-sfn')
  },
  get sts(): typeof Sts {
    return load('@aws-sdk/client-sts')
  },
}
