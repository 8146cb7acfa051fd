/** With what users sign in beside access keys: passwords and MFA devices. */
import { randomBytes } from 'node:crypto'
import {
  CreateLoginProfileCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteLoginProfileCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetLoginProfileCommand,
  InvalidAuthenticationCodeException$,
  ListMFADevicesCommand,
  PasswordPolicyViolationException$,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam'
import { modelled } from '../../aws-error.ts'
import { type Call, operation, type Target } from '../../service.ts'
import type { IamUser } from '../../world/model.ts'
import {
  alreadyExists,
  callersUserName,
  deleteConflict,
  iamPage,
  limitExceeded,
  marker,
  noSuchEntity,
  required,
  userOf,
  userTarget,
  validName,
  validPath,
} from './entities.ts'

/** IAM User Guide, "IAM and AWS STS quotas". */
const devicesPerUser = 8

const byName = (call: Call, input: { readonly UserName?: string | undefined }) =>
  userTarget(call, callersUserName(call, input.UserName))
const named = (call: Call, name: string | undefined): IamUser => userOf(call.account, callersUserName(call, name))
const editable = (call: Call, name: string | undefined): IamUser =>
  userOf(call.editAccount(), callersUserName(call, name))

/** Passwords are not kept: nobody signs in to a console here. */
function checkPassword({ account }: Call, password: string): void {
  const policy = account.iam.passwordPolicy
  // IAM User Guide, "Set an account password policy": the default policy wants eight characters.
  const wanted: readonly (readonly [boolean, RegExp])[] = [
    [policy?.requireSymbols ?? false, /[!@#$%^&*()_+\-=[\]{}|']/],
    [policy?.requireNumbers ?? false, /\d/],
    [policy?.requireUppercase ?? false, /[A-Z]/],
    [policy?.requireLowercase ?? false, /[a-z]/],
  ]
  if (password.length >= (policy?.minimumLength ?? 8) && wanted.every(([is, form]) => !is || form.test(password)))
    return
  throw modelled(PasswordPolicyViolationException$, 'Password does not conform to the account password policy.')
}

const loginAnswer = ({ name, loginProfile }: IamUser) => {
  if (loginProfile === undefined) throw noSuchEntity(`Login Profile for User ${name} cannot be found.`)
  const { createdAt, passwordResetRequired } = loginProfile
  return { LoginProfile: { UserName: name, CreateDate: createdAt, PasswordResetRequired: passwordResetRequired } }
}

const deviceTarget = (_call: Call, { SerialNumber: arn }: { readonly SerialNumber: string | undefined }): Target => ({
  arn: arn ?? '*',
})

/** Any two different codes of six digits pass: the simulated devices tell no time. */
function checkCodes(one = '', two = ''): void {
  if (/^\d{6}$/.test(one) && /^\d{6}$/.test(two) && one !== two) return
  throw modelled(InvalidAuthenticationCodeException$, 'Authentication code for device is not valid.')
}

/** 64 letters in base 32, as AWS's seeds. */
const seed = (): string => Array.from(randomBytes(64), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')

function takeDevice(user: IamUser, serialNumber: string | undefined): void {
  const at = user.mfaDevices.findIndex((device) => device.serialNumber === required(serialNumber, 'serialNumber'))
  if (at === -1) throw noSuchEntity(`MFA Device ${serialNumber} not found for user ${user.name}.`)
  user.mfaDevices.splice(at, 1)
}

const isAssigned = ({ account }: Call, serialNumber: string): boolean =>
  [...account.iam.users.values()].some((user) => user.mfaDevices.some((each) => each.serialNumber === serialNumber))

export const signInOperations = [
  operation(ListMFADevicesCommand, {
    target: byName,
    run(call, input) {
      const user = named(call, input.UserName)
      const page = iamPage(call, user.mfaDevices, input, user.name)
      return {
        MFADevices: page.items.map(({ serialNumber, enabledAt }) => ({
          UserName: user.name,
          SerialNumber: serialNumber,
          EnableDate: enabledAt,
        })),
        ...marker(page),
      }
    },
  }),
  operation(GetLoginProfileCommand, {
    target: byName,
    run: (call, input) => loginAnswer(named(call, input.UserName)),
  }),
  operation(DeleteLoginProfileCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      loginAnswer(user)
      delete user.loginProfile
      return {}
    },
  }),
  operation(CreateLoginProfileCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      if (user.loginProfile !== undefined) throw alreadyExists(`Login Profile for user ${user.name} already exists.`)
      checkPassword(call, required(input.Password, 'password'))
      user.loginProfile = {
        createdAt: new Date(call.now),
        passwordResetRequired: input.PasswordResetRequired ?? false,
      }
      return loginAnswer(user)
    },
  }),
  operation(UpdateLoginProfileCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      loginAnswer(user)
      if (input.Password !== undefined) checkPassword(call, input.Password)
      if (user.loginProfile !== undefined && input.PasswordResetRequired !== undefined)
        user.loginProfile.passwordResetRequired = input.PasswordResetRequired
      return {}
    },
  }),
  operation(CreateVirtualMFADeviceCommand, {
    target: (call, input) => ({
      arn: `arn:aws:iam::${call.account.id}:mfa${input.Path ?? '/'}${input.VirtualMFADeviceName}`,
    }),
    run(call, input) {
      const { id, iam } = call.editAccount()
      const path = validPath(input.Path)
      const SerialNumber = `arn:aws:iam::${id}:mfa${path}${validName(input.VirtualMFADeviceName, 'virtualMFADeviceName', 226)}`
      if (iam.spareMfaDevices.has(SerialNumber) || isAssigned(call, SerialNumber))
        throw alreadyExists('MFADevice entity at the same path and name already exists.')
      iam.spareMfaDevices.add(SerialNumber)
      // No picture of it: what it would show is the seed.
      return { VirtualMFADevice: { SerialNumber, Base32StringSeed: Buffer.from(seed()) } }
    },
  }),
  operation(EnableMFADeviceCommand, {
    target: byName,
    run(call, input) {
      const user = editable(call, input.UserName)
      const serialNumber = required(input.SerialNumber, 'serialNumber')
      const { spareMfaDevices } = call.editAccount().iam
      if (isAssigned(call, serialNumber)) throw alreadyExists('MFA Device is already in use.')
      // Devices of hardware come from outside with a serial number that is no ARN.
      if (serialNumber.startsWith('arn:') && !spareMfaDevices.has(serialNumber))
        throw noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} does not exist.`)
      checkCodes(input.AuthenticationCode1, input.AuthenticationCode2)
      if (user.mfaDevices.length >= devicesPerUser)
        throw limitExceeded(`Cannot exceed quota for MFADevicesPerUser: ${devicesPerUser}`)
      spareMfaDevices.delete(serialNumber)
      user.mfaDevices.push({ serialNumber, enabledAt: new Date(call.now) })
      return {}
    },
  }),
  operation(DeactivateMFADeviceCommand, {
    target: byName,
    run(call, input) {
      takeDevice(editable(call, input.UserName), input.SerialNumber)
      if (input.SerialNumber?.startsWith('arn:')) call.editAccount().iam.spareMfaDevices.add(input.SerialNumber)
      return {}
    },
  }),
  operation(DeleteVirtualMFADeviceCommand, {
    target: deviceTarget,
    run(call, input) {
      const serialNumber = required(input.SerialNumber, 'serialNumber')
      if (isAssigned(call, serialNumber)) throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.')
      if (call.editAccount().iam.spareMfaDevices.delete(serialNumber)) return {}
      throw noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} does not exist.`)
    },
  }),
]
