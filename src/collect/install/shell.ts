/** Words of a POSIX shell. */

/** Nothing inside single quotes is special but the single quote. */
export const quoted = (text: string): string =>
  /^[\w+=,.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** One command on several lines, so that a person can read it. */
export const command = (...parts: readonly string[]): string => parts.join(' \\\n  ')
