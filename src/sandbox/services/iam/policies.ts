import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam'
import { type Call, operation } from '../../service.ts'
import { uniqueId } from '../../world/ids.ts'
import { awsManagedPolicies } from '../../world/managed-policies.ts'
import type { ManagedPolicy } from '../../world/model.ts'
import { encodeDocument, listedPolicy, policyUse, tagList } from './answers.ts'
import { parsePermissions, policyQuotas } from './documents.ts'
import {
  alreadyExists,
  deleteConflict,
  iamPage,
  limitExceeded,
  marker,
  noSuchEntity,
  pathTarget,
  policyOf,
  policyTarget,
  required,
  underPath,
} from './entities.ts'
import { addTags, removeTags, tagRequest, tagsOf } from './tags.ts'

const byArn = (call: Call, input: { readonly PolicyArn: string | undefined }) => policyTarget(call, input.PolicyArn)

function editablePolicy(call: Call, arn: string | undefined): ManagedPolicy {
  const policy = call.editAccount().iam.policies.get(required(arn, 'policyArn'))
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
  return policy
}

function versionOf(policy: ManagedPolicy, id: string | undefined): ManagedPolicy['versions'][number] {
  const version = policy.versions.find((each) => each.id === required(id, 'versionId'))
  if (version === undefined)
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
  return version
}

const versionFacts = (policy: ManagedPolicy, version: ManagedPolicy['versions'][number]) => ({
  VersionId: version.id,
  IsDefaultVersion: version.id === policy.defaultVersionId,
  CreateDate: version.createdAt,
})

function sizedDocument(call: Call, text: string | undefined) {
  const document = parsePermissions(call, text)
  if ((text ?? '').replace(/\s/g, '').length > policyQuotas.managed) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${policyQuotas.managed}`)
  }
  return document
}

const versionsPerPolicy = 5

export const policyOperations = [
  operation(ListPoliciesCommand, {
    target: (call, input) => pathTarget(call, 'policy', input.PathPrefix),
    run(call, input) {
      const use = policyUse(call.account)
      const own = input.Scope === 'AWS' ? [] : underPath(call.account.iam.policies.values(), input.PathPrefix)
      const aws = input.Scope === 'Local' ? [] : underPath(awsManagedPolicies.values(), input.PathPrefix)
      const uses = input.PolicyUsageFilter === 'PermissionsBoundary' ? use.boundaries : use.attachments
      const wanted =
        input.OnlyAttached || input.PolicyUsageFilter
          ? [...own, ...aws].filter(({ arn }) => uses.has(arn))
          : [...own, ...aws]
      const page = iamPage(
        call,
        wanted,
        input,
        input.Scope,
        input.OnlyAttached,
        input.PathPrefix,
        input.PolicyUsageFilter,
      )
      return { Policies: page.items.map((each) => listedPolicy(each, use)), ...marker(page) }
    },
  }),
  operation(GetPolicyCommand, {
    target: byArn,
    run(call, input) {
      const policy = policyOf(call.account, input.PolicyArn)
      const { description, tags } = policy
      return {
        Policy: {
          ...listedPolicy(policy, policyUse(call.account)),
          ...(description !== undefined && { Description: description }),
          Tags: tagList(tags),
        },
      }
    },
  }),
  operation(GetPolicyVersionCommand, {
    target: byArn,
    run(call, input) {
      const policy = policyOf(call.account, input.PolicyArn)
      const version = versionOf(policy, input.VersionId)
      return { PolicyVersion: { ...versionFacts(policy, version), Document: encodeDocument(version.document) } }
    },
  }),
  operation(ListPolicyVersionsCommand, {
    target: byArn,
    run(call, input) {
      const policy = policyOf(call.account, input.PolicyArn)
      const page = iamPage(call, policy.versions.toReversed(), input, policy.arn)
      return { Versions: page.items.map((each) => versionFacts(policy, each)), ...marker(page) }
    },
  }),
  operation(ListEntitiesForPolicyCommand, {
    target: byArn,
    run(call, input) {
      const { iam } = call.account
      const { arn } = policyOf(call.account, input.PolicyArn)
      const holders = [
        ...underPath(iam.groups.values(), input.PathPrefix).map((of) => ({ kind: 'Group', of }) as const),
        ...underPath(iam.users.values(), input.PathPrefix).map((of) => ({ kind: 'User', of }) as const),
        ...underPath(iam.roles.values(), input.PathPrefix).map((of) => ({ kind: 'Role', of }) as const),
      ].filter(({ kind, of }) => of.attachedPolicies.includes(arn) && (input.EntityFilter ?? kind) === kind)
      const page = iamPage(call, holders, input, arn, input.EntityFilter, input.PathPrefix)
      const of = (kind: 'Group' | 'User' | 'Role') =>
        page.items.filter((each) => each.kind === kind).map((each) => each.of)
      return {
        PolicyGroups: of('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
        PolicyUsers: of('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
        PolicyRoles: of('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        ...marker(page),
      }
    },
  }),
  operation(CreatePolicyCommand, {
    target: (call, input) => ({ arn: `arn:aws:iam::${call.account.id}:policy${input.Path ?? '/'}${input.PolicyName}` }),
    context: (_call, input) => tagRequest(input.Tags),
    run(call, input) {
      const account = call.editAccount()
      const name = required(input.PolicyName, 'policyName')
      const path = input.Path ?? '/'
      const arn = `arn:aws:iam::${account.id}:policy${path}${name}`
      if ([...account.iam.policies.values()].some((policy) => policy.name === name)) {
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`)
      }
      call.world.serial += 1
      const at = new Date(call.now)
      const policy: ManagedPolicy = {
        name,
        path,
        id: uniqueId('ANPA', call.world.seed, account.id, String(call.world.serial)),
        arn,
        createdAt: at,
        updatedAt: at,
        defaultVersionId: 'v1',
        versions: [{ id: 'v1', document: sizedDocument(call, input.PolicyDocument), createdAt: at }],
        tags: tagsOf(input.Tags),
        ...(input.Description !== undefined && { description: input.Description }),
      }
      account.iam.policies.set(arn, policy)
      return { Policy: listedPolicy(policy, policyUse(account)) }
    },
  }),
  operation(CreatePolicyVersionCommand, {
    target: byArn,
    run(call, input) {
      const policy = editablePolicy(call, input.PolicyArn)
      if (policy.versions.length >= versionsPerPolicy) {
        throw limitExceeded(
          `A managed policy can have up to ${versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
        )
      }
      const latest = Math.max(...policy.versions.map(({ id }) => Number(id.slice(1))))
      const version = {
        id: `v${latest + 1}`,
        document: sizedDocument(call, input.PolicyDocument),
        createdAt: new Date(call.now),
      }
      const next = {
        ...policy,
        versions: [...policy.versions, version],
        updatedAt: version.createdAt,
        defaultVersionId: input.SetAsDefault ? version.id : policy.defaultVersionId,
      }
      call.editAccount().iam.policies.set(policy.arn, next)
      return { PolicyVersion: versionFacts(next, version) }
    },
  }),
  operation(SetDefaultPolicyVersionCommand, {
    target: byArn,
    run(call, input) {
      const policy = editablePolicy(call, input.PolicyArn)
      policy.defaultVersionId = versionOf(policy, input.VersionId).id
      policy.updatedAt = new Date(call.now)
      return {}
    },
  }),
  operation(DeletePolicyVersionCommand, {
    target: byArn,
    run(call, input) {
      const policy = editablePolicy(call, input.PolicyArn)
      const version = versionOf(policy, input.VersionId)
      if (version.id === policy.defaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.')
      const versions = policy.versions.filter((each) => each !== version)
      call.editAccount().iam.policies.set(policy.arn, { ...policy, versions })
      return {}
    },
  }),
  operation(DeletePolicyCommand, {
    target: byArn,
    run(call, input) {
      const policy = editablePolicy(call, input.PolicyArn)
      const use = policyUse(call.account)
      if (use.attachments.has(policy.arn) || use.boundaries.has(policy.arn)) {
        throw deleteConflict('Cannot delete a policy attached to entities.')
      }
      if (policy.versions.length > 1)
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
        )
      call.editAccount().iam.policies.delete(policy.arn)
      return {}
    },
  }),
  operation(TagPolicyCommand, {
    target: byArn,
    context: (_call, input) => tagRequest(input.Tags),
    run(call, input) {
      addTags(editablePolicy(call, input.PolicyArn).tags, input.Tags)
      return {}
    },
  }),
  operation(UntagPolicyCommand, {
    target: byArn,
    context: (_call, input) => ({ 'aws:TagKeys': input.TagKeys }),
    run(call, input) {
      removeTags(editablePolicy(call, input.PolicyArn).tags, input.TagKeys)
      return {}
    },
  }),
]
