/** Options that are given again or hold several values: `--account 1,2 --account 3`. */
export const gather = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

export const listed = (values: readonly string[] | undefined): readonly string[] | undefined =>
  values?.flatMap((text) => text.split(/[\s,;]+/)).filter((text) => text !== '')
