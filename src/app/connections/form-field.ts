/** A field of a form: what was meant, and everything that is wrong with it. */

export interface FormProblem {
  /** Name of the field; `settings.portalUrl` for one inside another. */
  readonly path: string
  readonly message: string
  readonly suggestions?: readonly string[]
}

export interface Field<T> {
  readonly value: T
  readonly problems: readonly FormProblem[]
}

export const good = <T>(value: T): Field<T> => ({ value, problems: [] })

export const wrong = <T>(value: T, path: string, message: string, suggestions?: readonly string[]): Field<T> => ({
  value,
  problems: [{ path, message, ...(suggestions !== undefined && { suggestions }) }],
})

/** What was typed, without the blanks around it; undefined: nothing. */
export const given = (text: string | null | undefined): string | undefined => (text?.trim() ? text.trim() : undefined)

/** What people separate by comma, semicolon, blank or line. */
export const itemsOf = (text: string): readonly string[] => text.split(/[\s,;]+/).filter((item) => item !== '')
