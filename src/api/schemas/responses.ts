import { z } from 'zod'
import { Problem } from './problem-document.ts'

/** Every route may answer with a problem instead. */
export const faulty = {
  default: { description: 'What went wrong', content: { 'application/problem+json': { schema: Problem } } },
} as const

export const nothing = z.undefined().meta({ description: 'Done' })
