/** How far an import has come. */
export interface ImportProgress {
  /** Its turn has not come; bytes of the files; accounts whose kept answers are read; objects written; the one transaction. */
  readonly phase: 'waiting' | 'reading' | 'accounts' | 'writing' | 'publishing'
  readonly done: number
  readonly total: number
}

export type TellProgress = (progress: ImportProgress) => void
