import { z } from 'zod'
import type { StatusView } from '../../app/status/status.ts'
import type { DoctorFinding } from '../../app/ports.ts'
import { count, documentOf, listOf, text, time } from './document.ts'
import { Reading } from './integrations.ts'

export const Status = documentOf<StatusView>()('Status', {
  version: z.string(),
  sample: z.boolean(),
  snapshot: z.object({ id: text(), publishedAt: time }).nullable(),
  accounts: listOf(Reading),
  principals: count,
  resources: count,
  integrations: count,
})

const Check = documentOf<DoctorFinding>()('DoctorCheck', {
  name: z.string(),
  state: z.enum(['ok', 'warn', 'bad']),
  says: z.string(),
  fix: z.string().exactOptional(),
})

export const Doctor = documentOf<{ readonly checks: readonly DoctorFinding[] }>()('Doctor', { checks: listOf(Check) })
