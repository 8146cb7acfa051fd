import { z } from 'zod'

const moment = z.string().max(100)

/** Of every question: the past can be asked as the present. */
export const at = moment
  .optional()
  .meta({ description: 'Ask the past: a time (ISO 8601) or the id of a snapshot; now when absent' })

export const momentToCompare = moment.min(1).meta({ description: '`now`, the id of a snapshot, or a time (ISO 8601)' })
