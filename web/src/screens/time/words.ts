/** Moments and changes in words. Pure, tested beside. */
import type { ConfigurationChange, DiffAnswer, FieldChange, TimelineItem } from '../../api/schema.ts'
import { kindName } from '../../parts/kind-name.ts'

const day = 24 * 60 * 60_000

/**
 * Where the comparison begins unless somebody says so: a day ago, but never inside of the first reading, when most was not read
 * yet: then where the first change begins. Undefined: nothing has changed since that reading.
 */
export function usualStart(items: readonly TimelineItem[], now: number): string | undefined {
  const firstChange = items.findIndex(({ changes }) => changes !== null && changes > 0)
  const baseline = items[firstChange - 1]?.at
  if (baseline === undefined) return undefined
  const dayAgo = items.findLast(({ at }) => Date.parse(at) <= now - day)?.at
  return dayAgo !== undefined && dayAgo > baseline ? dayAgo : baseline
}

const isAboutVersions = ({ path }: FieldChange): boolean => path === 'defaultVersion' || path === 'otherVersions'

/** `managed policy LakeRead: statement Read, Action: s3:GetObject → s3:*` */
export function causeWords({ kind, type, name, change, fields, moreFields }: ConfigurationChange): string {
  const what = `${kindName(type ?? kind)} ${name}`
  if (change === 'added') return `${what} came`
  if (change === 'removed') return `${what} went`
  // That a version became the default tells less than what is in it.
  const [first] = [...fields].sort((a, b) => Number(isAboutVersions(a)) - Number(isAboutVersions(b)))
  const more = fields.length - 1 + moreFields
  if (first === undefined) return `${what} changed`
  return `${what}: ${fieldWords(first)}${more > 0 ? ` and ${more} more` : ''}`
}

/** A line is read across; the whole stands in the table. */
const mostLetters = 64
const shortened = (words: string): string =>
  words.length > mostLetters ? `${words.slice(0, mostLetters - 1)}…` : words

export const valueWords = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** `document.Statement[Read].Action` is `statement Read, Action`; the list itself without the brackets of its entries. */
const placeWords = (path: string): string =>
  path
    .replace(/\[\]$/, '')
    .replace(
      /^(?:[^.]+\.)?document\.Statement\[([^\]]*)\](\.)?/,
      (_, name: string, dot?: string) => `statement ${name}${dot ? ', ' : ''}`,
    )

/** `attachedPolicies + AdministratorAccess`, `Effect: Deny → Allow`; of what has parts only that it came, went or changed. */
export function fieldWords({ path, before, after }: FieldChange): string {
  const place = placeWords(path)
  const isWhole = [before, after].some((value) => typeof value === 'object' && value !== null)
  if (isWhole) return `${place} ${before === undefined ? 'came' : after === undefined ? 'went' : 'changed'}`
  if (before === undefined) return `${place} + ${shortened(valueWords(after))}`
  if (after === undefined) return `${place} − ${shortened(valueWords(before))}`
  return `${place}: ${shortened(valueWords(before))} → ${shortened(valueWords(after))}`
}

/** Only of one account: principals of others, and what no account holds, are left out. */
export function differenceOf(answer: DiffAnswer, account: string | undefined): DiffAnswer {
  if (account === undefined) return answer
  const isIn = (one: { readonly account: string }): boolean => one.account === account
  const changes = answer.changes.filter(({ principal }) => isIn(principal))
  const count = (...wanted: readonly string[]): number =>
    new Set(changes.flatMap(({ change, principal }) => (wanted.includes(change) ? principal.arn : []))).size
  return {
    ...answer,
    changes,
    principals: {
      gained: count('gained', 'widened'),
      lost: count('lost', 'narrowed'),
      changed: count('changed', 'unknown'),
    },
    added: answer.added.filter(isIn),
    removed: answer.removed.filter(isIn),
    admins: answer.admins.filter(({ principal }) => isIn(principal)),
    people: answer.people.filter(({ role }) => isIn(role)),
  }
}
