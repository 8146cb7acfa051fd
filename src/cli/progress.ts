/** Progress of long work on standard error: a bar on a terminal, a line per change elsewhere, nothing in the first second. */
import { Presets, SingleBar } from 'cli-progress'
import type { Streams } from './output.ts'

export interface Progress {
  /** `done` of `total`; `says` names what is going on. Both may grow. */
  at(done: number, total: number, says: string): void
  end(): void
}

/** cli.md: a bar appears on anything longer than a second. */
const patienceMs = 1000
/** Lines in a log file or CI, where a bar cannot be redrawn. */
const lineEveryMs = 5000

export function startProgress(streams: Streams, elapsed: () => number): Progress {
  const begun = elapsed()
  if (!streams.stderr.isTTY) {
    let spoken = begun + patienceMs - lineEveryMs
    return {
      at: (done, total, says) => {
        if (elapsed() - spoken < lineEveryMs) return
        spoken = elapsed()
        streams.stderr.write(`${says}: ${done} of ${total}\n`)
      },
      end: () => undefined,
    }
  }
  let bar: SingleBar | undefined
  return {
    at: (done, total, says) => {
      if (!bar) {
        if (elapsed() - begun < patienceMs) return
        bar = new SingleBar(
          { format: '{says} {bar} {value} of {total}', clearOnComplete: true, hideCursor: true, noTTYOutput: false },
          Presets.shades_classic,
        )
        bar.start(total, done, { says })
        return
      }
      bar.setTotal(total)
      bar.update(done, { says })
    },
    end: () => bar?.stop(),
  }
}
