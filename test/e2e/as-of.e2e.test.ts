/**
 * Looking at the past in a real browser: the pill, the address that keeps it, what is off, the way back, and the time machine. Two
 * imports of one account are the history, so nothing has to be waited for. Skipped aloud where there is no Chromium.
 */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer, type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { prepareHome } from '../fakes/prepared-home.ts'
import { hasChromium, launchBrowser, openContext, settled, tabTo, troubleOf } from './browser.ts'

const person = { name: 'Priya Raman', email: 'priya@larkfield.example', password: 'a quiet garden wall' }
const account = '111122223333'
const arn = (name: string): string => `arn:aws:iam::${account}:user/${name}`

/** What `aws iam get-account-authorization-details` prints of users, each with what its own policy allows. */
const dumpOf = (users: Readonly<Record<string, string>>) => ({
  UserDetailList: Object.entries(users).map(([name, action]) => ({
    Path: '/',
    UserName: name,
    UserId: `AIDA${name.toUpperCase()}`,
    Arn: arn(name),
    CreateDate: '2026-01-01T00:00:00Z',
    UserPolicyList: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Sid: 'Own', Effect: 'Allow', Action: action, Resource: '*' }],
        },
      },
    ],
    GroupList: [],
    AttachedManagedPolicies: [],
    Tags: [],
  })),
  GroupDetailList: [],
  RoleDetailList: [],
  Policies: [],
})

let folder: TemporaryFolder
let server: RunningServer
let browser: Browser
let context: BrowserContext
let page: Page
/** What no page may do: log an error, throw, or call another host. */
const faults: string[] = []

/** A process that shares a machine with many (ms). */
const patience = 120_000

beforeAll(async () => {
  if (!hasChromium) return
  folder = await temporaryFolder()
  await prepareHome(folder.path)
  const launched = launchBrowser()
  server = await startServer({ home: folder.path }, ['--port', '0'])
  browser = await launched
  context = await openContext(browser, server.url, faults)
  page = await context.newPage()
  await page.goto(server.setupLink ?? '')
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await button('Make me the administrator').click()
  await page.waitForURL(`${server.url}/`)
  await importUsers({ ada: 's3:GetObject', bob: 'sqs:SendMessage' })
  await importUsers({ ada: 's3:*', eve: 'iam:PutUserPolicy' })
}, patience)

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await folder?.remove()
})

const button = (name: string | RegExp, within: Page | Locator = page): Locator => within.getByRole('button', { name })
const section = (name: string): Locator => page.getByRole('link', { name, exact: true }).first()
const search = (): URLSearchParams => new URL(page.url()).searchParams

async function importUsers(users: Readonly<Record<string, string>>): Promise<void> {
  const session: { readonly csrfToken: string } = await (await page.request.get('/api/v1/session')).json()
  const answer = await page.request.post('/api/v1/imports?name=Dump', {
    data: dumpOf(users),
    headers: { 'x-csrf-token': session.csrfToken },
  })
  expect(answer.status()).toBe(201)
}

test.skipIf(!hasChromium)(
  'the past is chosen once and kept everywhere, and nothing acts in it',
  { timeout: patience },
  async () => {
    await page.goto('/access/principals')
    await page.getByRole('link', { name: 'eve' }).waitFor()
    await button(/As of now/).click()
    await button(/everything was read/).click()
    await page.getByRole('link', { name: 'bob' }).waitFor()
    expect(await page.getByRole('link', { name: 'eve' }).count()).toBe(0)
    expect(await page.getByText('You are looking at').count()).toBe(1)
    const at = search().get('at')
    expect(at).toMatch(/^\d{4}-/)

    await section('Resources').click()
    await page.waitForURL(/\/access\/resources/)
    expect(search().get('at')).toBe(at)
    await section('Integrations').click()
    await page.getByText('this page has no past').waitFor()
    await page.locator('main a[href*="/integrations/"]').first().click()
    await button('Delete').waitFor()
    expect(await button('Delete').getAttribute('aria-disabled')).toBe('true')
    expect(await button('Delete').getAttribute('title')).toContain('Go back to now')
    // A disabled look is not enough: nothing may open.
    await button('Delete').click({ force: true })
    expect(await page.getByRole('dialog').count()).toBe(0)

    await page.reload()
    await page.getByText('You are looking at').waitFor()
    await button('Back to now').click()
    await button(/As of now/).waitFor()
    expect(search().has('at')).toBe(false)
    expect(await button('Delete').getAttribute('aria-disabled')).toBeNull()
  },
)

test.skipIf(!hasChromium)(
  'with the keyboard alone: two moments are chosen, and who gained between them is read',
  { timeout: patience },
  async () => {
    await page.goto('/access/time')
    const verdict = page.locator('main h1').first()
    const differs = verdict.filter({ hasText: /^Since .*, two principals gained and one lost access\.$/ })
    const isSame = verdict.filter({ hasText: 'nobody gained or lost access' })
    await differs.waitFor()
    for (const name of ['ada', 'bob', 'eve']) await page.getByRole('link', { name, exact: true }).first().waitFor()
    await page.getByRole('table', { name: 'Changes of the configuration' }).waitFor()
    expect(await troubleOf(page)).toEqual([])

    await tabTo(page, (label) => label === 'Table')
    await page.keyboard.press('Enter')
    await page.waitForURL(/view=table/)
    expect(await page.getByRole('table', { name: 'Snapshots' }).getByRole('row').count()).toBe(3)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await tabTo(page, (label) => label === 'Looked at')
    await page.keyboard.press('Home')
    await isSame.waitFor()
    await page.keyboard.press('ArrowRight')
    await differs.waitFor()
    await tabTo(page, (label) => label === 'Compared with')
    await page.keyboard.press('End')
    await isSame.waitFor()
    await page.keyboard.press('Home')
    await differs.waitFor()
    await tabTo(page, (label) => label === 'eve')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === `/access/principals/${arn('eve')}`)
    await page.getByRole('heading', { name: 'eve' }).waitFor()
  },
)

test.skipIf(!hasChromium)('what was not there yet says so, for everybody', { timeout: patience }, async () => {
  await page.goto('/access/time')
  const from = (await timeline())[0]?.at ?? ''
  const query = `?${new URLSearchParams({ at: from })}`
  for (const address of [
    `/access/principals/${arn('eve')}`,
    `/access/resources/${arn('eve')}`,
    '/access/accounts/999988887777',
  ]) {
    await page.goto(`${address}${query}`)
    await settled(page)
    await page.getByText('You are looking at').waitFor()
    expect(await troubleOf(page)).toEqual([])
  }
  expect(faults).toEqual([])
})

async function timeline(): Promise<readonly { readonly at: string }[]> {
  const { items }: { readonly items: readonly { readonly at: string }[] } = await (
    await page.request.get('/api/v1/access/timeline')
  ).json()
  return items
}
