import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam'
import { type Call, operation } from '../../service.ts'
import { uniqueId } from '../../world/ids.ts'
import type { IamGroup, IamUser } from '../../world/model.ts'
import { attachedPolicies, encodeDocument, listedGroup, listedUser } from './answers.ts'
import { attach, deleteInline, detach, getInline, putInline } from './documents.ts'
import {
  alreadyExists,
  deleteConflict,
  groupOf,
  groupTarget,
  iamPage,
  limitExceeded,
  marker,
  noSuchEntity,
  pathTarget,
  underPath,
  userOf,
  validName,
  validPath,
} from './entities.ts'

/** IAM User Guide, "IAM and AWS STS quotas". */
const quotas = { groups: 300, groupsPerUser: 10 } as const

const byGroup = (call: Call, input: { readonly GroupName: string | undefined }) => groupTarget(call, input.GroupName)

const editableGroup = (call: Call, name: string | undefined): IamGroup => groupOf(call.editAccount(), name)

const membersOf = (call: Call, { name }: IamGroup): IamUser[] =>
  underPath(call.account.iam.users.values(), '/').filter((user) => user.groups.has(name))

export const groupOperations = [
  operation(ListGroupsCommand, {
    target: (call, input) => pathTarget(call, 'group', input.PathPrefix),
    run(call, input) {
      const page = iamPage(call, underPath(call.account.iam.groups.values(), input.PathPrefix), input, input.PathPrefix)
      return { Groups: page.items.map(listedGroup), ...marker(page) }
    },
  }),
  operation(GetGroupCommand, {
    target: byGroup,
    run(call, input) {
      const group = groupOf(call.account, input.GroupName)
      const page = iamPage(call, membersOf(call, group), input, group.name)
      return { Group: listedGroup(group), Users: page.items.map(listedUser), ...marker(page) }
    },
  }),
  operation(ListGroupPoliciesCommand, {
    target: byGroup,
    run(call, input) {
      const page = iamPage(
        call,
        [...groupOf(call.account, input.GroupName).inlinePolicies.keys()],
        input,
        input.GroupName,
      )
      return { PolicyNames: [...page.items], ...marker(page) }
    },
  }),
  operation(GetGroupPolicyCommand, {
    target: byGroup,
    run(call, input) {
      const document = getInline('group', groupOf(call.account, input.GroupName), input.PolicyName)
      return { GroupName: input.GroupName, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) }
    },
  }),
  operation(ListAttachedGroupPoliciesCommand, {
    target: byGroup,
    run(call, input) {
      const attached = attachedPolicies(groupOf(call.account, input.GroupName).attachedPolicies)
      const page = iamPage(call, attached, input, input.GroupName)
      return { AttachedPolicies: [...page.items], ...marker(page) }
    },
  }),
  operation(AddUserToGroupCommand, {
    target: byGroup,
    run(call, input) {
      const group = editableGroup(call, input.GroupName)
      const { groups } = userOf(call.editAccount(), input.UserName)
      if (!groups.has(group.name) && groups.size >= quotas.groupsPerUser)
        throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${quotas.groupsPerUser}`)
      groups.add(group.name)
      return {}
    },
  }),
  operation(RemoveUserFromGroupCommand, {
    target: byGroup,
    run(call, input) {
      const group = editableGroup(call, input.GroupName)
      const user = userOf(call.editAccount(), input.UserName)
      if (!user.groups.delete(group.name)) throw noSuchEntity(`User ${user.name} is not in group ${group.name}.`)
      return {}
    },
  }),
  operation(CreateGroupCommand, {
    target: (call, input) => ({ arn: `arn:aws:iam::${call.account.id}:group${input.Path ?? '/'}${input.GroupName}` }),
    run(call, input) {
      const { id, iam } = call.editAccount()
      const name = validName(input.GroupName, 'groupName', 128)
      const path = validPath(input.Path)
      if (iam.groups.has(name)) throw alreadyExists(`Group with name ${name} already exists.`)
      if (iam.groups.size >= quotas.groups)
        throw limitExceeded(`Cannot exceed quota for GroupsPerAccount: ${quotas.groups}`)
      call.world.serial += 1
      const group: IamGroup = {
        name,
        path,
        id: uniqueId('AGPA', call.world.seed, id, String(call.world.serial)),
        arn: `arn:aws:iam::${id}:group${path}${name}`,
        createdAt: new Date(call.now),
        attachedPolicies: [],
        inlinePolicies: new Map(),
      }
      iam.groups.set(name, group)
      return { Group: listedGroup(group) }
    },
  }),
  operation(DeleteGroupCommand, {
    target: byGroup,
    run(call, input) {
      const group = editableGroup(call, input.GroupName)
      if (membersOf(call, group).length > 0)
        throw deleteConflict('Cannot delete entity, must remove users from group first.')
      if (group.attachedPolicies.length > 0)
        throw deleteConflict('Cannot delete entity, must detach all policies first.')
      if (group.inlinePolicies.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.')
      call.editAccount().iam.groups.delete(group.name)
      return {}
    },
  }),
  operation(PutGroupPolicyCommand, {
    target: byGroup,
    run(call, input) {
      putInline(call, 'group', editableGroup(call, input.GroupName), input)
      return {}
    },
  }),
  operation(DeleteGroupPolicyCommand, {
    target: byGroup,
    run(call, input) {
      deleteInline('group', editableGroup(call, input.GroupName), input.PolicyName)
      return {}
    },
  }),
  operation(AttachGroupPolicyCommand, {
    target: byGroup,
    context: (_call, input) => ({ 'iam:PolicyARN': input.PolicyArn }),
    run(call, input) {
      attach(call, editableGroup(call, input.GroupName), 'Group', input.PolicyArn)
      return {}
    },
  }),
  operation(DetachGroupPolicyCommand, {
    target: byGroup,
    context: (_call, input) => ({ 'iam:PolicyARN': input.PolicyArn }),
    run(call, input) {
      detach(editableGroup(call, input.GroupName), input.PolicyArn)
      return {}
    },
  }),
]
