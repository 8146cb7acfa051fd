/** Less of the work, or a shorter time, tells nothing yet. */
const leastShare = 0.08
const leastMs = 4_000

/** How long a reading will go on, as it went so far (ms); undefined while nobody can tell. Pure, tested beside. */
export function timeLeft(of: {
  readonly done: number
  readonly total: number
  readonly startedAt: string | undefined
  readonly now: number
}): number | undefined {
  const { done, total, startedAt, now } = of
  if (startedAt === undefined || total === 0 || done / total < leastShare) return undefined
  const passed = now - Date.parse(startedAt)
  if (passed < leastMs) return undefined
  const left = (passed * (total - done)) / done
  // To five seconds: an estimate that looks exact is a lie.
  return Math.max(5_000, Math.ceil(left / 5_000) * 5_000)
}
