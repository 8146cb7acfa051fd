/** Keys that work everywhere. Letters are left alone while somebody types. */

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, [role="textbox"]') !== null
}

/** `g` and then a letter goes there. */
export const places = [
  { key: 'h', to: '/', name: 'Home' },
  { key: 'a', to: '/access/ask', name: 'Access, ask' },
  { key: 'd', to: '/access/identities', name: 'Identities' },
  { key: 'p', to: '/access/principals', name: 'Principals' },
  { key: 'o', to: '/access/resources', name: 'Resources' },
  { key: 'c', to: '/access/accounts', name: 'Accounts' },
  { key: 'l', to: '/access/policies', name: 'Policies' },
  { key: 't', to: '/access/time', name: 'Time machine' },
  { key: 'r', to: '/requests', name: 'Requests' },
  { key: 'v', to: '/reviews', name: 'Reviews' },
  { key: 'i', to: '/incidents', name: 'Incidents' },
  { key: 'f', to: '/access-flows', name: 'Access flows' },
  { key: 'n', to: '/integrations', name: 'Integrations' },
  { key: 'u', to: '/audit', name: 'Audit' },
  { key: 's', to: '/settings', name: 'Settings' },
] as const

/** On Apple's machines the command key, elsewhere Control. */
export const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl '

/** How long after `g` a letter still counts (ms). */
const chordPause = 1_200

export interface Keys {
  readonly go: (to: (typeof places)[number]['to']) => void
  readonly palette: () => void
  readonly help: () => void
  readonly rail: () => void
}

/** Listens until the returned function is called. */
export function listenToKeys(keys: Keys): () => void {
  let chordUntil = 0
  const listen = (event: KeyboardEvent): void => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      keys.palette()
      return
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
    if (document.querySelector('[role="dialog"]') !== null) return
    if (event.timeStamp < chordUntil) {
      chordUntil = 0
      const place = places.find((one) => one.key === event.key)
      if (place) {
        event.preventDefault()
        keys.go(place.to)
      }
      return
    }
    if (event.key === 'g') chordUntil = event.timeStamp + chordPause
    else if (event.key === '?') keys.help()
    else if (event.key === '[') keys.rail()
  }
  window.addEventListener('keydown', listen)
  return () => window.removeEventListener('keydown', listen)
}
