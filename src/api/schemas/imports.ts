import { z } from 'zod'
import type { ImportResult } from '../../app/imports/import-files.ts'
import type { ImportState as State } from '../../app/imports/running-imports.ts'
import type { AccountId } from '../../core/ids.ts'
import { count, documentOf, listOf, text } from './document.ts'

export const Imported = documentOf<ImportResult>()('ImportResult', {
  integration: z.string(),
  account: text(),
  accounts: listOf(text<AccountId>()).exactOptional(),
  counts: z.object({ users: count, groups: count, roles: count, policies: count, resources: count }),
  skipped: listOf(z.object({ path: z.string(), reason: z.string() })),
  snapshot: z.string(),
})

export const ImportBegun = z.object({ id: z.string() }).meta({ id: 'ImportBegun' })

export const ImportState: z.ZodType<State> = z
  .discriminatedUnion('state', [
    z.object({
      state: z.literal('running'),
      phase: z.enum(['waiting', 'reading', 'accounts', 'writing', 'publishing']).meta({
        description: 'Its turn has not come; bytes of the files; accounts; objects; the one transaction',
      }),
      done: count,
      total: count,
    }),
    z.object({ state: z.literal('succeeded'), result: Imported }),
  ])
  .meta({ id: 'ImportState' })
