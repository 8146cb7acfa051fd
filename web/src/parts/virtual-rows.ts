/** Only the rows in sight are drawn, so that a table of a thousand accounts scrolls like one of ten (look.md §6: above 200 rows). */
import { type RefObject, useCallback, useEffect, useState } from 'react'

/** Tables up to this length are drawn whole: searching in the page, printing and copying then reach every row. */
const drawnWhole = 200
/** Rows drawn beyond each edge of the window, so that scrolling shows no gap. */
const beyond = 12

export interface RowWindow {
  readonly from: number
  readonly to: number
  /** Heights of what is not drawn (px). */
  readonly above: number
  readonly below: number
}

/** Which rows of equal height are in sight. `hidden`: how far the first row is above the window's upper edge (px). Pure. */
export function rowsInSight(count: number, rowHeight: number, hidden: number, sight: number): RowWindow {
  if (count <= drawnWhole) return { from: 0, to: count, above: 0, below: 0 }
  const first = Math.floor(Math.max(0, hidden) / rowHeight)
  const from = Math.min(Math.max(0, first - beyond), Math.max(0, count - 1))
  const to = Math.min(count, Math.ceil(Math.max(0, hidden + sight) / rowHeight) + beyond)
  return { from, to: Math.max(to, from + 1), above: from * rowHeight, below: Math.max(0, count - to) * rowHeight }
}

/** The rows of `body` that are in sight, as the page scrolls. */
export function useVirtualRows(
  body: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
): RowWindow & { readonly scrollTo: (row: number) => void } {
  const look = useCallback((): RowWindow => {
    const top = body.current?.getBoundingClientRect().top ?? 0
    return rowsInSight(count, rowHeight, -top, window.innerHeight)
  }, [body, count, rowHeight])
  const [seen, setSeen] = useState<RowWindow>(() => rowsInSight(count, rowHeight, 0, window.innerHeight))
  useEffect(() => {
    const update = () =>
      setSeen((before) => {
        const after = look()
        return before.from === after.from && before.to === after.to && before.below === after.below ? before : after
      })
    update()
    window.addEventListener('scroll', update, { passive: true, capture: true })
    window.addEventListener('resize', update)
    return () => {
      window.removeEventListener('scroll', update, { capture: true })
      window.removeEventListener('resize', update)
    }
  }, [look])
  const scrollTo = (row: number) => {
    const top = body.current?.getBoundingClientRect().top ?? 0
    window.scrollBy({ top: top + row * rowHeight - window.innerHeight / 2 })
  }
  return { ...seen, scrollTo }
}
