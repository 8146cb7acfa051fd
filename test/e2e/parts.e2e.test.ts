/**
 * What every screen is made of, in a real browser: the palette, explained words, the table, pictures as files, a session that ends in
 * the middle. Against a real server with the sample organization; skipped aloud where there is no Chromium.
 */
import { buffer, text as readStream } from 'node:stream/consumers'
import type { Download, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator } from '../fakes/sample-home.ts'
import { hasChromium, troubleOf } from './browser.ts'
import { openSampleConsole, type SampleConsole } from './sample-console.ts'

let at: SampleConsole
let page: Page

beforeAll(async () => {
  if (!hasChromium) return
  at = await openSampleConsole()
  page = at.page
})

afterAll(() => at?.close())

const button = (name: string | RegExp): Locator => page.getByRole('button', { name })
const finder = (): Locator => page.getByRole('combobox', { name: 'Ask or go to' })
const options = (): Locator => page.getByRole('option')

async function type(words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await finder().waitFor()
  await page.keyboard.type(words)
}

async function addressAfterEnter(): Promise<URLSearchParams> {
  await page.keyboard.press('Enter')
  await finder().waitFor({ state: 'detached' })
  return new URL(page.url()).searchParams
}

describe.skipIf(!hasChromium)('the palette', () => {
  test('answers a question in plain words by the keyboard alone', async () => {
    await page.goto('/settings')
    await page.locator('main h1').waitFor()
    await type('who can read cardholder')
    await options().filter({ hasText: 'who can read larkfield-lake-cardholder' }).waitFor()
    expect(await options().first().textContent()).toContain('s3:GetObject')
    expect(Object.fromEntries(await addressAfterEnter())).toMatchObject({
      ask: 'who-can',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::larkfield-lake-cardholder',
    })
    await page.locator('main h1').filter({ hasText: 'larkfield-lake-cardholder' }).waitFor()
  })

  test('completes what is being typed, by Tab too', async () => {
    await type('how does ci-dep')
    await options().filter({ hasText: 'ci-deployer' }).first().waitFor()
    await page.keyboard.press('Tab')
    expect(await finder().inputValue()).toMatch(/^how does ci-deployer reach /)
    await page.keyboard.press('Escape')
  })

  test('finds objects of every kind, each under its name, and remembers where somebody went', async () => {
    await type('data-lake')
    const groups = page.getByRole('listbox').getByRole('group')
    await groups.filter({ hasText: 'data-lake' }).first().waitFor()
    await expect
      .poll(() => groups.evaluateAll((all) => all.map((group) => group.getAttribute('aria-label'))))
      .toContain('Accounts')
    expect(await groups.first().getAttribute('aria-label')).toBe('Accounts')
    await addressAfterEnter()
    expect(new URL(page.url()).pathname).toMatch(/^\/access\/accounts\/\d{12}$/)
    await type('')
    const recent = page.getByRole('group', { name: 'Recent' }).getByRole('option')
    expect(await recent.allTextContents()).toEqual([
      expect.stringContaining('data-lake'),
      expect.stringContaining('who can read larkfield-lake-cardholder'),
    ])
    await page.keyboard.press('Escape')
  })

  test('says what it did not understand', async () => {
    await type('who can frobnicate lake')
    await page.getByText('“frobnicate” is no action.').waitFor()
    expect(await options().count()).toBe(0)
    expect(await troubleOf(page)).toEqual([])
    await page.keyboard.press('Escape')
  })
})

describe.skipIf(!hasChromium)('an explained word', () => {
  const head = () => page.locator('th').getByRole('button', { name: 'Administrator' })
  const said = () => page.getByRole('tooltip')

  test('opens for the pointer and stays while the pointer is on it, and Escape closes it', async () => {
    await page.goto('/access/principals')
    await head().hover()
    await said().waitFor()
    await said().hover()
    // Longer than the pause after which it would go.
    await page.waitForTimeout(400)
    expect(await said().count()).toBe(1)
    await page.keyboard.press('Escape')
    await said().waitFor({ state: 'detached' })
    await page.mouse.move(0, 0)
  })

  test('opens for the keyboard, and describes what has the focus', async () => {
    await head().press('Shift')
    await head().focus()
    await said().waitFor()
    expect(await said().getAttribute('id')).toBe(await head().getAttribute('aria-describedby'))
    await page.keyboard.press('Tab')
    await said().waitFor({ state: 'detached' })
  })
})

describe.skipIf(!hasChromium)('a table', () => {
  const heads = () => page.locator('thead th').allTextContents()

  test('keeps in this browser which columns are hidden and how close the rows stand', async () => {
    await page.goto('/access/resources')
    await page.locator('tbody tr').first().waitFor()
    expect(await heads()).toContain('Region')
    await button('Rows and columns').click()
    await page.getByRole('menuitemcheckbox', { name: 'Region' }).click()
    await page.getByRole('menuitemradio', { name: 'Compact rows' }).click()
    expect(await troubleOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.reload()
    await page.locator('tbody tr').first().waitFor()
    expect(await heads()).not.toContain('Region')
    const height = await page
      .locator('tbody tr')
      .first()
      .evaluate((row) => row.getBoundingClientRect().height)
    expect(height).toBeLessThanOrEqual(31)
  })

  test('goes down with j, holds the row in its address, and opens it with Enter', async () => {
    for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
    await page.waitForURL(/#arn/)
    const second = page.locator('tbody tr').nth(1)
    expect(await second.getAttribute('aria-current')).toBe('true')
    const name = await second.getByRole('link').first().textContent()
    const linked = await at.context.newPage()
    await linked.goto(page.url())
    await linked
      .locator('tbody tr[aria-current="true"]')
      .filter({ hasText: name ?? '' })
      .waitFor()
    await linked.close()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/access\/resources\/arn/)
  })

  test('has pages of 100, and facets with how many rows each would give', async () => {
    await page.goto('/access/principals')
    await page.getByLabel('Rows on a page').selectOption('100')
    await page.waitForURL(/pageSize=100/)
    await expect.poll(() => page.locator('tbody tr').count()).toBe(100)
    const users = await page.getByLabel('Kind').locator('option[value="user"]').textContent()
    const count = Number(/\((.+)\)/.exec(users ?? '')?.[1]?.replaceAll(',', ''))
    await page.getByLabel('Kind').selectOption('user')
    await page.getByText(new RegExp(`of ${count.toLocaleString('en')}$`)).waitFor()
  })
})

describe.skipIf(!hasChromium)('a picture', () => {
  async function exported(format: string): Promise<Download> {
    await button('Export picture').click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: format }).click(),
    ])
    return download
  }

  test('can be taken away as SVG that stands alone: its words, its colours, no page around it', async () => {
    await page.goto('/access/ask?ask=paths')
    await page.locator('svg[data-picture]').waitFor()
    const download = await exported('SVG')
    expect(download.suggestedFilename()).toBe('paths.svg')
    const svg = await readStream(await download.createReadStream())
    expect(svg).toContain('<title>How they get there</title>')
    expect(svg).toMatch(/As of \d+ \w+ \d{4}, .* UTC\)/)
    expect(svg).toContain('release-bot')
    expect(svg).not.toMatch(/foreignObject|class=|var\(|light-dark|currentColor/)
    const isWellFormed = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror') === null,
      svg,
    )
    expect(isWellFormed).toBe(true)
  })

  test('and as PNG of twice its size, under the content security policy of the server', async () => {
    const png = await buffer(await (await exported('PNG')).createReadStream())
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBeGreaterThan(2_000)
  })
})

describe.skipIf(!hasChromium)('a session that ends in the middle', () => {
  test('asks for the password over the page, and then goes on with what was begun', async () => {
    await page.goto('/access/principals')
    await page.locator('tbody tr').first().waitFor()
    // The screen fetches the dialog by itself, so that it is there when the server is not.
    await page.waitForLoadState('networkidle')
    const before = at.faults.length
    await at.context.clearCookies()
    await page.getByRole('searchbox').fill('ci-deployer')
    const password = page.getByLabel('Password')
    await password.waitFor()
    expect(await page.getByLabel('Email').inputValue()).toBe(administrator.email)
    await password.fill(administrator.password)
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click()
    await page.locator('tbody tr').filter({ hasText: 'ci-deployer' }).first().waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('ci-deployer')
    // The browser logs the refused requests themselves.
    at.faults.splice(
      before,
      at.faults.length,
      ...at.faults.slice(before).filter((one) => !one.includes('status of 401')),
    )
  })

  test('no page logged an error, threw, or called another host', () => {
    expect(at.faults).toEqual([])
  })
})
