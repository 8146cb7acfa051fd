import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam'
import { type Call, operation, type Target } from '../../service.ts'
import { uniqueId } from '../../world/ids.ts'
import type { AccountState, InstanceProfile } from '../../world/model.ts'
import { instanceProfile } from './answers.ts'
import {
  alreadyExists,
  deleteConflict,
  iamPage,
  limitExceeded,
  marker,
  noSuchEntity,
  pathTarget,
  required,
  roleOf,
  roleTarget,
  underPath,
  validName,
  validPath,
} from './entities.ts'

const profilesQuota = 1_000

function profileOf({ iam }: AccountState, name: string | undefined): InstanceProfile {
  const profile = iam.instanceProfiles.get(required(name, 'instanceProfileName'))
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`)
  return profile
}

const profileTarget = (
  call: Call,
  { InstanceProfileName: name }: { readonly InstanceProfileName: string | undefined },
): Target => ({
  arn: call.account.iam.instanceProfiles.get(name ?? '')?.arn ?? pathTarget(call, 'instance-profile', `/${name}`).arn,
})

export const instanceProfileOperations = [
  operation(ListInstanceProfilesCommand, {
    target: (call, input) => pathTarget(call, 'instance-profile', input.PathPrefix),
    run(call, input) {
      const profiles = underPath(call.account.iam.instanceProfiles.values(), input.PathPrefix)
      const page = iamPage(call, profiles, input, input.PathPrefix)
      return { InstanceProfiles: page.items.map((each) => instanceProfile(call.account, each)), ...marker(page) }
    },
  }),
  operation(ListInstanceProfilesForRoleCommand, {
    target: (call, input) => roleTarget(call, input.RoleName),
    run(call, input) {
      const { name } = roleOf(call.account, input.RoleName)
      const profiles = [...call.account.iam.instanceProfiles.values()].filter(({ roleName }) => roleName === name)
      const page = iamPage(call, profiles, input, name)
      return { InstanceProfiles: page.items.map((each) => instanceProfile(call.account, each)), ...marker(page) }
    },
  }),
  operation(GetInstanceProfileCommand, {
    target: profileTarget,
    run: ({ account }, input) => ({
      InstanceProfile: instanceProfile(account, profileOf(account, input.InstanceProfileName)),
    }),
  }),
  operation(CreateInstanceProfileCommand, {
    target: (call, input) => pathTarget(call, 'instance-profile', `${input.Path ?? '/'}${input.InstanceProfileName}`),
    run(call, input) {
      const account = call.editAccount()
      const { instanceProfiles } = account.iam
      const name = validName(input.InstanceProfileName, 'instanceProfileName', 128)
      const path = validPath(input.Path)
      if (instanceProfiles.has(name)) throw alreadyExists(`Instance Profile ${name} already exists.`)
      if (instanceProfiles.size >= profilesQuota)
        throw limitExceeded(`Cannot exceed quota for InstanceProfilesPerAccount: ${profilesQuota}`)
      call.world.serial += 1
      const profile: InstanceProfile = {
        name,
        path,
        id: uniqueId('AIPA', call.world.seed, account.id, String(call.world.serial)),
        arn: `arn:aws:iam::${account.id}:instance-profile${path}${name}`,
        createdAt: new Date(call.now),
      }
      instanceProfiles.set(name, profile)
      return { InstanceProfile: instanceProfile(account, profile) }
    },
  }),
  operation(AddRoleToInstanceProfileCommand, {
    // IAM User Guide, "Grant a user permissions to pass a role": whoever adds a role passes it.
    target: (call, input) => [
      profileTarget(call, input),
      {
        ...roleTarget(call, input.RoleName),
        action: 'iam:PassRole',
        context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
    ],
    run(call, input) {
      const profile = profileOf(call.editAccount(), input.InstanceProfileName)
      const role = roleOf(call.account, input.RoleName)
      if (profile.roleName !== undefined)
        throw limitExceeded('Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1')
      profile.roleName = role.name
      return {}
    },
  }),
  operation(RemoveRoleFromInstanceProfileCommand, {
    target: profileTarget,
    run(call, input) {
      const profile = profileOf(call.editAccount(), input.InstanceProfileName)
      if (profile.roleName !== input.RoleName)
        throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`)
      delete profile.roleName
      return {}
    },
  }),
  operation(DeleteInstanceProfileCommand, {
    target: profileTarget,
    run(call, input) {
      const profile = profileOf(call.editAccount(), input.InstanceProfileName)
      if (profile.roleName !== undefined)
        throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.')
      call.editAccount().iam.instanceProfiles.delete(profile.name)
      return {}
    },
  }),
]
