/**
 * The console in a real browser, on the sample and on a large organization: each screen is opened by its address, then somebody types,
 * clicks and walks with the keys. Times are from the event to the next paint (Event Timing) and to the last change that it brought;
 * budgets are those of the console: 100 ms on the sample, 300 ms with 100,000 principals, 250 KB of scripts at first, 120 KB more for a
 * route. On a machine that others use too, the processor time of the main thread beside them says more.
 *
 * `BENCH_ACCOUNTS` (1,000; 100 principals each), `BENCH_RESOURCES` (20,000), `BENCH_WORLDS` (`sample,large`). Reading the large one takes
 * most of half an hour: `BENCH_HOME` names a folder in which it is read once and kept.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createMeter, type Measured, type Meter } from './browser-meter.ts'
import { readOrganization } from './large-organization.ts'
import { report } from './report.ts'
import { endProcess, type Server, startServer } from './server-process.ts'

const accounts = Number(process.env['BENCH_ACCOUNTS'] ?? 1_000)
const resources = Number(process.env['BENCH_RESOURCES'] ?? 20_000)
const wanted = (process.env['BENCH_WORLDS'] ?? 'sample,large').split(',')
const principalsPerAccount = 100

interface World {
  readonly name: string
  /** From an event to what it brings (ms). */
  readonly budget: number
}
const sample: World = { name: 'sample', budget: 100 }
const large: World = { name: 'large', budget: 300 }
const firstLoad = 250 * 1024
const routeLoad = 120 * 1024

const person = { email: 'bench@larkfield.example', name: 'Bench', password: 'a quiet garden wall' }
const scratch = mkdtempSync(join(tmpdir(), 'bailiwick-console-'))

interface Step {
  readonly name: string
  readonly act: (page: Page) => Promise<unknown>
}
interface Screen {
  readonly name: string
  readonly address: string
  readonly steps: readonly Step[]
}

const key = (name: string, press: string): Step => ({ name, act: (page) => page.keyboard.press(press) })
const click = (name: string, role: 'button' | 'link' | 'radio', label: string | RegExp): Step => ({
  name,
  act: (page) => page.getByRole('main').getByRole(role, { name: label }).first().click(),
})
/** A letter in a field that already has the focus. */
const letter = (name: string, typed: string): Step => ({ name, act: (page) => page.keyboard.type(typed) })

function screensOf(names: { readonly principal: string; readonly resource: string }): readonly Screen[] {
  const asked = 'ask=who-can&action=iam%3ACreateUser&resource=*'
  return [
    {
      name: 'Home',
      address: '/',
      steps: [{ name: 'to Ask', act: (page) => page.keyboard.press('g').then(() => page.keyboard.press('a')) }],
    },
    {
      name: 'Who can',
      address: `/access/ask?${asked}`,
      steps: [
        key('next principal', 'j'),
        key('as a table', 't'),
        key('as a picture', 't'),
        {
          name: 'open a bundle',
          act: async (page) => {
            await page.locator('svg[data-picture] [data-node^="bundle:allowed"]').first().focus()
            await page.keyboard.press('Enter')
          },
        },
      ],
    },
    {
      name: 'Paths',
      address: '/access/ask?ask=paths',
      steps: [key('next path', 'j'), key('as a table', 't'), key('as a picture', 't')],
    },
    {
      name: 'Principals',
      address: '/access/principals',
      steps: [
        { name: 'search', act: (page) => page.getByRole('searchbox').first().pressSequentially('a') },
        letter('search on', 'd'),
        click('sort', 'button', 'Account'),
        click('next page', 'button', /next/i),
      ],
    },
    { name: 'Principal', address: `/access/principals/${names.principal}`, steps: [] },
    { name: 'Resource', address: `/access/resources/${names.resource}`, steps: [] },
    {
      name: 'Organization',
      address: '/organization',
      steps: [
        {
          name: 'walk on the map',
          act: async (page) => {
            await page.getByRole('listbox').focus()
            await page.keyboard.press('ArrowRight')
          },
        },
        key('choose an account', 'Enter'),
        key('into a unit', 'PageDown'),
        key('out of it', 'PageUp'),
        click('colour by coverage', 'button', 'Coverage'),
        click('as a tree', 'button', /^Tree$/),
        { name: 'search an account', act: (page) => page.getByRole('searchbox').first().pressSequentially('p') },
      ],
    },
    {
      name: 'Coverage',
      address: '/integrations',
      steps: [click('by OU', 'button', 'By OU'), click('trouble first', 'button', 'Trouble first')],
    },
    {
      name: 'Palette',
      address: '/integrations',
      steps: [key('open', 'Control+k'), letter('a letter', 'a'), letter('another', 'd')],
    },
  ]
}

interface Row extends Measured {
  readonly what: string
}
const rows: Row[] = []

function told(world: World, what: string, measured: Measured): void {
  const name = `${world.name}: ${what}`
  rows.push({ what: name, ...measured })
  report({ name: `${name}, to paint`, value: measured.paint, unit: 'ms', budget: world.budget, cpu: measured.cpu })
  report({ name: `${name}, to answer`, value: measured.answer, unit: 'ms', budget: world.budget })
}

async function measureScreen(browser: Browser, origin: string, world: World, screen: Screen): Promise<void> {
  await withPage(browser, origin, async (page, meter) => {
    const visited = await meter.visit(screen.address)
    rows.push({ what: `${world.name}: ${screen.name}`, ...visited })
    for (const { name, act } of screen.steps) {
      const measured = await meter.act(act).catch((cause: unknown) => {
        process.stdout.write(`        ${screen.name}, ${name}: ${String(cause).split('\n')[0]}\n`)
        process.exitCode = 1
        return undefined
      })
      if (measured !== undefined) told(world, `${screen.name}, ${name}`, measured)
    }
    await page.close()
  })
}

/** A browser that has loaded nothing yet, signed in. */
async function withPage(
  browser: Browser,
  origin: string,
  use: (page: Page, meter: Meter) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    storageState: signedIn(),
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  await use(page, await createMeter(page)).finally(() => context.close())
}

const signedIn = (): string => join(scratch, 'signed-in.json')

async function signIn(browser: Browser, server: Server): Promise<void> {
  const context = await browser.newContext({ baseURL: server.origin })
  const page = await context.newPage()
  const setup = server.setup()
  await page.goto(setup ?? '/sign-in')
  if (setup !== undefined) await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: setup === undefined ? 'Sign in' : 'Make me the administrator' }).click()
  await page.waitForURL((address) => !/setup|sign-in/.test(address.pathname))
  await context.storageState({ path: signedIn() })
  await context.close()
}

const bytesOf = (scripts: ReadonlyMap<string, number>): number =>
  [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0)

/** What a fresh browser fetches of scripts: for Home, and what each other screen has beyond that. */
async function measureScripts(browser: Browser, origin: string, screens: readonly Screen[]): Promise<void> {
  let shell: ReadonlyMap<string, number> = new Map()
  for (const { name, address } of screens) {
    await withPage(browser, origin, async (_page, meter) => {
      const { scripts } = await meter.visit(address)
      if (name === 'Home') {
        shell = scripts
        report({ name: 'scripts, first load', value: bytesOf(scripts), unit: 'bytes', budget: firstLoad })
        return
      }
      const more = new Map([...scripts].filter(([path]) => !shell.has(path)))
      report({ name: `scripts, ${name} beyond Home`, value: bytesOf(more), unit: 'bytes', budget: routeLoad })
    })
  }
}

interface Listed {
  readonly items: readonly { readonly arn: string }[]
}

async function measureWorld(browser: Browser, server: Server, world: World): Promise<void> {
  const first = async (path: string): Promise<string> => {
    const { items } = await server.ask<Listed>('GET', path)
    if (items[0] === undefined) throw new Error(`${path} lists nothing`)
    return items[0].arn
  }
  const begun = performance.now()
  // Waits until the index is built and prepared: what the first person after a start waits for.
  const principal = await first('/principals?type=role&pageSize=1')
  report({ name: `${world.name}: first answer after a start`, value: (performance.now() - begun) / 1_000, unit: 's' })
  const screens = screensOf({ principal, resource: await first('/resources?type=s3:bucket&pageSize=1') })
  await signIn(browser, server)
  if (world === sample) await measureScripts(browser, server.origin, screens)
  for (const screen of screens) await measureScreen(browser, server.origin, world, screen)
}

async function untilRead(server: Server): Promise<void> {
  for (;;) {
    const { items } = await server.ask<{ readonly items: readonly { readonly state: string }[] }>(
      'GET',
      '/integrations',
    )
    if (items.some(({ state }) => state === 'active' || state === 'degraded')) return
    await sleep(500)
  }
}

function printTable(): void {
  const columns = ['to paint', 'to answer', 'longest task', 'cpu', 'nodes', 'JSON KB', 'scripts KB'] as const
  process.stdout.write(`\n${''.padEnd(44)}${columns.map((name) => name.padStart(13)).join('')}\n`)
  for (const row of rows) {
    const cells = [row.paint, row.answer, row.longest, row.cpu, row.nodes, row.json / 1024, bytesOf(row.scripts) / 1024]
    process.stdout.write(
      `${row.what.padEnd(44)}${cells.map((cell) => Math.round(cell).toLocaleString('en').padStart(13)).join('')}\n`,
    )
  }
  process.stdout.write(`\n${rows.length} screens and acts; load of the machine ${loadavg()[0]?.toFixed(1)}\n`)
  if (rows.length === 0) process.exitCode = 1
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
const servers: Server[] = []
try {
  if (wanted.includes('sample')) {
    const server = await startServer({ home: join(scratch, 'sample'), options: ['--sample'] })
    servers.push(server)
    await untilRead(server)
    await measureWorld(browser, server, sample)
    await endProcess(server.child)
  }
  if (wanted.includes('large')) {
    const home = process.env['BENCH_HOME'] ?? join(scratch, 'large')
    if (!existsSync(home))
      await readOrganization(home, { accounts, principals: accounts * principalsPerAccount, resources })
    const server = await startServer({ home })
    servers.push(server)
    await measureWorld(browser, server, large)
  }
  printTable()
} finally {
  await browser.close()
  for (const { child } of servers) await endProcess(child)
  rmSync(scratch, { recursive: true, force: true })
}
