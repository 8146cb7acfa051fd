import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { type Call, operation } from '../../service.ts'
import { uniqueId } from '../../world/ids.ts'
import type { IamRole } from '../../world/model.ts'
import { attachedPolicies, encodeDocument, listedRole, tagList, wholeRole } from './answers.ts'
import { attach, deleteInline, detach, getInline, parseTrust, putInline } from './documents.ts'
import {
  alreadyExists,
  deleteConflict,
  iamPage,
  limitExceeded,
  marker,
  noSuchEntity,
  pathTarget,
  policyOf,
  roleOf,
  roleTarget,
  underPath,
  validationError,
  validName,
  validPath,
} from './entities.ts'
import { addTags, removeTags, tagRequest, tagsOf } from './tags.ts'

const rolesQuota = 1000

const byName = (call: Call, input: { readonly RoleName: string | undefined }) => roleTarget(call, input.RoleName)

/** For changing. That nobody but AWS changes what lies under `/aws-reserved/` is the engine's rule. */
const editableRole = (call: Call, name: string | undefined): IamRole => roleOf(call.editAccount(), name)

/** IAM API Reference, CreateRole: 3,600 to 43,200 seconds. */
function sessionSeconds(seconds: number | undefined): number {
  const value = seconds ?? 3600
  if (value >= 3600 && value <= 43_200) return value
  throw validationError(
    `1 validation error detected: Value '${value}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
  )
}

const reads = [
  operation(ListRolesCommand, {
    target: (call, input) => pathTarget(call, 'role', input.PathPrefix),
    run(call, input) {
      const page = iamPage(call, underPath(call.account.iam.roles.values(), input.PathPrefix), input, input.PathPrefix)
      return { Roles: page.items.map(listedRole), ...marker(page) }
    },
  }),
  operation(GetRoleCommand, {
    target: byName,
    run: (call, input) => ({ Role: wholeRole(roleOf(call.account, input.RoleName)) }),
  }),
  operation(ListRolePoliciesCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(call, [...roleOf(call.account, input.RoleName).inlinePolicies.keys()], input, input.RoleName)
      return { PolicyNames: [...page.items], ...marker(page) }
    },
  }),
  operation(GetRolePolicyCommand, {
    target: byName,
    run(call, input) {
      const document = getInline('role', roleOf(call.account, input.RoleName), input.PolicyName)
      return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) }
    },
  }),
  operation(ListAttachedRolePoliciesCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(
        call,
        attachedPolicies(roleOf(call.account, input.RoleName).attachedPolicies),
        input,
        input.RoleName,
      )
      return { AttachedPolicies: [...page.items], ...marker(page) }
    },
  }),
  operation(ListRoleTagsCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(call, tagList(roleOf(call.account, input.RoleName).tags), input, input.RoleName)
      return { Tags: [...page.items], ...marker(page) }
    },
  }),
]

const writes = [
  operation(CreateRoleCommand, {
    target: (call, input) => ({ arn: `arn:aws:iam::${call.account.id}:role${input.Path ?? '/'}${input.RoleName}` }),
    context: (_call, input) => ({ ...tagRequest(input.Tags), 'iam:PermissionsBoundary': input.PermissionsBoundary }),
    run(call, input) {
      const account = call.editAccount()
      const name = validName(input.RoleName, 'roleName', 64)
      const path = validPath(input.Path)
      if (account.iam.roles.has(name)) throw alreadyExists(`Role with name ${name} already exists.`)
      if (account.iam.roles.size >= rolesQuota)
        throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${rolesQuota}`)
      if (input.PermissionsBoundary !== undefined) policyOf(account, input.PermissionsBoundary)
      call.world.serial += 1
      const role: IamRole = {
        name,
        path,
        id: uniqueId('AROA', call.world.seed, account.id, String(call.world.serial)),
        arn: `arn:aws:iam::${account.id}:role${path}${name}`,
        createdAt: new Date(call.now),
        attachedPolicies: [],
        inlinePolicies: new Map(),
        trustPolicy: parseTrust(call, input.AssumeRolePolicyDocument),
        maxSessionSeconds: sessionSeconds(input.MaxSessionDuration),
        tags: tagsOf(input.Tags),
        ...(input.Description !== undefined && { description: input.Description }),
        ...(input.PermissionsBoundary !== undefined && { boundary: input.PermissionsBoundary }),
      }
      account.iam.roles.set(name, role)
      return { Role: wholeRole(role) }
    },
  }),
  operation(DeleteRoleCommand, {
    target: byName,
    run(call, input) {
      const role = editableRole(call, input.RoleName)
      if (role.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (role.inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
      if ([...call.account.iam.instanceProfiles.values()].some(({ roleName }) => roleName === role.name)) {
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
      }
      call.editAccount().iam.roles.delete(role.name)
      return {}
    },
  }),
  operation(UpdateRoleCommand, {
    target: byName,
    run(call, input) {
      const role = editableRole(call, input.RoleName)
      if (input.MaxSessionDuration !== undefined) role.maxSessionSeconds = sessionSeconds(input.MaxSessionDuration)
      if (input.Description !== undefined) role.description = input.Description
      return {}
    },
  }),
  operation(UpdateAssumeRolePolicyCommand, {
    target: byName,
    run(call, input) {
      editableRole(call, input.RoleName).trustPolicy = parseTrust(call, input.PolicyDocument)
      return {}
    },
  }),
  operation(PutRolePolicyCommand, {
    target: byName,
    run(call, input) {
      putInline(call, 'role', editableRole(call, input.RoleName), input)
      return {}
    },
  }),
  operation(DeleteRolePolicyCommand, {
    target: byName,
    run(call, input) {
      deleteInline('role', editableRole(call, input.RoleName), input.PolicyName)
      return {}
    },
  }),
  operation(AttachRolePolicyCommand, {
    target: byName,
    context: (_call, input) => ({ 'iam:PolicyARN': input.PolicyArn }),
    run(call, input) {
      attach(call, editableRole(call, input.RoleName), 'Role', input.PolicyArn)
      return {}
    },
  }),
  operation(DetachRolePolicyCommand, {
    target: byName,
    context: (_call, input) => ({ 'iam:PolicyARN': input.PolicyArn }),
    run(call, input) {
      detach(editableRole(call, input.RoleName), input.PolicyArn)
      return {}
    },
  }),
  operation(PutRolePermissionsBoundaryCommand, {
    target: byName,
    context: (_call, input) => ({ 'iam:PermissionsBoundary': input.PermissionsBoundary }),
    run(call, input) {
      editableRole(call, input.RoleName).boundary = policyOf(call.account, input.PermissionsBoundary).arn
      return {}
    },
  }),
  operation(DeleteRolePermissionsBoundaryCommand, {
    target: byName,
    run(call, input) {
      const role = editableRole(call, input.RoleName)
      if (role.boundary === undefined) throw noSuchEntity(`The role ${role.name} has no permissions boundary.`)
      delete role.boundary
      return {}
    },
  }),
  operation(TagRoleCommand, {
    target: byName,
    context: (_call, input) => tagRequest(input.Tags),
    run(call, input) {
      addTags(editableRole(call, input.RoleName).tags, input.Tags)
      return {}
    },
  }),
  operation(UntagRoleCommand, {
    target: byName,
    context: (_call, input) => ({ 'aws:TagKeys': input.TagKeys }),
    run(call, input) {
      removeTags(editableRole(call, input.RoleName).tags, input.TagKeys)
      return {}
    },
  }),
]

export const roleOperations = [...reads, ...writes]
