/**
 * The console in a real browser, against a real server with the sample organization: one person's first hour, told in order.
 * Skipped aloud where there is no Chromium.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { text as readStream } from 'node:stream/consumers'
import type { AxeResults, RunOptions } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer, type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const hasChromium = existsSync(executablePath)
if (!hasChromium) process.stderr.write(`skipped: the console in a browser (no Chromium at ${executablePath})\n`)

const person = { name: 'Priya Raman', email: 'priya@larkfield.example', password: 'a quiet garden wall' }
const bucket = 'larkfield-payments-settlements'
const objects = `arn:aws:s3:::${bucket}/*`
const bot = 'arn:aws:iam::444455556666:role/ci/release-bot'
const askWho = `/access/ask?ask=who-can&action=s3%3AGetObject&resource=${encodeURIComponent(objects)}`

/** Reading the sample on a busy machine (ms). */
const readingPatience = 60_000
const desktop = { width: 1440, height: 1000 }
const phone = { width: 390, height: 844 }

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
  const launched = chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  server = await startServer({ home: folder.path }, ['--sample', '--port', '0'])
  browser = await launched
  context = await newContext()
  page = await context.newPage()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await folder?.remove()
})

const refusals = [
  // Asked by every page to know who is there; and the answer to a wrong password.
  { status: 401, path: /\/api\/v1\/session$/ },
  { status: 404, path: /\/api\/v1\/access\/who-can\?action=s3%3AGetObjekt/ },
]

async function newContext(): Promise<BrowserContext> {
  const made = await browser.newContext({
    baseURL: server.url,
    viewport: desktop,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  made.setDefaultTimeout(15_000)
  made.on('weberror', (error) => faults.push(`thrown: ${error.error().message}`))
  made.on('console', (message) => {
    if (message.type() !== 'error') return
    const { url } = message.location()
    // The browser logs every refused request by itself. These are meant to be refused.
    const isMeant = refusals.some(
      ({ status, path }) => message.text().includes(`status of ${status}`) && path.test(url),
    )
    if (!isMeant) faults.push(`logged: ${message.text()} (${url})`)
  })
  made.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== server.url) faults.push(`called: ${request.url()}`)
  })
  return made
}

const verdict = (of: Page = page): Locator => of.locator('main h1').first()
/** Opens the word of the question that is named so, and types into its field. */
async function pick(label: string, typed: string): Promise<void> {
  await button(new RegExp(`^${label}: `)).click()
  await page.getByRole('combobox', { name: label }).waitFor()
  await page.keyboard.type(typed)
}

const button = (name: string | RegExp, within: Page | Locator = page): Locator => within.getByRole('button', { name })

describe.skipIf(!hasChromium)('the console', () => {
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await page.screenshot({ path: `/tmp/e2e/fail-${task.name.slice(0, 20)}.png` })
  }) // DEBUG

  test('the setup link makes the first administrator, once', async () => {
    const link = server.setupLink ?? ''
    await page.goto(link)
    await page.getByLabel('Name').fill(person.name)
    await page.getByLabel('Email').fill(person.email)
    await page.getByLabel('Password').fill(person.password)
    await button('Make me the administrator').click()
    await page.waitForURL(`${server.url}/`)

    const stranger = await (await newContext()).newPage()
    await stranger.goto(link)
    await stranger.getByText('This Bailiwick has its first administrator.').waitFor()
    const token = new URL(link).searchParams.get('token')
    const again = await stranger.request.post('/api/v1/setup', { data: { token, ...person, email: 'eve@example.com' } })
    expect(again.status()).toBe(409)
    await stranger.context().close()
  })

  test('the reading is seen account by account, and ends at Active', { timeout: readingPatience }, async () => {
    await page.goto('/integrations')
    const card = page.getByRole('link', { name: /AWS/ }).filter({ hasText: 'accounts' }).first()
    await card.getByRole('progressbar').waitFor()
    await card.getByText(/of [\d,]+ cells/).waitFor()
    await card.click()
    const accounts = page.getByRole('progressbar', { name: 'prod-payments' })
    await accounts.waitFor()
    expect(Number(await accounts.getAttribute('aria-valuemax'))).toBeGreaterThan(0)
    await page.locator('main').getByText('Active', { exact: true }).first().waitFor({ timeout: readingPatience })
    await page.goto('/integrations')
    await page.getByText('Active', { exact: true }).nth(1).waitFor()
    expect(await page.getByRole('progressbar').count()).toBe(0)
  })

  test('a cell of the coverage grid opens its reason', async () => {
    await page.goto('/integrations')
    const cell = button(/: (read|not enabled, or left out|refused)$/).first()
    const name = (await cell.getAttribute('aria-label')) ?? ''
    await cell.click()
    await page.waitForURL(/[?&]cell=/)
    expect(await button(name).getAttribute('aria-expanded')).toBe('true')
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
    const other = await context.newPage()
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

    await tabTo((label) => label.startsWith('Action:'))
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
    expect(await focused()).toMatch(/^Action: s3:DeleteObject/)

    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL(/\/access\/principals$/)
    await page.getByRole('table', { name: 'Principals' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('release-bot')
    await page.waitForURL(/search=release-bot/)
    await page.getByText(/what you ask for/).waitFor()
    await tabTo((label) => label.startsWith('release-bot'))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/access\/principals\/arn.*release-bot/)
  })

  /** Accessible name of what has the focus: its label, or its text. */
  const focused = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')

  async function tabTo(fits: (label: string) => boolean): Promise<void> {
    const most = 60
    for (let pressed = 0; pressed < most; pressed += 1) {
      await page.keyboard.press('Tab')
      if (fits(await focused())) return
    }
    throw new Error(`${most} times Tab, and the focus is on "${await focused()}"`)
  }

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
    await page.getByLabel('Email').fill(person.email)
    await page.getByLabel('Password').fill('not the garden wall')
    await button('Sign in').click()
    await page
      .getByRole('alert')
      .or(page.getByText(/password/i).nth(2))
      .first()
      .waitFor()
    expect(page.url()).toContain('/sign-in')

    await page.getByLabel('Password').fill(person.password)
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

  const pages: readonly (readonly [name: string, path: string, ready: (on: Page) => Locator])[] = [
    ['home', '/', (on) => verdict(on)],
    ['ask', '/access/ask', (on) => verdict(on)],
    ['who can', askWho, (on) => on.locator('section[aria-label^="Why "] code').first()],
    [
      'what can',
      `/access/ask?ask=what-can&principal=${encodeURIComponent(bot)}`,
      (on) => on.getByRole('heading', { name: 'Granted' }),
    ],
    ['principals', '/access/principals', (on) => on.getByRole('table', { name: 'Principals' })],
    ['resources', '/access/resources', (on) => on.getByRole('table', { name: 'Resources' })],
    ['resource', `/access/resources/arn:aws:s3:::${bucket}`, (on) => on.getByRole('heading', { name: bucket })],
    ['integrations', '/integrations', (on) => on.getByRole('heading', { name: 'Coverage' })],
    ['integrate', '/integrations?add=aws', (on) => on.getByRole('dialog')],
    ['import', '/integrations?add=import', (on) => on.getByRole('dialog')],
    ['settings', '/settings', (on) => verdict(on)],
    ['what is to come', '/requests', (on) => verdict(on)],
  ]

  test.each(pages)('%s: for everybody, in light and dark, and 390 px wide', async (_name, path, ready) => {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(path)
    await ready(page).waitFor()
    expect(await violations()).toEqual([])
    // The same elements in other colours: only the colours are to be looked at again.
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations({ runOnly: ['color-contrast'] })).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize(phone)
    await ready(page).waitFor({ state: 'attached' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
    expect(await violations({ runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'] })).toEqual([])
    await page.setViewportSize(desktop)
  })

  test('the door too', async () => {
    const stranger = await (await newContext()).newPage()
    await stranger.goto('/sign-in')
    await button('Sign in', stranger).waitFor()
    expect(await violations({}, stranger)).toEqual([])
    await stranger.emulateMedia({ colorScheme: 'dark' })
    expect(await violations({ runOnly: ['color-contrast'] }, stranger)).toEqual([])
    await stranger.setViewportSize(phone)
    expect(await stranger.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(phone.width)
    await stranger.context().close()
  })

  test('no page logged an error, threw, or called another host', () => {
    expect(faults).toEqual([])
  })
})

const axe = hasChromium ? readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : ''

/** What axe finds serious or critical on the page as it stands. */
async function violations(options: RunOptions = {}, on: Page = page): Promise<readonly string[]> {
  const hasAxe = await on.evaluate(() => 'axe' in window)
  if (!hasAxe) await on.evaluate(axe)
  const found: Pick<AxeResults, 'violations'> = await on.evaluate(
    (settings) =>
      Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'], iframes: false, ...settings }),
    options,
  )
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 120))
          .slice(0, 3)
          .join(' | ')}`,
    )
}
