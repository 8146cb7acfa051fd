/**
 * Holds the index over the newest snapshot. While a newer one is being built, questions are answered from the old one, and of a first
 * reading that goes on here with what was true before it: nothing was read yet. Only where nobody knows what to answer does one wait.
 */
import { inSlices, type Slicing, type Stepwise } from '../../core/access/stepwise.ts'
import { AppError } from '../../core/fault.ts'
import type { CellTable } from '../../core/inventory/cell-table.ts'
import { createSharedJson, type SharedJson } from '../../core/inventory/shared-json.ts'
import type { Clock, Log, Pause } from '../ports/host.ts'
import type { AtHand, InventoryStore, LoadedInventory, SnapshotRef } from '../ports/inventory.ts'
import { snapshotAt } from '../snapshot-at.ts'
import { createPastIndexes } from './past-indexes.ts'

export interface AccessService<Index> {
  /** Fault `nothing_read`, also while the first reading of all goes on here and its first part has no index yet. */
  current(): Promise<Index>
  /** Waits for that one, and says undefined instead of the fault. */
  currentIfAny(): Promise<Index | undefined>
  /** What was built last, however old; builds nothing: for what would rather say less than wait for an index, or fail with it. */
  standing(): Index | undefined
  /**
   * Over what was known then: the id of a snapshot, or a time (ISO 8601); absent or `now`: as `current`. `field` is the name of
   * the input that held it. Faults `nothing_read`, `bad_input`, `not_found`.
   */
  at(moment: string | undefined, field?: string): Promise<Index>
  /** As `at`, with what tables show worked out; others are served meanwhile. */
  prepared(moment?: string): Promise<Index>
  /** An answer that takes long; others are served meanwhile. */
  run<T>(work: Stepwise<T>): Promise<T>
  /** What is to be worked out of the next index before it takes over from the one that stands. */
  beforeSuccession(work: (next: Index, before: Index) => Stepwise<unknown>): void
  /** From now on an index that has stood for a while is prepared in the background before somebody asks for it. */
  keepPrepared(): void
  /** So many characters of policies were supposed: what compiling them left behind goes with the index, so that is made anew. */
  supposed(characters: number): void
  /** Somebody in this process published: build again. */
  changed(): void
  /** A run that goes on here published a part of what it reads: build again, unless that has just taken long. */
  grew(): void
  /** Somebody erased what was known, also of the past. */
  erased(): void
  /** Resolves when nothing is being built. */
  settled(): Promise<void>
}

/** Other processes publish into the same database too; looking this often is cheap and late enough to notice nobody. */
const lookEveryMs = 5_000

interface Deps<Index> {
  readonly inventory: Pick<
    InventoryStore,
    'load' | 'cellTable' | 'currentSnapshot' | 'snapshot' | 'snapshotAt' | 'since'
  >
  readonly clock: Clock
  readonly pause: Pause
  /** As `pause`, and those who wait for an answer go first. */
  readonly giveWay: Pause
  readonly log: Log
  /** `previous`: over a snapshot that shares its documents with the inventory. */
  readonly build: (inventory: LoadedInventory, previous?: Index) => Stepwise<Index>
  /** What the inventory of an index holds that the next one need not read. */
  readonly knownResource: (index: Index) => AtHand['resource']
  /** The same index at the moment of a later snapshot that knows the same; its cells were read again since. */
  readonly moved: (index: Index, to: SnapshotRef, cells: CellTable) => Stepwise<Index>
  /** Something is being read, so that what stands is about to be replaced: nothing is prepared that nobody asked for. */
  readonly isReading: () => boolean
  /** Works a little ahead; false when there is nothing left to do. */
  readonly prepare: (index: Index) => boolean
}

/** Compiled they take some seven times as much memory. */
const mostSupposed = 16 * 1024 * 1024

const settledMs = 10_000

/** The last parts of a large organization are published faster than an index is built: a fifth of the time at most goes into that. */
const restPerBuilding = 4

interface Built<Index> {
  readonly snapshotId: string
  /** The first snapshot that knew the same; undefined: the next one is built anew whatever it knows. */
  content: string | undefined
  readonly index: Index
  /** Parts of documents that the next one takes over. */
  readonly shared: SharedJson
  preparation?: Promise<void>
  /** When it was built, on the clock of durations. */
  readonly since: number
  /** Milliseconds that building it took. */
  readonly took: number
  /** Characters of policies that nobody has attached. */
  supposed: number
  /** How many changes had been told when its cells were looked up: the times of some are written after the snapshot. */
  readonly changes: number
}

const contentOf = ({ id, sameAs = id }: SnapshotRef): string => sameAs

interface Loaded<Index> {
  readonly snapshot: SnapshotRef
  readonly objects: number
  readonly work: Stepwise<Index>
}

export function createAccessService<Index>(deps: Deps<Index>): AccessService<Index> {
  const slicing: Slicing = { elapsed: () => deps.clock.elapsed(), pause: deps.pause }
  /** Whoever waits for the very first index waits for no answer that could go first. */
  const behindOthers: Slicing = { ...slicing, pause: () => (built ? deps.giveWay() : deps.pause()) }
  let built: Built<Index> | undefined
  let building: Promise<void> | undefined
  const preparations: ((next: Index, before: Index) => Stepwise<unknown>)[] = []
  /** What was published since: parts of a run can wait for each other. */
  let news: 'none' | 'part' | 'whole' = 'whole'
  let changes = 0
  /** Nothing was known when it was last looked, and nothing has been published whole since. */
  let knewNothing = false
  let isKeptPrepared = false
  let isPreparing = false
  let lookedAt = Number.NEGATIVE_INFINITY

  async function build(): Promise<void> {
    while (isDue()) {
      news = 'none'
      const started = deps.clock.elapsed()
      if (await isMoved()) continue
      const before = changes
      const base = built?.content !== undefined && built.shared.again() ? built : undefined
      const shared = base?.shared ?? createSharedJson()
      const loaded = await load(shared, base?.index)
      built = loaded && {
        snapshotId: loaded.snapshot.id,
        content: contentOf(loaded.snapshot),
        index: await readied(await run(loaded.work, behindOthers)),
        shared,
        since: deps.clock.elapsed(),
        took: deps.clock.elapsed() - started,
        supposed: base?.supposed ?? 0,
        changes: before,
      }
      knewNothing = built === undefined && !isWhole()
      lookedAt = deps.clock.elapsed()
      const ms = Math.round(lookedAt - started)
      deps.log.debug('access index built', { snapshot: loaded?.snapshot.id, objects: loaded?.objects, ms })
    }
  }

  /** Without that the next one only makes whoever asks first wait. */
  async function readied(next: Index): Promise<Index> {
    const before = built?.index
    if (before === undefined) return next
    for (const work of preparations) await run(work(next, before), behindOthers).catch(tellPreparation)
    return next
  }

  /** Where a reading has found everything as it was, the index stays, and only its moment and those of its cells are others. */
  async function isMoved(): Promise<boolean> {
    if (built?.content === undefined) return false
    const newest = await deps.inventory.currentSnapshot()
    if (!newest || contentOf(newest) !== built?.content) return false
    if (newest.id !== built.snapshotId || changes !== built.changes) return takeCellsOver(newest)
    lookedAt = deps.clock.elapsed()
    return true
  }

  async function takeCellsOver(newest: SnapshotRef): Promise<boolean> {
    const before = changes
    const cells = await deps.inventory.cellTable()
    const index = built && (await readied(await run(deps.moved(built.index, newest, cells), behindOthers)))
    // What was published meanwhile may be of objects that the index does not have.
    if (!index || (await deps.inventory.currentSnapshot())?.id !== newest.id || contentOf(newest) !== built?.content)
      return false
    const { content, shared, took, supposed } = built
    built = {
      snapshotId: newest.id,
      content,
      index,
      shared,
      since: deps.clock.elapsed(),
      took,
      supposed,
      changes: before,
    }
    lookedAt = deps.clock.elapsed()
    return true
  }

  /** Apart, so that nothing here holds the inventory longer than the work does. */
  async function load(shared: SharedJson, previous: Index | undefined): Promise<Loaded<Index> | undefined> {
    const inventory = await knownNow({ shared, resource: previous && deps.knownResource(previous) })
    if (!inventory) return undefined
    return { snapshot: inventory.snapshot, objects: inventory.objects.length, work: deps.build(inventory, previous) }
  }

  /** After the last connection was deleted a snapshot stands that knows nothing: it must not answer "nobody can". */
  async function knownNow(atHand: AtHand): Promise<LoadedInventory | undefined> {
    const inventory = await deps.inventory.load(undefined, atHand)
    return inventory && inventory.objects.length + inventory.cells.length > 0 ? inventory : undefined
  }

  function rebuild(): Promise<void> {
    building ??= build()
      .catch((cause: unknown) => {
        news = 'whole'
        knewNothing = false
        throw cause
      })
      .finally(() => {
        building = undefined
      })
    return building
  }

  /** In the background, so that the question at hand is not the one that pays. */
  function rebuildQuietly(): void {
    rebuild().catch(tell)
  }

  const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : typeof cause)
  const tell = (cause: unknown): void => deps.log.error('access index not built', { cause: nameOf(cause) })
  const tellPreparation = (cause: unknown): void =>
    deps.log.error('the next access index takes over unprepared', { cause: nameOf(cause) })

  async function look(): Promise<void> {
    const newest = await deps.inventory.currentSnapshot()
    if (newest?.id !== built?.snapshotId) rebuildWhenDue()
  }

  function changed(): void {
    changes += 1
    news = 'whole'
    knewNothing = false
    rebuildQuietly()
  }

  function rebuildWhenDue(): void {
    if (news === 'none') news = 'part'
    if (isDue()) rebuildQuietly()
  }

  const isWhole = (): boolean => news === 'whole'
  const isDue = (): boolean => isWhole() || (news === 'part' && !isResting())

  const isResting = (): boolean =>
    built !== undefined && deps.isReading() && deps.clock.elapsed() - built.since < restPerBuilding * built.took

  const past = createPastIndexes<Index>({
    inventory: deps.inventory,
    clock: deps.clock,
    build: (inventory) => run(deps.build(inventory)),
  })

  async function at(moment: string | undefined, field = 'at'): Promise<Index> {
    const asked = moment?.trim() || 'now'
    past.forgetIdle()
    if (asked === 'now') return current()
    // The past answers also where nothing is connected any more.
    await currentIfAny()
    const snapshot = await snapshotAt(deps, asked, field)
    return built && snapshot.id === built.snapshotId ? built.index : past.of(snapshot)
  }

  async function prepared(moment?: string): Promise<Index> {
    for (;;) {
      const index = await at(moment)
      if (built?.index !== index) {
        await inSlices(() => deps.prepare(index), slicing)
        return index
      }
      await preparationOf(built)
      // Of one that was replaced meanwhile the rest would be done in one stretch by whoever asks: its successor is prepared instead.
      if (built?.index === index) return index
    }
  }

  /** Leaves off when it is replaced. */
  function preparationOf(one: Built<Index>): Promise<void> {
    one.preparation ??= inSlices(() => one === built && deps.prepare(one.index), slicing)
    return one.preparation
  }

  async function run<T>(work: Stepwise<T>, how = slicing): Promise<T> {
    await inSlices(work.step, how)
    return work.value()
  }

  async function current(): Promise<Index> {
    if (isNothingYet()) lookSometimes()
    else {
      const index = await currentIfAny()
      if (index !== undefined) return index
    }
    throw new AppError('nothing_read', 'Nothing has been read from AWS yet, and nothing was imported.', {
      fix: 'Connect AWS or import an account dump, and ask again when the first part has been read.',
    })
  }

  /** The run that goes on here tells when there is something, and its index is built at once. */
  const isNothingYet = (): boolean => !built && knewNothing && deps.isReading()

  async function currentIfAny(): Promise<Index | undefined> {
    if (built) lookSometimes()
    else {
      if (!building && isLookDue()) news = 'whole'
      await rebuildWhenStale()
    }
    prepareWhatStands()
    return built?.index
  }

  function lookSometimes(): void {
    if (isLookDue()) look().catch(() => deps.log.warn('the newest snapshot could not be looked up'))
  }

  function isLookDue(): boolean {
    if (deps.clock.elapsed() - lookedAt <= lookEveryMs) return false
    lookedAt = deps.clock.elapsed()
    return true
  }

  function prepareWhatStands(): void {
    if (built && isKeptPrepared && deps.clock.elapsed() - built.since > settledMs) prepareQuietly(built)
  }

  /** While a sync publishes account after account, or the next index is being built, this one is replaced within seconds. */
  const isWorthPreparing = (one: Built<Index>): boolean => one === built && !building && !deps.isReading()

  /** Leaves off when something is read; what is done is done for whoever goes on. */
  function prepareQuietly(one: Built<Index>): void {
    if (isPreparing || one.preparation || !isWorthPreparing(one)) return
    isPreparing = true
    inSlices(() => isWorthPreparing(one) && deps.prepare(one.index), behindOthers)
      .catch(tell)
      .finally(() => {
        isPreparing = false
      })
  }

  const rebuildWhenStale = async (): Promise<void> => {
    if (news !== 'none' || building) await rebuild()
  }

  return {
    current,
    currentIfAny,
    standing: () => built?.index,
    prepared,
    run: (work) => run(work),
    beforeSuccession: (work) => void preparations.push(work),
    keepPrepared() {
      isKeptPrepared = true
      if (built) prepareQuietly(built)
    },
    at,
    supposed(characters) {
      if (!built) return
      built.supposed += characters
      if (built.supposed < mostSupposed) return
      built.supposed = 0
      built.content = undefined
      changed()
    },
    changed,
    grew() {
      changes += 1
      rebuildWhenDue()
    },
    erased() {
      past.forgetAll()
      // Nothing that was compiled of it is handed on either.
      if (built) built.content = undefined
      changed()
    },
    async settled() {
      while (building) await building.catch(() => undefined)
    },
  }
}
