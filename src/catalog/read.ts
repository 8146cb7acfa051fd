/** Finds the catalogue that `build.ts` wrote. What it holds is read by the core. */
import { readFileSync } from 'node:fs'
import type { Catalogue } from '../core/catalogue.ts'
import { AppError } from '../core/fault.ts'
import { readCatalogue } from '../core/read-catalogue.ts'

/** Beside the sources in a checkout, beside the bundle when built. */
const places = ['../../dist/catalog.bin', './catalog.bin', '../dist/catalog.bin']

/** Reads the built catalogue. Fault `internal` when it is not there. */
export function loadCatalogue(file?: string | URL): Catalogue {
  const candidates = file === undefined ? places.map((place) => new URL(place, import.meta.url)) : [file]
  for (const candidate of candidates) {
    let bytes: Uint8Array
    try {
      bytes = readFileSync(candidate)
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') continue
      throw new AppError('internal', `The action catalogue ${String(candidate)} cannot be read`, {}, { cause })
    }
    return readCatalogue(bytes)
  }
  throw new AppError('internal', 'The action catalogue has not been built', { fix: 'Run `npm run build`.' })
}
