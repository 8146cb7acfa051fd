/** A real Chromium, and what the tests ask of every page in it. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, NodeResult, RunOptions } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

export const hasChromium = existsSync(executablePath)
if (!hasChromium) process.stderr.write(`skipped: the console in a browser (no Chromium at ${executablePath})\n`)

const desktop = { width: 1440, height: 1000 }
export const phone = { width: 390, height: 844 }

/** How long a page may take on a busy machine (ms). */
const pagePatience = 15_000

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })

/** The browser logs every refused request by itself; these are meant to be refused. */
const refusals: readonly { readonly status: number; readonly path: RegExp }[] = [
  // Asked by every page, to know who is there; and the answer to a wrong password.
  { status: 401, path: /\/api\/v1\/session$/ },
  { status: 404, path: /\/api\/v1\/access\/who-can\?action=s3%3AGetObjekt/ },
  // A settings form with a wrong field, and a link that was revoked.
  { status: 400, path: /\/api\/v1\/integrations\/[\w-]+\/settings(\?|$)/ },
  { status: 404, path: /\/api\/v1\/handoff\// },
  // What a link names and no snapshot has.
  { status: 404, path: /nobody-read-this$|999988887777|user%2Feve&at=/ },
  // What is asked before anything was read.
  {
    status: 409,
    path: /\/api\/v1\/(access\/paths\?to=admin|(identities|principals|resources|policies|accounts)\?pageSize=50)$/,
  },
  // A change that names what does not exist.
  { status: 400, path: /\/api\/v1\/access\/what-if$/ },
]

/** `faults` takes what no page may do: log an error, throw, or call another host. */
export async function openContext(browser: Browser, baseURL: string, faults: string[]): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL,
    viewport: desktop,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(pagePatience)
  context.on('weberror', (error) => faults.push(`thrown: ${error.error().message}`))
  context.on('console', (message) => {
    const { url } = message.location()
    const isMeant = refusals.some(
      ({ status, path }) => message.text().includes(`status of ${status}`) && path.test(url),
    )
    if (message.type() === 'error' && !isMeant) faults.push(`logged: ${message.text()} (${url})`)
  })
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== baseURL) faults.push(`called: ${request.url()}`)
  })
  return context
}

const axeSource = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds serious or critical on the page as it stands. */
async function violations(page: Page, options: RunOptions = {}): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource())
  const found: Pick<AxeResults, 'violations'> = await page.evaluate(
    (settings) =>
      Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'], iframes: false, ...settings }),
    options,
  )
  const isDialogOpen = (await page.getByRole('dialog').count()) > 0
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => {
      const places = nodes
        .filter((node) => !(isDialogOpen && isHalfCovered(node)))
        .map(({ html }) => html.slice(0, 120))
      return places.length === 0 ? [] : [`${id}: ${places.slice(0, 3).join(' | ')}`]
    })
}

/** What a picker half covers, or the foot of a dialog, comes out when that is closed or scrolled. */
const isHalfCovered = ({ any }: NodeResult): boolean =>
  any.some(({ id, data }) => id === 'target-size' && data?.messageKey?.startsWith('partiallyObscured'))

/** Resolves when the page stands, or says why it does not, and nothing on it is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1, [role=alert]').first().waitFor()
  await page.waitForFunction(() => document.querySelector('[data-loading]') === null)
}

/** Nothing serious in light, dark and on a phone, and nothing that scrolls sideways there. Leaves the page light and wide. */
export async function troubleOf(page: Page): Promise<readonly string[]> {
  await dialogsNamed(page)
  const found = [...(await violations(page))]
  // The same elements in other colours: only the colours are to be looked at again.
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await violations(page, { runOnly: ['color-contrast'] })
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(phone)
  const width = await widthOf(page)
  const small = await violations(page, { runOnly: ['color-contrast', 'target-size', 'scrollable-region-focusable'] })
  await page.setViewportSize(desktop)
  found.push(...dark.map((text) => `dark, ${text}`), ...small.map((text) => `${phone.width} px, ${text}`))
  if (width > phone.width) found.push(`${phone.width} px: the page is ${width} px wide`)
  return found
}

/** A dialog learns its title a moment after it is there; one that has none after two seconds is for axe to tell. */
async function dialogsNamed(page: Page): Promise<void> {
  const areNamed = (): boolean =>
    [...document.querySelectorAll('[role=dialog]')].every((dialog) => {
      const title = dialog.getAttribute('aria-labelledby')
      return dialog.hasAttribute('aria-label') || (title !== null && document.getElementById(title) !== null)
    })
  await page.waitForFunction(areNamed, undefined, { timeout: 2_000 }).catch(() => undefined)
}

/** Measured when it fits: pictures measure the window a moment after it became narrow. As it stays where it does not fit (px). */
async function widthOf(page: Page): Promise<number> {
  const fits = (): boolean => document.documentElement.scrollWidth <= window.innerWidth
  await page.waitForFunction(fits, undefined, { timeout: 2_000 }).catch(() => undefined)
  return page.evaluate(() => document.documentElement.scrollWidth)
}

/** Accessible name of what has the focus: its label, or its text. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')

export async function tabTo(page: Page, fits: (label: string) => boolean): Promise<void> {
  const most = 120
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab')
    if (fits(await focused(page))) return
  }
  throw new Error(`${most} times Tab, and the focus is on "${await focused(page)}"`)
}
