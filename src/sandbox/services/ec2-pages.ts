/** How EC2 pages, and what it answers to what it cannot make sense of. */
import { unmodelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import type { Call } from '../service.ts'

export const invalidValue = (message: string) => unmodelled('InvalidParameterValue', 400, message)

/** EC2 API Reference: `MaxResults` from 5 to 1,000, and not together with ids. */
export function page<T>(
  call: Call,
  all: readonly T[],
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
  ids?: readonly string[] | undefined,
  max = 1000,
): Page<T> {
  if (ids !== undefined && input.MaxResults !== undefined) {
    throw unmodelled(
      'InvalidParameterCombination',
      400,
      'The parameter MaxResults cannot be used with a parameter of ids',
    )
  }
  return paginate(call, all, {
    token: input.NextToken,
    size: input.MaxResults,
    default: max,
    max,
    min: 5,
    of: ids ?? [],
  })
}
