/** Which element of a statement matched, for display only: the server decides, this underlines. Pure, tested beside. */

const special = /[.+^${}()|[\]\\]/g

/** `*` any text, `?` one character; a policy variable may stand for anything. */
function expression(pattern: string, flags: string): RegExp {
  const plain = pattern.replace(/\$\{[^}]*\}/g, '*')
  return new RegExp(`^${plain.replace(special, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, flags)
}

/** IAM compares action names without regard to case. */
export const matchesAction = (pattern: string, action: string): boolean => expression(pattern, 'is').test(action)

export const matchesResource = (pattern: string, resource: string): boolean => expression(pattern, 's').test(resource)
