/**
 * The console in a real browser, against a real server with the sample organization: asking and looking around, told in order.
 * Skipped aloud where there is no Chromium.
 */
import { text as readStream } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator } from '../fakes/sample-home.ts'
import { focused, hasChromium, settled, tabTo } from './browser.ts'
import { openSampleConsole, type SampleConsole } from './sample-console.ts'

const bucket = 'larkfield-payments-settlements'

let at: SampleConsole
let page: Page

beforeAll(async () => {
  if (!hasChromium) return
  at = await openSampleConsole()
  page = at.page
})

afterAll(() => at?.close())

const verdict = (of: Page = page): Locator => of.locator('main h1').first()
const button = (name: string | RegExp, within: Page = page): Locator => within.getByRole('button', { name })

/** Opens the word of the question that is named so, and types into its field. */
async function pick(label: string, typed: string): Promise<void> {
  await button(new RegExp(`^${label}: `)).click()
  await page.getByRole('combobox', { name: label }).waitFor()
  await page.keyboard.type(typed)
}

describe.skipIf(!hasChromium)('the console', () => {
  test('a cell of the coverage grid opens its reason', async () => {
    await page.goto('/integrations')
    const cell = button(/: (read|not enabled, or left out|refused)$/).first()
    const name = (await cell.getAttribute('aria-label')) ?? ''
    await cell.click()
    await page.waitForURL(/[?&]cell=/)
    expect(await button(name).getAttribute('aria-expanded')).toBe('true')
    await page.getByText(/last tried/).waitFor()
  })

  test('with the keyboard alone: a card, a cell of its coverage, and the reason', async () => {
    await page.goto('/')
    await settled(page)
    await page.keyboard.press('g')
    await page.keyboard.press('n')
    await page.waitForURL(/\/integrations$/)
    await settled(page)
    const card = (await page.locator('main a[href^="/integrations/"]').first().textContent()) ?? ''
    await tabTo(page, (label) => label === card)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/integrations\/[\w-]+$/)
    // The list stands until the page of the card has come, and has a table of that name.
    await page.getByRole('navigation', { name: /^About / }).waitFor()
    await settled(page)
    await tabTo(page, (label) => label === 'Coverage')
    await page.keyboard.press('Enter')
    await page.waitForURL(/tab=coverage/)
    await page.getByRole('table', { name: 'Coverage' }).waitFor()
    await tabTo(page, (label) => /: (read|not enabled, or left out|refused)$/.test(label))
    await page.keyboard.press('Enter')
    await page.waitForURL(/[?&]cell=/)
    await page.getByText(/last tried/).waitFor()
  })

  test('who can: chosen with pickers, grouped by decision, explained down to the statement', async () => {
    await page.goto('/access/ask')
    await pick('Action', 'TerminateInst')
    await page
      .getByRole('option', { name: /^ec2:TerminateInstances/ })
      .first()
      .click()
    await pick('Resource', '*')
    await page.keyboard.press('Enter')
    await verdict()
      .filter({ hasText: /\bcan\b/ })
      .waitFor()

    const list = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: 'Principals' }) })
      .last()
    const groups = ['Allowed', 'Conditional', 'Denied explicitly']
    const headings = list.getByText(/^(Allowed|Conditional|Denied explicitly)$/)
    expect(await headings.allTextContents()).toEqual(groups)
    const holders = list.locator('button[aria-pressed]')
    expect(await holders.count()).toBeGreaterThan(groups.length)

    // One of an account that SCPs bind, so that several layers have a statement to show.
    const bound = holders.filter({ hasText: 'if the Region is' }).first()
    const chosen = (await bound.getAttribute('title')) ?? ''
    await bound.click()
    await page.waitForURL((url) => url.searchParams.get('chosen') === chosen)
    expect(await bound.getAttribute('aria-pressed')).toBe('true')
    const panel = page.locator('section[aria-label^="Why "]')
    await panel.getByRole('heading', { name: 'Deciding layers' }).waitFor()
    expect(await panel.locator('ol > li').count()).toBeGreaterThan(3)
    // The statement in its document, with what matched marked.
    await panel.locator('code mark').first().waitFor()
    const marked = await panel.locator('code mark').allTextContents()
    expect(marked.some((text) => /TerminateInstances|\*/.test(text))).toBe(true)
    // Another layer shows the statement that it rests on.
    const before = await panel.locator('section code').first().textContent()
    await panel.locator('ol button[aria-pressed="false"]').first().click()
    await expect.poll(() => panel.locator('section code').first().textContent()).not.toBe(before)

    await pick('Action', 'GetObj')
    await page
      .getByRole('option', { name: /^s3:GetObject(?!\w)/ })
      .first()
      .click()
    await pick('Resource', 'payments-settl')
    await page.getByRole('option', { name: bucket }).first().click()
    await verdict().filter({ hasText: bucket }).waitFor()
    await page.locator('main button[aria-pressed][title^="arn:"]').nth(1).click()
    await page.waitForURL(/[?&]chosen=/)
  })

  test('the address of a question opens the same question', async () => {
    const asked = await verdict().textContent()
    const chosen = new URL(page.url()).searchParams.get('chosen') ?? ''
    const other = await at.context.newPage()
    await other.goto(page.url())
    await verdict(other).filter({ hasText: bucket }).waitFor()
    expect(await verdict(other).textContent()).toBe(asked)
    expect(await other.locator(`button[title="${chosen}"]`).first().getAttribute('aria-pressed')).toBe('true')
    await other.close()
  })

  test('can: one principal, one decision, layer by layer', async () => {
    const principal = new URL(page.url()).searchParams.get('chosen') ?? ''
    await page.getByRole('link', { name: 'Can', exact: true }).click()
    await page.waitForURL(/ask=can/)
    await pick('Principal', principal)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('principal') === principal)
    await page.getByRole('heading', { name: 'Deciding layers' }).waitFor()
    await verdict().filter({ hasText: bucket }).waitFor()
    await page.locator('main code mark').first().waitFor()
  })

  test('a name that nobody has is answered with the nearest', async () => {
    await page.goto('/access/ask?ask=who-can&action=s3%3AGetObjekt&resource=*')
    const notice = page.locator('main').getByText('AWS has no action s3:GetObjekt')
    await notice.first().waitFor()
    await page.locator('main').getByText('s3:GetObject', { exact: false }).first().waitFor()
  })

  test('principals: searched, filtered, paged, and taken away as CSV', async () => {
    await page.goto('/access/principals')
    const table = page.getByRole('table', { name: 'Principals' })
    await table.waitFor()
    const total = Number(await table.getAttribute('aria-rowcount'))
    expect(total).toBeGreaterThan(1_000)
    const first = await table.locator('tbody tr').first().textContent()
    await button('Next page').click()
    await page.waitForURL(/page=2/)
    await page.getByText(/^51 to 100 of/).waitFor()
    expect(await table.locator('tbody tr').first().textContent()).not.toBe(first)

    await page.getByLabel('Kind').selectOption('user')
    await page.waitForURL(/type=user/)
    await page.getByLabel('Search', { exact: true }).fill('svc')
    await page.waitForURL(/search=svc/)
    await page.getByText(/fit what you ask for/).waitFor()
    const shown = await expectRows(table, (row) => row.toLowerCase().includes('svc'))

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ])
    const csv = await readStream(await download.createReadStream())
    const [head, ...lines] = csv.trimEnd().split(/\r?\n/)
    expect(head?.split(',')).toEqual(expect.arrayContaining(['arn', 'type', 'account']))
    expect(lines).toHaveLength(shown)
    for (const line of lines) expect(line).toMatch(/arn:aws:iam::\d{12}:user\/.*svc/)
  })

  /** Every row of the table fits; returns how many there are in all. */
  async function expectRows(table: Locator, fits: (row: string) => boolean): Promise<number> {
    await expect.poll(async () => (await table.locator('tbody tr').allTextContents()).every(fits)).toBe(true)
    return Number(await table.getAttribute('aria-rowcount'))
  }

  test('a principal and a resource open from their tables', async () => {
    await page.goto('/access/principals?type=role')
    const role = page.getByRole('table', { name: 'Principals' }).locator('tbody a').first()
    const name = (await role.textContent()) ?? ''
    await role.click()
    await page.waitForURL(/\/access\/principals\/arn/)
    await page.getByRole('heading', { name }).waitFor()
    await page.getByRole('heading', { name: 'Granted' }).waitFor()

    await page.goto(`/access/resources?search=${bucket}`)
    await page.getByRole('table', { name: 'Resources' }).getByRole('link', { name: bucket }).click()
    await page.waitForURL(/\/access\/resources\/arn/)
    await page.getByRole('heading', { name: bucket }).waitFor()
    await page.getByRole('link', { name: /can/i }).first().waitFor()
  })

  test('with the keyboard alone: palette, answer, picker, table', async () => {
    await page.goto('/')
    await verdict().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Ask or go to' }).waitFor()
    await page.keyboard.type(`who can s3:GetObject on ${bucket}`)
    await page
      .getByRole('option', { name: new RegExp(bucket) })
      .first()
      .waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/ask=who-can/)
    await verdict().filter({ hasText: bucket }).waitFor()

    await tabTo(page, (label) => label.startsWith('Action:'))
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'Action' }).waitFor()
    await page.keyboard.type('DeleteObjec')
    await page
      .getByRole('option', { name: /^s3:DeleteObject/ })
      .first()
      .waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/action=s3%3ADeleteObject/)
    await verdict().filter({ hasText: 'delete' }).waitFor()
    // The focus comes back to the word that was chosen.
    expect(await focused(page)).toMatch(/^Action: s3:DeleteObject/)

    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL(/\/access\/principals$/)
    await page.getByRole('table', { name: 'Principals' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('release-bot')
    await page.waitForURL(/search=release-bot/)
    await page.getByText(/what you ask for/).waitFor()
    await tabTo(page, (label) => label.startsWith('release-bot'))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/access\/principals\/arn.*release-bot/)
  })

  test('signing out closes the console; a wrong password opens nothing, the right one the page that was asked for', async () => {
    await page.goto('/access/resources')
    await page.getByRole('table', { name: 'Resources' }).waitFor()
    await button(/sign out/i)
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL(/\/sign-in/)
    expect((await page.request.get('/api/v1/principals')).status()).toBe(401)

    await page.goto('/access/resources')
    await page.waitForURL(/\/sign-in/)
    await page.getByLabel('Email').fill(administrator.email)
    await page.getByLabel('Password').fill('not the garden wall')
    await button('Sign in').click()
    await page.getByRole('alert').getByText('do not fit together').waitFor()
    expect(page.url()).toContain('/sign-in')

    await page.getByLabel('Password').fill(administrator.password)
    await button('Sign in').click()
    await page.waitForURL(/\/access\/resources/)
    await page.getByRole('table', { name: 'Resources' }).waitFor()
  })

  test('the theme that was chosen stays chosen', async () => {
    const surface = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.goto('/settings')
    const light = await surface()
    await button('Dark').click()
    await expect.poll(surface).not.toBe(light)
    const dark = await surface()
    await page.reload()
    await button('Dark').waitFor()
    expect(await surface()).toBe(dark)
    await button('As the system').click()
    await expect.poll(surface).toBe(light)
  })

  test('no page logged an error, threw, or called another host', () => {
    expect(at.faults).toEqual([])
  })
})
