/**
 * The last answers of each index. A list is read in parts, a screen asks again when somebody comes back to it, and each time the rows
 * would be made anew. They go with their index, which never changes.
 */
export function createKeptAnswers<Index extends object, Answer>({
  most,
  weigh,
}: {
  /** Weight of all answers of one index together. */
  readonly most: number
  readonly weigh: (answer: Answer) => number
}): (index: Index, question: object, answer: () => Answer) => Answer {
  const kept = new WeakMap<Index, Map<string, Answer>>()
  return (index, question, answer) => {
    const answers = kept.get(index) ?? new Map<string, Answer>()
    kept.set(index, answers)
    const key = JSON.stringify(question)
    const given = answers.get(key) ?? answer()
    answers.delete(key)
    if (weigh(given) > most) return given
    answers.set(key, given)
    let weight = 0
    for (const one of answers.values()) weight += weigh(one)
    // Those that nobody has asked for longest.
    for (const [oldest, one] of answers) {
      if (weight <= most) break
      weight -= weigh(one)
      answers.delete(oldest)
    }
    return given
  }
}
