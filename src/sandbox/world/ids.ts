/**
 * Identifiers in AWS's forms, derived from what they name: the same thing in the same world always has the same id.
 * Forms of the unique ids: IAM User Guide, "Unique identifiers"; of the rest: the patterns in each service's API reference.
 */
import { type AccountId, parseAccountId } from '../../core/ids.ts'
import { digest } from './random.ts'

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

const inAlphabet = (alphabet: string, length: number, path: readonly string[]): string =>
  Array.from(digest(...path).subarray(0, length), (byte) => alphabet[byte % alphabet.length]).join('')

export const hex = (length: number, ...path: readonly string[]): string =>
  digest(...path)
    .toString('hex')
    .slice(0, length)

const lower = (length: number, path: readonly string[]): string =>
  inAlphabet('abcdefghijklmnopqrstuvwxyz0123456789', length, path)

export const uuid = (...path: readonly string[]): string => {
  const text = hex(32, 'uuid', ...path)
  const variant = '89ab'[Number.parseInt(text[16] ?? '0', 16) % 4]
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`
}

/** Users, roles, groups, managed policies, instance profiles. */
export type UniqueIdPrefix = 'AIDA' | 'AROA' | 'AGPA' | 'ANPA' | 'AIPA'

export const uniqueId = (prefix: UniqueIdPrefix, ...path: readonly string[]): string =>
  prefix + inAlphabet(base32, 17, [prefix, ...path])

/**
 * Marks access keys of the sandbox: a key with it is worth nothing at AWS, and one without it is refused here. Like AWS's
 * own keys it tells its account, so that the caller is found without a table of all keys of a large organization:
 * `AKIA` + mark + 8 letters of account + 3 of a serial number.
 */
const sandboxMark = 'BWSBX'
const maximumSerial = base32.length ** 3

const inBase32 = (value: number, length: number): string =>
  Array.from({ length }, (_, place) => base32[Math.floor(value / 32 ** (length - 1 - place)) % 32]).join('')

export function accessKeyId(kind: 'AKIA' | 'ASIA', account: AccountId, serial: number): string {
  if (!Number.isInteger(serial) || serial < 0 || serial >= maximumSerial) {
    throw new RangeError(`serial number ${serial} of an access key is not below ${maximumSerial}`)
  }
  return kind + sandboxMark + inBase32(Number(account), 8) + inBase32(serial, 3)
}

export const isSandboxKey = (id: string): boolean => /^A[KS]IABWSBX[A-Z2-7]{11}$/.test(id)

/** The account that the access key tells. */
export function accountOfAccessKey(id: string): AccountId | undefined {
  if (!isSandboxKey(id)) return undefined
  const value = [...id.slice(9, 17)].reduce((sum, letter) => sum * 32 + base32.indexOf(letter), 0)
  return parseAccountId(String(value).padStart(12, '0'))
}

/** 40 characters, as AWS's secrets. */
export const secretKey = (...path: readonly string[]): string =>
  digest('secret', ...path)
    .toString('base64')
    .slice(0, 40)

export const organizationId = (seed: string): string => `o-${lower(10, ['organization', seed])}`
export const rootId = (seed: string): string => `r-${lower(4, ['root', seed])}`
export const ouId = (root: string, ...path: readonly string[]): string =>
  `ou-${root.slice(2)}-${lower(8, ['ou', ...path])}`
export const organizationPolicyId = (...path: readonly string[]): string => `p-${lower(10, ['policy', ...path])}`
export const resourcePolicyId = (seed: string): string => `rp-${lower(8, ['resource-policy', seed])}`
export const identityStoreId = (seed: string): string => `d-${hex(10, 'store', seed)}`
export const instanceId = (...path: readonly string[]): string => `i-0${hex(16, 'instance', ...path)}`

/** The 16 hex digits of Identity Center's instances, permission sets and reserved roles. */
export const identityCenterHex = (...path: readonly string[]): string => hex(16, 'identity-center', ...path)

export const accountIdFrom = (...path: readonly string[]): AccountId => {
  const text = digest('account', ...path).readUIntBE(0, 6) % 9e11
  const id = parseAccountId(String(1e11 + text).slice(0, 12))
  if (id === undefined) throw new Error('an account id is twelve digits')
  return id
}

/** For an id written in the source. */
export const account = (text: string): AccountId => {
  const id = parseAccountId(text)
  if (id === undefined) throw new TypeError(`${text} is not an account id`)
  return id
}
