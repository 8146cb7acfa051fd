/**
 * Node.js lets the heap stand at its greatest size for as long as nobody needs the room. A sync makes a few hundred megabytes of pages and
 * answers that are garbage a second later, and then the server may be idle for an hour: a full collection gives that back (`npm run bench server`).
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Nearly a millisecond for each megabyte that is alive, in one stretch. More than that would be noticed beside a question; a larger heap
 * is collected in small steps as it is used.
 */
const mostAlive = 160 * 2 ** 20

/** About 100 ms for the heap of twelve accounts; nothing where it would take long. */
export function giveMemoryBack(): void {
  if (process.memoryUsage().heapUsed > mostAlive) return
  if (collect === undefined) {
    // `gc` is a function of contexts made after the flag is set, and of no other.
    setFlagsFromString('--expose-gc')
    const found: unknown = runInNewContext('gc')
    collect = typeof found === 'function' ? () => void found() : () => undefined
  }
  collect()
}

/** How much of what lives the heap may grow by before the next full collection, in percent, by what lives in MB: the first that holds. */
const growth: readonly (readonly [number, number])[] = [
  [300, 50],
  [600, 30],
  [Number.POSITIVE_INFINITY, 10],
]

const lookEveryMs = 1_000

/**
 * V8 lets the heap grow to four times what was alive at the last full collection: to 1.3 GB for the 260 MB that live while three hundred
 * accounts are read, and 1.9 GB stayed resident. With half as much again it was 1.0 GB; the more frequent collections mark beside us. Of a
 * heap of a thousand accounts half would be half a gigabyte, so that grows by less.
 */
export function growSlowly(): void {
  let percent: number | undefined
  const look = (): void => {
    const alive = process.memoryUsage().heapUsed / 2 ** 20
    const wanted = growth.find(([most]) => alive <= most)?.[1]
    if (wanted === undefined || wanted === percent) return
    percent = wanted
    setFlagsFromString(`--heap-growing-percent=${percent}`)
  }
  look()
  setInterval(look, lookEveryMs).unref()
}
