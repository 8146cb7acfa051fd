import { describe, expect, it } from 'vitest'
import type { HeldPolicy } from '../../api/schema.ts'
import { layColumns } from '../identities/columns.ts'
import { sourceColumns, sourcesOf } from './source-columns.ts'

const one = { name: 'ada', type: 'user' as const, usage: { known: true, services: [], actions: [] } }
const policy = (name: string, more: Partial<HeldPolicy> = {}): HeldPolicy => ({
  ref: name.toLowerCase(),
  name,
  kind: 'customer-managed',
  bears: 'grants',
  ...more,
})
const share = (actions: number, lostServices: string[] = []) => ({
  share: { actions, lost: lostServices.length, gained: 0, lostServices },
})
const drawn = (policies: readonly HeldPolicy[]) =>
  layColumns(
    sourceColumns,
    sourcesOf(one, policies, (service) => service),
  )

describe('where access comes from', () => {
  it('leads from who, through a group where there is one, by the policy to what nothing else grants', () => {
    const { edges } = drawn([policy('Own', share(3, ['s3'])), policy('Read', { group: 'staff', ...share(5, ['sqs']) })])
    expect(edges.map(({ from, to }) => [from, to])).toEqual([
      ['who', 'policy 0'],
      ['policy 0', 'service s3'],
      ['who', 'group staff'],
      ['group staff', 'policy 1'],
      ['policy 1', 'service sqs'],
    ])
  })

  it('has no column of groups for whoever is in none', () =>
    expect(drawn([policy('Own', share(3))]).columns.map(({ id }) => id)).toEqual(['who', 'policy']))

  it('says of a policy that was not read that it was not', () => {
    const { nodes, edges } = drawn([policy('Gone')])
    expect(nodes.find(({ label }) => label === 'Gone')).toMatchObject({ unread: true, below: 'not read' })
    expect(edges).toMatchObject([{ look: 'unknown' }])
  })

  it('shows services in use before others when there is no room for all', () => {
    const services = Array.from({ length: 40 }, (_, at) => `service${at}`)
    const usage = { known: true, services: [{ service: 'service39', at: '2026-01-01T00:00:00.000Z' }], actions: [] }
    const graph = sourcesOf({ ...one, usage }, [policy('Wide', share(400, services))], (service) => service)
    const own = layColumns(sourceColumns, graph).nodes.filter(({ column }) => column === 'service')
    expect(own).toHaveLength(10)
    expect(own.map(({ label }) => label)).toContain('service39')
    expect(own.at(-1)).toMatchObject({ label: '31 more', below: 'services' })
  })
})
