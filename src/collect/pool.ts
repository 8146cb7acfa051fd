/** More accounts at once would only wait for the request budget. */
export const accountsAtOnce = 24

/** Runs tasks in order, so many at once. The first failure keeps further tasks from beginning and is thrown at the end. */
export async function runAll(tasks: readonly (() => Promise<void>)[], atOnce: number): Promise<void> {
  let next = 0
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    for (let task = tasks[next++]; task && failures.length === 0; task = tasks[next++]) {
      await task().catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, tasks.length) }, worker))
  if (failures.length > 0) throw failures[0]
}
