/** Hand-labelled accounts: a role `app` that may start something as the role `admin`, or only looks as if it might. */
import { describe, expect, it } from 'vitest'
import {
  admin,
  arnHere,
  buildProject,
  escalationsOf,
  escalationWorld,
  everything,
  here,
  inProfile,
  instance,
  lambdaFunction,
  notebook,
  profileArn,
  trusting,
} from '../../../../test/fakes/escalation-world.ts'
import {
  account,
  allow,
  cell,
  deny,
  managedPolicy,
  organization,
  organizationPolicy,
  policy,
  role,
  unit,
} from '../../../../test/fakes/inventory.ts'
import type { InventoryObject, Json } from '../../inventory/objects.ts'
import { escalationPaths } from './catalogue.ts'

const adminArn = arnHere('role/admin')
const app = (...statements: readonly Json[]) => role(here, 'app', { inline: policy(...statements) })
const pass = (more: { readonly [key: string]: Json } = {}) => allow('iam:PassRole', adminArn, more)
const passedTo = (service: string) => ({ Condition: { StringEquals: { 'iam:PassedToService': service } } })

/** Path, service, and what starts it; as pathfinding.cloud requires it, or the documents that the catalogue names. */
const starting: readonly (readonly [string, string, readonly string[]])[] = [
  ['apprunner-001', 'tasks.apprunner.amazonaws.com', ['apprunner:CreateService']],
  [
    'bedrock-001',
    'bedrock-agentcore.amazonaws.com',
    ['CreateCodeInterpreter', 'StartCodeInterpreterSession', 'InvokeCodeInterpreter'].map(
      (name) => `bedrock-agentcore:${name}`,
    ),
  ],
  ['cloudformation-001', 'cloudformation.amazonaws.com', ['cloudformation:CreateStack']],
  ['codebuild-001', 'codebuild.amazonaws.com', ['codebuild:CreateProject', 'codebuild:StartBuild']],
  ['codebuild-004', 'codebuild.amazonaws.com', ['codebuild:CreateProject', 'codebuild:StartBuildBatch']],
  [
    'datapipeline-001',
    'datapipeline.amazonaws.com',
    ['datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition', 'datapipeline:ActivatePipeline'],
  ],
  ['ec2-001', 'ec2.amazonaws.com', ['ec2:RunInstances']],
  ['ec2-003', 'ec2.amazonaws.com', ['ec2:RequestSpotInstances']],
  ['ecs-001', 'ecs-tasks.amazonaws.com', ['ecs:CreateCluster', 'ecs:RegisterTaskDefinition', 'ecs:CreateService']],
  ['ecs-002', 'ecs-tasks.amazonaws.com', ['ecs:CreateCluster', 'ecs:RegisterTaskDefinition', 'ecs:RunTask']],
  ['ecs-003', 'ecs-tasks.amazonaws.com', ['ecs:RegisterTaskDefinition', 'ecs:CreateService']],
  ['ecs-004', 'ecs-tasks.amazonaws.com', ['ecs:RegisterTaskDefinition', 'ecs:RunTask']],
  ['ecs-005', 'ecs-tasks.amazonaws.com', ['ecs:RegisterTaskDefinition', 'ecs:StartTask']],
  ['glue-001', 'glue.amazonaws.com', ['glue:CreateDevEndpoint']],
  ['glue-003', 'glue.amazonaws.com', ['glue:CreateJob', 'glue:StartJobRun']],
  ['glue-004', 'glue.amazonaws.com', ['glue:CreateJob', 'glue:CreateTrigger']],
  ['glue-005', 'glue.amazonaws.com', ['glue:UpdateJob', 'glue:StartJobRun']],
  ['glue-006', 'glue.amazonaws.com', ['glue:UpdateJob', 'glue:CreateTrigger']],
  ['lambda-001', 'lambda.amazonaws.com', ['lambda:CreateFunction', 'lambda:InvokeFunction']],
  ['lambda-002', 'lambda.amazonaws.com', ['lambda:CreateFunction', 'lambda:CreateEventSourceMapping']],
  ['lambda-006', 'lambda.amazonaws.com', ['lambda:CreateFunction', 'lambda:AddPermission']],
  ['sagemaker-001', 'sagemaker.amazonaws.com', ['sagemaker:CreateNotebookInstance']],
  ['sagemaker-002', 'sagemaker.amazonaws.com', ['sagemaker:CreateTrainingJob']],
  ['sagemaker-003', 'sagemaker.amazonaws.com', ['sagemaker:CreateProcessingJob']],
  ['bailiwick-step-functions', 'states.amazonaws.com', ['states:CreateStateMachine', 'states:StartExecution']],
  ['bailiwick-batch', 'ecs-tasks.amazonaws.com', ['batch:RegisterJobDefinition', 'batch:SubmitJob']],
  ['bailiwick-ecs-run-task', 'ecs-tasks.amazonaws.com', ['ecs:RunTask']],
  ['bailiwick-ecs-start-task', 'ecs-tasks.amazonaws.com', ['ecs:StartTask']],
  ['bailiwick-glue-session', 'glue.amazonaws.com', ['glue:CreateSession', 'glue:RunStatement']],
  ['bailiwick-emr', 'ec2.amazonaws.com', ['elasticmapreduce:RunJobFlow']],
  [
    'bailiwick-emr-serverless',
    'emr-serverless.amazonaws.com',
    ['emr-serverless:CreateApplication', 'emr-serverless:StartJobRun'],
  ],
  ['bailiwick-scheduler', 'scheduler.amazonaws.com', ['scheduler:CreateSchedule']],
  ['bailiwick-ssm-automation', 'ssm.amazonaws.com', ['ssm:CreateDocument', 'ssm:StartAutomationExecution']],
  ['bailiwick-codepipeline', 'codepipeline.amazonaws.com', ['codepipeline:CreatePipeline']],
]

const adminOf = (service: string) => inProfile(admin(trusting(service)))
/** Those that are certain. */
const idsOf = (objects: readonly InventoryObject[]): readonly string[] =>
  escalationsOf(objects).flatMap((found) => /^(\S+) Allowed/.exec(found)?.[1] ?? [])

describe.each(starting)('%s', (id, service, actions) => {
  it('is found where every permission is there', () => {
    expect(escalationsOf([adminOf(service), app(pass(passedTo(service)), allow([...actions]))])).toContain(
      `${id} Allowed → admin`,
    )
  })

  it.each(['iam:PassRole', ...actions])('needs %s', (missing) => {
    const left = actions.filter((action) => action !== missing)
    const statements = [...(missing === 'iam:PassRole' ? [] : [pass()]), ...(left.length > 0 ? [allow(left)] : [])]
    const other = starting.filter(([, , theirs]) => theirs.every((action) => left.includes(action)))
    const found = idsOf([adminOf(service), app(...statements)])
    expect(found).not.toContain(id)
    // What is left may be another path.
    expect(found.every((one) => other.some(([theirs]) => theirs === one))).toBe(true)
  })

  it('needs a role that trusts the service', () => {
    const wrong = service === 'glue.amazonaws.com' ? 'lambda.amazonaws.com' : 'glue.amazonaws.com'
    expect(idsOf([adminOf(wrong), app(pass(), allow([...actions]))])).not.toContain(id)
  })

  it('needs a role that may be passed to the service', () => {
    const statements = [pass(passedTo('chatbot.amazonaws.com')), allow([...actions])]
    expect(idsOf([adminOf(service), app(...statements)])).toEqual([])
  })
})

it('these are all paths that pass a role, but those of stack sets', () => {
  const passing = escalationPaths.filter((path) => path.form === 'passes role' && path.through !== 'stack set')
  expect(starting.map(([id]) => id).sort()).toEqual(passing.map(({ id }) => id).sort())
})

/* ------------------------------------------------------------------ what decides, on one path */

const lambdaAdmin = admin(trusting('lambda.amazonaws.com'))
const create = 'lambda:CreateFunction'
const invoke = 'lambda:InvokeFunction'
const functionsHere = `arn:aws:lambda:eu-west-1:${here}:function`
const guardrail = (document: Json): readonly InventoryObject[] => [
  organization('999999999999'),
  unit('999999999999', 'r-test', 'Root', null),
  account('999999999999', 'management', 'r-test'),
  account(here, 'prod', 'r-test'),
  organizationPolicy('999999999999', 'p-full', {
    name: 'FullAWSAccess',
    type: 'serviceControl',
    document: everything,
    targets: ['r-test', here],
  }),
  organizationPolicy('999999999999', 'p-guard', {
    name: 'Guardrail',
    type: 'serviceControl',
    document,
    targets: [here],
  }),
]
const boundary = (name: string, ...statements: readonly Json[]) => managedPolicy(here, name, policy(...statements))
const bounded = (name: string, ...statements: readonly Json[]) =>
  role(here, 'app', { inline: policy(...statements), boundary: arnHere(`policy/${name}`) })
const all = allow(['iam:PassRole', create, invoke])
const onlyInRegion = (region: string) =>
  deny('*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': [region, 'us-east-1'] } } })

const found = ['lambda-001 Allowed → admin']
const decided: readonly (readonly [string, readonly string[], readonly InventoryObject[]])[] = [
  [
    'permissions of two policies',
    found,
    [
      managedPolicy(here, 'pass', policy(pass())),
      role(here, 'app', { attached: [arnHere('policy/pass')], inline: policy(allow([create, invoke])) }),
    ],
  ],
  ['action patterns', found, [app(allow(['iam:Pass*', 'lambda:CreateF*', 'lambda:*Function']))]],
  [
    'NotAction',
    found,
    [
      app({
        Effect: 'Allow',
        NotAction: ['s3:*', 'lambda:Update*', 'lambda:AddPermission', 'lambda:CreateEventSourceMapping', 'iam:Update*'],
        Resource: [adminArn, `${functionsHere}:*`],
      }),
    ],
  ],
  [
    'names of functions that fit',
    found,
    [app(pass(), allow(create, `${functionsHere}:dev-*`), allow(invoke, `arn:aws:lambda:*:*:function:*-api`))],
  ],
  [
    'names of functions that do not fit',
    [],
    [app(pass(), allow(create, `${functionsHere}:dev-*`), allow(invoke, `${functionsHere}:prod-*`))],
  ],
  [
    'functions of another account',
    [],
    [app(pass(), allow([create, invoke], 'arn:aws:lambda:eu-west-1:222222222222:function:*'))],
  ],
  [
    'another role',
    [],
    [role(here, 'other'), app(allow('iam:PassRole', arnHere('role/other')), allow([create, invoke]))],
  ],
  [
    'a Deny in another policy',
    [],
    [
      managedPolicy(here, 'no', policy(deny('iam:PassRole', arnHere('role/adm*')))),
      role(here, 'app', { attached: [arnHere('policy/no')], inline: policy(all) }),
    ],
  ],
  ['a Deny of other functions', found, [app(all, deny(create, `${functionsHere}:prod-*`))]],
  ['a boundary that has it all', found, [boundary('wide', allow(['iam:*', 'lambda:*'])), bounded('wide', all)]],
  ['a boundary without PassRole', [], [boundary('narrow', allow(['lambda:*', 's3:*'])), bounded('narrow', all)]],
  ['an SCP that denies the start', [], [app(all), ...guardrail(policy(allow('*'), deny(create)))]],
  [
    'an SCP that denies all but one Region',
    found,
    [app(all), ...guardrail(policy(allow('*'), onlyInRegion('ap-south-2')))],
  ],
  [
    'functions in a Region that an SCP denies',
    [],
    [
      app(pass(), allow([create, invoke], `${functionsHere}:*`)),
      ...guardrail(policy(allow('*'), onlyInRegion('ap-south-2'))),
    ],
  ],
  [
    'a condition that holds of no role',
    [],
    [app(pass(), allow([create, invoke], '*', { Condition: { StringEquals: { 'aws:username': 'ada' } } }))],
  ],
  [
    'a condition that has passed',
    [],
    [
      app(
        pass(),
        allow([create, invoke], '*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } }),
      ),
    ],
  ],
  [
    'a condition that always holds',
    found,
    [app(pass(), allow([create, invoke], '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))],
  ],
  [
    'sessions revoked long ago',
    found,
    [app(all, deny('*', '*', { Condition: { DateLessThan: { 'aws:TokenIssueTime': '2025-06-01T00:00:00Z' } } }))],
  ],
  [
    'a condition that can be met',
    ['lambda-001 Conditional → admin'],
    [app(pass(), allow([create, invoke], '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))],
  ],
  [
    'a function that the role is passed for',
    found,
    [
      app(
        pass({ Condition: { ArnLike: { 'iam:AssociatedResourceArn': `${functionsHere}:dev-*` } } }),
        allow([create, invoke], `${functionsHere}:dev-*`),
      ),
    ],
  ],
]

describe('a role passed to a new function', () => {
  it.each(decided)('%s', (_, expected, objects) => {
    expect(escalationsOf([lambdaAdmin, ...objects])).toEqual(expected)
  })

  it('not where only a role that is linked to the service trusts it', () => {
    const linked = role(here, 'admin', {
      inline: everything,
      path: '/aws-service-role/lambda.amazonaws.com/',
      ...trusting('lambda.amazonaws.com'),
    })
    expect(escalationsOf([linked, app(all)])).toEqual([])
  })

  it('not where the trust policy wants another account', () => {
    const document = policy({
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '222222222222' } },
    })
    expect(escalationsOf([admin({ trust: document }), app(all)])).toEqual([])
    const own = JSON.parse(JSON.stringify(document).replace('222222222222', here))
    expect(escalationsOf([admin({ trust: own }), app(all)])).toEqual(found)
  })

  it('also where the trust policy names the service of a Region', () => {
    const regional = admin(trusting('states.eu-west-1.amazonaws.com'))
    const may = app(
      pass(passedTo('states.amazonaws.com')),
      allow(['states:CreateStateMachine', 'states:StartExecution']),
    )
    expect(escalationsOf([regional, may])).toEqual(['bailiwick-step-functions Allowed → admin'])
  })

  it('goes on from there', () => {
    const middle = role(here, 'middle', {
      inline: policy(allow('iam:PutRolePolicy', arnHere('role/middle'))),
      ...trusting('lambda.amazonaws.com'),
    })
    const may = app(allow('iam:PassRole', arnHere('role/middle')), allow([create, invoke]))
    expect(escalationsOf([middle, may])).toEqual(['lambda-001 Allowed → middle'])
    expect(escalationsOf([middle, may], undefined, 'middle')).toEqual(['iam-005 Allowed → middle'])
  })

  it('does not lead round in circles', () => {
    const own = arnHere('role/app')
    const one = app(
      allow('iam:PutRolePolicy', own),
      allow('iam:PassRole', arnHere('role/middle')),
      allow([create, invoke]),
    )
    const middle = role(here, 'middle', {
      inline: policy(allow('iam:UpdateAssumeRolePolicy', own)),
      ...trusting('lambda.amazonaws.com'),
    })
    expect(escalationsOf([one, middle])).toEqual(['iam-005 Allowed → app'])
    expect(escalationsOf([one, middle], undefined, 'middle')).toEqual(['iam-012 Allowed → app'])
  })
})

describe('an instance', () => {
  const run = allow(['iam:PassRole', 'ec2:RunInstances'])

  it('needs a profile that holds the role', () => {
    expect(escalationsOf([admin(trusting('ec2.amazonaws.com')), app(run)])).toEqual([])
  })

  it('or the right to make one', () => {
    const make = allow(['iam:CreateInstanceProfile', 'iam:AddRoleToInstanceProfile'])
    expect(escalationsOf([admin(trusting('ec2.amazonaws.com')), app(run, make)])).toEqual(['ec2-001 Allowed → admin'])
  })

  describe('or the right to put the role into one that there is', () => {
    const remove = allow('iam:RemoveRoleFromInstanceProfile', profileArn('other'))
    const add = allow('iam:AddRoleToInstanceProfile', profileArn('other'))
    const account = [
      admin(trusting('ec2.amazonaws.com')),
      inProfile(role(here, 'other', trusting('ec2.amazonaws.com'))),
    ]

    it('in the place of its role', () => {
      expect(escalationsOf([...account, app(run, remove, add)])).toEqual(['ec2-001 Allowed → admin'])
    })

    it.each([
      ['not beside it', [add]],
      ['not without putting it in', [remove]],
      ['not into another one', [remove, allow('iam:AddRoleToInstanceProfile', profileArn('nobody'))]],
    ])('%s', (_name, statements) => {
      expect(escalationsOf([...account, app(run, ...statements)])).toEqual([])
    })
  })

  it('needs every type of resource that it is made of', () => {
    const only = allow('ec2:RunInstances', `arn:aws:ec2:*:${here}:instance/*`)
    const rest = ['image', 'network-interface', 'security-group', 'subnet', 'volume'].map(
      (type) => `arn:aws:ec2:*:*:${type}/*`,
    )
    expect(escalationsOf([adminOf('ec2.amazonaws.com'), app(pass(), only)])).toEqual([])
    expect(escalationsOf([adminOf('ec2.amazonaws.com'), app(pass(), only, allow('ec2:RunInstances', rest))])).toEqual([
      'ec2-001 Allowed → admin',
    ])
  })
})

describe('a stack set', () => {
  const administration = (may: Json) =>
    role(here, 'stacks', { inline: policy(may), ...trusting('cloudformation.amazonaws.com') })
  const execution = admin({ trust: policy({ Effect: 'Allow', Principal: { AWS: here }, Action: 'sts:AssumeRole' }) })
  const passStacks = allow('iam:PassRole', arnHere('role/stacks'))
  const assume = allow('sts:AssumeRole', adminArn)

  it.each([
    ['cloudformation-003', ['cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances']],
    ['cloudformation-004', ['cloudformation:UpdateStackSet']],
  ])('%s acts as what the role that administers it may assume', (id, actions) => {
    expect(escalationsOf([execution, administration(assume), app(passStacks, allow(actions))])).toEqual([
      `${id} Allowed → admin`,
    ])
    expect(escalationsOf([execution, administration(allow('s3:*')), app(passStacks, allow(actions))])).toEqual([])
    expect(escalationsOf([execution, administration(assume), app(allow(actions))])).toEqual([])
    expect(escalationsOf([execution, administration(assume), app(passStacks)])).toEqual([])
  })
})

/* ------------------------------------------------------------------ what is there already */

const onFunctions: readonly (readonly [string, readonly string[]])[] = [
  ['lambda-003', ['lambda:UpdateFunctionCode']],
  ['lambda-004', ['lambda:UpdateFunctionCode', invoke]],
  ['lambda-005', ['lambda:UpdateFunctionCode', 'lambda:AddPermission']],
  ['bailiwick-lambda-layer', ['lambda:UpdateFunctionConfiguration']],
]

describe.each(onFunctions)('%s', (id, actions) => {
  const job = lambdaFunction('job', adminArn)

  it('takes over the function that runs as the role', () => {
    expect(escalationsOf([lambdaAdmin, job, app(allow([...actions], job.arn))])).toContain(`${id} Allowed → admin`)
  })

  it.each(actions)('needs %s', (missing) => {
    const left = actions.filter((action) => action !== missing)
    expect(idsOf([lambdaAdmin, job, app(...(left.length > 0 ? [allow(left)] : []))])).not.toContain(id)
  })

  it('not another function', () => {
    const other = lambdaFunction('other', arnHere('role/other'))
    const may = app(allow([...actions], other.arn))
    expect(escalationsOf([lambdaAdmin, role(here, 'other'), job, other, may])).toEqual([])
  })

  it('is nothing where all functions were read and none runs as the role', () => {
    expect(escalationsOf([lambdaAdmin, app(allow([...actions]))])).toEqual([])
  })

  it('is possible where functions were not read', () => {
    const cells = [cell(here, 'iam'), cell(here, 'lambda', 'denied', 'AWS said no')]
    expect(escalationsOf([lambdaAdmin, app(allow([...actions]))], cells)).toContain(`${id} Unknown → admin`)
    expect(escalationsOf([admin(trusting('glue.amazonaws.com')), app(allow([...actions]))], cells)).toEqual([])
  })
})

const onInstances: readonly (readonly [string, readonly string[]])[] = [
  ['ec2-002', ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances']],
  ['ec2instanceconnect-003', ['ec2-instance-connect:SendSSHPublicKey', 'ec2:DescribeInstances']],
  ['ssm-001', ['ssm:StartSession']],
  ['ssm-002', ['ssm:SendCommand']],
]

describe.each(onInstances)('%s', (id, actions) => {
  const machine = instance('i-0123456789abcdef0', profileArn('admin'))
  const holder = adminOf('ec2.amazonaws.com')

  it('takes over the instance that runs as the role', () => {
    expect(escalationsOf([holder, machine, app(allow([...actions]))])).toContain(`${id} Allowed → admin`)
  })

  it.each(actions)('needs %s', (missing) => {
    const left = actions.filter((action) => action !== missing)
    expect(escalationsOf([holder, machine, app(allow([...left, 's3:GetObject']))])).toEqual([])
  })

  it('not on another instance', () => {
    const may = app(allow([...actions], `arn:aws:ec2:eu-west-1:${here}:instance/i-00000000000000000`))
    expect(escalationsOf([holder, machine, may])).toEqual([])
  })

  it('is possible on whatever instances there are', () => {
    const cells = [cell(here, 'iam'), cell(here, 'ec2', 'failed', 'It failed')]
    const on = [`arn:aws:ec2:*:${here}:instance/*`, 'arn:aws:ssm:*::document/AWS-RunShellScript']
    const may = app(
      allow(
        actions.filter((action) => action !== 'ec2:DescribeInstances'),
        on,
      ),
      allow('ec2:DescribeInstances'),
    )
    expect(escalationsOf([holder, may], cells)).toEqual([`${id} Unknown → admin`])
  })

  it('is possible where instances were not read', () => {
    const cells = [cell(here, 'iam'), cell(here, 'ec2', 'failed', 'It failed')]
    expect(escalationsOf([holder, app(allow([...actions]))], cells)).toEqual([`${id} Unknown → admin`])
  })
})

it('a command needs a document beside the instance', () => {
  const machine = instance('i-0123456789abcdef0', profileArn('admin'))
  const send = (...resources: readonly string[]) => app(allow('ssm:SendCommand', [...resources]))
  const shell = 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'
  expect(escalationsOf([adminOf('ec2.amazonaws.com'), machine, send(machine.arn)])).toEqual([])
  expect(escalationsOf([adminOf('ec2.amazonaws.com'), machine, send(machine.arn, shell)])).toEqual([
    'ssm-002 Allowed → admin',
  ])
})

it('every edge stands in both directions', () => {
  const job = lambdaFunction('job', adminArn)
  const machine = instance('i-0123456789abcdef0', profileArn('admin'))
  const services = ['lambda', 'ec2', 'glue', 'cloudformation', 'ecs-tasks'].map((name) => `${name}.amazonaws.com`)
  const roles = services.map((service, n) => role(here, `runner-${n}`, trusting(service)))
  const objects = [adminOf('ec2.amazonaws.com'), job, machine, ...roles, app(allow('*'), deny('iam:CreateUser'))]
  const { world, source, nodes } = escalationWorld(objects, [cell(here, 'iam'), cell(here, 'lambda', 'failed')])
  const ends = [...Array.from(world.principals, ({ principal }) => principal.arn), `administrator:${here}`]
  const told = (way: 'into' | 'from') =>
    ends
      .flatMap((id) => source[way](nodes.of(id)))
      .map(({ from, to, path, decision, target }) => `${from} ${path} ${decision} ${target} ${to}`)
      .sort()
  expect(told('into').length).toBeGreaterThan(40)
  expect(told('into')).toEqual(told('from'))
})

it('a function may be changed from another account that its policy names', () => {
  const other = '222222222222'
  const own = `arn:aws:iam::${other}:role/app`
  const job = lambdaFunction('job', adminArn)
  const open: Json = policy({
    Effect: 'Allow',
    Principal: { AWS: own },
    Action: 'lambda:UpdateFunctionCode',
    Resource: job.arn,
  })
  const shared: InventoryObject = { ...job, body: { ...job.body, policy: { state: 'read', document: open } } }
  const may = role(other, 'app', { inline: policy(allow('lambda:UpdateFunctionCode', job.arn)) })
  const { source, nodes, found: all } = escalationWorld([lambdaAdmin, shared, may])
  expect(all.get(own)).toEqual([{ path: 'lambda-003', target: adminArn, decision: 'Allowed' }])
  expect(source.from(nodes.of(own)).map(({ path, to }) => `${path} ${to}`)).toEqual([`lambda-003 ${adminArn}`])
  expect(escalationsOf([lambdaAdmin, job, may])).toEqual([])
})

it('one edge stands for several functions that run as the role', () => {
  const functions = [lambdaFunction('job', adminArn), lambdaFunction('other', adminArn)]
  const { source, nodes } = escalationWorld([lambdaAdmin, ...functions, app(allow('lambda:UpdateFunctionCode'))])
  expect(source.into(nodes.of(adminArn)).map(({ path }) => path)).toEqual(['lambda-003'])
})

describe.each([
  ['codebuild-002', 'codebuild', buildProject('site', adminArn), ['codebuild:StartBuild'], '/site'],
  ['codebuild-003', 'codebuild', buildProject('site', adminArn), ['codebuild:StartBuildBatch'], '/site'],
  ['sagemaker-004', 'sagemaker', notebook('book', adminArn), ['sagemaker:CreatePresignedNotebookInstanceUrl'], '/book'],
  [
    'sagemaker-005',
    'sagemaker',
    notebook('book', adminArn),
    [
      'sagemaker:CreateNotebookInstanceLifecycleConfig',
      'sagemaker:StopNotebookInstance',
      'sagemaker:UpdateNotebookInstance',
      'sagemaker:StartNotebookInstance',
    ],
    '/book',
  ],
] as const)('%s, where what runs was read', (id, service, thing, actions, name) => {
  const holder = adminOf(`${service}.amazonaws.com`)
  const read = [cell(here, 'iam'), cell(here, service)]
  const found = (...objects: readonly InventoryObject[]) => escalationsOf([holder, ...objects], read)

  it('takes over what runs as the role', () => {
    expect(found(thing, app(allow([...actions])))).toEqual([`${id} Allowed → admin`])
  })

  it.each(actions)('needs %s', (missing) => {
    const left = actions.filter((action) => action !== missing)
    expect(found(thing, app(allow([...left, 's3:GetObject'])))).toEqual([])
  })

  it('not another one, and nothing where nothing runs as it', () => {
    const elsewhere = thing.arn.replace(name, '/other')
    const configs = `arn:aws:sagemaker:eu-west-1:${here}:notebook-instance-lifecycle-config/x`
    expect(found(thing, app(allow([...actions], [elsewhere, configs])))).toEqual([])
    expect(found(app(allow([...actions])))).toEqual([])
  })
})

/** What runs as the role is not collected, or was not read. */
const unseen: readonly (readonly [string, string, readonly string[]])[] = [
  ['apprunner-002', 'tasks.apprunner.amazonaws.com', ['apprunner:UpdateService']],
  ['bailiwick-ecs-exec', 'ecs-tasks.amazonaws.com', ['ecs:ExecuteCommand']],
  [
    'bedrock-002',
    'bedrock-agentcore.amazonaws.com',
    ['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'],
  ],
  ['cloudformation-002', 'cloudformation.amazonaws.com', ['cloudformation:UpdateStack']],
  [
    'cloudformation-005',
    'cloudformation.amazonaws.com',
    ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
  ],
  ['codebuild-002', 'codebuild.amazonaws.com', ['codebuild:StartBuild']],
  ['codebuild-003', 'codebuild.amazonaws.com', ['codebuild:StartBuildBatch']],
  ['ec2-004', 'ec2.amazonaws.com', ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate']],
  ['glue-002', 'glue.amazonaws.com', ['glue:UpdateDevEndpoint']],
  ['sagemaker-004', 'sagemaker.amazonaws.com', ['sagemaker:CreatePresignedNotebookInstanceUrl']],
  [
    'sagemaker-005',
    'sagemaker.amazonaws.com',
    [
      'CreateNotebookInstanceLifecycleConfig',
      'StopNotebookInstance',
      'UpdateNotebookInstance',
      'StartNotebookInstance',
    ].map((name) => `sagemaker:${name}`),
  ],
]

describe.each(unseen)('%s', (id, service, actions) => {
  it('is possible, its target not seen', () => {
    expect(escalationsOf([adminOf(service), app(allow([...actions]))])).toEqual([`${id} Unknown → admin`])
  })

  it('not where no role trusts the service', () => {
    expect(escalationsOf([adminOf('chatbot.amazonaws.com'), app(allow([...actions]))])).toEqual([])
  })

  it.each(actions)('needs %s', (missing) => {
    const left = actions.filter((action) => action !== missing)
    expect(escalationsOf([adminOf(service), app(allow([...left, 's3:GetObject']))])).toEqual([])
  })
})

it('these are all paths that take over something', () => {
  const taking = escalationPaths.filter(({ form }) => form === 'takes over').map(({ id }) => id)
  expect([...onFunctions, ...onInstances, ...unseen].map(([id]) => id).sort()).toEqual(taking.sort())
})
