/**
 * Pictures of every screen, of a server of its own with the sample organization: light, dark and 390 px wide, and the states
 * that are not content (first run, empty, error). Into `screenshots/`, which git ignores.
 *
 *   npm run screenshots -- [--only ask,home] [--url http://127.0.0.1:8420 --email … --password …]
 *   npm run screenshots -- --readme      only the pictures of the README and the guides, into `docs/images/`
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { doors, everyLook, type Look, type Shot, shots } from './pages.ts'

const root = join(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    url: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    readme: { type: 'boolean', default: false },
  },
})
const folder = join(root, values.readme ? 'docs/images' : 'screenshots')
const only = values.readme ? [] : values.only?.split(',')
const person = { email: 'priya@larkfield.example', name: 'Priya Raman', password: 'a quiet garden wall' }

/** How long the sample may take to be read (ms). */
const readingTime = 60_000

const isWanted = (name: string): boolean =>
  only === undefined || only.some((one) => name === one || name.startsWith(`${one}-`))

async function contextFor(browser: Browser, look: Look, base: string) {
  const phone = look === '390'
  return browser.newContext({
    baseURL: base,
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 1000 },
    deviceScaleFactor: phone ? 1.5 : 1,
    isMobile: phone,
    hasTouch: phone,
    colorScheme: look === 'dark' ? 'dark' : 'light',
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
  })
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => undefined)
  await page.waitForTimeout(250)
  await page.evaluate(() => document.fonts.ready)
}

async function take(page: Page, name: string, look: Look): Promise<void> {
  await settled(page)
  // What sticks to the window (the navigation) shall stand beside the whole page, as it does for a person who scrolls.
  const size = page.viewportSize()
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  if (size) await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) })
  await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
  if (size) await page.setViewportSize(size)
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

interface Server {
  readonly url: string
  readonly setup: string
  readonly process: ChildProcess
  readonly home: string
}

/** A server with a home of its own; resolves when it has printed its setup link. */
function startServer(): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'bailiwick-screenshots-'))
  const child = spawn(process.execPath, [join(root, 'bin/bailiwick.js'), 'start', '--port', '0'], {
    env: { ...process.env, BAILIWICK_DATA: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer): void => {
      said += chunk.toString()
      const link = /(http:\/\/[^\s/]+)(\/setup\?token=\S+)/.exec(said)
      if (link?.[1] && link[2]) resolve({ url: link[1], setup: link[2], process: child, home })
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)))
  })
}

async function setUp(browser: Browser, server: Server): Promise<void> {
  for (const look of everyLook) {
    const context = await contextFor(browser, look, server.url)
    const page = await context.newPage()
    await page.goto(server.setup)
    await page.getByLabel('Name').waitFor()
    if (isWanted('setup')) await take(page, 'setup', look)
    await context.close()
  }
  const context = await contextFor(browser, 'light', server.url)
  const page = await context.newPage()
  await page.goto(server.setup)
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Make me the administrator' }).click()
  await page.waitForURL('/')
  await firstRun(browser, page, server.url)
  await page.goto('/integrations')
  await page.waitForTimeout(800)
  if (isWanted('integrations'))
    await page.screenshot({ path: join(folder, 'integrations-reading-light.png'), fullPage: true })
  const until = Date.now() + readingTime
  while (Date.now() < until) {
    const { items }: { items: { state: string }[] } = await (await page.request.get('/api/v1/integrations')).json()
    if (
      items.length > 0 &&
      items.every((item) => !['fetching', 'verifying', 'draft', 'awaiting_trust'].includes(item.state))
    )
      break
    await page.waitForTimeout(500)
  }
  await context.close()
}

/** The choice, and the sample as it is read: states that a server passes once. */
async function firstRun(browser: Browser, page: Page, base: string): Promise<void> {
  for (const look of everyLook.filter(() => isWanted('first-run'))) {
    const context = await contextFor(browser, look, base)
    const own = await context.newPage()
    await signIn(own, person.email, person.password)
    await own.getByRole('button', { name: 'Explore the sample' }).waitFor()
    await take(own, 'first-run', look)
    await context.close()
  }
  await page.getByRole('button', { name: 'Explore the sample' }).click()
  await page.getByRole('heading', { name: 'Being read' }).waitFor({ timeout: readingTime })
  if (!isWanted('first-run')) return
  await page.getByText('known so far').waitFor()
  await page
    .getByRole('link', { name: /^See the path/ })
    .first()
    .waitFor({ timeout: readingTime })
  await page.screenshot({ path: join(folder, 'first-run-reading-light.png'), fullPage: true })
}

/** How many were taken: one, or none where it is not wanted or has failed. */
async function takeOne(page: Page, { name, path, act, looks = everyLook }: Shot, look: Look): Promise<number> {
  if (!isWanted(name) || !looks.includes(look)) return 0
  try {
    await page.goto(typeof path === 'string' ? path : await path(page))
    await page.waitForLoadState('networkidle')
    await act?.(page)
    await take(page, name, look)
    return 1
  } catch (error) {
    console.error(`${name}, ${look}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    return 0
  }
}

async function takeAll(browser: Browser, base: string, email: string, password: string): Promise<number> {
  let taken = 0
  for (const look of everyLook) {
    const context = await contextFor(browser, look, base)
    const page = await context.newPage()
    page.on('pageerror', (error) => console.error(`${look}: ${error.message}`))
    page.on('console', (message) => message.type() === 'error' && console.error(`${look}: ${message.text()}`))
    for (const door of doors) taken += await takeOne(page, door, look)
    await signIn(page, email, password)
    for (const shot of shots) taken += await takeOne(page, shot, look)
    await context.close()
  }
  return taken
}

/** What the README and the guides show: the first screen's worth of the pages that say most, of the sample as it is. */
const readmeShots = [
  {
    name: 'ask',
    path: `/access/ask?ask=who-can&action=s3%3AGetObject&resource=${encodeURIComponent('arn:aws:s3:::larkfield-lake-cardholder/*')}`,
  },
  { name: 'home', path: '/' },
  { name: 'organization', path: '/organization' },
  { name: 'integrations', path: '/integrations' },
] as const
const readmeSize = { width: 1440, height: 1100 } as const

async function takeForReadme(browser: Browser, base: string, email: string, password: string): Promise<number> {
  const context = await contextFor(browser, 'light', base)
  const page = await context.newPage()
  await signIn(page, email, password)
  await page.setViewportSize(readmeSize)
  for (const shot of readmeShots) {
    await page.goto(shot.path)
    await settled(page)
    await page.screenshot({ path: join(folder, `${shot.name}.png`) })
  }
  await context.close()
  return readmeShots.length
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const server = values.url === undefined ? await startServer() : undefined
try {
  if (server) await setUp(browser, server)
  const taken = await (values.readme ? takeForReadme : takeAll)(
    browser,
    server?.url ?? values.url ?? '',
    values.email ?? person.email,
    values.password ?? person.password,
  )
  console.log(`${taken} pictures in ${folder}`)
} finally {
  await browser.close()
  if (server) {
    server.process.removeAllListeners('exit')
    const ended = new Promise((resolve) => server.process.once('exit', resolve))
    server.process.kill('SIGTERM')
    await ended
    rmSync(server.home, { recursive: true, force: true })
  }
}
