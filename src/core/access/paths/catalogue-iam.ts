/** Paths of IAM and STS themselves: rights given to oneself, and other principals taken over. */
import type { EscalationPath, Requirement } from './catalogue.ts'
import { pathfinding } from './catalogue-source.ts'

const twoKeys = 'Access keys are not read; a user has at most two.'
const noPassword = 'Whether a user has a password is not read.'

const assumeTarget: Requirement = { action: 'sts:AssumeRole', on: 'target' }
const editTrust: Requirement = { action: 'iam:UpdateAssumeRolePolicy', on: 'target' }
const createKey: Requirement = { action: 'iam:CreateAccessKey', on: 'target' }

export const iamPaths: readonly EscalationPath[] = [
  {
    ...pathfinding('iam-001', 'self-escalation'),
    form: 'grants itself',
    actor: 'either',
    requires: [{ action: 'iam:CreatePolicyVersion', on: 'own policy' }],
    act: 'rewrites {on}, a policy in force on itself',
  },
  {
    ...pathfinding('iam-002', 'principal-access'),
    form: 'acts as',
    target: 'user',
    requires: [createKey],
    act: 'makes an access key for {target}',
    assumes: twoKeys,
  },
  {
    ...pathfinding('iam-003', 'principal-access'),
    form: 'acts as',
    target: 'user',
    requires: [createKey, { action: 'iam:DeleteAccessKey', on: 'target' }],
    act: 'replaces an access key of {target}',
  },
  {
    ...pathfinding('iam-004', 'principal-access'),
    form: 'acts as',
    target: 'user',
    requires: [{ action: 'iam:CreateLoginProfile', on: 'target' }],
    act: 'gives {target} a password',
    assumes: noPassword,
  },
  {
    ...pathfinding('iam-005', 'self-escalation'),
    form: 'grants itself',
    actor: 'role',
    requires: [{ action: 'iam:PutRolePolicy', on: 'itself' }],
    act: 'writes itself an inline policy',
  },
  {
    ...pathfinding('iam-006', 'principal-access'),
    form: 'acts as',
    target: 'user',
    requires: [{ action: 'iam:UpdateLoginProfile', on: 'target' }],
    act: 'changes the password of {target}',
    assumes: noPassword,
  },
  {
    ...pathfinding('iam-007', 'self-escalation'),
    form: 'grants itself',
    actor: 'user',
    requires: [{ action: 'iam:PutUserPolicy', on: 'itself' }],
    act: 'writes itself an inline policy',
  },
  {
    ...pathfinding('iam-008', 'self-escalation'),
    form: 'grants itself',
    actor: 'user',
    requires: [{ action: 'iam:AttachUserPolicy', on: 'itself', chooses: 'attached policy' }],
    act: 'attaches any policy to itself',
  },
  {
    ...pathfinding('iam-009', 'self-escalation'),
    form: 'grants itself',
    actor: 'role',
    requires: [{ action: 'iam:AttachRolePolicy', on: 'itself', chooses: 'attached policy' }],
    act: 'attaches any policy to itself',
  },
  {
    ...pathfinding('iam-010', 'self-escalation'),
    form: 'grants itself',
    actor: 'user',
    requires: [{ action: 'iam:AttachGroupPolicy', on: 'own group', chooses: 'attached policy' }],
    act: 'attaches any policy to {on}, which it is in',
  },
  {
    ...pathfinding('iam-011', 'self-escalation'),
    form: 'grants itself',
    actor: 'user',
    requires: [{ action: 'iam:PutGroupPolicy', on: 'own group' }],
    act: 'writes an inline policy for {on}, which it is in',
  },
  {
    ...pathfinding('iam-012', 'principal-access'),
    form: 'acts as',
    target: 'role',
    requires: [editTrust],
    act: 'lets itself into {target} by changing its trust policy',
  },
  {
    ...pathfinding('iam-013', 'self-escalation'),
    form: 'grants itself',
    actor: 'user',
    requires: [{ action: 'iam:AddUserToGroup', on: 'group' }],
    act: 'joins {on}',
  },
  {
    ...pathfinding('iam-014', 'principal-access'),
    form: 'grants and acts as',
    target: 'role',
    requires: [{ action: 'iam:AttachRolePolicy', on: 'target', chooses: 'attached policy' }, assumeTarget],
    act: 'attaches any policy to {target} and assumes it',
  },
  {
    ...pathfinding('iam-015', 'principal-access'),
    form: 'grants and acts as',
    target: 'user',
    requires: [{ action: 'iam:AttachUserPolicy', on: 'target', chooses: 'attached policy' }, createKey],
    act: 'attaches any policy to {target} and makes an access key for it',
    assumes: twoKeys,
  },
  {
    ...pathfinding('iam-016', 'principal-access'),
    form: 'grants and acts as',
    target: 'role',
    requires: [{ action: 'iam:CreatePolicyVersion', on: 'target policy' }, assumeTarget],
    act: 'rewrites {on}, a policy in force on {target}, and assumes it',
  },
  {
    ...pathfinding('iam-017', 'principal-access'),
    form: 'grants and acts as',
    target: 'role',
    requires: [{ action: 'iam:PutRolePolicy', on: 'target' }, assumeTarget],
    act: 'writes {target} an inline policy and assumes it',
  },
  {
    ...pathfinding('iam-018', 'principal-access'),
    form: 'grants and acts as',
    target: 'user',
    requires: [{ action: 'iam:PutUserPolicy', on: 'target' }, createKey],
    act: 'writes {target} an inline policy and makes an access key for it',
    assumes: twoKeys,
  },
  {
    ...pathfinding('iam-019', 'principal-access'),
    form: 'grants and acts as',
    target: 'role',
    requires: [{ action: 'iam:AttachRolePolicy', on: 'target', chooses: 'attached policy' }, editTrust],
    act: 'attaches any policy to {target} and lets itself in by changing its trust policy',
  },
  {
    ...pathfinding('iam-020', 'principal-access'),
    form: 'grants and acts as',
    target: 'role',
    requires: [{ action: 'iam:CreatePolicyVersion', on: 'target policy' }, editTrust],
    act: 'rewrites {on}, a policy in force on {target}, and lets itself in by changing its trust policy',
  },
  {
    ...pathfinding('iam-021', 'principal-access'),
    form: 'grants and acts as',
    target: 'role',
    requires: [{ action: 'iam:PutRolePolicy', on: 'target' }, editTrust],
    act: 'writes {target} an inline policy and lets itself in by changing its trust policy',
  },
  {
    ...pathfinding('sts-001', 'principal-access'),
    form: 'assumes',
    requires: [assumeTarget],
    act: 'assumes {target}',
  },
]
