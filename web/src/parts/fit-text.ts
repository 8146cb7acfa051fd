/** Words in pictures: neither SVG nor a canvas shortens or wraps a text by itself. Pure, tested beside. */

/** About the width of a letter of Inter, in its own size. */
const letter = 0.54

const lettersIn = (width: number, size: number): number => Math.floor(width / (size * letter))

/** Labels longer than fits in a width (px) end in an ellipsis. */
export const fit = (label: string, width: number, size = 12): string => {
  const most = lettersIn(width, size)
  return label.length <= most ? label : `${label.slice(0, Math.max(0, most - 1))}…`
}

/** One line where it fits, else two, broken where words or the parts of a name end (`-`, `.`, a capital). */
export function inTwo(label: string, width: number, size = 12): readonly string[] {
  const most = lettersIn(width, size)
  if (label.length <= most) return [label]
  const breaks = [...label.slice(0, most).matchAll(/[\s/_.-]|[a-z](?=[A-Z])/g)].map((match) => match.index)
  const at = breaks.at(-1) ?? most - 1
  return [label.slice(0, at + 1).trimEnd(), fit(label.slice(at + 1).trimStart(), width, size)]
}
