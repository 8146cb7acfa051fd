/** What every list takes and answers: a page as JSON, or all matching rows as CSV. */
import { z } from 'zod'
import { maxPageSize } from '../../app/access/page.ts'
import { csvSchema } from '../csv.ts'

/** Words of a question; no ARN is longer (IAM API Reference, `arnType`). */
export const words = z.string().max(2_048)

export const paging = {
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(maxPageSize).default(50),
  format: z.enum(['json', 'csv']).default('json').meta({ description: 'csv: all matching rows' }),
}

export const pageOrCsv = <Page extends z.ZodType>(schema: Page) => ({
  description: 'One page',
  content: { 'application/json': { schema }, 'text/csv': csvSchema },
})
