import { describe, expect, test } from 'vitest'
import { manualClock, memoryLog } from '../../../test/fakes/clock-and-log.ts'
import { accountOf } from '../../../test/fakes/fake-aws-reader.ts'
import { stepwise } from '../../core/access/stepwise.ts'
import { toSnapshotId } from '../../core/ids.ts'
import { packCells } from '../../core/inventory/cell-table.ts'
import type { CoverageCell } from '../../core/inventory/coverage.ts'
import type { LoadedInventory } from '../ports/inventory.ts'
import { createAccessService } from './access-service.ts'

/** Something was read: a snapshot that knows nothing answers nothing. */
const aCell: CoverageCell = {
  accountId: accountOf('111122223333'),
  region: 'global',
  type: 'iam',
  state: 'ok',
  completeAt: null,
  checkedAt: '2026-05-03T10:00:00.000Z',
  objects: 0,
}

interface Start {
  readonly steps?: number
  /** How long building takes. */
  readonly buildMs?: number
  /** Told of each build what it takes over. */
  readonly built?: (previous: string | undefined) => void
}

const done = (value: string) =>
  stepwise(function* () {
    yield
    return value
  })

function started({ steps = 0, buildMs = 0, built }: Start = {}) {
  const clock = manualClock()
  const log = memoryLog()
  let newest: string | undefined
  let loads = 0
  let gate: Promise<void> = Promise.resolve()
  let isReading = false
  const sameAs = new Map<string, string>()
  const refOf = (id: string): LoadedInventory['snapshot'] => {
    const same = sameAs.get(id)
    return { id: toSnapshotId(id), publishedAt: clock.now(), ...(same && { sameAs: toSnapshotId(same) }) }
  }
  const history: LoadedInventory['snapshot'][] = []
  let isBroken = false
  let prepared = 0
  let pauses = 0
  const service = createAccessService<string>({
    inventory: {
      currentSnapshot: async () => (newest === undefined ? undefined : refOf(newest)),
      snapshot: async (id) => history.find((one) => one.id === id),
      snapshotAt: async (at) => history.findLast((one) => one.publishedAt <= at),
      since: async () => history[0]?.publishedAt,
      async cellTable() {
        await gate
        return packCells([aCell])
      },
      async load(at) {
        loads++
        if (at !== undefined) {
          const snapshot = history.findLast((one) => one.publishedAt <= at)
          return snapshot && { snapshot, objects: [], cells: packCells([aCell]) }
        }
        const id = newest
        await gate
        return id === undefined ? undefined : { snapshot: refOf(id), objects: [], cells: packCells([aCell]) }
      },
    },
    clock,
    log,
    pause: () => {
      pauses++
      return new Promise((resolve) => void setImmediate(resolve))
    },
    giveWay: () => new Promise((resolve) => void setImmediate(resolve)),
    prepare() {
      clock.advance(5)
      if (prepared === steps) return false
      prepared++
      return true
    },
    build({ snapshot }, previous) {
      built?.(previous)
      if (isBroken) throw new Error('planted')
      return stepwise(function* () {
        yield
        clock.advance(buildMs)
        return `index of ${snapshot.id}`
      })
    },
    knownResource: () => undefined,
    moved: (index, { id }, cells) => done(`${index}, moved to ${id} with ${cells.length} cell`),
    isReading: () => isReading,
  })
  return {
    service,
    clock,
    log,
    /** `same`: the earlier snapshot that knows the same. */
    publish(id: string, same?: string) {
      newest = id
      if (same !== undefined) sameAs.set(id, same)
      history.push(refOf(id))
    },
    hold(): () => void {
      let release = (): void => undefined
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    breakBuilds(broken: boolean) {
      isBroken = broken
    },
    reading(goesOn: boolean) {
      isReading = goesOn
    },
    loads: () => loads,
    prepared: () => prepared,
    pauses: () => pauses,
  }
}

test('says that nothing was read, and looks again when something was', async () => {
  const { service, publish, clock } = started()
  await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
  publish('1')
  clock.advance(6_000)
  expect(await service.current()).toBe('index of 1')
})

describe('while the first reading of all goes on here', () => {
  /** Looked in vain; then the first part was published, and its index is held. */
  async function firstPart() {
    const harness = started()
    const { service, publish, reading, hold } = harness
    await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
    reading(true)
    const release = hold()
    publish('1')
    service.grew()
    return { ...harness, release }
  }

  test('no question waits for the index of its first part, however late it is', async () => {
    const { service, clock, loads, release } = await firstPart()
    for (let look = 0; look < 3; look += 1) {
      await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
      clock.advance(6_000)
    }
    release()
    await service.settled()
    expect(await service.current()).toBe('index of 1')
    expect(loads()).toBe(2)
  })

  test('whoever counts, or asks about the past, waits for it', async () => {
    const { service, loads, release } = await firstPart()
    const waiting = [service.currentIfAny(), service.at('1')]
    release()
    expect(await Promise.all(waiting)).toEqual(['index of 1', 'index of 1'])
    expect(loads()).toBe(2)
  })

  test('after its end a question waits', async () => {
    const { service, publish, reading, release } = await firstPart()
    publish('2')
    service.changed()
    const asked = service.current()
    reading(false)
    release()
    expect(await asked).toBe('index of 2')
  })

  test('what another server has published is found in between', async () => {
    const { service, publish, reading, clock } = started()
    await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
    reading(true)
    publish('1')
    clock.advance(6_000)
    await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
    await new Promise(setImmediate)
    await service.settled()
    expect(await service.current()).toBe('index of 1')
  })

  test('an index that cannot be built is no reason to say that nothing was read', async () => {
    const { service, breakBuilds, release } = await firstPart()
    breakBuilds(true)
    release()
    await service.settled()
    await expect(service.current()).rejects.toThrow('planted')
    breakBuilds(false)
    expect(await service.current()).toBe('index of 1')
  })
})

test('where no reading goes on here, everybody waits for the first index', async () => {
  const { service, publish, clock, hold } = started()
  await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
  publish('1')
  clock.advance(6_000)
  const release = hold()
  const asked = [service.current(), service.current()]
  release()
  expect(await Promise.all(asked)).toEqual(['index of 1', 'index of 1'])
})

test('what stands is told at once: nothing is built for it, and what cannot be built is no fault of it', async () => {
  const { service, publish, loads, breakBuilds } = started()
  publish('1')
  expect(service.standing()).toBeUndefined()
  expect(loads()).toBe(0)
  breakBuilds(true)
  await expect(service.currentIfAny()).rejects.toThrow('planted')
  expect(service.standing()).toBeUndefined()
  breakBuilds(false)
  await service.current()
  publish('2')
  expect(service.standing()).toBe('index of 1')
})

test('many first questions build one index', async () => {
  const { service, publish, loads } = started()
  publish('1')
  expect(new Set(await Promise.all(Array.from({ length: 20 }, () => service.current())))).toEqual(
    new Set(['index of 1']),
  )
  expect(loads()).toBe(1)
})

test('while the new index is being built the old one answers, and no publication is missed', async () => {
  const { service, publish, hold } = started()
  publish('1')
  await service.current()
  const release = hold()
  publish('2')
  service.changed()
  expect(await service.current()).toBe('index of 1')
  publish('3')
  service.changed()
  release()
  await service.settled()
  expect(await service.current()).toBe('index of 3')
})

test('parts of a run wait while building has just taken long, and for nothing else', async () => {
  const { service, publish, reading, clock, hold } = started({ buildMs: 60_000 })
  publish('1')
  await service.current()
  reading(true)
  publish('2')
  service.grew()
  await service.settled()
  clock.advance(200_000)
  expect(await service.current()).toBe('index of 1')
  // Nobody tells again of a part that waited: whoever asks finds it when its time has come.
  clock.advance(40_000)
  await service.current()
  await new Promise(setImmediate)
  // What was published while an index is built waits just as long.
  publish('3')
  service.grew()
  await service.settled()
  expect(await service.current()).toBe('index of 2')
  await service.settled()
  expect(await service.current()).toBe('index of 2')
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 3')
  const release = hold()
  publish('4')
  service.changed()
  publish('5')
  service.grew()
  reading(false)
  release()
  await service.settled()
  expect(await service.current()).toBe('index of 5')
})

test('what another process published is found within seconds', async () => {
  const { service, publish, clock } = started()
  publish('1')
  await service.current()
  publish('2')
  expect(await service.current()).toBe('index of 1')
  clock.advance(6_000)
  await service.current()
  await new Promise((resolve) => setImmediate(resolve))
  await service.settled()
  expect(await service.current()).toBe('index of 2')
})

test('an index that cannot be built leaves the old one, is logged, and is tried again', async () => {
  const { service, publish, breakBuilds, log } = started()
  publish('1')
  await service.current()
  breakBuilds(true)
  publish('2')
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 1')
  expect(log.lines.join()).toContain('access index not built')
  expect(log.lines.join()).not.toContain('planted')
  breakBuilds(false)
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 2')
})

test('answers about the past from the snapshot that stood then, and keeps it', async () => {
  const { service, publish, clock, loads } = started()
  const before = clock.now()
  clock.advance(1_000)
  publish('1')
  const first = clock.now()
  clock.advance(1_000)
  publish('2')
  clock.advance(1_000)
  expect(await service.at('now')).toBe('index of 2')
  expect(await service.at(first)).toBe('index of 1')
  const asked = loads()
  expect(await service.at('1')).toBe('index of 1')
  expect(loads()).toBe(asked)
  expect(await service.at('2')).toBe('index of 2')
  await expect(service.at(before)).rejects.toMatchObject({ code: 'nothing_read' })
  await expect(service.at('7')).rejects.toMatchObject({ code: 'not_found' })
  await expect(service.at('yesterday')).rejects.toMatchObject({ code: 'bad_input' })
  await expect(service.at('2999-01-01')).rejects.toMatchObject({ code: 'bad_input' })
})

test('prepares in slices, once, and lets others have their turn', async () => {
  const { service, publish, prepared, pauses } = started({ steps: 40 })
  publish('1')
  service.keepPrepared()
  await service.current()
  expect(await Promise.all([service.prepared(), service.prepared()])).toEqual(['index of 1', 'index of 1'])
  expect(prepared()).toBe(40)
  expect(pauses()).toBeGreaterThan(2)
})

test('answers in slices, and lets others have their turn', async () => {
  const { service, clock, pauses } = started()
  const work = stepwise(function* () {
    for (let steps = 0; steps < 40; steps += 1) {
      clock.advance(5)
      yield
    }
    return 'the answer'
  })
  expect(await Promise.all([service.run(work), service.run(work)])).toEqual(['the answer', 'the answer'])
  expect(pauses()).toBeGreaterThan(10)
})

test('whoever waits for an index that is replaced meanwhile gets its successor whole: nothing is left to be done in one stretch', async () => {
  const { service, publish, prepared } = started({ steps: 4_000 })
  publish('1')
  await service.current()
  const waiting = service.prepared()
  publish('2')
  service.changed()
  expect(await waiting).toBe('index of 2')
  expect(prepared()).toBe(4_000)
})

test('prepares nothing that nobody asked for while something is read', async () => {
  const { service, publish, prepared, reading, clock } = started({ steps: 40 })
  publish('1')
  service.keepPrepared()
  reading(true)
  await service.current()
  clock.advance(60_000)
  await service.current()
  await new Promise(setImmediate)
  expect(prepared()).toBe(0)
  reading(false)
  await service.current()
  await service.prepared()
  expect(prepared()).toBe(40)
})

test('leaves off preparing what nobody asked for when something is read, and goes on afterwards', async () => {
  const { service, publish, prepared, reading, clock } = started({ steps: 400 })
  publish('1')
  await service.current()
  clock.advance(60_000)
  service.keepPrepared()
  await new Promise(setImmediate)
  reading(true)
  for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate)
  const before = prepared()
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(400)
  for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate)
  expect(prepared()).toBe(before)
  reading(false)
  await service.current()
  await service.prepared()
  expect(prepared()).toBe(400)
})

test('prepares nothing that nobody asked for while the next index is being built', async () => {
  const { service, publish, hold, prepared, clock } = started({ steps: 40 })
  publish('1')
  await service.current()
  const release = hold()
  publish('2')
  service.changed()
  clock.advance(60_000)
  service.keepPrepared()
  expect(await service.current()).toBe('index of 1')
  await new Promise(setImmediate)
  expect(prepared()).toBe(0)
  release()
  await service.settled()
  clock.advance(60_000)
  expect(await service.current()).toBe('index of 2')
  await service.prepared()
  expect(prepared()).toBe(40)
})

test('hands the next build what it may take over, and nothing when much was supposed meanwhile', async () => {
  const taken: (string | undefined)[] = []
  const { service, publish } = started({ built: (previous) => taken.push(previous) })
  publish('1')
  await service.current()
  for (const [id, characters] of [
    ['2', 1_000],
    ['3', 20_000_000],
    ['4', 0],
  ] as const) {
    publish(id)
    service.changed()
    await service.settled()
    service.supposed(characters)
    await service.settled()
  }
  expect(taken).toEqual([undefined, 'index of 1', 'index of 2', undefined, 'index of 3'])
})

test('where a later snapshot knows the same the index stays, and only its moment is another', async () => {
  const { service, publish, loads } = started()
  publish('1')
  await service.current()
  publish('2', '1')
  service.changed()
  await service.settled()
  publish('3', '1')
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 1, moved to 2 with 1 cell, moved to 3 with 1 cell')
  expect(loads()).toBe(1)
  publish('4')
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 4')
  // One that was not built before is built, whatever it is the same as.
  publish('5', '3')
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 5')
})

test('where the times of cells are written after their snapshot was found, they are taken over once that is told', async () => {
  const { service, publish, clock } = started()
  publish('1')
  await service.current()
  publish('2')
  clock.advance(6_000)
  await service.current()
  await service.settled()
  expect(await service.current()).toBe('index of 2')
  service.changed()
  await service.settled()
  expect(await service.current()).toBe('index of 2, moved to 2 with 1 cell')
})

test('something else that is published while the cells are taken over is built as ever', async () => {
  const { service, publish, hold, loads } = started()
  publish('1')
  await service.current()
  const release = hold()
  publish('2', '1')
  service.changed()
  await new Promise(setImmediate)
  publish('3')
  service.changed()
  release()
  await service.settled()
  expect(await service.current()).toBe('index of 3')
  expect(loads()).toBe(2)
})

test('makes the index anew when much was supposed', async () => {
  const { service, publish, loads } = started()
  publish('1')
  await service.current()
  const before = loads()
  service.supposed(1_000)
  await service.settled()
  expect(loads()).toBe(before)
  service.supposed(20_000_000)
  await service.settled()
  expect(loads()).toBe(before + 1)
  expect(await service.current()).toBe('index of 1')
})

test('what is to be worked out of the next index is done before it takes over', async () => {
  const { service, publish } = started()
  const asked: string[] = []
  service.beforeSuccession((next, before) =>
    stepwise(function* () {
      yield
      asked.push(`${next} after ${before}, while ${service.standing()} stands`)
    }),
  )
  publish('1')
  expect(await service.current()).toBe('index of 1')
  expect(asked).toEqual([])
  publish('2')
  service.changed()
  await service.settled()
  expect(asked).toEqual(['index of 2 after index of 1, while index of 1 stands'])
  expect(service.standing()).toBe('index of 2')
  publish('3', '2')
  service.changed()
  await service.settled()
  expect(asked[1]).toMatch(/^index of 2, moved to 3 .* while index of 2 stands$/)
})

test('an index takes over where that fails, too', async () => {
  const { service, publish, log } = started()
  service.beforeSuccession(() =>
    stepwise(function* () {
      yield
      throw new Error('planted')
    }),
  )
  publish('1')
  await service.current()
  publish('2')
  service.changed()
  await service.settled()
  expect(service.standing()).toBe('index of 2')
  expect(log.lines.join()).toContain('takes over unprepared')
})

test('a snapshot in which nothing is left, after the last connection was deleted, answers nothing', async () => {
  const service = createAccessService<string>({
    inventory: {
      currentSnapshot: async () => ({ id: toSnapshotId('1'), publishedAt: '2026-05-03T10:00:00.000Z' }),
      snapshot: async () => undefined,
      snapshotAt: async () => undefined,
      since: async () => undefined,
      cellTable: async () => packCells([]),
      load: async () => ({
        snapshot: { id: toSnapshotId('1'), publishedAt: '2026-05-03T10:00:00.000Z' },
        objects: [],
        cells: packCells([]),
      }),
    },
    clock: manualClock(),
    log: memoryLog(),
    pause: async () => undefined,
    giveWay: async () => undefined,
    knownResource: () => undefined,
    build: () =>
      stepwise(function* () {
        yield
        return 'index'
      }),
    prepare: () => false,
    moved: (index) => done(index),
    isReading: () => false,
  })
  await expect(service.current()).rejects.toMatchObject({ code: 'nothing_read' })
})
