/**
 * What a person waits for in the browser, measured there: from a key or a click to the next paint (Event Timing, as INP counts it), to
 * the last change of the page that it brought, and the work of the main thread meanwhile.
 */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { CDPSession, Page, Request } from 'playwright-core'

export interface Measured {
  /** From the event to the next paint (ms); the browser rounds to 8 and leaves out what is shorter than 16. */
  readonly paint: number
  /** From the event to the last change on the page (ms). */
  readonly answer: number
  /** Longest task of the main thread (ms); 0: none over 50. */
  readonly longest: number
  /** Processor time of the main thread (ms): what a machine of its own would need. */
  readonly cpu: number
  readonly nodes: number
  /** Bytes of JSON that came meanwhile, as the browser got them after unpacking. */
  readonly json: number
  /** Scripts that came meanwhile: address → bytes, gzipped. */
  readonly scripts: ReadonlyMap<string, number>
}

/** What browser-observer.js has seen since it was reset, by the clock of the page (ms). */
interface Seen {
  readonly events: readonly number[]
  readonly tasks: readonly number[]
  readonly lastChange: number
  /** Of the first key or click; 0: none. */
  readonly began: number
}

export interface Meter {
  /** What the page weighs and costs from a visit of an address until it is quiet. */
  visit(address: string): Promise<Measured>
  /** One interaction. */
  act(run: (page: Page) => Promise<unknown>): Promise<Measured>
}

/** Nothing asked and nothing changed for so long: the page is quiet (ms). */
const quietFor = 400
/** Longer than anything that is still worth waiting for (ms). */
const longestWait = 60_000

export async function createMeter(page: Page): Promise<Meter> {
  await page.addInitScript({ path: join(import.meta.dirname, 'browser-observer.js') })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const traffic = listenTo(page)

  async function settle(): Promise<void> {
    // What loads says so, also while the server is slow and nothing moves.
    await page.locator('main h1').first().waitFor({ timeout: longestWait })
    const loading = page.locator('[data-loading], main [aria-busy=true]').first()
    await loading.waitFor({ state: 'hidden', timeout: longestWait })
    const until = Date.now() + longestWait
    let quietSince = Date.now()
    let last = -1
    while (Date.now() - quietSince < quietFor) {
      if (Date.now() > until) throw new Error('the page was not quiet in time')
      await page.waitForTimeout(50)
      const { lastChange: change } = await page.evaluate<Seen>('benchSeen')
      if (traffic.open() > 0 || change !== last) quietSince = Date.now()
      last = change
    }
  }

  async function measured(run: () => Promise<unknown>): Promise<Measured> {
    traffic.reset()
    const before = await taskTime(devtools)
    await run()
    await settle()
    const cpu = (await taskTime(devtools)) - before
    const { events, tasks, lastChange, began } = await page.evaluate<Seen>('benchSeen')
    return {
      paint: Math.max(0, ...events),
      answer: Math.max(0, lastChange - began),
      longest: Math.max(0, ...tasks),
      cpu,
      nodes: await page.evaluate<number>('document.querySelectorAll("*").length'),
      ...(await traffic.sizes()),
    }
  }

  return {
    visit: (address) => measured(() => page.goto(address)),
    async act(run) {
      await page.evaluate('benchReset()')
      return measured(() => run(page))
    },
  }
}

/** Seconds of the main thread in tasks, by its own processor clock; told in ms. */
async function taskTime(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
}

interface Traffic {
  open(): number
  reset(): void
  sizes(): Promise<Pick<Measured, 'json' | 'scripts'>>
}

interface Body {
  readonly kind: 'json' | 'scripts'
  readonly path: string
  readonly bytes: number
}

function listenTo(page: Page): Traffic {
  const open = new Set<Request>()
  const asked = new Set<string>()
  let bodies: Promise<Body | undefined>[] = []
  page.on('request', (request) => {
    // What was asked before is asked again by the clock, not by the act at hand.
    if (asked.has(request.url())) return
    asked.add(request.url())
    open.add(request)
  })
  const closed = (request: Request) => open.delete(request)
  page.on('requestfinished', closed)
  page.on('requestfailed', closed)
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    const kind = pathname.startsWith('/api/') ? 'json' : pathname.endsWith('.js') ? 'scripts' : undefined
    if (kind === undefined) return
    bodies.push(
      response.body().then(
        (body): Body => ({ kind, path: pathname, bytes: kind === 'json' ? body.length : gzipSync(body).length }),
        // A request that was given up for a newer one has no body.
        () => undefined,
      ),
    )
  })
  return {
    open: () => open.size,
    reset() {
      bodies = []
    },
    async sizes() {
      const all = (await Promise.all(bodies)).filter((one) => one !== undefined)
      const of = (kind: Body['kind']) => all.filter((one) => one.kind === kind)
      return {
        json: of('json').reduce((sum, { bytes }) => sum + bytes, 0),
        scripts: new Map(of('scripts').map(({ path, bytes }) => [path, bytes])),
      }
    },
  }
}
