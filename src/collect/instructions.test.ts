import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InstallInstructions } from '../app/ports/aws.ts'
import type { ConnectionSettings, Partition } from '../app/ports/connections.ts'
import { defaultSettings } from '../app/ports/connections.ts'
import { isAppError } from '../core/fault.ts'
import { accountIdOf } from './connection.fake.ts'
import { extendedActions, inlineLimit, leastPolicies, managedLimit, sizeOf } from './install/role-policies.ts'
import { moduleDefaults, terraformText } from './install/terraform.ts'
import type { Installable } from './instructions.ts'
import { describeInstallation } from './instructions.ts'
import { collectors } from './registry.ts'

const [management, member, other] = ['999988887777', '111122223333', '222233334444'].map(accountIdOf)
if (!management || !member || !other) throw new Error('three accounts')

const connection: Installable = {
  partition: 'aws',
  method: 'manual',
  externalId: '3c0f3b0e-7d0a-4f9f-9f0e-2c6f7f0b9a11',
  roleName: 'BailiwickCrossAccountTrustRole',
  rolePath: '/',
  trustPrincipalArn: 'arn:aws:iam::444455556666:role/bailiwick',
  identityCenter: false,
  organization: false,
  accounts: [member],
  managementAccountId: null,
  managementRoleArn: null,
  homeRegion: 'us-east-1',
  settings: defaultSettings,
}

const organization: Installable = {
  ...connection,
  method: 'stackset',
  accounts: [management],
  managementAccountId: management,
  organization: true,
  identityCenter: true,
}

const logs = {
  bucketArn: 'arn:aws:s3:::central-logs',
  prefix: 'org',
  keyArn: 'arn:aws:kms:us-east-1:222233334444:key/1234abcd',
  queueArn: null,
}
const withLogs = (base: Installable): Installable => ({ ...base, settings: { ...base.settings, cloudTrail: logs } })

/* ------------------------------------------------------------------ the role */

test('trust policy: one principal, one action, the external id', () => {
  expect(describeInstallation(connection).trustPolicy).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::444455556666:role/bailiwick' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': connection.externalId } },
      },
    ],
  })
})

test('managed policies: Identity Center adds its two', () => {
  expect(describeInstallation(connection).managedPolicies).toEqual(['arn:aws:iam::aws:policy/SecurityAudit'])
  const chinese = {
    ...connection,
    partition: 'aws-cn',
    trustPrincipalArn: 'arn:aws-cn:iam::444455556666:user/b',
  } as const
  expect(describeInstallation({ ...chinese, identityCenter: true }).managedPolicies).toEqual([
    'arn:aws-cn:iam::aws:policy/SecurityAudit',
    'arn:aws-cn:iam::aws:policy/AWSSSOReadOnly',
    'arn:aws-cn:iam::aws:policy/AWSSSODirectoryReadOnly',
  ])
})

test('command lines carry every value, quoted for a shell', () => {
  const { cli } = describeInstallation({ ...connection, rolePath: '/audit/' })
  expect(cli.split('\n')).toEqual([
    'aws iam create-role --role-name BailiwickCrossAccountTrustRole \\',
    '  --path /audit/ \\',
    "  --description 'Read-only access for Bailiwick' --max-session-duration 3600 \\",
    expect.stringMatching(/^ {2}--assume-role-policy-document '\{"Version".*\}'$/),
    'aws iam attach-role-policy --role-name BailiwickCrossAccountTrustRole --policy-arn arn:aws:iam::aws:policy/SecurityAudit',
  ])
})

/** SecurityAudit allows neither; the role of one account reads them, that of the management account where there is one. */
describe('the logs of CloudTrail', () => {
  const statementOf = (installation: InstallInstructions) =>
    installation.inlinePolicies.map(({ name, document }) => [name, document])

  test('exactly the objects under AWSLogs and exactly the key', () => {
    expect(statementOf(describeInstallation(withLogs(connection)))).toEqual([
      [
        'BailiwickTrailLogs',
        {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::central-logs/org/AWSLogs/*' }],
        },
      ],
      [
        'BailiwickTrailKey',
        {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: logs.keyArn }],
        },
      ],
    ])
  })

  test('only where they are read from', () => {
    const { cli, createStackCli, stackSet } = describeInstallation(withLogs(organization))
    const [everywhere = '', there = ''] = cli.split('# In the management account only:')
    expect(everywhere).not.toContain('BailiwickTrailLogs')
    expect(there).toContain('BailiwickTrailLogs')
    const [members = '', managements = ''] = createStackCli.split('# In the management account:')
    expect(members).not.toContain('CloudTrail')
    expect(managements).toContain('ParameterKey=CloudTrailPrefix,ParameterValue=org')
    expect(stackSet?.cli).not.toContain('CloudTrail')
    expect(stackSet?.managementStackCli).toContain(`ParameterKey=CloudTrailBucketArn,ParameterValue=${logs.bucketArn}`)
  })

  test('a bucket and a key elsewhere must admit the role too, and no other', () => {
    const role = `arn:aws:iam::${management}:role/BailiwickCrossAccountTrustRole`
    expect(describeInstallation(withLogs(organization)).elsewhere).toEqual([
      {
        where: expect.stringContaining(logs.bucketArn),
        statement: {
          Sid: 'BailiwickReadsTrail',
          Effect: 'Allow',
          Principal: { AWS: role },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::central-logs/org/AWSLogs/*',
        },
      },
      { where: expect.stringContaining(logs.keyArn), statement: expect.objectContaining({ Principal: { AWS: role } }) },
    ])
  })
})

/* ------------------------------------------------------------------ CloudFormation */

describe('the template', () => {
  const parsed = (installation: InstallInstructions) => JSON.parse(installation.template)

  test('one role, the parameters of the guide, equal bytes for equal connections', () => {
    const installation = describeInstallation(connection)
    expect(describeInstallation({ ...connection }).template).toBe(installation.template)
    expect(describeInstallation(withLogs(connection)).template).toBe(installation.template)
    const template = parsed(installation)
    expect(Object.keys(template.Parameters)).toEqual([
      'ExternalID',
      'IncludeAWSIdentityCenter',
      'RoleName',
      'CloudTrailBucketArn',
      'CloudTrailPrefix',
      'CloudTrailKeyArn',
      'CloudTrailQueueArn',
      'ExtendedReads',
    ])
    // Each policy that may be left out is a resource, since not every CloudFormation takes `AWS::NoValue` out of a list.
    expect(template.Resources).toMatchObject({
      BailiwickRole: { Type: 'AWS::IAM::Role' },
      BailiwickTrailLogs: { Type: 'AWS::IAM::Policy', Condition: 'WithTrailBucket' },
      BailiwickTrailKey: { Type: 'AWS::IAM::Policy', Condition: 'WithTrailKey' },
      BailiwickTrailQueue: { Type: 'AWS::IAM::Policy', Condition: 'WithTrailQueue' },
      BailiwickExtendedReads: { Type: 'AWS::IAM::Policy', Condition: 'WithExtendedReads' },
    })
    expect(Object.keys(template.Resources)).toHaveLength(5)
    expect(installation.template).not.toContain('AWS::NoValue')
    expect(Object.keys(template.Outputs)).toEqual(['BailiwickRoleArn', 'BailiwickAccountId', 'TemplateVersion'])
    expect(template.Parameters.ExternalID).not.toHaveProperty('Default')
    // A quick-create link ignores parameters that are not echoed.
    expect(installation.template).not.toContain('NoEcho')
    expect(installation.template).not.toContain(connection.externalId)
    // AWS CloudFormation quotas: 1 MB in Amazon S3, 51,200 bytes as --template-body.
    expect(installation.template.length).toBeLessThan(51_200)
  })

  test('its version is the SHA-256 of its bytes and changes with the principal', () => {
    const { templateVersion } = describeInstallation(connection)
    expect(templateVersion).toMatch(/^[0-9a-f]{64}$/)
    const other = { ...connection, trustPrincipalArn: 'arn:aws:iam::444455556666:role/other' }
    expect(describeInstallation(other).templateVersion).not.toBe(templateVersion)
  })

  test('no partition is written into it but that of the principal', () => {
    const template = describeInstallation(connection).template.replaceAll(String(connection.trustPrincipalArn), '')
    expect(template.match(/arn:aws[\w-]*:/g)).toBeNull()
  })
})

describe('a link that opens the console', () => {
  const published = { publishedAt: () => 'https://templates.s3.eu-central-1.amazonaws.com/b/1f.json' }

  test('only with a template in a bucket', () => {
    expect(describeInstallation(connection).quickCreateUrl).toBeNull()
    const long = { publishedAt: () => `https://templates.s3.amazonaws.com/${'x'.repeat(1_024)}` }
    expect(describeInstallation(connection, long).quickCreateUrl).toBeNull()
  })

  test('with every value', () => {
    const url = new URL(describeInstallation(connection, published).quickCreateUrl ?? '')
    expect(url.origin + url.pathname).toBe('https://us-east-1.console.aws.amazon.com/cloudformation/home')
    expect(url.search).toBe('?region=us-east-1')
    const [route, query] = url.hash.split('?')
    expect(route).toBe('#/stacks/create/review')
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      templateURL: 'https://templates.s3.eu-central-1.amazonaws.com/b/1f.json',
      stackName: 'Bailiwick-Trust-Role',
      param_ExternalID: connection.externalId,
      param_IncludeAWSIdentityCenter: 'false',
    })
  })

  test('a second one for the management account', () => {
    const { quickCreateUrl, managementQuickCreateUrl } = describeInstallation(organization, published)
    expect(quickCreateUrl).toContain('param_IncludeAWSIdentityCenter=false')
    expect(managementQuickCreateUrl).toContain('param_IncludeAWSIdentityCenter=true')
  })

  test.each<[Partition, string, string]>([
    ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ])('of %s', (partition, homeRegion, start) => {
    const trustPrincipalArn = `arn:${partition}:iam::444455556666:role/bailiwick`
    const there = { ...connection, partition, homeRegion, trustPrincipalArn }
    expect(describeInstallation(there, published).quickCreateUrl?.startsWith(start)).toBe(true)
    expect(describeInstallation(there).cli).toContain(`arn:${partition}:iam::aws:policy/SecurityAudit`)
    expect(describeInstallation(there).cli.includes('--region')).toBe(partition !== 'aws')
  })
})

test('a stack set is deployed by itself to new accounts, to one Region, and never without its second box', () => {
  const { stackSet } = describeInstallation(organization)
  expect(stackSet?.cli).toContain('--permission-model SERVICE_MANAGED')
  expect(stackSet?.cli).toContain('--auto-deployment Enabled=true')
  expect(stackSet?.cli.match(/--regions .*/g)).toEqual([expect.stringMatching(/^--regions us-east-1( \\)?$/)])
  expect(stackSet?.cli).toContain('ParameterKey=IncludeAWSIdentityCenter,ParameterValue=false')
  expect(stackSet?.managementStackCli).toContain('aws cloudformation create-stack ')
  expect(stackSet?.managementStackCli).toContain('ParameterKey=IncludeAWSIdentityCenter,ParameterValue=true')
  expect(stackSet?.selfManagedCli).toContain('AWSCloudFormationStackSetExecutionRole')
  expect(stackSet?.fields).toContainEqual({ label: 'ExternalID', value: connection.externalId })
  expect(stackSet?.fields).toContainEqual({ label: 'Automatic deployment', value: 'Activated' })
  expect(describeInstallation(connection).stackSet).toBeNull()
})

/* ------------------------------------------------------------------ Terraform */

const moduleFile = join(import.meta.dirname, '../../deploy/aws/terraform/main.tf')

test('the module in deploy/ and the text of a connection are one', () => {
  expect(existsSync(moduleFile)).toBe(true)
  expect(readFileSync(moduleFile, 'utf8')).toBe(terraformText(moduleDefaults, extendedActions(null)))
  const withoutDefaults = (text: string): string => text.replaceAll(/\n {2}default {5}= .*/g, '')
  expect(withoutDefaults(describeInstallation(connection).terraform)).toBe(
    withoutDefaults(readFileSync(moduleFile, 'utf8')),
  )
})

test('a module asks for the two values that nobody can guess', () => {
  const text = readFileSync(moduleFile, 'utf8')
  const blocks = text.split('\nvariable ').slice(1)
  const required = blocks.filter((block) => !/\n {2}default +=/.test(block)).map((block) => block.split('"')[1])
  expect(required).toEqual(['external_id', 'trust_principal_arn'])
})

/* ------------------------------------------------------------------ never a wildcard */

/** Every principal in a text, be it JSON, JSON inside a shell word, or Terraform. */
function principalsOf(text: string): readonly string[] {
  const json = [...text.matchAll(/\\?"Principal\\?"\s*:\s*(\{[^{}]*\}|"[^"]*")/g)].map(([, value = '']) =>
    // Inside the JSON of a whole answer a template is text once more.
    value.replaceAll('\\n', '').replaceAll('\\"', '"').replaceAll(/\s+/g, ''),
  )
  const hcl = [...text.matchAll(/Principal\s*=\s*(\{[^{}]*\}|"[^"]*")/g)].map(([, value = '']) => value)
  return [...json, ...hcl]
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return [JSON.stringify(value), ...Object.values(value).flatMap(textsOf)]
}

const hostilePrincipal = fc.oneof(
  fc.constantFrom(
    '*',
    'arn:aws:iam::444455556666:root',
    'arn:aws:iam::444455556666:role/*',
    'arn:aws:iam::*:role/bailiwick',
    'arn:aws:iam::444455556666:role/a","*',
    'arn:aws:iam::444455556666:role/a\n*',
    'arn:aws-cn:iam::444455556666:role/bailiwick',
    '',
  ),
  fc.string(),
  fc
    .tuple(fc.stringMatching(/^\d{12}$/), fc.constantFrom('role', 'user'), fc.stringMatching(/^[\w+=,.@/-]{1,64}$/))
    .map(([account, kind, name]) => `arn:aws:iam::${account}:${kind}/${name}`),
)

const hostileSettings: fc.Arbitrary<ConnectionSettings> = fc
  .record({
    extendedReads: fc.boolean(),
    bucketArn: fc.option(fc.constantFrom('arn:aws:s3:::logs', '*', 'arn:aws:s3:::*","Principal":"*')),
    queueArn: fc.option(fc.constantFrom('arn:aws:sqs:us-east-1:111122223333:q', '*')),
  })
  .map(({ extendedReads, bucketArn, queueArn }) => ({
    ...defaultSettings,
    extendedReads,
    cloudTrail: { bucketArn, prefix: null, keyArn: null, queueArn },
  }))

test('whatever is asked, what comes out trusts exactly one role or user, or nothing comes out', () => {
  let generated = 0
  const services = new Set([
    'ec2.amazonaws.com',
    'ecs-tasks.amazonaws.com',
    'pods.eks.amazonaws.com',
    'rolesanywhere.amazonaws.com',
  ])
  fc.assert(
    fc.property(
      fc.record({
        trustPrincipalArn: hostilePrincipal,
        method: fc.constantFrom('manual', 'cloudformation', 'stackset', 'legacy'),
        identityCenter: fc.boolean(),
        organization: fc.boolean(),
        accounts: fc.constantFrom([management], [member, other], [management, member]),
        managementAccountId: fc.constantFrom(null, management),
        externalId: fc.stringMatching(/^[\w+=,.@:/-]{2,40}$/),
        settings: hostileSettings,
      }),
      fc.constantFrom('audit', 'least'),
      (change, policy) => {
        let installation: InstallInstructions
        try {
          installation = describeInstallation(
            { ...connection, ...change },
            { policy, publishedAt: () => 'https://s3.amazonaws.com/a' },
          )
        } catch (fault) {
          expect(isAppError(fault) && fault.code).toBe('wrong_state')
          return
        }
        generated += 1
        const principal = change.trustPrincipalArn
        expect(principal).toMatch(/^arn:aws:iam::\d{12}:(role|user)\/[^*:]+$/)
        const ours = [`{"AWS":"${principal}"}`, '{ AWS = var.trust_principal_arn }']
        const reader = change.managementAccountId ?? change.accounts[0]
        const readers = `{"AWS":"arn:aws:iam::${reader}:role/${connection.roleName}"}`
        const found = textsOf({ ...installation, elsewhere: [] }).flatMap(principalsOf)
        expect(found.length).toBeGreaterThanOrEqual(6)
        for (const one of found) {
          const service = /^\{"Service":"([^"]+)"\}$/.exec(one)?.[1]
          if (service === undefined) expect(ours).toContain(one)
          else expect(services).toContain(service)
        }
        for (const one of textsOf(installation.elsewhere).flatMap(principalsOf)) expect(one).toBe(readers)
        expect(installation.terraform).toContain(`"${principal}"`)
      },
    ),
    { numRuns: 400 },
  )
  expect(generated).toBeGreaterThan(50)
})

/* ------------------------------------------------------------------ instead of SecurityAudit */

describe('the least policies', () => {
  const actionsOf = (settings: ConnectionSettings): readonly string[] => {
    const { account, identityCenter } = leastPolicies(settings)
    return [...account, ...identityCenter].flatMap(
      ({ document }) => JSON.stringify(document).match(/[\w-]+:[A-Z]\w+/g) ?? [],
    )
  }

  test('only read, fit into a role, and hold what the collectors declare', () => {
    const { account, identityCenter } = leastPolicies({ ...defaultSettings, extendedReads: true })
    const all = [...account, ...identityCenter]
    expect(all.every(({ kind }) => kind === 'inline')).toBe(true)
    expect(all.reduce((sum, { document }) => sum + sizeOf(document), 0)).toBeLessThanOrEqual(inlineLimit)
    const actions = actionsOf({ ...defaultSettings, extendedReads: true })
    for (const { action } of collectors.flatMap(({ reads }) => reads)) expect(actions).toContain(action)
    for (const action of actions) expect(action).toMatch(reading)
  })

  test('hold less when less is read, and IAM always', () => {
    const few = actionsOf({ ...defaultSettings, resourceTypes: ['s3'] })
    expect(few).toContain('s3:GetBucketPolicy')
    expect(few).toContain('iam:GetAccountAuthorizationDetails')
    expect(few.filter((action) => /^(lambda|sqs|kms):/.test(action))).toEqual([])
  })

  test('stand in template, commands and Terraform instead of SecurityAudit', () => {
    const { template, cli, terraform, managedPolicies } = describeInstallation(organization, { policy: 'least' })
    for (const text of [template, cli]) {
      expect(text).toContain('BailiwickReads')
      expect(text).not.toContain('SecurityAudit')
    }
    expect(terraform).toContain('default     = false\n}\n\nvariable "inline_policies"')
    expect(terraform).toContain('"BailiwickReads"')
    expect(managedPolicies).toEqual([])
    expect(Object.keys(JSON.parse(template).Parameters)).not.toContain('ExtendedReads')
  })

  test('what does not fit into the role stands beside it, in pieces that fit', () => {
    // A prefix of CloudTrail so long that the reads have no room left.
    const prefix = 'p'.repeat(6_000)
    const settings = { ...defaultSettings, cloudTrail: { ...logs, prefix } }
    const { account } = leastPolicies(settings)
    expect(account.every(({ kind, document }) => kind === 'managed' && sizeOf(document) <= managedLimit)).toBe(true)
    const { template, cli, warnings } = describeInstallation({ ...connection, settings }, { policy: 'least' })
    expect(JSON.parse(template).Resources.BailiwickReadsManaged).toMatchObject({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'BailiwickRole' }] },
    })
    expect(cli).toContain('aws iam create-policy --policy-name BailiwickReads')
    expect(warnings).toContainEqual(expect.stringContaining('10,240'))
  })
})

/** Both jobs only write a report that is then read. `kms:Decrypt` opens what Identity Center keeps under a customer's key. */
const reading =
  /^[a-z0-9-]+:(Get|List|Describe|Batch(Get|Describe)|Lookup|Search)\w*$|^iam:Generate(CredentialReport|ServiceLastAccessedDetails|OrganizationsAccessReport)$|^kms:Decrypt$/

/* ------------------------------------------------------------------ step 0 */

test('the server needs one statement, for whatever gives it its credentials', () => {
  const { serverIdentity } = describeInstallation({ ...connection, roleName: 'Renamed', rolePath: '/audit/' })
  expect(serverIdentity.policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: ['arn:aws:iam::*:role/BailiwickCrossAccountTrustRole', 'arn:aws:iam::*:role/audit/Renamed'],
      },
    ],
  })
  expect(serverIdentity.ways.map(({ name }) => name)).toEqual([
    'Role of an EC2 instance',
    'Role of an ECS task',
    'Role of an EKS pod (Pod Identity)',
    'IAM Roles Anywhere',
    'Shared profile',
    'Access key of a user',
  ])
  for (const { cli, terraform } of serverIdentity.ways) {
    expect(cli).toContain('sts:AssumeRole')
    expect(terraform).toContain('sts:AssumeRole')
  }
})

test('the role of the management account is made by the name that it was given', () => {
  const managementRoleArn = `arn:aws:iam::${management}:role/audit/Reader`
  const rolesMade = (connection: Parameters<typeof describeInstallation>[0]) =>
    describeInstallation({ ...connection, managementRoleArn })
      .cli.split('\n')
      .flatMap((line) => (/^#|create-role|--path/.test(line) ? [line.replace(/ *\\$/, '').trim()] : []))
  expect(rolesMade({ ...organization, organization: false, method: 'manual', accounts: [management] })).toEqual([
    'aws iam create-role --role-name Reader',
    '--path /audit/',
  ])
  expect(rolesMade({ ...organization, method: 'manual' })).toEqual([
    '# In each account but the management account:',
    'aws iam create-role --role-name BailiwickCrossAccountTrustRole',
    '# In the management account only:',
    'aws iam create-role --role-name Reader',
    '--path /audit/',
  ])
})

test('CloudFormation and Terraform make the role of the management account by the name that it was given', () => {
  const managementRoleArn = `arn:aws:iam::${management}:role/audit/Reader`
  const there = { ...organization, managementRoleArn }
  const { stackSet, template, terraform, warnings } = describeInstallation(there)
  const parsed = JSON.parse(template)
  expect(parsed.Parameters.RolePath).toMatchObject({ Type: 'String', Default: '/' })
  expect(parsed.Resources.BailiwickRole.Properties.Path).toEqual({ Ref: 'RolePath' })
  const named = ['ParameterKey=RoleName,ParameterValue=Reader', 'ParameterKey=RolePath,ParameterValue=/audit/']
  for (const one of named) {
    expect(stackSet?.managementStackCli).toContain(one)
    expect(stackSet?.cli).not.toContain(one)
    expect(describeInstallation({ ...there, method: 'cloudformation' }).createStackCli).toContain(one)
  }
  const published = describeInstallation(there, { publishedAt: () => 'https://b.s3.amazonaws.com/t.json' })
  expect(published.managementQuickCreateUrl).toContain('&param_RoleName=Reader&param_RolePath=%2Faudit%2F')
  expect(published.quickCreateUrl).not.toContain('param_Role')
  expect(terraform.split('\n')[0]).toMatch(
    /^# In the management account: terraform apply -var role_name=Reader -var role_path=\/audit\/ /,
  )
  expect(warnings).toContain(`In the management account the role is ${managementRoleArn}.`)
  const alone = describeInstallation({ ...there, organization: false, accounts: [management] })
  expect(alone.terraform).toContain('default     = "Reader"')
  expect(alone.terraform).toContain('default     = "/audit/"')
})

test('where only the name differs, or nothing, the template has no parameter for a path', () => {
  const parametersOf = (managementRoleArn: string | null) =>
    Object.keys(JSON.parse(describeInstallation({ ...organization, managementRoleArn }).template).Parameters)
  expect(parametersOf(`arn:aws:iam::${management}:role/Reader`)).not.toContain('RolePath')
  expect(parametersOf(null)).toEqual(parametersOf(`arn:aws:iam::${management}:role/Reader`))
})

test('a role of another name in the management account is one that the server may assume, and that reads the logs', () => {
  const managementRoleArn = `arn:aws:iam::${management}:role/audit/Reader`
  const resource = (arn: string) => {
    const { policy } = describeInstallation({ ...organization, managementRoleArn: arn }).serverIdentity
    return JSON.parse(JSON.stringify(policy)).Statement[0].Resource
  }
  const usual = 'arn:aws:iam::*:role/BailiwickCrossAccountTrustRole'
  expect(resource(managementRoleArn)).toEqual([usual, managementRoleArn])
  expect(resource(usual.replace('*', management))).toBe(usual)
  const { elsewhere } = describeInstallation({ ...withLogs(organization), managementRoleArn })
  expect(elsewhere[0]?.statement).toMatchObject({ Principal: { AWS: managementRoleArn } })
})

test.each(['audit', 'least'] as const)(
  'in another partition a command inside another names the Region too: %s',
  (policy) => {
    const there: Installable = {
      ...organization,
      partition: 'aws-cn',
      homeRegion: 'cn-north-1',
      trustPrincipalArn: 'arn:aws-cn:iam::444455556666:role/bailiwick',
      settings: { ...defaultSettings, cloudTrail: { ...logs, prefix: 'p'.repeat(6_000) } },
    }
    const { cli, stackSet, serverIdentity } = describeInstallation(there, { policy })
    const texts = [cli, stackSet?.cli, stackSet?.selfManagedCli, ...serverIdentity.ways.map((way) => way.cli)].join(
      '\n',
    )
    const inside = texts.match(/\$\(aws [^)]*\)/g) ?? []
    expect(inside.length).toBeGreaterThanOrEqual(3)
    for (const inner of inside) expect(inner).toContain('--region cn-north-1')
  },
)
