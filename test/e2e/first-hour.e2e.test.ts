/**
 * The first hour without a manual and without a mouse: a server that knows nothing, the sample, something true and worrying, its
 * picture, and the link to it. Skipped aloud where there is no Chromium.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer, type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { prepareHome } from '../fakes/prepared-home.ts'
import { hasChromium, launchBrowser, openContext, tabTo, troubleOf } from './browser.ts'

const person = { name: 'Priya Raman', email: 'priya@larkfield.example', password: 'a quiet garden wall' }
const checkout = /larkfield\/checkout can become administrator of prod-payments/

/** Reading the sample on a busy machine (ms). */
const readingPatience = 180_000

let folder: TemporaryFolder
let server: RunningServer
let browser: Browser
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
  page = await (await openContext(browser, server.url, faults)).newPage()
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

  test('what is found stands there while the sample is still being read', { timeout: readingPatience }, async () => {
    await tabTo(page, (label) => label === 'Explore the sample')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Being read' }).waitFor({ timeout: readingPatience })
    await page.getByRole('link', { name: checkout }).waitFor({ timeout: readingPatience })
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
