/**
 * Paths and What if in a real browser, against a real server with the sample organization. Skipped aloud where there is no
 * Chromium.
 */
import { text as readStream } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { focused, hasChromium, settled, tabTo } from './browser.ts'
import { openSampleConsole, type SampleConsole } from './sample-console.ts'

/** Assumes release-bot of another account, which passes an administrator's role to a function. */
const deployer = 'arn:aws:iam::222233334444:role/ci/ci-deployer'
const bot = 'arn:aws:iam::444455556666:role/ci/release-bot'
const lambdaAdmin = 'arn:aws:iam::444455556666:role/service/lambda-admin'

let at: SampleConsole
let page: Page

beforeAll(async () => {
  if (!hasChromium) return
  at = await openSampleConsole()
  page = at.page
})

afterAll(() => at?.close())

const button = (name: string | RegExp, within: Page | Locator = page): Locator => within.getByRole('button', { name })
const verdict = (on: Page = page): Locator => on.locator('main h1').first()
const picture = (): Locator => page.getByRole('group', { name: /^Access paths/ })
const panel = (): Locator => page.locator('section[aria-label^="How "][aria-label$=" gets there"]')

/** Opens the word of the question that is named so, and types into its field. */
async function pick(label: string, typed: string, option: string | RegExp): Promise<void> {
  await button(new RegExp(`^${label}: `)).click()
  await page.getByRole('combobox', { name: label }).waitFor()
  await page.keyboard.type(typed)
  await page.getByRole('option', { name: option }).first().click()
}

async function csvOf(name: string): Promise<readonly string[]> {
  const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()])
  return (await readStream(await download.createReadStream())).trimEnd().split('\r\n')
}

const askFrom = `/access/ask?ask=paths&from=${encodeURIComponent(deployer)}`

describe.skipIf(!hasChromium)('paths', () => {
  test('everybody who can become administrator: picture, list, steps down to the statement', async () => {
    await page.goto('/access/ask?ask=paths')
    await verdict().filter({ hasText: 'administrator' }).waitFor()
    const ends = picture().getByRole('button', { name: /^administrator of / })
    await ends.first().waitFor()
    expect(await picture().getByRole('button').count()).toBeGreaterThan(5)

    await picture()
      .getByRole('button', { name: /^ci-deployer, IAM role in ci-build, / })
      .click()
    await page.waitForURL(/[?&]chosen=/)
    const opened = panel().getByRole('button', { expanded: true })
    await opened.filter({ hasText: 'release-bot' }).waitFor()
    await panel().getByText('sts:AssumeRole', { exact: true }).first().waitFor()
    await panel().locator('code mark').first().waitFor()
    expect(await panel().locator('code mark').allTextContents()).toContain('sts:AssumeRole')
    // The next step opens its own permissions.
    await panel().locator('ol').getByRole('button', { expanded: false }).first().click()
    await panel().getByText('iam:PassRole', { exact: true }).first().waitFor()
  })

  test('the address of a chosen step opens the same step', async () => {
    const other = await at.context.newPage()
    await other.goto(page.url())
    const row = 'button[aria-pressed="true"]'
    await other.locator('main section').getByText('iam:PassRole', { exact: true }).first().waitFor()
    expect(await other.locator(`main div > ${row}`).first().textContent()).toBe(
      await page.locator(`main div > ${row}`).first().textContent(),
    )
    await other.close()
  })

  test('from and to are chosen with pickers; what leads nowhere says so, and nothing was left unread', async () => {
    await page.goto('/access/ask?ask=paths')
    await pick('From', 'ci-deploy', /^ci-deployer/)
    await page.waitForURL((url) => url.searchParams.get('from') === deployer)
    await verdict().filter({ hasText: 'ci-deployer' }).waitFor()
    await pick('To', 'release-bot', /^release-bot.*prod-payments/)
    await page.waitForURL((url) => url.searchParams.get('to') === bot)
    await verdict().filter({ hasText: 'release-bot' }).waitFor()

    await page.goto(`/access/ask?ask=paths&from=${encodeURIComponent(bot)}&to=${encodeURIComponent(deployer)}`)
    await page.getByText('There is no such path').waitFor()
    expect(await page.getByRole('link', { name: 'See what was not read' }).count()).toBe(0)
  })

  test('with the keyboard alone: along the path, to its steps, to the table', async () => {
    await page.goto(askFrom)
    await picture().waitFor()
    await tabTo(page, (label) => label.startsWith('ci-deployer, IAM role'))
    await page.keyboard.press('ArrowRight')
    expect(await focused(page)).toMatch(/^release-bot, IAM role in prod-payments, 2 of /)
    await page.keyboard.press('ArrowRight')
    expect(await focused(page)).toMatch(/^lambda-admin, IAM role/)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.waitForURL(/[?&]step=1/)
    await panel().getByText('iam:PassRole', { exact: true }).first().waitFor()
    await page.keyboard.press('t')
    await page.waitForURL(/view=table/)
    const table = page.getByRole('table', { name: 'Access paths' })
    await table.waitFor()
    await tabTo(page, (label) => label.startsWith('ci-deployer'))
    await page.keyboard.press('Enter')
    await table.getByRole('list', { name: 'Steps' }).waitFor()
  })

  test('the CSV has one row per path', async () => {
    await page.goto('/access/ask?ask=paths')
    await picture().waitFor()
    const rows = await page
      .getByRole('heading', { name: 'Paths' })
      .locator('xpath=../..')
      .locator('button[aria-pressed]')
      .count()
    const [head, ...lines] = await csvOf('Export CSV')
    expect(head?.split(',')).toEqual(expect.arrayContaining(['decision', 'from_id', 'to_id', 'path_ids']))
    expect(lines).toHaveLength(rows)
  })

  test('who can become administrator is seen among the principals, and on the page of each', async () => {
    await page.goto('/access/principals?search=ci-deployer')
    await page.getByRole('link', { name: /can become administrator/ }).click()
    await page.waitForURL((url) => url.searchParams.get('from') === deployer)
    await page.goto(`/access/principals/${deployer}`)
    await page.getByRole('heading', { name: 'What it can become' }).waitFor()
    await page.getByRole('link', { name: 'Show the picture' }).click()
    await verdict().filter({ hasText: 'ci-deployer' }).waitFor()
  })
})

/** Opens the menu of everything that can be tried. */
const addChange = (): Promise<void> => page.getByRole('button', { name: 'Change', exact: true }).click()

const editor = (): Locator => page.locator('.cm-content')
const editorText = async (): Promise<string> => (await page.locator('.cm-line').allTextContents()).join('\n')
const outcome = (): Locator => page.locator('section[aria-label="Gains and losses"]')

describe.skipIf(!hasChromium)('what if', () => {
  test('with the keyboard alone: who can, the deciding statement, and what is lost without it', async () => {
    const asked = { ask: 'who-can', action: 'iam:PassRole', resource: lambdaAdmin }
    await page.goto(`/access/ask?${new URLSearchParams(asked)}`)
    await settled(page)
    await tabTo(page, (label) => label.startsWith('release-bot'))
    await page.keyboard.press('Enter')
    await page.waitForURL(/[?&]chosen=/)
    await page.locator('section[aria-label^="Why "] code mark').first().waitFor()
    await tabTo(page, (label) => label === 'Edit it as a what-if')
    await page.keyboard.press('Enter')
    await page.waitForURL(/ask=what-if/)
    await editor().waitFor()
    await tabTo(page, (label) => label.startsWith('Document of '))
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('{"Version": "2012-10-17", "Statement": []}')
    await outcome().getByText('Lost', { exact: true }).waitFor()
    await outcome().getByText('iam:PassRole').first().waitFor()
    await page.keyboard.press('Escape')
    await tabTo(page, (label) => label === 'Reset')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing is changed yet.').waitFor()
    await button('Leave this change out').click()
  })

  test('a place to cut opens with the permission taken out, and the loss computed', async () => {
    await page.goto(`/access/ask?ask=paths&from=${encodeURIComponent(bot)}`)
    await page.getByRole('link', { name: 'Try it as a what-if' }).first().click()
    await page.waitForURL(/ask=what-if/)
    await editor().waitFor()
    await outcome().getByText('Lost', { exact: true }).waitFor()
    await outcome().getByText('iam:PassRole').first().waitFor()
    expect(await editorText()).not.toContain('iam:PassRole')
    // What the link asked for is done once; the address keeps only which document is open.
    expect(new URL(page.url()).searchParams.get('without')).toBeNull()
  })

  test('what is typed survives a reload, and Reset brings back what AWS has', async () => {
    await page.reload()
    await outcome().waitFor()
    expect(await editorText()).not.toContain('iam:PassRole')
    await button('Reset').click()
    await expect.poll(editorText).toContain('iam:PassRole')
    await page.getByText('Nothing is changed yet.').waitFor()
  })

  test('typing is answered live; broken JSON keeps the text and the answer before', async () => {
    await editor().click()
    await page.keyboard.press('Control+a')
    const smaller =
      '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBukets", "Resource": "*"}]}'
    await page.keyboard.insertText(smaller)
    await outcome().getByText('lambda:', { exact: false }).first().waitFor()
    const said = await verdict().textContent()
    // Lint names the action that AWS does not have, at its place.
    await page.locator('.cm-lintRange-warning').first().waitFor()
    await page.getByRole('list', { name: 'What is wrong with the document' }).getByText('ListAllMyBuckets').waitFor()

    await page.keyboard.press('End')
    await page.keyboard.type(' oops')
    await page.getByText('The document is not JSON at the moment').waitFor()
    expect(await editorText()).toBe(`${smaller} oops`)
    expect(await verdict().textContent()).toBe(said)
    await page.locator('.cm-lintRange-error').first().waitFor()
  })

  test('Escape and then Tab leave the editor', async () => {
    await editor().click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor') === null)).toBe(true)
    await button('Reset').click()
    await button('Leave this change out').click()
    await page.getByText('Change a policy here, and see who gains').waitFor()
  })

  test('changes are stacked as sentences and can be taken away', async () => {
    await page.goto('/access/ask?ask=what-if')
    await addChange()
    await page.getByRole('menuitem', { name: 'Attach a policy' }).click()
    await pick('Policy', 'AdministratorAccess', /^AdministratorAccess AWS managed/)
    await pick('Principal', 'ci-deploy', /^ci-deployer/)
    await outcome().getByText('Gained', { exact: true }).waitFor()
    const admins = page.locator('section[aria-label="Administrators"]')
    await admins.getByText('ci-deployer').waitFor()

    await addChange()
    await page.getByRole('menuitem', { name: 'Remove a boundary' }).click()
    expect(await button('Leave this change out').count()).toBe(2)
    await button('Leave this change out').last().click()
    expect(await button('Leave this change out').count()).toBe(1)

    const [head, ...lines] = await csvOf('CSV')
    expect(head).toMatch(/^change,principal,/)
    expect(lines.some((line) => line.startsWith(`gained,${deployer},`))).toBe(true)
    await button('Leave this change out').click()
  })

  test('a change that the server refuses is told, and stays to be mended', async () => {
    const change = { op: 'detach-policy', policy: 'NoSuchPolicyAnywhere', from: bot }
    await page.goto(`/access/ask?ask=what-if&change=${encodeURIComponent(JSON.stringify(change))}`)
    await page.getByRole('alert').getByText('NoSuchPolicyAnywhere').first().waitFor()
    expect(await button(/^Policy: NoSuchPolicyAnywhere/).count()).toBe(1)
    await button('Leave this change out').click()
  })
})

test.skipIf(!hasChromium)('no page logged an error, threw, or called another host', () => {
  expect(at.faults).toEqual([])
})
