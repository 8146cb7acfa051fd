/**
 * Node.js lets the heap stand at its greatest size for as long as nobody needs the room. A sync makes a few hundred megabytes of pages and
 * answers that are garbage a second later, and then the server may be idle for an hour: a full collection gives that back (`npm run bench server`).
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Nearly a millisecond for each megabyte that is alive, in one stretch. More than a quarter of a second would be noticed; a heap of that
 * size is collected in small steps as it is used.
 */
const mostAlive = 256 * 2 ** 20

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

/**
 * V8 lets the heap grow to four times what was alive at the last full collection: to 1.3 GB for the 260 MB that live while three hundred
 * accounts are read, and 1.9 GB stayed resident. With half as much again it was 1.0 GB; the more frequent collections mark beside us.
 */
export function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=50')
}
