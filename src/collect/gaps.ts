/** What keeps a cell from being `ok`, and which of several reasons speaks for it. */
import { type CellState, gravity } from '../core/inventory/coverage.ts'

export interface Gap {
  readonly state: Exclude<CellState, 'ok'>
  /** AWS's error code, or ours. */
  readonly code: string
  /** One sentence. */
  readonly reason: string
  /** The IAM action that was refused. */
  readonly action?: string
}

export interface GapList {
  add(gap: Gap): void
  /** What ended the reading speaks before any detail. */
  end(gap: Gap): void
  worst(): Gap | undefined
}

export function createGapList(): GapList {
  const details = new Map<string, { readonly gap: Gap; count: number }>()
  let ending: Gap | undefined
  return {
    add(gap) {
      const key = `${gap.state} ${gap.code} ${gap.action ?? ''}`
      const known = details.get(key)
      if (known) known.count += 1
      else details.set(key, { gap, count: 1 })
    },
    end(gap) {
      ending = gap
    },
    worst() {
      const byGravity = [...details.values()].sort(
        (a, b) => gravity.indexOf(a.gap.state) - gravity.indexOf(b.gap.state),
      )
      const [first, ...others] = ending ? [{ gap: ending, count: 1 }, ...byGravity] : byGravity
      if (!first) return undefined
      const times = first.count > 1 ? ` ${first.count} times.` : ''
      const more = others.length > 0 ? ` Also: ${others.map(({ gap }) => gap.action ?? gap.code).join(', ')}.` : ''
      return { ...first.gap, reason: `${first.gap.reason}${times}${more}` }
    },
  }
}

/** An answer of a shape that we did not expect: the object is left out, and the cell says so. */
export function surpriseGap(error: unknown, name: string | undefined): Gap {
  const what = error instanceof Error ? error.message : String(error)
  return {
    state: 'suspect',
    code: 'unexpected_shape',
    reason: `AWS's answer about ${name ?? 'an object without a name'} has an unexpected shape (${what}); it was left out.`,
  }
}
