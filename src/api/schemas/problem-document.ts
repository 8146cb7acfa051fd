import { z } from 'zod'
import type { FaultCode, FaultPlace } from '../../core/fault.ts'
import { faults } from '../../core/fault.ts'
import { documentOf, listOf } from './document.ts'

export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: FaultCode
  /** The cause, one sentence. */
  readonly detail: string
  readonly effect?: string
  readonly fix?: string
  readonly places?: readonly (FaultPlace & { readonly message: string })[]
  readonly suggestions?: readonly string[]
  /** For a fault of ours: what to look for in the log. */
  readonly request?: string
}

const codes = Object.keys(faults) as FaultCode[]

const Place = documentOf<FaultPlace & { readonly message: string }>()('ProblemPlace', {
  file: z.string().exactOptional(),
  path: z.string().exactOptional(),
  line: z.int().exactOptional(),
  column: z.int().exactOptional(),
  message: z.string(),
})

/** RFC 9457. */
export const Problem = documentOf<ProblemDocument>()('Problem', {
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(codes),
  detail: z.string(),
  effect: z.string().exactOptional(),
  fix: z.string().exactOptional(),
  places: listOf(Place).exactOptional(),
  suggestions: listOf(z.string()).exactOptional(),
  request: z.string().exactOptional(),
})
