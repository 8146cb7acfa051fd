import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AppError } from '../core/fault.ts'
import type { Installable } from './instructions.ts'
import { describeInstallation, leastPrivilegePolicy } from './instructions.ts'
import { capabilities } from './registry.ts'

const connection: Installable = {
  partition: 'aws',
  method: 'manual',
  externalId: '3c0f3b0e-7d0a-4f9f-9f0e-2c6f7f0b9a11',
  roleName: 'BailiwickCrossAccountTrustRole',
  rolePath: '/',
  trustPrincipalArn: 'arn:aws:iam::444455556666:role/bailiwick',
  identityCenter: false,
}

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
  expect(describeInstallation({ ...connection, partition: 'aws-cn', identityCenter: true }).managedPolicies).toEqual([
    'arn:aws-cn:iam::aws:policy/SecurityAudit',
    'arn:aws-cn:iam::aws:policy/AWSSSOReadOnly',
    'arn:aws-cn:iam::aws:policy/AWSSSODirectoryReadOnly',
  ])
})

test('command lines carry every value, quoted for a shell', () => {
  const { cli } = describeInstallation({ ...connection, rolePath: '/audit/' })
  expect(cli.split('\n')).toEqual([
    expect.stringMatching(
      /^aws iam create-role --role-name BailiwickCrossAccountTrustRole --path \/audit\/ .*'\{"Version".*\}'$/,
    ),
    'aws iam attach-role-policy --role-name BailiwickCrossAccountTrustRole --policy-arn arn:aws:iam::aws:policy/SecurityAudit',
  ])
  expect(describeInstallation({ ...connection, method: 'cloudformation' }).cli).toBe(
    [
      'aws cloudformation create-stack --stack-name Bailiwick-Trust-Role',
      '--template-body file://bailiwick-trust-role.json',
      '--parameters ParameterKey=ExternalID,ParameterValue=3c0f3b0e-7d0a-4f9f-9f0e-2c6f7f0b9a11',
      'ParameterKey=IncludeAWSIdentityCenter,ParameterValue=false',
      'ParameterKey=RoleName,ParameterValue=BailiwickCrossAccountTrustRole',
      '--capabilities CAPABILITY_NAMED_IAM',
    ].join(' '),
  )
})

test('template: one role, three parameters, equal bytes for equal connections', () => {
  const text = describeInstallation(connection).template
  expect(describeInstallation({ ...connection }).template).toBe(text)
  const template = JSON.parse(text)
  expect(Object.keys(template.Parameters)).toEqual(['ExternalID', 'IncludeAWSIdentityCenter', 'RoleName'])
  expect(Object.values(template.Resources)).toEqual([expect.objectContaining({ Type: 'AWS::IAM::Role' })])
  expect(Object.keys(template.Outputs)).toEqual(['BailiwickRoleArn', 'BailiwickAccountId', 'TemplateVersion'])
  expect(template.Parameters.ExternalID).not.toHaveProperty('Default')
  expect(template.Parameters.ExternalID).not.toHaveProperty('NoEcho')
  expect(text).not.toContain(connection.externalId)
})

/* ------------------------------------------------------------------ never a wildcard */

/** Every value under a key `Principal`, however deep and in whatever text. */
function principalsIn(value: unknown): unknown[] {
  if (typeof value === 'string') {
    const documents = value.match(/\{.*\}/gs) ?? []
    return documents.flatMap((document) => {
      try {
        return principalsIn(JSON.parse(document))
      } catch {
        return []
      }
    })
  }
  if (Array.isArray(value)) return value.flatMap(principalsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === 'Principal' ? [inner] : principalsIn(inner)))
}

const hostilePrincipal = fc.oneof(
  fc.constantFrom(
    '*',
    'arn:aws:iam::444455556666:root',
    'arn:aws:iam::444455556666:role/*',
    'arn:aws:iam::*:role/bailiwick',
    'arn:aws:iam::444455556666:role/a","*',
    'arn:aws:iam::444455556666:role/a\n*',
    '',
  ),
  fc.string(),
  fc
    .tuple(fc.stringMatching(/^\d{12}$/), fc.constantFrom('role', 'user'), fc.stringMatching(/^[\w+=,.@/-]{1,64}$/))
    .map(([account, kind, name]) => `arn:aws:iam::${account}:${kind}/${name}`),
)

test('whatever the principal, what comes out trusts exactly one role or user, or nothing comes out', () => {
  let generated = 0
  fc.assert(
    fc.property(
      hostilePrincipal,
      fc.constantFrom('manual', 'cloudformation', 'stackset'),
      fc.boolean(),
      fc.stringMatching(/^[\w+=,.@:/-]{2,40}$/),
      (principal, method, identityCenter, externalId) => {
        let installation: ReturnType<typeof describeInstallation>
        try {
          installation = describeInstallation({
            ...connection,
            method,
            identityCenter,
            externalId,
            trustPrincipalArn: principal,
          })
        } catch (fault) {
          expect((fault as AppError).code).toBe('wrong_state')
          return
        }
        generated += 1
        const principals = principalsIn([installation.trustPolicy, installation.template, installation.cli])
        expect(principals.length).toBeGreaterThanOrEqual(2)
        for (const one of principals) expect(one).toEqual({ AWS: principal })
        expect(principal).toMatch(/^arn:aws:iam::\d{12}:(role|user)\/[^*:]+$/)
      },
    ),
    { numRuns: 500 },
  )
  expect(generated).toBeGreaterThan(50)
})

/* ------------------------------------------------------------------ what the collectors need */

test('the least-privilege policy reads, and fits into a role', () => {
  const policy = leastPrivilegePolicy({ identityCenter: true })
  const actions = ['iam:GetRole', ...capabilities.flatMap(({ reads }) => reads.map(({ action }) => action))]
  expect(policy).toMatchObject({ Statement: [{ Effect: 'Allow', Action: [...new Set(actions)].sort() }] })
  for (const action of actions)
    expect(action).toMatch(/^[a-z0-9-]+:(Get|List|Describe|GenerateCredentialReport$)[A-Za-z]*$/)
  // IAM quotas: all inline policies of a role together have at most 10,240 characters.
  expect(JSON.stringify(policy).length).toBeLessThan(10_240)
})
