/**
 * Is an IAM user a person or software. Passwords are for people at the console, access keys alone are for programs (IAM UG,
 * "IAM users"); whoever has only keys and bears the name of a person is not told apart.
 */
import type { SnapshotCredentials } from '../inventory/snapshot.ts'
import type { IdentityKind } from './identity.ts'

export interface Judgement {
  readonly kind: Extract<IdentityKind, 'person' | 'workload' | 'unknown'>
  /** One sentence. */
  readonly judgedOn: string
}

/** `isNamesake`: somebody in Identity Center has that name, user name or e-mail. */
export function judgeUser(credentials: SnapshotCredentials | undefined, isNamesake: boolean): Judgement {
  if (credentials === undefined) return { kind: 'unknown', judgedOn: 'Its password and keys were not read.' }
  const { password, mfa, keys } = credentials
  const active = keys.filter((key) => key.active).length
  if (password === true) {
    const factor = mfa === true ? ' and an MFA device' : ''
    return { kind: 'person', judgedOn: `It has a console password${factor}.` }
  }
  if (mfa === true) return { kind: 'person', judgedOn: 'It has an MFA device, which somebody must hold.' }
  if (password === null) {
    return { kind: 'unknown', judgedOn: 'Nothing that was read tells whether it has a console password.' }
  }
  if (active === 0) return { kind: 'unknown', judgedOn: 'It has neither a console password nor an active access key.' }
  if (isNamesake) {
    const judgedOn = 'It has only access keys, as software does, and the name of a person of Identity Center.'
    return { kind: 'unknown', judgedOn }
  }
  return { kind: 'workload', judgedOn: 'It has access keys and no console password.' }
}
