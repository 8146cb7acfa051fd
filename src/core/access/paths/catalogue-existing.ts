/** Paths that make something which already runs as a role do the actor's will. */
import type { EscalationPath, Requirement, Workload } from './catalogue.ts'
import { pathfinding } from './catalogue-source.ts'

const onIt = (...actions: readonly string[]): readonly Requirement[] =>
  actions.map((action): Requirement => ({ action, on: 'workload' }))
const onSome = (...actions: readonly string[]): readonly Requirement[] =>
  actions.map((action): Requirement => ({ action, on: 'any' }))
const unseen = (what: string): Workload => ({ type: 'not collected', what })

const functions = { workload: { type: 'lambda:function' }, services: ['lambda.amazonaws.com'] } as const
const instances = { workload: { type: 'ec2:instance' }, services: ['ec2.amazonaws.com'] } as const
const builds = { workload: { type: 'codebuild:project' }, services: ['codebuild.amazonaws.com'] } as const
const notebooks = { workload: { type: 'sagemaker:notebook-instance' }, services: ['sagemaker.amazonaws.com'] } as const

export const existingWorkloadPaths: readonly EscalationPath[] = [
  {
    ...pathfinding('apprunner-002', 'existing-passrole'),
    form: 'takes over',
    workload: unseen('App Runner services'),
    services: ['tasks.apprunner.amazonaws.com'],
    requires: onSome('apprunner:UpdateService'),
    act: 'changes an App Runner service to act as {target}',
  },
  {
    ...pathfinding('bedrock-002', 'existing-passrole'),
    form: 'takes over',
    workload: unseen('Bedrock code interpreters'),
    services: ['bedrock-agentcore.amazonaws.com'],
    requires: ['StartCodeInterpreterSession', 'InvokeCodeInterpreter'].map((action) => ({
      action: `bedrock-agentcore:${action}`,
      on: 'any',
      types: ['code-interpreter-custom'],
    })),
    act: 'runs code in a Bedrock code interpreter to act as {target}',
  },
  {
    ...pathfinding('cloudformation-002', 'existing-passrole'),
    form: 'takes over',
    workload: unseen('CloudFormation stacks'),
    services: ['cloudformation.amazonaws.com'],
    requires: onSome('cloudformation:UpdateStack'),
    act: 'updates a CloudFormation stack to act as {target}',
  },
  {
    ...pathfinding('cloudformation-005', 'new-passrole'),
    form: 'takes over',
    workload: unseen('CloudFormation stacks'),
    services: ['cloudformation.amazonaws.com'],
    requires: onSome('cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'),
    act: 'executes a change set on a CloudFormation stack to act as {target}',
  },
  {
    ...pathfinding('codebuild-002', 'existing-passrole'),
    form: 'takes over',
    ...builds,
    requires: onIt('codebuild:StartBuild'),
    act: 'starts a build of its own in {on} to act as {target}',
  },
  {
    ...pathfinding('codebuild-003', 'existing-passrole'),
    form: 'takes over',
    ...builds,
    requires: onIt('codebuild:StartBuildBatch'),
    act: 'starts a batch of builds of its own in {on} to act as {target}',
  },
  {
    ...pathfinding('ec2-002', 'existing-passrole'),
    form: 'takes over',
    ...instances,
    requires: onIt('ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'),
    act: 'changes what {on} runs at its start to act as {target}',
  },
  {
    ...pathfinding('ec2-004', 'existing-passrole'),
    form: 'takes over',
    workload: unseen('Launch templates'),
    services: ['ec2.amazonaws.com'],
    requires: onSome('ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'),
    act: 'changes a launch template to act as {target} on its instances',
  },
  {
    ...pathfinding('ec2instanceconnect-003', 'existing-passrole'),
    form: 'takes over',
    ...instances,
    requires: [...onIt('ec2-instance-connect:SendSSHPublicKey'), ...onSome('ec2:DescribeInstances')],
    act: 'logs in to {on} over SSH to act as {target}',
    assumes: 'The instance must take EC2 Instance Connect and be reachable over SSH.',
  },
  {
    ...pathfinding('glue-002', 'existing-passrole'),
    form: 'takes over',
    workload: unseen('Glue development endpoints'),
    services: ['glue.amazonaws.com'],
    requires: onSome('glue:UpdateDevEndpoint'),
    act: 'logs in to a Glue development endpoint to act as {target}',
  },
  {
    ...pathfinding('lambda-003', 'existing-passrole'),
    form: 'takes over',
    ...functions,
    requires: onIt('lambda:UpdateFunctionCode'),
    act: 'changes the code of {on} to act as {target}',
    assumes: 'Something must invoke the function.',
  },
  {
    ...pathfinding('lambda-004', 'existing-passrole'),
    form: 'takes over',
    ...functions,
    requires: onIt('lambda:UpdateFunctionCode', 'lambda:InvokeFunction'),
    act: 'changes the code of {on} and invokes it to act as {target}',
  },
  {
    ...pathfinding('lambda-005', 'existing-passrole'),
    form: 'takes over',
    ...functions,
    requires: onIt('lambda:UpdateFunctionCode', 'lambda:AddPermission'),
    act: 'changes the code of {on} and lets itself invoke it to act as {target}',
  },
  {
    ...pathfinding('sagemaker-004', 'existing-passrole'),
    form: 'takes over',
    ...notebooks,
    requires: onIt('sagemaker:CreatePresignedNotebookInstanceUrl'),
    act: 'opens {on} to act as {target}',
  },
  {
    ...pathfinding('sagemaker-005', 'existing-passrole'),
    form: 'takes over',
    ...notebooks,
    requires: [
      ...onSome('sagemaker:CreateNotebookInstanceLifecycleConfig'),
      ...onIt('sagemaker:StopNotebookInstance', 'sagemaker:UpdateNotebookInstance', 'sagemaker:StartNotebookInstance'),
    ],
    act: 'changes what {on} runs at its start to act as {target}',
  },
  {
    ...pathfinding('ssm-001', 'existing-passrole'),
    form: 'takes over',
    ...instances,
    requires: [{ action: 'ssm:StartSession', on: 'workload', types: ['instance'] }],
    act: 'opens a session on {on} to act as {target}',
    assumes: 'The SSM agent must run on the instance.',
  },
  {
    ...pathfinding('ssm-002', 'existing-passrole'),
    form: 'takes over',
    ...instances,
    // The command is a document, which must be allowed as well.
    requires: [{ action: 'ssm:SendCommand', on: 'workload', types: ['document', 'instance'] }],
    act: 'runs a command on {on} to act as {target}',
    assumes: 'The SSM agent must run on the instance.',
  },
]
