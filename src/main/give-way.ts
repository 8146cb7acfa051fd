/** Who asks goes before who works in the background: an answer takes several turns of the event loop, and each would wait for a slice. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Pause } from '../app/ports/host.ts'

/** So that a server that is asked without end gets on with the rest, too: a tenth of its time. */
const longestMs = 20

/** What takes longer waits for something else, or is a stream. */
const countsForMs = 300

export interface Precedence {
  /** Somebody asks; the result is to be called when he has his answer, once or more often. */
  asked(): () => void
  /** A turn for everything else, and a little longer while somebody waits for an answer. */
  readonly giveWay: Pause
}

export function createPrecedence(): Precedence {
  let asking = 0
  const waiting = new Set<() => void>()
  return {
    asked() {
      asking += 1
      const answered = (): void => {
        if (timer === undefined) return
        clearTimeout(timer)
        timer = undefined
        asking -= 1
        if (asking === 0) for (const go of waiting) go()
      }
      let timer: NodeJS.Timeout | undefined = setTimeout(answered, countsForMs).unref()
      return answered
    },
    async giveWay() {
      await turn()
      if (asking === 0) return
      await new Promise<void>((resolve) => {
        const go = (): void => {
          clearTimeout(timer)
          waiting.delete(go)
          resolve()
        }
        const timer = setTimeout(go, longestMs)
        waiting.add(go)
      })
    },
  }
}
