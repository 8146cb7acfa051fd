import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { isTyping } from '../keys.ts'

/** Enter on a link or a button is meant for it. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('a, button, select, summary') !== null

/** Going through a list writes the address when the hand rests (ms). */
const restPause = 300

function decoded(hash: string): string {
  try {
    return decodeURIComponent(hash)
  } catch {
    return hash
  }
}

/**
 * The chosen row: `j` and `k` go down and up, Enter opens, `/` searches. It stands in the address after `#`, so that a link leads to
 * the row that somebody meant.
 */
export function useChosenRow(
  keys: readonly string[],
  act: { readonly open: (at: number) => void; readonly search: () => void },
): number | undefined {
  const { hash, searchStr } = useLocation()
  const navigate = useNavigate()
  const linked = decoded(hash)
  const [chosen, setChosen] = useState(linked)
  useEffect(() => setChosen(linked), [linked])
  const at = keys.indexOf(chosen)
  const latest = useRef({ keys, at, ...act })
  latest.current = { keys, at, ...act }

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
      const now = latest.current
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (step !== 0) setChosen(now.keys[Math.min(Math.max(now.at + step, 0), now.keys.length - 1)] ?? '')
      else if (event.key === '/') {
        event.preventDefault()
        now.search()
      } else if (event.key === 'Enter' && now.at >= 0 && !isControl(event.target)) now.open(now.at)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter or page keeps no row
  useEffect(() => {
    if (chosen === linked) return undefined
    const timer = window.setTimeout(() => {
      void navigate({
        to: '.',
        search: (before: object) => before,
        hash: encodeURIComponent(chosen),
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      })
    }, restPause)
    return () => window.clearTimeout(timer)
  }, [chosen, linked, navigate, searchStr])
  return at < 0 ? undefined : at
}
