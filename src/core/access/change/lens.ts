/**
 * The few actions that a difference is about, and what each statement says of them. Principals share policies, so what one
 * statement speaks of is found out once for all of them.
 */
import type { Catalogue } from '../../catalogue.ts'
import type { StatementFacts } from '../policy-facts.ts'
import { policedServicesOf } from './policed.ts'

export interface Lens {
  /** Ascending. */
  readonly ids: readonly number[]
  /** 1 at the place of each action that the statement speaks of; undefined when it speaks of none of them. */
  spoken(statement: StatementFacts): Uint8Array | undefined
  speaks(statement: StatementFacts, id: number): boolean
  /** Places of the actions that take resources of a service, by service (`policedServicesOf`). */
  places(): ReadonlyMap<string, readonly number[]>
}

/** Ids of actions, the second one past the last. */
export type ActionRange = readonly [from: number, to: number]

export interface Lenses {
  /** On the actions that these statements speak of. */
  on(statements: ReadonlySet<StatementFacts>): Lens
  onAll(): Lens
}

export function createLenses(catalogue: Catalogue, range: ActionRange): Lenses {
  const [from, to] = range
  const numbers = new Map<StatementFacts, number>()
  const numberOf = (statement: StatementFacts): number => {
    const known = numbers.get(statement) ?? numbers.size
    numbers.set(statement, known)
    return known
  }
  const made = new Map<string, Lens>()
  const remembered = (key: string, make: () => Lens): Lens => {
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known
  }
  const all = (): Lens =>
    lensOn(
      catalogue,
      range,
      Array.from({ length: to - from }, (_, at) => from + at),
    )
  const onAll = (): Lens => remembered('all', all)
  return {
    onAll,
    on(statements) {
      const key = [...statements].map(numberOf).sort((a, b) => a - b)
      return remembered(key.join(' '), () => {
        const whole = onAll()
        const masks = [...statements].flatMap((statement) => whole.spoken(statement) ?? [])
        const ids = whole.ids.filter((_, at) => masks.some((mask) => mask[at] === 1))
        return ids.length === whole.ids.length ? whole : lensOn(catalogue, range, ids)
      })
    },
  }
}

function lensOn(catalogue: Catalogue, [from, to]: ActionRange, ids: readonly number[]): Lens {
  const placeOf = new Int32Array(to - from).fill(-1)
  for (const [at, id] of ids.entries()) placeOf[id - from] = at
  const masks = new Map<StatementFacts, Uint8Array | undefined>()
  const spoken = (statement: StatementFacts): Uint8Array | undefined => {
    const known = masks.get(statement)
    if (known || masks.has(statement)) return known
    const mask = maskOf(statement)
    masks.set(statement, mask)
    return mask
  }
  function maskOf(statement: StatementFacts): Uint8Array | undefined {
    const mask = new Uint8Array(ids.length)
    for (const pattern of statement.actions) {
      if (pattern === '*' || pattern === '*:*') {
        mask.fill(1)
        break
      }
      for (const id of catalogue.expand(pattern)) {
        const at = placeOf[id - from] ?? -1
        if (at >= 0) mask[at] = 1
      }
    }
    const said = statement.notActions ? mask.map((one) => 1 - one) : mask
    return said.includes(1) ? said : undefined
  }
  let places: ReadonlyMap<string, readonly number[]> | undefined
  return {
    ids,
    spoken,
    speaks: (statement, id) => spoken(statement)?.[placeOf[id - from] ?? -1] === 1,
    places() {
      places ??= placesByService(catalogue, ids)
      return places
    },
  }
}

function placesByService(catalogue: Catalogue, ids: readonly number[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, id] of ids.entries()) {
    for (const service of policedServicesOf(catalogue.action(id))) {
      const list = places.get(service)
      if (list) list.push(at)
      else places.set(service, [at])
    }
  }
  return places
}
