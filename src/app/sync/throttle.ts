/** At most one `act` in `everyMs`, never two at once, and always one more after the last `touch`. */
export interface Throttle {
  touch(): void
  /** Runs what is due and resolves when nothing is under way; further touches are ignored. */
  close(): Promise<void>
}

export function createThrottle(everyMs: number, act: () => Promise<void>): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay: Promise<void> | undefined
  let isDue = false
  let isClosed = false

  function run(): void {
    isDue = false
    underWay = act().finally(() => {
      underWay = undefined
      if (isClosed) return
      timer = setTimeout(() => {
        timer = undefined
        if (isDue) run()
      }, everyMs)
    })
    // Who waits for `close` gets the fault; without this line it would end the process first.
    underWay.catch(() => undefined)
  }

  return {
    touch() {
      if (isClosed) return
      isDue = true
      if (timer === undefined && underWay === undefined) run()
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await underWay
    },
  }
}
