/** The console over the sample as it was read before (`../fakes/sample-home.ts`), with its administrator at it. */
import type { BrowserContext, Page } from 'playwright-core'
import { startServer, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { administrator, prepareSampleHome } from '../fakes/sample-home.ts'
import { launchBrowser, openContext } from './browser.ts'

export interface SampleConsole {
  readonly context: BrowserContext
  readonly page: Page
  /** What no page may do: log an error, throw, or call another host. */
  readonly faults: string[]
  /** A browser in which nobody is signed in; its faults count too. */
  stranger(): Promise<Page>
  close(): Promise<void>
}

export async function openSampleConsole(): Promise<SampleConsole> {
  const folder = await temporaryFolder()
  const launched = launchBrowser()
  await prepareSampleHome(folder.path)
  const server = await startServer({ home: folder.path })
  const browser = await launched
  const faults: string[] = []
  const context = await openContext(browser, server.url, faults)
  const { email, password } = administrator
  const answer = await context.request.post('/api/v1/session', { data: { email, password } })
  if (!answer.ok()) throw new Error(`the administrator of the sample is not let in: ${await answer.text()}`)
  return {
    context,
    page: await context.newPage(),
    faults,
    stranger: async () => (await openContext(browser, server.url, faults)).newPage(),
    async close() {
      await browser.close()
      await server.stop()
      await folder.remove()
    },
  }
}
