import { readFileSync } from 'node:fs'

/** `../..` from `src/main`, `..` from the bundle in `dist`. */
function readVersion(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const manifest: { name?: unknown; version?: unknown } = JSON.parse(
        readFileSync(new URL(path, import.meta.url), 'utf8'),
      )
      if (manifest.name === 'bailiwick' && typeof manifest.version === 'string') return manifest.version
    } catch {
      // Not there: the other one is.
    }
  }
  return 'unknown'
}

export const version = readVersion()
