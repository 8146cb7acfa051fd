/**
 * Node.js lets the heap stand at its greatest size for as long as nobody needs the room. A sync makes a few hundred megabytes of pages and
 * answers that are garbage a second later, and then the server may be idle for an hour: a full collection gives that back (`npm run bench server`).
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/** About 100 ms for the heap of twelve accounts; call it when nobody waits. */
export function giveMemoryBack(): void {
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
