/** One page of a list, counted from 1. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
  readonly page: number
  readonly pageSize: number
}

export const maxPageSize = 500

export function pageOf<T>(all: readonly T[], { page, pageSize }: { page: number; pageSize: number }): Page<T> {
  return { items: all.slice((page - 1) * pageSize, page * pageSize), total: all.length, page, pageSize }
}
