/** What changed between two texts, line by line. Pure, tested beside. */

export interface DiffLine {
  /** Of `left` only, of `right` only, or of both. */
  readonly side: 'left' | 'right' | 'both'
  readonly text: string
  /** Numbers from 1 in each text; absent where the line does not stand there. */
  readonly left?: number
  readonly right?: number
}

/**
 * Cells of the table of common subsequences, two bytes each. Two documents of AWS's greatest length that have no line in common
 * stay below it; beyond it the middle counts as replaced whole.
 */
const mostCells = 16_000_000

/** The longest common subsequence of lines; of several equally long ones that which takes from the left first. */
export function lineDiff(leftText: string, rightText: string): readonly DiffLine[] {
  const left = leftText.split('\n')
  const right = rightText.split('\n')
  let start = 0
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1
  let end = 0
  while (
    end < left.length - start &&
    end < right.length - start &&
    left[left.length - 1 - end] === right[right.length - 1 - end]
  )
    end += 1
  const both = (at: number, shift: number): DiffLine => ({
    side: 'both',
    text: left[at] ?? '',
    left: at + 1,
    right: at + shift + 1,
  })
  const middle = middleDiff(left.slice(start, left.length - end), right.slice(start, right.length - end), start)
  return [
    ...left.slice(0, start).map((_, at) => both(at, 0)),
    ...middle,
    ...left.slice(left.length - end).map((_, at) => both(left.length - end + at, right.length - left.length)),
  ]
}

function middleDiff(left: readonly string[], right: readonly string[], offset: number): readonly DiffLine[] {
  const removed = (at: number): DiffLine => ({ side: 'left', text: left[at] ?? '', left: offset + at + 1 })
  const added = (at: number): DiffLine => ({ side: 'right', text: right[at] ?? '', right: offset + at + 1 })
  if (left.length * right.length > mostCells || left.length === 0 || right.length === 0)
    return [...left.map((_, at) => removed(at)), ...right.map((_, at) => added(at))]
  const width = right.length + 1
  const common = new Uint16Array((left.length + 1) * width)
  const cell = (row: number, column: number): number => common[row * width + column] ?? 0
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        left[row] === right[column]
          ? cell(row + 1, column + 1) + 1
          : Math.max(cell(row + 1, column), cell(row, column + 1))
    }
  }
  const lines: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      lines.push({ side: 'both', text: left[row] ?? '', left: offset + row + 1, right: offset + column + 1 })
      row += 1
      column += 1
    } else if (column >= right.length || (row < left.length && cell(row + 1, column) >= cell(row, column + 1))) {
      lines.push(removed(row))
      row += 1
    } else {
      lines.push(added(column))
      column += 1
    }
  }
  return lines
}

/** A line of the side-by-side view: what stood there, what stands there now. */
interface DiffRow {
  readonly left?: DiffLine
  readonly right?: DiffLine
}

/** Removed lines beside those that came in their place. */
export function sideBySide(lines: readonly DiffLine[]): readonly DiffRow[] {
  const rows: DiffRow[] = []
  let removed: DiffLine[] = []
  let added: DiffLine[] = []
  const close = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [left, right] = [removed[at], added[at]]
      rows.push({ ...(left && { left }), ...(right && { right }) })
    }
    removed = []
    added = []
  }
  for (const line of lines) {
    if (line.side === 'left') removed.push(line)
    else if (line.side === 'right') added.push(line)
    else {
      close()
      rows.push({ left: line, right: line })
    }
  }
  close()
  return rows
}

/** Equal lines around a change that are shown; the rest of a run folds. */
const context = 3

type Folded<T> = T | { readonly hidden: number; readonly from: number }

/** Long runs of equal lines say nothing. */
export function foldEqual<T>(rows: readonly T[], isEqual: (row: T) => boolean): readonly Folded<T>[] {
  const near = rows.map(() => false)
  rows.forEach((row, at) => {
    if (isEqual(row)) return
    for (let by = -context; by <= context; by += 1) if (at + by in near) near[at + by] = true
  })
  const folded: Folded<T>[] = []
  for (let at = 0; at < rows.length; ) {
    let end = at
    while (end < rows.length && near[end] === false) end += 1
    if (end - at > 1) folded.push({ hidden: end - at, from: at })
    else folded.push(...rows.slice(at, Math.max(end, at + 1)))
    at = Math.max(end, at + 1)
  }
  return folded
}
