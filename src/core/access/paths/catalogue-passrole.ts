/** Paths that start something new which runs as a role. */
import type { EscalationPath, Requirement } from './catalogue.ts'
import { pathfinding } from './catalogue-source.ts'

const passRole: Requirement = { action: 'iam:PassRole', on: 'target' }
/** What the actor starts, makes or changes to start it. */
const starts = (...actions: readonly string[]): readonly Requirement[] =>
  actions.map((action): Requirement => ({ action, on: 'any' }))

const lambda = ['lambda.amazonaws.com']
const tasks = ['ecs-tasks.amazonaws.com']
const glue = ['glue.amazonaws.com']
const sagemaker = ['sagemaker.amazonaws.com']
const codebuild = ['codebuild.amazonaws.com']
const cloudformation = ['cloudformation.amazonaws.com']
const ec2 = ['ec2.amazonaws.com']

const cluster = 'An ECS cluster must exist; clusters are not collected.'
const glueJob = 'A Glue job must exist; jobs are not collected.'
/** SAR calls the AWS-owned interpreter required too; the actor starts a session of its own one. */
const ownInterpreter = { on: 'any', types: ['code-interpreter-custom'] } as const

export const passRolePaths: readonly EscalationPath[] = [
  {
    ...pathfinding('apprunner-001', 'new-passrole'),
    form: 'passes role',
    services: ['tasks.apprunner.amazonaws.com'],
    requires: [passRole, ...starts('apprunner:CreateService')],
    act: 'passes {target} to a new App Runner service',
  },
  {
    ...pathfinding('bedrock-001', 'new-passrole'),
    form: 'passes role',
    services: ['bedrock-agentcore.amazonaws.com'],
    requires: [
      passRole,
      ...starts('bedrock-agentcore:CreateCodeInterpreter'),
      { action: 'bedrock-agentcore:StartCodeInterpreterSession', ...ownInterpreter },
      { action: 'bedrock-agentcore:InvokeCodeInterpreter', ...ownInterpreter },
    ],
    act: 'passes {target} to a new Bedrock code interpreter',
  },
  {
    ...pathfinding('cloudformation-001', 'new-passrole'),
    form: 'passes role',
    services: cloudformation,
    requires: [passRole, ...starts('cloudformation:CreateStack')],
    act: 'passes {target} to a new CloudFormation stack',
  },
  {
    ...pathfinding('cloudformation-003', 'new-passrole'),
    form: 'passes role',
    services: cloudformation,
    through: 'stack set',
    requires: [passRole, ...starts('cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances')],
    act: 'lets a new CloudFormation stack set act as {target}',
  },
  {
    ...pathfinding('cloudformation-004', 'new-passrole'),
    form: 'passes role',
    services: cloudformation,
    through: 'stack set',
    requires: [passRole, ...starts('cloudformation:UpdateStackSet')],
    act: 'lets a CloudFormation stack set act as {target}',
    assumes: 'A CloudFormation stack set must exist; stack sets are not collected.',
  },
  {
    ...pathfinding('codebuild-001', 'new-passrole'),
    form: 'passes role',
    services: codebuild,
    requires: [passRole, ...starts('codebuild:CreateProject', 'codebuild:StartBuild')],
    act: 'passes {target} to a new CodeBuild project',
  },
  {
    ...pathfinding('codebuild-004', 'new-passrole'),
    form: 'passes role',
    services: codebuild,
    requires: [passRole, ...starts('codebuild:CreateProject', 'codebuild:StartBuildBatch')],
    act: 'passes {target} to a new CodeBuild project and builds in batches',
  },
  {
    ...pathfinding('datapipeline-001', 'new-passrole'),
    form: 'passes role',
    services: ['datapipeline.amazonaws.com', 'elasticmapreduce.amazonaws.com'],
    requires: [
      passRole,
      ...starts('datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition', 'datapipeline:ActivatePipeline'),
    ],
    act: 'passes {target} to a new data pipeline',
  },
  {
    ...pathfinding('ec2-001', 'new-passrole'),
    form: 'passes role',
    services: ec2,
    through: 'instance profile',
    requires: [passRole, ...starts('ec2:RunInstances')],
    act: 'passes {target} to a new instance',
  },
  {
    ...pathfinding('ec2-003', 'new-passrole'),
    form: 'passes role',
    services: ec2,
    through: 'instance profile',
    requires: [passRole, ...starts('ec2:RequestSpotInstances')],
    act: 'passes {target} to a new spot instance',
  },
  {
    ...pathfinding('ecs-001', 'new-passrole'),
    form: 'passes role',
    services: tasks,
    requires: [passRole, ...starts('ecs:CreateCluster', 'ecs:RegisterTaskDefinition', 'ecs:CreateService')],
    act: 'passes {target} to a task of a new ECS service in a new cluster',
  },
  {
    ...pathfinding('ecs-002', 'new-passrole'),
    form: 'passes role',
    services: tasks,
    requires: [passRole, ...starts('ecs:CreateCluster', 'ecs:RegisterTaskDefinition', 'ecs:RunTask')],
    act: 'passes {target} to a task in a new ECS cluster',
  },
  {
    ...pathfinding('ecs-003', 'new-passrole'),
    form: 'passes role',
    services: tasks,
    requires: [passRole, ...starts('ecs:RegisterTaskDefinition', 'ecs:CreateService')],
    act: 'passes {target} to a task of a new ECS service',
    assumes: cluster,
  },
  {
    ...pathfinding('ecs-004', 'new-passrole'),
    form: 'passes role',
    services: tasks,
    requires: [passRole, ...starts('ecs:RegisterTaskDefinition', 'ecs:RunTask')],
    act: 'passes {target} to a new ECS task',
    assumes: cluster,
  },
  {
    ...pathfinding('ecs-005', 'new-passrole'),
    form: 'passes role',
    services: tasks,
    requires: [passRole, ...starts('ecs:RegisterTaskDefinition', 'ecs:StartTask')],
    act: 'passes {target} to a new ECS task on an instance of a cluster',
    assumes: 'An ECS cluster with an instance must exist; clusters are not collected.',
  },
  {
    ...pathfinding('glue-001', 'new-passrole'),
    form: 'passes role',
    services: glue,
    requires: [passRole, ...starts('glue:CreateDevEndpoint')],
    act: 'passes {target} to a new Glue development endpoint',
  },
  {
    ...pathfinding('glue-003', 'new-passrole'),
    form: 'passes role',
    services: glue,
    requires: [passRole, ...starts('glue:CreateJob', 'glue:StartJobRun')],
    act: 'passes {target} to a new Glue job and runs it',
  },
  {
    ...pathfinding('glue-004', 'new-passrole'),
    form: 'passes role',
    services: glue,
    requires: [passRole, ...starts('glue:CreateJob', 'glue:CreateTrigger')],
    act: 'passes {target} to a new Glue job and triggers it',
  },
  {
    ...pathfinding('glue-005', 'new-passrole'),
    form: 'passes role',
    services: glue,
    requires: [passRole, ...starts('glue:UpdateJob', 'glue:StartJobRun')],
    act: 'passes {target} to a Glue job and runs it',
    assumes: glueJob,
  },
  {
    ...pathfinding('glue-006', 'new-passrole'),
    form: 'passes role',
    services: glue,
    requires: [passRole, ...starts('glue:UpdateJob', 'glue:CreateTrigger')],
    act: 'passes {target} to a Glue job and triggers it',
    assumes: glueJob,
  },
  {
    ...pathfinding('lambda-001', 'new-passrole'),
    form: 'passes role',
    services: lambda,
    requires: [passRole, ...starts('lambda:CreateFunction', 'lambda:InvokeFunction')],
    act: 'passes {target} to a new function and invokes it',
  },
  {
    ...pathfinding('lambda-002', 'new-passrole'),
    form: 'passes role',
    services: lambda,
    requires: [passRole, ...starts('lambda:CreateFunction', 'lambda:CreateEventSourceMapping')],
    act: 'passes {target} to a new function and ties it to a stream or queue',
    assumes: 'A stream or queue whose records the function takes must exist.',
  },
  {
    ...pathfinding('lambda-006', 'new-passrole'),
    form: 'passes role',
    services: lambda,
    requires: [passRole, ...starts('lambda:CreateFunction', 'lambda:AddPermission')],
    act: 'passes {target} to a new function and lets itself invoke it',
  },
  {
    ...pathfinding('sagemaker-001', 'new-passrole'),
    form: 'passes role',
    services: sagemaker,
    requires: [passRole, ...starts('sagemaker:CreateNotebookInstance')],
    act: 'passes {target} to a new notebook',
  },
  {
    ...pathfinding('sagemaker-002', 'new-passrole'),
    form: 'passes role',
    services: sagemaker,
    requires: [passRole, ...starts('sagemaker:CreateTrainingJob')],
    act: 'passes {target} to a new training job',
  },
  {
    ...pathfinding('sagemaker-003', 'new-passrole'),
    form: 'passes role',
    services: sagemaker,
    requires: [passRole, ...starts('sagemaker:CreateProcessingJob')],
    act: 'passes {target} to a new processing job',
  },
]
