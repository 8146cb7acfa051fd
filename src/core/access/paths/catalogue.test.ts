import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadCatalogue } from '../../../catalog/read.ts'
import { escalationName, escalationPaths } from './catalogue.ts'

/** Shared data of the developers; a checkout alone does not have it. */
const published = join(import.meta.dirname, '../../../../../shared/data/pathfinding-paths/paths')

interface PublishedPath {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly permissions: { readonly required: readonly { readonly permission: string }[] }
}

const readPublished = (): readonly PublishedPath[] =>
  readdirSync(published, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(join(published, file), 'utf8'), { uniqueKeys: false }))

describe('the escalation catalogue', () => {
  it.skipIf(!existsSync(published))('has the paths of pathfinding.cloud, and what they require', () => {
    const theirs = readPublished()
    expect(theirs.length).toBeGreaterThanOrEqual(65)
    const sorted = <T extends { readonly id: string }>(list: readonly T[]) =>
      list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const ours = escalationPaths
      .filter(({ id }) => !id.startsWith('bailiwick-'))
      .map(({ id, category, requires }) => ({ id, category, required: requires.map(({ action }) => action) }))
    expect(sorted(ours)).toEqual(
      sorted(
        theirs.map(({ id, category, permissions }) => ({
          id,
          category,
          required: permissions.required.map(({ permission }) => permission),
        })),
      ),
    )
  })

  it.skipIf(!existsSync(published))('names them as they are named there', () => {
    const names = new Map(escalationPaths.map((path) => [path.id, escalationName(path)]))
    // Its name leaves out a permission that it requires.
    const differing = readPublished().filter(({ id, name }) => names.get(id) !== name)
    expect(differing.map(({ id }) => id)).toEqual(['ec2instanceconnect-003'])
  })

  it('has each id once, and actions that AWS has', () => {
    const ids = escalationPaths.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const catalogue = loadCatalogue()
    for (const { requires } of escalationPaths)
      for (const { action } of requires) expect(catalogue.actionId(action), action).toBeGreaterThanOrEqual(0)
  })

  it('names types of resource that the actions take', () => {
    const catalogue = loadCatalogue()
    for (const { action, types = [] } of escalationPaths.flatMap(({ requires }) => requires)) {
      const taken = catalogue.action(catalogue.actionId(action)).resourceTypes.map(({ type }) => type.name)
      expect(taken, action).toEqual(expect.arrayContaining([...types]))
    }
  })
})
