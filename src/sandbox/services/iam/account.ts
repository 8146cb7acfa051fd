/** What IAM says of an account as a whole. */
import {
  AccountNotManagementOrDelegatedAdministratorException$,
  CreateAccountAliasCommand,
  DeleteAccountAliasCommand,
  DeleteAccountPasswordPolicyCommand,
  type EntityType,
  GetAccountAuthorizationDetailsCommand,
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  ListAccountAliasesCommand,
  ListOrganizationsFeaturesCommand,
  ListServerCertificatesCommand,
  ListVirtualMFADevicesCommand,
  OrganizationNotFoundException$,
  ServiceAccessNotEnabledException$,
  UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam'
import { modelled } from '../../aws-error.ts'
import { operation } from '../../service.ts'
import type { AccountState } from '../../world/model.ts'
import { groupDetail, policyDetail, policyUse, roleDetail, usedAwsPolicies, userDetail, wholeUser } from './answers.ts'
import {
  alreadyExists,
  iamPage,
  marker,
  noSuchEntity,
  pathTarget,
  required,
  underPath,
  validationError,
} from './entities.ts'

/** IAM User Guide, "IAM and AWS STS quotas": the defaults. */
const quotas = {
  UsersQuota: 5000,
  GroupsQuota: 300,
  RolesQuota: 1000,
  PoliciesQuota: 1500,
  InstanceProfilesQuota: 1000,
  ServerCertificatesQuota: 20,
  UserPolicySizeQuota: 2048,
  GroupPolicySizeQuota: 5120,
  RolePolicySizeQuota: 10240,
  PolicySizeQuota: 6144,
  AssumeRolePolicySizeQuota: 2048,
  GroupsPerUserQuota: 10,
  AccessKeysPerUserQuota: 2,
  SigningCertificatesPerUserQuota: 2,
  AttachedPoliciesPerUserQuota: 10,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  VersionsPerPolicyQuota: 5,
  GlobalEndpointTokenVersion: 1,
} as const

/** One Marker runs over all four lists: users first, AWS's policies last. */
function detailEntries(account: AccountState, wanted: (type: EntityType) => boolean) {
  const use = policyUse(account)
  const { iam } = account
  return [
    ...(wanted('User') ? underPath(iam.users.values(), '/').map((of) => ({ list: 'user', of }) as const) : []),
    ...(wanted('Group') ? underPath(iam.groups.values(), '/').map((of) => ({ list: 'group', of }) as const) : []),
    ...(wanted('Role') ? underPath(iam.roles.values(), '/').map((of) => ({ list: 'role', of }) as const) : []),
    ...(wanted('LocalManagedPolicy')
      ? underPath(iam.policies.values(), '/').map((of) => ({ list: 'policy', of, use }) as const)
      : []),
    ...(wanted('AWSManagedPolicy')
      ? underPath(usedAwsPolicies(use), '/').map((of) => ({ list: 'policy', of, use }) as const)
      : []),
  ]
}

export const accountOperations = [
  operation(GetAccountAuthorizationDetailsCommand, {
    run(call, input) {
      const filter = input.Filter ?? []
      const entries = detailEntries(call.account, (type) => filter.length === 0 || filter.includes(type))
      const page = iamPage(call, entries, input, filter)
      return {
        UserDetailList: page.items.flatMap((entry) => (entry.list === 'user' ? [userDetail(entry.of)] : [])),
        GroupDetailList: page.items.flatMap((entry) => (entry.list === 'group' ? [groupDetail(entry.of)] : [])),
        RoleDetailList: page.items.flatMap((entry) =>
          entry.list === 'role' ? [roleDetail(call.account, entry.of)] : [],
        ),
        Policies: page.items.flatMap((entry) => (entry.list === 'policy' ? [policyDetail(entry.of, entry.use)] : [])),
        ...marker(page),
      }
    },
  }),

  operation(GetAccountSummaryCommand, {
    run({ account }) {
      const { iam } = account
      const devices = [...iam.users.values()].flatMap(({ mfaDevices }) => mfaDevices)
      const versions = [...iam.policies.values()].reduce((sum, policy) => sum + policy.versions.length, 0)
      return {
        SummaryMap: {
          ...quotas,
          Users: iam.users.size,
          Groups: iam.groups.size,
          Roles: iam.roles.size,
          Policies: iam.policies.size,
          PolicyVersionsInUse: versions,
          PolicyVersionsInUseQuota: 10000,
          InstanceProfiles: iam.instanceProfiles.size,
          Providers: iam.samlProviders.size + iam.oidcProviders.size,
          ServerCertificates: iam.serverCertificates.size,
          MFADevices: devices.length + iam.spareMfaDevices.size + (iam.root.mfa === 'none' ? 0 : 1),
          MFADevicesInUse: devices.length + (iam.root.mfa === 'none' ? 0 : 1),
          AccountMFAEnabled: iam.root.mfa === 'none' ? 0 : 1,
          AccountAccessKeysPresent: iam.root.accessKeys > 0 ? 1 : 0,
          AccountPasswordPresent: 1,
          AccountSigningCertificatesPresent: 0,
        },
      }
    },
  }),

  operation(GetAccountPasswordPolicyCommand, {
    run({ account }) {
      const policy = account.iam.passwordPolicy
      if (policy === undefined)
        throw noSuchEntity(`The Password Policy with domain name ${account.id} cannot be found.`)
      return {
        PasswordPolicy: {
          MinimumPasswordLength: policy.minimumLength,
          RequireSymbols: policy.requireSymbols,
          RequireNumbers: policy.requireNumbers,
          RequireUppercaseCharacters: policy.requireUppercase,
          RequireLowercaseCharacters: policy.requireLowercase,
          AllowUsersToChangePassword: policy.allowUsersToChange,
          ExpirePasswords: policy.maxAgeDays !== undefined,
          ...(policy.maxAgeDays !== undefined && { MaxPasswordAge: policy.maxAgeDays }),
          ...(policy.reusePrevention !== undefined && { PasswordReusePrevention: policy.reusePrevention }),
        },
      }
    },
  }),

  operation(ListAccountAliasesCommand, {
    run(call, input) {
      const { alias } = call.account.iam
      const page = iamPage(call, alias === undefined ? [] : [alias], input)
      return { AccountAliases: [...page.items], ...marker(page) }
    },
  }),

  operation(CreateAccountAliasCommand, {
    run(call, input) {
      const alias = required(input.AccountAlias, 'accountAlias')
      // IAM API Reference, CreateAccountAlias: 3 to 63 characters; an account has one, and a new one takes its place.
      if (!/^[a-z0-9](?:(?:[a-z0-9]|-(?!-))*[a-z0-9])?$/.test(alias) || alias.length < 3 || alias.length > 63)
        throw validationError(`The specified value for accountAlias is invalid: ${alias}`)
      if ([...call.world.accounts.ids()].some((id) => call.world.accounts.get(id)?.iam.alias === alias))
        throw alreadyExists(`The account alias ${alias} already exists.`)
      call.editAccount().iam.alias = alias
      return {}
    },
  }),
  operation(DeleteAccountAliasCommand, {
    run(call, input) {
      const { iam } = call.editAccount()
      if (iam.alias !== required(input.AccountAlias, 'accountAlias'))
        throw noSuchEntity(`The account alias ${input.AccountAlias} cannot be found.`)
      delete iam.alias
      return {}
    },
  }),
  operation(UpdateAccountPasswordPolicyCommand, {
    run(call, input) {
      const minimumLength = input.MinimumPasswordLength ?? 6
      if (minimumLength < 6 || minimumLength > 128)
        throw validationError(`Value '${minimumLength}' at 'minimumPasswordLength' must be between 6 and 128`)
      // IAM API Reference, UpdateAccountPasswordPolicy: what is not given is false, whatever it was before.
      call.editAccount().iam.passwordPolicy = {
        minimumLength,
        requireSymbols: input.RequireSymbols ?? false,
        requireNumbers: input.RequireNumbers ?? false,
        requireUppercase: input.RequireUppercaseCharacters ?? false,
        requireLowercase: input.RequireLowercaseCharacters ?? false,
        allowUsersToChange: input.AllowUsersToChangePassword ?? false,
        ...(input.MaxPasswordAge && { maxAgeDays: input.MaxPasswordAge }),
        ...(input.PasswordReusePrevention && { reusePrevention: input.PasswordReusePrevention }),
      }
      return {}
    },
  }),
  operation(DeleteAccountPasswordPolicyCommand, {
    run(call) {
      const { iam } = call.editAccount()
      if (iam.passwordPolicy === undefined)
        throw noSuchEntity(`The account policy with name PasswordPolicy cannot be found.`)
      delete iam.passwordPolicy
      return {}
    },
  }),

  operation(ListServerCertificatesCommand, {
    target: (call, input) => pathTarget(call, 'server-certificate', input.PathPrefix),
    run(call, input) {
      const certificates = underPath(call.account.iam.serverCertificates.values(), input.PathPrefix)
      const page = iamPage(call, certificates, input, input.PathPrefix)
      return {
        ServerCertificateMetadataList: page.items.map(({ name, path, id, arn, uploadedAt, expiresAt }) => ({
          ServerCertificateName: name,
          Path: path,
          ServerCertificateId: id,
          Arn: arn,
          UploadDate: uploadedAt,
          Expiration: expiresAt,
        })),
        ...marker(page),
      }
    },
  }),

  operation(ListVirtualMFADevicesCommand, {
    run(call, input) {
      const { iam, id } = call.account
      const root =
        iam.root.mfa === 'virtual'
          ? [
              {
                SerialNumber: `arn:aws:iam::${id}:mfa/root-account-mfa-device`,
                User: { Arn: `arn:aws:iam::${id}:root`, UserId: id },
              },
            ]
          : []
      const devices = underPath(iam.users.values(), '/').flatMap((user) =>
        user.mfaDevices
          .filter(({ serialNumber }) => serialNumber.startsWith('arn:'))
          .map((device) => ({
            SerialNumber: device.serialNumber,
            EnableDate: device.enabledAt,
            User: wholeUser(user),
          })),
      )
      const spare = [...iam.spareMfaDevices].sort().map((SerialNumber) => ({ SerialNumber, User: undefined }))
      const byStatus = { Assigned: [...root, ...devices], Unassigned: spare, Any: [...root, ...devices, ...spare] }
      const all = byStatus[input.AssignmentStatus ?? 'Any']
      const page = iamPage(call, all, input, input.AssignmentStatus)
      return { VirtualMFADevices: page.items.map(withWholeUser), ...marker(page) }
    },
  }),

  operation(ListOrganizationsFeaturesCommand, {
    run({ world, account }) {
      const { id, managementAccountId, members, delegatedAdministrators, rootFeatures, trustedServices } =
        world.organization
      if (!members.has(account.id)) {
        throw modelled(OrganizationNotFoundException$, 'No organization is associated with your account.')
      }
      const isDelegate = delegatedAdministrators.some(
        ({ accountId, service }) => accountId === account.id && service === 'iam.amazonaws.com',
      )
      if (account.id !== managementAccountId && !isDelegate) {
        throw modelled(
          AccountNotManagementOrDelegatedAdministratorException$,
          'The account is not the management account or a delegated administrator for centralized root access.',
        )
      }
      if (!trustedServices.has('iam.amazonaws.com')) {
        throw modelled(ServiceAccessNotEnabledException$, 'Trusted access is not enabled for IAM in Organizations.')
      }
      return { OrganizationId: id, EnabledFeatures: [...rootFeatures] }
    },
  }),
]

/** The root user has neither name nor path. */
function withWholeUser(device: {
  SerialNumber: string
  EnableDate?: Date
  User: { Arn: string | undefined; UserId: string | undefined } | undefined
}) {
  const { User, ...rest } = device
  if (User === undefined) return rest
  return { ...rest, User: { Path: '', UserName: '', CreateDate: undefined, ...User } }
}
