/** Addresses of pages about things that only the server knows the names of, asked through the page's own session. */
import type { Page } from 'playwright-core'

interface Listed {
  readonly items: readonly { readonly arn: string; readonly name: string }[]
}

/** The first object of a list, asked through the page's own session. */
export async function first(page: Page, address: string): Promise<string> {
  const answer: Listed = await (await page.request.get(new URL(address, page.url()).href)).json()
  const [item] = answer.items
  if (item === undefined) throw new Error(`${address} lists nothing`)
  return item.arn
}

/** Address of a policy's page. */
export async function policyPage(page: Page, query: string): Promise<string> {
  const answer: { readonly items: readonly { readonly ref: string }[] } = await (
    await page.request.get(new URL(`/api/v1/policies?pageSize=1&${query}`, page.url()).href)
  ).json()
  const [item] = answer.items
  if (item === undefined) throw new Error(`no policy fits ${query}`)
  return `/access/policies/${item.ref}`
}

export async function firstId(page: Page, address: string): Promise<string> {
  const answer: { readonly items: readonly { readonly id: string }[] } = await (
    await page.request.get(new URL(address, page.url()).href)
  ).json()
  const [item] = answer.items
  if (item === undefined) throw new Error(`${address} lists nothing`)
  return item.id
}

export const askBucket = async (page: Page): Promise<string> => {
  const bucket = await first(page, '/api/v1/resources?type=s3:bucket&search=lake&pageSize=1').catch(() =>
    first(page, '/api/v1/resources?type=s3:bucket&pageSize=1'),
  )
  return `/access/ask?ask=who-can&action=s3%3AGetObject&resource=${encodeURIComponent(`${bucket}/*`)}`
}

export const deployer = (page: Page): Promise<string> => first(page, '/api/v1/principals?search=ci-deployer&pageSize=1')

export const releaseBot = (page: Page): Promise<string> =>
  first(page, '/api/v1/principals?search=release-bot&power=becomes&pageSize=1')

/** The policy that lets somebody pass an administrator's role, without that. */
export async function cutRelease(page: Page): Promise<string> {
  const address = '/api/v1/access/suggest?kind=policy&q=release&limit=50'
  const answer: {
    readonly items: readonly { readonly value: string; readonly label: string; readonly detail: string }[]
  } = await (await page.request.get(new URL(address, page.url()).href)).json()
  const own = answer.items.find((item) => item.label === 'release' && item.detail.includes('prod-payments'))
  if (own === undefined) throw new Error(`${address} has no policy of release-bot`)
  return `/access/ask?ask=what-if&edit=${own.value}&statement=0&without=iam%3APassRole&resource=*`
}

/** Address of the sample's AWS card. */
export async function awsCard(page: Page): Promise<string> {
  const { items }: { items: { id: string; kind: string; method: string }[] } = await (
    await page.request.get(new URL('/api/v1/integrations', page.url()).href)
  ).json()
  return `/integrations/${items.find((one) => one.kind === 'aws' && one.method === 'sample')?.id ?? items[0]?.id}`
}

async function post(page: Page, path: string, data: object): Promise<unknown> {
  const session: { csrfToken: string } = await (
    await page.request.get(new URL('/api/v1/session', page.url()).href)
  ).json()
  const answer = await page.request.post(new URL(`/api/v1${path}`, page.url()).href, {
    data,
    headers: { 'x-csrf-token': session.csrfToken },
  })
  return answer.json()
}

let waiting: string | undefined
/** A connection that waits for its role, made once. */
export async function waitingConnection(page: Page): Promise<string> {
  if (waiting !== undefined) return waiting
  const made = (await post(page, '/integrations', {
    method: 'stackset',
    name: 'Northwind',
    organization: true,
    identityCenter: true,
    managementAccount: '777700001111',
    accounts: '777700001111, 777700002222, 777700003333',
  })) as { id?: string }
  if (made.id === undefined) throw new Error(`no connection: ${JSON.stringify(made)}`)
  waiting = made.id
  return waiting
}

let handOff: string | undefined
export async function handOffAddress(page: Page): Promise<string> {
  if (handOff !== undefined) return handOff
  const link = (await post(page, `/integrations/${await waitingConnection(page)}/handoff`, {
    why: 'The yearly audit needs to see who can read customer data.',
  })) as { url: string }
  handOff = new URL(link.url).pathname
  return handOff
}
