/**
 * A real account made of the example accounts of IAM Vulnerable, whose principals are named after what they may do, and for what
 * they only seem able to do (`fp…`) or are often thought unable (`fn…`). The labels are those names, not the program's answers.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../../catalog/read.ts'
import { createPolicyEngine } from '../../evaluate/engine.ts'
import { recognizeAndRead } from '../../imports/import-file.ts'
import { assemble } from '../../inventory/assemble.ts'
import type { PrincipalSummary } from '../answers.ts'
import { buildIndex } from '../build-index.ts'

const example = new URL(
  '../../../../../shared/data/account-dump-cloudsplaining/account-authorization-details.json',
  import.meta.url,
)
const at = '2024-01-01T00:00:00.000Z'

function principalsOfExample(): readonly PrincipalSummary[] {
  const file = recognizeAndRead(readFileSync(example, 'utf8'))
  if (!file.ok) throw new Error(file.error.message)
  const cells = file.value.cells.map((cell) => ({ ...cell, completeAt: at, checkedAt: at, objects: 0 }))
  const catalogue = loadCatalogue()
  const snapshot = assemble({ id: 'dump', at, objects: file.value.objects, cells })
  return buildIndex(snapshot, catalogue, createPolicyEngine(catalogue)).principals()
}

const strong = 'privesc-high-priv-service-role'

/** Principal, path, target (absent: itself), decision. A dump tells of no functions, instances, notebooks, stacks. */
const labelled: readonly (readonly [string, string, string | undefined, 'Allowed' | 'Unknown'])[] = [
  ...['role', 'user'].flatMap((kind) =>
    (
      [
        ['privesc1-CreateNewPolicyVersion', 'iam-001', undefined, 'Allowed'],
        ['privesc3-CreateEC2WithExistingInstanceProfile', 'ec2-001', strong, 'Allowed'],
        ['privesc4-CreateAccessKey', 'iam-002', 'privesc-sre-user', 'Allowed'],
        ['privesc5-CreateLoginProfile', 'iam-004', 'privesc-sre-user', 'Allowed'],
        ['privesc6-UpdateLoginProfile', 'iam-006', 'privesc-sre-user', 'Allowed'],
        ['privesc14-UpdatingAssumeRolePolicy', 'iam-012', strong, 'Allowed'],
        ['privesc15-PassExistingRoleToNewLambdaThenInvoke', 'lambda-001', strong, 'Allowed'],
        ['privesc16-PassRoleToNewLambdaThenTriggerWithNewDynamo', 'lambda-002', strong, 'Allowed'],
        ['privesc17-EditExistingLambdaFunctionWithRole', 'lambda-003', strong, 'Unknown'],
        ['privesc18-PassExistingRoleToNewGlueDevEndpoint', 'glue-001', strong, 'Allowed'],
        ['privesc19-UpdateExistingGlueDevEndpoint', 'glue-002', strong, 'Unknown'],
        ['privesc20-PassExistingRoleToCloudFormation', 'cloudformation-001', strong, 'Allowed'],
        ['privesc21-PassExistingRoleToNewDataPipeline', 'datapipeline-001', strong, 'Allowed'],
        ['privesc-CloudFormationUpdateStack', 'cloudformation-002', strong, 'Unknown'],
        ['privesc-codeBuildCreateProjectPassRole', 'codebuild-001', strong, 'Allowed'],
        ['privesc-ec2InstanceConnect', 'ec2instanceconnect-003', strong, 'Unknown'],
        ['privesc-sageMakerCreateNotebookPassRole', 'sagemaker-001', strong, 'Allowed'],
        ['privesc-sageMakerCreatePresignedNotebookURL', 'sagemaker-004', strong, 'Unknown'],
        ['privesc-sageMakerCreateProcessingJobPassRole', 'sagemaker-003', strong, 'Allowed'],
        ['privesc-sageMakerCreateTrainingJobPassRole', 'sagemaker-002', strong, 'Allowed'],
        ['privesc-ssmSendCommand', 'ssm-002', strong, 'Unknown'],
        ['privesc-ssmStartSession', 'ssm-001', strong, 'Unknown'],
        ['fn1-privesc3-partial', 'ec2-001', strong, 'Allowed'],
        ['fn2-exploitableResourceConstraint', 'iam-001', undefined, 'Allowed'],
        ['fn3-exploitableConditionConstraint', 'iam-001', undefined, 'Allowed'],
        ['fn4-exploitableNotAction', 'lambda-001', strong, 'Allowed'],
      ] as const
    ).map(([name, path, target, decision]) => [`${name}-${kind}`, path, target, decision] as const),
  ),
  ['privesc7-AttachUserPolicy-user', 'iam-008', undefined, 'Allowed'],
  ['privesc8-AttachGroupPolicy-user', 'iam-010', undefined, 'Allowed'],
  ['privesc9-AttachRolePolicy-role', 'iam-009', undefined, 'Allowed'],
  ['privesc10-PutUserPolicy-user', 'iam-007', undefined, 'Allowed'],
  ['privesc11-PutGroupPolicy-user', 'iam-011', undefined, 'Allowed'],
  ['privesc12-PutRolePolicy-role', 'iam-005', undefined, 'Allowed'],
  ['privesc13-AddUserToGroup-user', 'iam-013', undefined, 'Allowed'],
  ['privesc-AssumeRole-intermediate-role', 'sts-001', 'privesc-AssumeRole-ending-role', 'Allowed'],
  ['privesc-AssumeRole-starting-role', 'sts-001', 'privesc-AssumeRole-intermediate-role', 'Allowed'],
]

/** False alarms of other programs, and a user's or a role's action in the wrong hands. */
const harmless = [
  // No policy that it has holds another version.
  'privesc2-SetExistingDefaultPolicyVersion',
  'fp1-allow-and-deny',
  'fp2-allow-and-deny-multiple-policies',
  'fp3-deny-iam',
  'fp4-nonExploitableResourceConstraint',
  'fp5-nonExploitableConditionConstraint',
].flatMap((name) => [`${name}-role`, `${name}-user`])
const inTheWrongHands = [
  'privesc7-AttachUserPolicy-role',
  'privesc8-AttachGroupPolicy-role',
  'privesc9-AttachRolePolicy-user',
  'privesc10-PutUserPolicy-role',
  'privesc11-PutGroupPolicy-role',
  'privesc12-PutRolePolicy-user',
  'privesc13-AddUserToGroup-role',
  'privesc-permissive-role-trust',
]

describe.skipIf(!existsSync(example))('the accounts of IAM Vulnerable', () => {
  const principals = existsSync(example) ? principalsOfExample() : []
  const named = (name: string): PrincipalSummary => {
    const found = principals.find((one) => one.name === name && one.account === '200611803367')
    if (!found) throw new Error(`${name} is not in the file`)
    return found
  }

  it.each(labelled)('%s: %s', (name, path, target, decision) => {
    const one = named(name)
    const expected = { path, target: target === undefined ? one.arn : named(target).arn, decision }
    expect(one.escalatesTo).toContainEqual(expected)
  })

  it.each([...harmless, ...inTheWrongHands])('%s: nothing', (name) => {
    expect(named(name).admin).toBe('no')
    expect(named(name).escalatesTo).toBeUndefined()
  })

  it('every example is labelled', () => {
    const examples = principals.filter(({ name, admin }) => /^(?:privesc|fn|fp)\d/.test(name) && admin === 'no')
    const known = new Set([...labelled.map(([name]) => name), ...harmless, ...inTheWrongHands])
    expect(examples.flatMap(({ name }) => (known.has(name) ? [] : [name]))).toEqual([])
  })
})
