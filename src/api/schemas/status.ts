import { z } from 'zod'
import type { DoctorFinding } from '../../app/ports/host.ts'
import type { SnapshotRef } from '../../app/ports/inventory.ts'
import type { StatusView } from '../../app/status/status.ts'
import { count, documentOf, listOf, text, time } from './document.ts'
import { Reading } from './integrations.ts'

const Snapshot = documentOf<Pick<SnapshotRef, 'id' | 'publishedAt'>>()('Snapshot', { id: text(), publishedAt: time })

export const Status = documentOf<StatusView>()('Status', {
  version: z.string(),
  sample: z.boolean(),
  snapshot: Snapshot.nullable(),
  accounts: listOf(Reading),
  leftOut: count.meta({ description: 'Accounts that are known beside those: nothing is to be read in them' }),
  principals: count,
  resources: count,
  integrations: count,
  mail: z.boolean(),
})

export const StartedSample = documentOf<{ readonly integration: string; readonly name: string }>()('StartedSample', {
  integration: z.string().meta({ description: 'Id of its card' }),
  name: z.string(),
})

const Check = documentOf<DoctorFinding>()('DoctorCheck', {
  name: z.string(),
  state: z.enum(['ok', 'warn', 'bad']),
  says: z.string(),
  fix: z.string().exactOptional(),
})

export const Doctor = documentOf<{ readonly checks: readonly DoctorFinding[] }>()('Doctor', { checks: listOf(Check) })
