/** Plain resources without a story, so that an organization has as many as a benchmark needs. */
import type { Maker } from './maker.ts'

/** Where the bulk lies: half in each. */
const regions = ['us-east-1', 'eu-west-1'] as const

/** In turn: kinds that are listed with one call and have a policy of their own to be read. */
export function addBulk(make: Maker, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const region = regions[index % regions.length]
    const name = `bulk-${make.name}-${index}`
    if (region === undefined) continue
    switch (Math.floor(index / regions.length) % 3) {
      case 0:
        make.queue(name, { region })
        break
      case 1:
        make.topic(name, { region })
        break
      default:
        make.secret(name, { region })
    }
  }
}
