/** Writes plain data as YAML 1.2: block style, every text that is not a plain word in double quotes (which are JSON's). Pure, tested beside. */

/** A text that YAML reads back as the same text without quotes. */
const plain = /^[A-Za-z_/][\w./@ -]*[\w./@-]$|^[A-Za-z_]$/
/** Read as something else: YAML 1.2 core schema, and what YAML 1.1 readers take for a boolean. */
const reserved = /^(?:null|true|false|yes|no|on|off|y|n)$/i

const scalar = (value: string | number | boolean | null): string =>
  typeof value === 'string' && (!plain.test(value) || reserved.test(value)) ? JSON.stringify(value) : String(value)

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain | undefined }

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)
const isTree = (value: Plain): value is { readonly [key: string]: Plain | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function linesOf(value: Plain, indent: string): readonly string[] {
  if (isList(value)) {
    return value.flatMap((item) => {
      if (!isTree(item) && !isList(item)) return [`${indent}- ${scalar(item)}`]
      const [first = '', ...rest] = linesOf(item, `${indent}  `)
      return [`${indent}- ${first.trimStart()}`, ...rest]
    })
  }
  if (!isTree(value)) return [`${indent}${scalar(value)}`]
  return Object.entries(value).flatMap(([key, item]) => {
    if (item === undefined) return []
    if (isList(item)) {
      return item.length === 0 ? [`${indent}${key}: []`] : [`${indent}${key}:`, ...linesOf(item, `${indent}  `)]
    }
    if (isTree(item)) return [`${indent}${key}:`, ...linesOf(item, `${indent}  `)]
    return [`${indent}${key}: ${scalar(item)}`]
  })
}

export const yamlOf = (value: { readonly [key: string]: Plain | undefined }): string =>
  `${linesOf(value, '').join('\n')}\n`
