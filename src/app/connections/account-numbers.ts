import type { AccountId } from '../../core/ids.ts'
import { parseAccountId } from '../../core/ids.ts'

/** The console of AWS shows `1234-5678-9012`. */
export const accountNumber = (text: string): AccountId | undefined =>
  parseAccountId(/^[\d-]+$/.test(text) ? text.replaceAll('-', '') : text)

export const notAnAccountNumber = (text: string): string =>
  `"${shortened(text)}" is not an AWS account number. Account numbers have 12 digits.`

/** What was typed, as far as it is worth repeating. */
export const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
