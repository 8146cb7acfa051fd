/** Keys that every answer with a list and a picture understands; letters are left alone while somebody types. */
import { useEffect } from 'react'
import { isTyping } from '../../keys.ts'

function useLetter(act: (key: string) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      act(event.key)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  })
}

/** `t` changes between picture and table (look.md §9). */
export const useTableKey = (toggle: () => void): void =>
  useLetter((key) => {
    if (key === 't') toggle()
  })

/** `j` and `k` move the choice. */
export const useListKeys = (
  order: readonly string[],
  chosen: string | undefined,
  choose: (key: string) => void,
): void =>
  useLetter((key) => {
    const move = key === 'j' ? 1 : key === 'k' ? -1 : 0
    const next = move === 0 ? undefined : order[order.indexOf(chosen ?? '') + move]
    if (next !== undefined) choose(next)
  })
