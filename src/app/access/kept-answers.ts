/**
 * The last answers of each index. A list is read in parts, a screen asks again when somebody comes back to it, and each time the rows
 * would be made anew. They go with their index, which never changes.
 */
export interface KeptAnswers<Index, Question, Answer> {
  /** `answer` works it out where it is not kept; for several who ask at once, once. */
  of(index: Index, question: Question, answer: () => Promise<Answer>): Promise<Answer>
  /** One that nobody has asked for yet. */
  keep(index: Index, question: Question, answer: Answer): void
  /** What is kept and was asked for, the latest last. */
  asked(index: Index): readonly Question[]
}

interface Kept<Question, Answer> {
  readonly question: Question
  readonly answer: Answer
  readonly isAsked: boolean
}

interface OfIndex<Question, Answer> {
  readonly kept: Map<string, Kept<Question, Answer>>
  readonly coming: Map<string, Promise<Answer>>
}

export function createKeptAnswers<Index extends object, Question extends object, Answer>({
  most,
  weigh,
}: {
  /** Weight of all answers of one index together. */
  readonly most: number
  readonly weigh: (answer: Answer) => number
}): KeptAnswers<Index, Question, Answer> {
  const indexes = new WeakMap<Index, OfIndex<Question, Answer>>()
  const ofIndex = (index: Index): OfIndex<Question, Answer> => {
    const known = indexes.get(index) ?? { kept: new Map(), coming: new Map() }
    indexes.set(index, known)
    return known
  }

  function keep(index: Index, one: Kept<Question, Answer>): void {
    const { kept } = ofIndex(index)
    const key = JSON.stringify(one.question)
    kept.delete(key)
    if (weigh(one.answer) > most) return
    kept.set(key, one)
    let weight = 0
    for (const { answer } of kept.values()) weight += weigh(answer)
    // Those that nobody has asked for longest.
    for (const [oldest, { answer }] of kept) {
      if (weight <= most) break
      weight -= weigh(answer)
      kept.delete(oldest)
    }
  }

  return {
    async of(index, question, work) {
      const { kept, coming } = ofIndex(index)
      const key = JSON.stringify(question)
      const known = kept.get(key)
      const working = known ? Promise.resolve(known.answer) : (coming.get(key) ?? work())
      coming.set(key, working)
      try {
        const answer = await working
        keep(index, { question, answer, isAsked: true })
        return answer
      } finally {
        if (coming.get(key) === working) coming.delete(key)
      }
    },
    keep: (index, question, answer) => keep(index, { question, answer, isAsked: false }),
    asked: (index) => [...ofIndex(index).kept.values()].flatMap(({ question, isAsked }) => (isAsked ? [question] : [])),
  }
}
