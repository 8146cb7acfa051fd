/**
 * The few actions that a difference is about, and what each statement says of them. Principals share policies, so what one
 * statement speaks of is found out once for all of them.
 */
import type { Catalogue } from '../../catalogue.ts'
import { classesAmong } from '../action-classes.ts'
import type { PolicyFacts, StatementFacts } from '../policy-facts.ts'
import type { Said, Turn, Worlds } from './differences.ts'
import { policedServicesOf } from './policed.ts'

export interface Lens {
  /** Ascending. */
  readonly ids: readonly number[]
  /** 1 at the place of each action that the statement speaks of; undefined when it speaks of none of them. */
  spoken(statement: StatementFacts): Uint8Array | undefined
  speaks(statement: StatementFacts, id: number): boolean
  /** The statements of a policy that speak of any of them. */
  speaking(policy: PolicyFacts): readonly StatementFacts[]
  /** Places of the actions that take resources of a service, by service (`policedServicesOf`). */
  places(): ReadonlyMap<string, readonly number[]>
  /** Places of the actions of which the same statements speak. */
  parts(statements: Iterable<StatementFacts>): readonly (readonly number[])[]
  /** Ids that these statements treat alike, of actions at these places that take resources of the same services. */
  classes(places: readonly number[], statements: readonly StatementFacts[]): readonly ActionClass[]
}

/** The same object for the same actions. */
export type ActionClass = readonly number[]

/** Ids of actions, the second one past the last. */
export type ActionRange = readonly [from: number, to: number]

export interface Lenses {
  /** On the actions that these statements speak of. */
  on(statements: ReadonlySet<StatementFacts>): Lens
  /** On those that the turns treat otherwise, and those that these statements speak of. */
  between(turns: readonly Turn[], statements: ReadonlySet<StatementFacts>): Lens
  onAll(): Lens
}

export function createLenses({ after: { catalogue }, numberOf }: Worlds, range: ActionRange): Lenses {
  const [from, to] = range
  const made = new Map<string, Lens>()
  const remembered = (key: string, make: () => Lens): Lens => {
    const known = made.get(key) ?? make()
    made.set(key, known)
    return known
  }
  const all = (): Lens =>
    lensOn(
      catalogue,
      numberOf,
      range,
      Array.from({ length: to - from }, (_, at) => from + at),
    )
  const onAll = (): Lens => remembered('all', all)
  const seenBetween = (turns: readonly Turn[], statements: ReadonlySet<StatementFacts>): Lens => {
    const key = [turns, [...statements]].map((list) =>
      list
        .map(numberOf)
        .sort((a, b) => a - b)
        .join(' '),
    )
    return remembered(key.join('|'), () => {
      const whole = onAll()
      const seen = union(
        whole,
        [...statements].flatMap((statement) => whole.spoken(statement) ?? []),
      )
      for (const turn of turns) markTurned(whole, turn, seen)
      const ids = whole.ids.filter((_, at) => seen[at] === 1)
      return ids.length === whole.ids.length ? whole : lensOn(catalogue, numberOf, range, ids)
    })
  }
  const byTurns = memoized((turns: readonly Turn[]) => seenBetween(turns, new Set()))
  return {
    onAll,
    between: (turns, statements) => (statements.size === 0 ? byTurns(turns) : seenBetween(turns, statements)),
    on: (statements) => seenBetween([], statements),
  }
}

/** The actions of which statements that have gone and statements that have come do not say the same. */
function markTurned(lens: Lens, { gone, come }: Turn, seen: Uint8Array): void {
  const saidBy = (list: readonly Said[], wanted: string): Uint8Array =>
    union(
      lens,
      list.flatMap(({ statement, saying }) => (saying === wanted ? (lens.spoken(statement) ?? []) : [])),
    )
  for (const saying of new Set([...gone, ...come].map((one) => one.saying))) {
    const [was, is] = [saidBy(gone, saying), saidBy(come, saying)]
    for (let at = 0; at < seen.length; at += 1) if (was[at] !== is[at]) seen[at] = 1
  }
}

/** 1 where one of the masks has it. */
export function union({ ids }: Lens, masks: readonly Uint8Array[]): Uint8Array {
  const made = new Uint8Array(ids.length)
  for (const mask of masks) for (let at = 0; at < made.length; at += 1) if (mask[at] === 1) made[at] = 1
  return made
}

/** Of more the key would be longer than the work. */
const fewPlaces = 512

const nothing = new Uint8Array()

function lensOn(
  catalogue: Catalogue,
  numberOf: Worlds['numberOf'],
  [from, to]: ActionRange,
  ids: readonly number[],
): Lens {
  const placeOf = new Int32Array(to - from).fill(-1)
  for (const [at, id] of ids.entries()) placeOf[id - from] = at
  const spoken = memoized((statement: StatementFacts) => {
    const { notActions, actions } = statement
    return maskOf(`${notActions ? 'not' : ''} ${actions.join(' ')}`, statement)
  })
  /** Statements repeat their lists of actions more than anything else. */
  const masks = new Map<string, Uint8Array | undefined>()
  function maskOf(key: string, { actions, notActions }: StatementFacts): Uint8Array | undefined {
    if (masks.has(key)) return masks.get(key)
    const mask = new Uint8Array(ids.length)
    for (const pattern of actions) {
      if (pattern === '*' || pattern === '*:*') {
        mask.fill(1)
        break
      }
      for (const id of catalogue.expand(pattern)) {
        const at = placeOf[id - from] ?? -1
        if (at >= 0) mask[at] = 1
      }
    }
    const said = notActions ? mask.map((one) => 1 - one) : mask
    const made = said.includes(1) ? said : undefined
    masks.set(key, made)
    return made
  }
  const classes = new Map<string, readonly ActionClass[]>()
  let places: ReadonlyMap<string, readonly number[]> | undefined
  return {
    ids,
    spoken,
    speaks: (statement, id) => spoken(statement)?.[placeOf[id - from] ?? -1] === 1,
    speaking: memoized((policy: PolicyFacts) => policy.statements.filter((statement) => spoken(statement))),
    places() {
      places ??= placesByService(catalogue, ids)
      return places
    },
    parts(statements) {
      const said = new Set(Array.from(statements, spoken))
      const keys = ids.map(() => '')
      for (const mask of said) for (let at = 0; at < ids.length; at += 1) keys[at] += mask?.[at] === 1 ? '1' : '0'
      return [...Map.groupBy(ids.keys(), (at) => keys[at]).values()]
    },
    classes(at, statements) {
      const make = () => classesAmong(catalogue, { ids, spoken }, at, statements).flatMap(byServices)
      if (at.length > fewPlaces) return make()
      const said = statements.map((one) => `${numberOf(spoken(one) ?? nothing)} ${[...one.keys].join(' ')}`)
      const key = `${at.join(' ')}|${[...new Set(said)].join('|')}`
      const known = classes.get(key) ?? make()
      classes.set(key, known)
      return known
    },
  }
  function byServices(alike: readonly number[]): readonly ActionClass[] {
    return [...Map.groupBy(alike, (id) => policedServicesOf(catalogue.action(id)).join(' ')).values()]
  }
}

function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, { readonly value: V }>()
  return (key) => {
    const known = made.get(key)
    if (known) return known.value
    const value = make(key)
    made.set(key, { value })
    return value
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
