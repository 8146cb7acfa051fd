/** What somebody went to through the palette, newest first; remembered in this browser. */
import type { IconName } from '../parts/icon.tsx'

export interface Recent {
  readonly icon: IconName
  readonly name: string
  readonly kind: string
  /** Within the console, without the moment that was looked at. */
  readonly href: string
}

const key = 'bw-recent'
const kept = 6

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export function parseRecent(text: string | null, isIcon: (name: string) => name is IconName): readonly Recent[] {
  try {
    const list: unknown = JSON.parse(text ?? '')
    if (!Array.isArray(list)) return []
    return list.slice(0, kept).flatMap((one: Readonly<Record<string, unknown>> | null) => {
      const { icon, name, kind, href } = one ?? {}
      if (!isText(icon) || !isIcon(icon) || !isText(name) || !isText(kind)) return []
      return isText(href) && href.startsWith('/') && !href.startsWith('//') ? [{ icon, name, kind, href }] : []
    })
  } catch {
    return []
  }
}

/** A browser may refuse to remember: the palette works without. */
export function recentKept(isIcon: (name: string) => name is IconName): readonly Recent[] {
  try {
    return parseRecent(window.localStorage.getItem(key), isIcon)
  } catch {
    return []
  }
}

export function keepRecent(one: Recent, before: readonly Recent[]): void {
  const { icon, name, kind, href } = one
  const list = [{ icon, name, kind, href }, ...before.filter((other) => other.href !== href)].slice(0, kept)
  try {
    window.localStorage.setItem(key, JSON.stringify(list))
  } catch {
    // Nothing depends on it.
  }
}
