/** Shortening of names that are read character by character (look.md §2). Pure, tested beside. */

/** What fits in a table column of the console, in characters of the mono face. */
export const arnRoom = 52

/**
 * Shortened in the middle, never at an end, because both ends identify: first the account's middle digits, then path
 * segments from the left. The last segment always stays whole.
 */
export function shortArn(arn: string, room: number = arnRoom): string {
  if (arn.length <= room) return arn
  const fields = arn.split(':')
  if (fields[0] !== 'arn' || fields.length < 6) return arn
  const head = fields
    .slice(0, 5)
    .map((field) => (/^\d{12}$/.test(field) ? `${field.slice(0, 4)}…${field.slice(8)}` : field))
  const rest = fields.slice(5).join(':')
  const join = (tail: string): string => `${head.join(':')}:${tail}`
  const segments = rest.split('/')
  if (join(rest).length <= room || segments.length < 3) return join(rest)
  const [type = '', ...path] = segments
  for (let kept = path.length - 1; kept >= 1; kept -= 1) {
    const shorter = join([type, '…', ...path.slice(-kept)].join('/'))
    if (shorter.length <= room || kept === 1) return shorter
  }
  return join(rest)
}

/** Three groups of four; anything else stays as it is. */
export const accountGroups = (account: string): readonly string[] =>
  /^\d{12}$/.test(account) ? [account.slice(0, 4), account.slice(4, 8), account.slice(8)] : [account]

/** A role that Identity Center made is called by its permission set: `AWSReservedSSO_DataEngineer_5d67…` is `DataEngineer`. */
const setName = (name: string): string => /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1] ?? name

/** The part of an ARN that people call its name: the last path segment, or all after the last colon; for Identity Center’s roles the permission set. */
export function nameInArn(arn: string): string {
  const rest = arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn
  if (/^arn:[^:]*:s3:/.test(arn)) return rest
  return setName(rest.split('/').at(-1) || rest || arn)
}
