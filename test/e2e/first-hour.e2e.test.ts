/**
 * The first hour without a manual and without a mouse: a server that knows nothing, the sample, something true and worrying, its
 * picture, and the link to it. Skipped aloud where there is no Chromium.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer, type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { prepareHome } from '../fakes/prepared-home.ts'
import { hasChromium, launchBrowser, openContext, settled, tabTo, troubleOf } from './browser.ts'

const person = { name: 'Priya Raman', email: 'priya@larkfield.example', password: 'a quiet garden wall' }
const checkout = /larkfield\/checkout can become administrator of prod-payments/

/** Reading the sample on a busy machine (ms). */
const readingPatience = 180_000

let folder: TemporaryFolder
let server: RunningServer
let browser: Browser
let context: BrowserContext
let page: Page
/** What no page may do: log an error, throw, or call another host. */
const faults: string[] = []

beforeAll(async () => {
  if (!hasChromium) return
  folder = await temporaryFolder()
  await prepareHome(folder.path)
  const launched = launchBrowser()
  server = await startServer({ home: folder.path }, ['--port', '0'])
  browser = await launched
  context = await openContext(browser, server.url, faults)
  page = await context.newPage()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await folder?.remove()
})

describe.skipIf(!hasChromium)('the first hour, by keyboard only', () => {
  test('the first administrator comes to a choice', async () => {
    await page.goto(server.setupLink ?? '')
    await page.getByLabel('Name').waitFor()
    for (const word of [person.name, person.email]) {
      await page.keyboard.type(word)
      await page.keyboard.press('Tab')
    }
    await page.keyboard.type(person.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Explore the sample' }).waitFor()
    expect(await troubleOf(page)).toEqual([])
  })

  test('the setup link made the first administrator, and makes no second one', async () => {
    const stranger = await (await openContext(browser, server.url, faults)).newPage()
    const link = server.setupLink ?? ''
    await stranger.goto(link)
    await stranger.getByText('This Bailiwick has its first administrator.').waitFor()
    const token = new URL(link).searchParams.get('token')
    const again = await stranger.request.post('/api/v1/setup', { data: { token, ...person, email: 'eve@example.com' } })
    expect(again.status()).toBe(409)
    await stranger.context().close()
  })

  test.each([
    '/access/ask?ask=paths',
    '/access/identities',
    '/access/principals',
    '/access/resources',
    '/access/policies',
    '/access/accounts',
    '/access/time',
    '/organization',
    '/integrations',
  ])('%s says for everybody what to do as long as nothing is known', async (address) => {
    const other = await context.newPage()
    await other.goto(address)
    await settled(other)
    await other
      .locator('main')
      .getByRole('link', { name: /connect aws|integrate|integration/i })
      .first()
      .waitFor()
    expect(await troubleOf(other)).toEqual([])
    await other.close()
  })

  test('what is found stands there while the sample is still being read', { timeout: readingPatience }, async () => {
    await tabTo(page, (label) => label === 'Explore the sample')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Being read' }).waitFor({ timeout: readingPatience })
    const card = await context.newPage()
    await card.goto('/integrations')
    await card.locator('main a[href^="/integrations/"]').first().click()
    // What there is to read in it is known when the organization has been read.
    const account = card.getByRole('progressbar', { name: 'prod-payments' })
    await expect
      .poll(async () => ((await account.isVisible()) ? Number(await account.getAttribute('aria-valuemax')) : 0), {
        timeout: readingPatience,
      })
      .toBeGreaterThan(0)
    await page.getByRole('link', { name: checkout }).waitFor({ timeout: readingPatience })
    await card.getByRole('progressbar').first().waitFor({ state: 'detached', timeout: readingPatience })
    await card.goto('/integrations')
    await card.getByText('Active', { exact: true }).nth(1).waitFor({ timeout: readingPatience })
    expect(await card.getByRole('progressbar').count()).toBe(0)
    await card.close()
  })

  test('the three things stand when all is read, also after a reload', { timeout: readingPatience }, async () => {
    await page.getByRole('heading', { name: 'What we can see' }).waitFor({ timeout: readingPatience })
    await page.reload()
    await page.getByRole('heading', { name: 'Three things worth knowing' }).waitFor()
    const things = page.locator('section', { has: page.getByRole('heading', { name: 'Three things worth knowing' }) })
    await things.getByRole('link', { name: checkout }).waitFor()
    expect(await things.locator('li').count()).toBe(3)
    expect(await troubleOf(page)).toEqual([])
  })

  test('one of them leads to its picture, and the address alone leads there too', async () => {
    await tabTo(page, (label) => checkout.test(label))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'How they get there' }).waitFor()
    const address = page.url()
    const other = await page.context().newPage()
    await other.goto(address)
    await other.getByRole('heading', { name: /can become administrator of prod-payments/ }).waitFor()
    await other.close()
    await page.keyboard.press('g')
    await page.keyboard.press('h')
    await page.getByRole('heading', { name: 'Three things worth knowing' }).waitFor()
  })

  test('no page logged an error, threw, or called another host', () => expect(faults).toEqual([]))
})
