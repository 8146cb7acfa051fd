/**
 * The last answers of each index. A list is read in parts, a screen asks again when somebody comes back to it, and each time the rows
 * would be made anew. They go with their index, which never changes.
 */
export function createKeptAnswers<Index extends object, Answer>({
  most,
  isKept,
}: {
  /** Answers of one index. */
  readonly most: number
  readonly isKept: (answer: Answer) => boolean
}): (index: Index, question: object, answer: () => Answer) => Answer {
  const kept = new WeakMap<Index, Map<string, Answer>>()
  return (index, question, answer) => {
    const answers = kept.get(index) ?? new Map<string, Answer>()
    kept.set(index, answers)
    const key = JSON.stringify(question)
    const found = answers.get(key)
    answers.delete(key)
    const given = found ?? answer()
    if (!isKept(given)) return given
    answers.set(key, given)
    // The one that nobody has asked for longest.
    for (const oldest of answers.keys()) {
      if (answers.size <= most) break
      answers.delete(oldest)
    }
    return given
  }
}
