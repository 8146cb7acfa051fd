import type { CellContext } from './collector.ts'

/** The items of every page of an SDK paginator; only for lists that are small beside the objects they belong to. */
export async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = []
  for await (const page of pages) items.push(...(itemsOf(page) ?? []))
  return items
}

/** How an SDK paginator is to read: pages of AWS's largest size. `smallest`: AWS takes no less. */
export const pages = <Client>(
  cell: Pick<CellContext, 'pageSize'>,
  client: Client,
  largest: number,
  smallest?: number,
) => ({
  client,
  pageSize: cell.pageSize(largest, smallest),
})

/** Pages of an operation that the SDK has no paginator for: asks again with the token of the answer before. */
export async function* byToken<Answer>(
  ask: (token: string | undefined) => Promise<Answer>,
  tokenOf: (answer: Answer) => string | undefined,
): AsyncGenerator<Answer> {
  let token: string | undefined
  do {
    const answer = await ask(token)
    yield answer
    token = tokenOf(answer)
  } while (token !== undefined && token !== '')
}
