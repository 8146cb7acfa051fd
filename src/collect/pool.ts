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

/** `[[a1, a2], [b1]]` → `[a1, b1, a2]`: AWS throttles per account, so accounts take turns. */
export function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat()
}
