import type { Status } from '../api/schema.ts'
import { counted, inWords } from './verdict.tsx'

/** Those that are read or should be, and those in which nothing is to be read. Nothing while it is not known. */
export const knownAccounts = (status: Pick<Status, 'accounts' | 'leftOut'> | undefined): number =>
  status === undefined ? 0 : status.accounts.length + status.leftOut

/** Where all that should be read is: `All 11 accounts are read in full`, `11 of 12 accounts are read in full; one is left out`. */
export function allReadWords(toRead: number, leftOut: number): string {
  if (leftOut > 0)
    return `${toRead} of ${counted(toRead + leftOut, 'account')} ${toRead === 1 ? 'is' : 'are'} read in full; ${leftOutWords(leftOut)}`
  return toRead === 1 ? 'The account is read in full' : `All ${toRead} accounts are read in full`
}

/** Closed, or excluded by a setting. */
const leftOutWords = (leftOut: number): string => `${inWords(leftOut)} ${leftOut === 1 ? 'is' : 'are'} left out`
