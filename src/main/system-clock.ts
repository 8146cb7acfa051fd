import type { Clock } from '../app/ports/host.ts'

export const systemClock: Clock = { now: () => new Date().toISOString(), elapsed: () => performance.now() }
