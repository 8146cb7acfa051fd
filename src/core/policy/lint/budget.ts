/** Comparisons of everything with everything are for documents that AWS could store; hostile ones get the linear checks. */
export interface Budget {
  /** False, for good, once more has been asked for than there is. */
  spend(cost: number): boolean
}

export function createBudget(total: number): Budget {
  let left = total
  return {
    spend(cost) {
      left -= cost
      return left >= 0
    },
  }
}
