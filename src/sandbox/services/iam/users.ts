import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { type Call, operation } from '../../service.ts'
import { accessKeyId, secretKey, uniqueId } from '../../world/ids.ts'
import type { AccessKey, IamUser } from '../../world/model.ts'
import {
  attachedPolicies,
  encodeDocument,
  inWholeSeconds,
  listedGroup,
  listedUser,
  tagList,
  wholeUser,
} from './answers.ts'
import { attach, deleteInline, detach, getInline, putInline } from './documents.ts'
import {
  alreadyExists,
  callersUserName,
  deleteConflict,
  iamPage,
  limitExceeded,
  marker,
  noSuchEntity,
  pathTarget,
  policyOf,
  required,
  underPath,
  userOf,
  userTarget,
  validName,
  validPath,
} from './entities.ts'
import { addTags, removeTags, tagRequest, tagsOf } from './tags.ts'

const byName = (call: Call, input: { readonly UserName?: string | undefined }) =>
  userTarget(call, callersUserName(call, input.UserName))

const named = (call: Call, name: string | undefined): IamUser => userOf(call.account, callersUserName(call, name))
const editable = (call: Call, name: string | undefined): IamUser =>
  userOf(call.editAccount(), callersUserName(call, name))

const keysOf = (call: Call, { name }: IamUser): AccessKey[] =>
  [...call.account.iam.accessKeys.values()].filter(({ userName }) => userName === name)

const keyMetadata = (key: AccessKey) => ({
  UserName: key.userName,
  AccessKeyId: key.id,
  Status: key.status,
  CreateDate: key.createdAt,
})

const users = [
  operation(ListUsersCommand, {
    target: (call, input) => pathTarget(call, 'user', input.PathPrefix),
    run(call, input) {
      const page = iamPage(call, underPath(call.account.iam.users.values(), input.PathPrefix), input, input.PathPrefix)
      return { Users: page.items.map(listedUser), ...marker(page) }
    },
  }),
  operation(GetUserCommand, {
    target: byName,
    run: (call, input) => ({ User: wholeUser(named(call, input.UserName)) }),
  }),
  operation(ListUserTagsCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(call, tagList(named(call, input.UserName).tags), input, input.UserName)
      return { Tags: [...page.items], ...marker(page) }
    },
  }),
  operation(ListUserPoliciesCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(call, [...named(call, input.UserName).inlinePolicies.keys()], input, input.UserName)
      return { PolicyNames: [...page.items], ...marker(page) }
    },
  }),
  operation(GetUserPolicyCommand, {
    target: byName,
    run(call, input) {
      const document = getInline('user', named(call, input.UserName), input.PolicyName)
      return { UserName: input.UserName, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) }
    },
  }),
  operation(ListAttachedUserPoliciesCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(call, attachedPolicies(named(call, input.UserName).attachedPolicies), input, input.UserName)
      return { AttachedPolicies: [...page.items], ...marker(page) }
    },
  }),
  operation(ListGroupsForUserCommand, {
    target: byName,
    run(call, input) {
      const groups = [...named(call, input.UserName).groups].flatMap((name) => call.account.iam.groups.get(name) ?? [])
      const page = iamPage(call, groups, input, input.UserName)
      return { Groups: page.items.map(listedGroup), ...marker(page) }
    },
  }),
  operation(CreateUserCommand, {
    target: (call, input) => ({ arn: `arn:aws:iam::${call.account.id}:user${input.Path ?? '/'}${input.UserName}` }),
    context: (_call, input) => ({ ...tagRequest(input.Tags), 'iam:PermissionsBoundary': input.PermissionsBoundary }),
    run(call, input) {
      const account = call.editAccount()
      const name = validName(input.UserName, 'userName', 64)
      if (account.iam.users.has(name)) throw alreadyExists(`User with name ${name} already exists.`)
      if (input.PermissionsBoundary !== undefined) policyOf(account, input.PermissionsBoundary)
      const path = validPath(input.Path)
      call.world.serial += 1
      const user: IamUser = {
        name,
        path,
        id: uniqueId('AIDA', call.world.seed, account.id, String(call.world.serial)),
        arn: `arn:aws:iam::${account.id}:user${path}${name}`,
        createdAt: new Date(call.now),
        attachedPolicies: [],
        inlinePolicies: new Map(),
        groups: new Set(),
        mfaDevices: [],
        tags: tagsOf(input.Tags),
        ...(input.PermissionsBoundary !== undefined && { boundary: input.PermissionsBoundary }),
      }
      account.iam.users.set(name, user)
      return { User: wholeUser(user) }
    },
  }),
  operation(DeleteUserCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      if (user.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (user.inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
      if (keysOf(call, user).length > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.')
      if (user.groups.size > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.')
      if (user.loginProfile !== undefined)
        throw deleteConflict('Cannot delete entity, must delete login profile first.')
      if (user.mfaDevices.length > 0) throw deleteConflict('Cannot delete entity, must delete MFA device first.')
      call.editAccount().iam.users.delete(user.name)
      return {}
    },
  }),
  operation(PutUserPolicyCommand, {
    target: byName,
    run(call, input) {
      putInline(call, 'user', editable(call, input.UserName), input)
      return {}
    },
  }),
  operation(DeleteUserPolicyCommand, {
    target: byName,
    run(call, input) {
      deleteInline('user', editable(call, input.UserName), input.PolicyName)
      return {}
    },
  }),
  operation(AttachUserPolicyCommand, {
    target: byName,
    context: (_call, input) => ({ 'iam:PolicyARN': input.PolicyArn }),
    run(call, input) {
      attach(call, editable(call, input.UserName), 'User', input.PolicyArn)
      return {}
    },
  }),
  operation(DetachUserPolicyCommand, {
    target: byName,
    context: (_call, input) => ({ 'iam:PolicyARN': input.PolicyArn }),
    run(call, input) {
      detach(editable(call, input.UserName), input.PolicyArn)
      return {}
    },
  }),
  operation(PutUserPermissionsBoundaryCommand, {
    target: byName,
    context: (_call, input) => ({ 'iam:PermissionsBoundary': input.PermissionsBoundary }),
    run(call, input) {
      editable(call, input.UserName).boundary = policyOf(call.account, input.PermissionsBoundary).arn
      return {}
    },
  }),
  operation(DeleteUserPermissionsBoundaryCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      if (user.boundary === undefined) throw noSuchEntity(`The user ${user.name} has no permissions boundary.`)
      delete user.boundary
      return {}
    },
  }),
  operation(TagUserCommand, {
    target: byName,
    context: (_call, input) => tagRequest(input.Tags),
    run(call, input) {
      addTags(editable(call, input.UserName).tags, input.Tags)
      return {}
    },
  }),
  operation(UntagUserCommand, {
    target: byName,
    context: (_call, input) => ({ 'aws:TagKeys': input.TagKeys }),
    run(call, input) {
      removeTags(editable(call, input.UserName).tags, input.TagKeys)
      return {}
    },
  }),
]

const keysPerUser = 2

const keys = [
  operation(ListAccessKeysCommand, {
    target: byName,
    run(call, input) {
      const page = iamPage(call, keysOf(call, named(call, input.UserName)).map(keyMetadata), input, input.UserName)
      return { AccessKeyMetadata: [...page.items], ...marker(page) }
    },
  }),
  operation(GetAccessKeyLastUsedCommand, {
    target: (call, input) =>
      userTarget(call, call.account.iam.accessKeys.get(input.AccessKeyId ?? '')?.userName ?? '*'),
    run(call, input) {
      const key = keyOf(call, input.AccessKeyId)
      const { at, region, service } = key.lastUsed ?? {}
      return {
        UserName: key.userName,
        AccessKeyLastUsed: {
          LastUsedDate: at && inWholeSeconds(at),
          Region: region ?? 'N/A',
          ServiceName: service ?? 'N/A',
        },
      }
    },
  }),
  operation(CreateAccessKeyCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      if (keysOf(call, user).length >= keysPerUser)
        throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${keysPerUser}`)
      const { accessKeys } = call.editAccount().iam
      call.world.serial += 1
      const id = accessKeyId('AKIA', call.account.id, call.world.serial)
      const key: AccessKey = {
        id,
        secret: secretKey(call.world.seed, id),
        userName: user.name,
        status: 'Active',
        createdAt: new Date(call.now),
      }
      accessKeys.set(id, key)
      return { AccessKey: { ...keyMetadata(key), SecretAccessKey: key.secret } }
    },
  }),
  operation(UpdateAccessKeyCommand, {
    target: byName,
    run(call, input) {
      editable(call, input.UserName)
      keyOf(call, input.AccessKeyId).status = input.Status === 'Inactive' ? 'Inactive' : 'Active'
      return {}
    },
  }),
  operation(DeleteAccessKeyCommand, {
    target: byName,
    run(call, input) {
      editable(call, input.UserName)
      call.editAccount().iam.accessKeys.delete(keyOf(call, input.AccessKeyId).id)
      return {}
    },
  }),
]

function keyOf({ account }: Call, id: string | undefined): AccessKey {
  const key = account.iam.accessKeys.get(required(id, 'accessKeyId'))
  if (key === undefined) throw noSuchEntity(`The Access Key with id ${id} cannot be found.`)
  return key
}

export const userOperations = [...users, ...keys]
