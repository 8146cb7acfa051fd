/** Opens the store on a home, says how it went as one line of JSON, and with `stay` keeps it open until it is killed. */
import { isAppError } from '../../src/core/fault.ts'
import { openStore } from '../../src/store/open.ts'
import { manualClock, memoryLog } from '../fakes/clock-and-log.ts'

const [home, mode] = process.argv.slice(2)
if (home === undefined) throw new Error('usage: open-home HOME [stay]')

const say = (word: object): void => void process.stdout.write(`${JSON.stringify(word)}\n`)

try {
  const store = await openStore({ home, clock: manualClock(), log: memoryLog() })
  say({ opened: await store.describe() })
  if (mode === 'stay') setInterval(() => {}, 1000)
  else await store.close()
} catch (error) {
  if (!isAppError(error)) throw error
  say({ fault: error.code, message: error.message, details: error.details })
}
