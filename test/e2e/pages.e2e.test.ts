/**
 * Every page in every state that `web/dev/pages.ts` knows, for everybody: axe finds nothing serious in light and dark and 390 px wide,
 * and nothing scrolls sideways there. A route without a page in that table fails. Skipped aloud where there is no Chromium.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doors, type Shot, shots } from '../../web/dev/pages.ts'
import { hasChromium, phone, settled, troubleOf } from './browser.ts'
import { openSampleConsole, type SampleConsole } from './sample-console.ts'

let at: SampleConsole
let stranger: Page
/** Routes that were looked at. */
const seen = new Set<string>()

beforeAll(async () => {
  if (!hasChromium) return
  at = await openSampleConsole()
  await at.page.goto('/')
  stranger = await at.stranger()
})

afterAll(() => at?.close())

/** The part of the router that it hangs into the window for its own tools. */
interface Router {
  readonly routesById: Readonly<
    Record<string, { readonly options: { readonly path?: string; readonly component?: unknown } }>
  >
  readonly state: { readonly matches: readonly { readonly routeId: string }[] }
}

const routeOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const router: Router = Reflect.get(window, '__TSR_ROUTER__')
    return router.state.matches.at(-1)?.routeId ?? ''
  })

/** Those that show something; a folder of routes does not. */
const routesWithScreen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const router: Router = Reflect.get(window, '__TSR_ROUTER__')
    return Object.entries(router.routesById).flatMap(([id, { options }]) =>
      options.path !== undefined && options.component !== undefined ? [id] : [],
    )
  })

async function lookThrough(page: Page, { path, act, looks }: Shot): Promise<void> {
  // Some things are there on a phone only.
  if (looks?.every((look) => look === '390')) await page.setViewportSize(phone)
  await page.goto(typeof path === 'string' ? path : await path(page))
  await settled(page)
  await act?.(page)
  seen.add(await routeOf(page))
  expect(await troubleOf(page)).toEqual([])
}

describe.skipIf(!hasChromium)('for everybody', () => {
  test.each(shots.filter(({ needsAws }) => needsAws !== true))('$name', (shot) => lookThrough(at.page, shot))

  test.each(doors)('at the door: $name', (shot) => lookThrough(stranger, shot))

  test('every route has a page here', async () => {
    const routes = await routesWithScreen(at.page)
    expect(routes.length).toBeGreaterThan(20)
    expect(routes.filter((route) => !seen.has(route))).toEqual([])
  })

  test('no page logged an error, threw, or called another host', () => {
    expect(at.faults).toEqual([])
  })
})
