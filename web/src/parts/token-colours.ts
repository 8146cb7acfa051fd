/** The colours of tokens.css as a canvas takes them: it knows neither `var()` nor `light-dark()`. */
import { useSyncExternalStore } from 'react'

export type TokenColours<T extends string> = (token: T) => string

/** What each token is at this moment, as the browser computes it. */
function readColours<T extends string>(tokens: readonly T[]): ReadonlyMap<T, string> {
  const probe = document.createElement('span')
  document.body.append(probe)
  const colours = new Map<T, string>()
  for (const token of tokens) {
    probe.style.color = `var(--bw-${token})`
    colours.set(token, getComputedStyle(probe).color)
  }
  probe.remove()
  return colours
}

function listenToTheme(changed: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const chosen = new MutationObserver(changed)
  chosen.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] })
  system.addEventListener('change', changed)
  return () => {
    chosen.disconnect()
    system.removeEventListener('change', changed)
  }
}

const shownTheme = (): string =>
  `${document.documentElement.getAttribute('data-mantine-color-scheme') ?? ''} ${window.matchMedia('(prefers-color-scheme: dark)').matches}`

/** Made once for a list of tokens; the hook tells them anew when the theme changes. */
export function tokenColours<const T extends string>(tokens: readonly T[]): () => TokenColours<T> {
  let known: { readonly theme: string; readonly colours: TokenColours<T> } | undefined
  return () => {
    const theme = useSyncExternalStore(listenToTheme, shownTheme)
    if (known?.theme !== theme) {
      const colours = readColours(tokens)
      known = { theme, colours: (token) => colours.get(token) ?? 'currentColor' }
    }
    return known.colours
  }
}
