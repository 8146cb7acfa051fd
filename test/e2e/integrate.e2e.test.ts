/**
 * The Integrate AWS dialog in a real browser, against a real server and the simulated AWS: an administrator who reads only what is on
 * the screen, and one elsewhere who has nothing but a link. Told in order; skipped aloud where there is no Chromium.
 */
import { text as readStream } from 'node:stream/consumers'
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../src/catalog/read.ts'
import type { AccountId } from '../../src/core/ids.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { world } from '../../src/sandbox/world/generate.ts'
import { type RunningServer, startServer, type TemporaryFolder, temporaryFolder } from '../fakes/bailiwick-process.ts'
import { awsEnvironment, installExternalId, memberAccounts } from '../fakes/connected-sandbox.ts'
import { type MailServer, readMail, startMailServer } from '../fakes/mail-server.ts'
import { prepareHome } from '../fakes/prepared-home.ts'
import { focused, hasChromium, launchBrowser, openContext, troubleOf } from './browser.ts'

const person = { name: 'Priya Raman', email: 'priya@larkfield.example', password: 'a quiet garden wall' }
/** One Region, so that a reading takes seconds. */
const region = 'us-east-1'
/** Reading a small account on a busy machine (ms). */
const patience = 90_000
/** How often the dialog looks by itself whether the role has appeared (ms): its clock is put forward instead. */
const lookAgainMs = 10_000

let sandbox: Sandbox
let mail: MailServer
let folder: TemporaryFolder
let server: RunningServer
let browser: Browser
let context: BrowserContext
let page: Page
let management: AccountId
const faults: string[] = []

beforeAll(async () => {
  if (!hasChromium) return
  sandbox = await startSandbox({
    world: world({ seed: 'contract', size: 'tiny', start: new Date() }),
    catalogue: loadCatalogue(),
    environment: {},
  })
  management = sandbox.world.organization.managementAccountId
  sandbox.world.accounts.edit(management)?.iam.roles.delete(sandbox.world.home.roleName)
  folder = await temporaryFolder()
  await prepareHome(folder.path)
  const launched = launchBrowser()
  mail = await startMailServer()
  const smtp = {
    BAILIWICK_SMTP_HOST: '127.0.0.1',
    BAILIWICK_SMTP_PORT: String(mail.port),
    BAILIWICK_SMTP_SECURITY: 'none',
    BAILIWICK_SMTP_FROM: 'bailiwick@larkfield.example',
  }
  server = await startServer({ home: folder.path, env: { ...awsEnvironment(sandbox), ...smtp } })
  browser = await launched
  context = await openContext(browser, server.url, faults)
  page = await context.newPage()
  await page.clock.install()
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  await mail?.stop()
  await folder?.remove()
  await sandbox?.stop()
})

const button = (name: string | RegExp, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name, exact: typeof name === 'string' })
const field = (name: string): Locator => page.locator(`[name="${name}"]`)
const dialog = (): Locator => page.getByRole('dialog')

/** As the administrator of the management account does it, with the template that the page hands out. */
async function createStack(template: string, externalId: string): Promise<void> {
  const keys = sandbox.world.accounts.get(management)?.iam.accessKeys.values() ?? []
  const key = [...keys].find((one) => one.userName === 'ops-admin')
  if (key === undefined) throw new Error('ops-admin has no access key')
  const client = new CloudFormationClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
  })
  await client.send(
    new CreateStackCommand({
      StackName: 'Bailiwick-Trust-Role',
      TemplateBody: template,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: 'ExternalID', ParameterValue: externalId },
        { ParameterKey: 'IncludeAWSIdentityCenter', ParameterValue: 'false' },
      ],
    }),
  )
}

const focusedField = (): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.getAttribute('name'))

/** Each time ten seconds later, as it seems to the page. */
const untilLookedAgain = (isSeen: () => Promise<boolean>): Promise<void> =>
  expect
    .poll(
      async () => {
        await page.clock.fastForward(lookAgainMs)
        return isSeen()
      },
      { timeout: patience, interval: 500 },
    )
    .toBe(true)

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
async function shownExternalId(): Promise<string> {
  await dialog().getByText('drawn at random, never editable').waitFor()
  const [externalId] = uuid.exec((await dialog().textContent()) ?? '') ?? []
  if (externalId === undefined) throw new Error('the dialog shows no external id')
  return externalId
}

describe.skipIf(!hasChromium)('Integrate AWS', () => {
  test('opens from the catalog, and names the wrong fields beside them and on top', async () => {
    await page.goto(server.setupLink ?? '')
    await page.getByLabel('Name').fill(person.name)
    await page.getByLabel('Email').fill(person.email)
    await page.getByLabel('Password').fill(person.password)
    await button('Make me the administrator').click()
    await page.waitForURL(`${server.url}/`)
    await page.goto('/integrations?tab=catalog')
    await page.getByRole('region', { name: 'AWS account' }).getByRole('link', { name: 'Integrate' }).click()
    await dialog().getByRole('heading', { name: 'Integrate AWS' }).waitFor()
    await dialog().getByRole('link', { name: 'Setup guide' }).waitFor()
    await dialog().getByText('The role will trust exactly one principal').waitFor()
    await button('Continue').click()

    await field('accounts').fill('12345, 111122223333')
    await field('regions').fill('us-east-11')
    await button('Create').click()
    const told = [
      '"12345" is not an AWS account number. Account numbers have 12 digits.',
      '"us-east-11" is not a Region of the aws partition. Did you mean us-east-1?',
    ]
    await expect.poll(() => dialog().getByRole('alert').getByRole('button').allTextContents()).toEqual(told)
    for (const message of told) expect(await dialog().getByText(message).count()).toBe(2)
    // The first wrong field has the focus; the list leads to the others.
    await expect.poll(focusedField).toBe('accounts')
    await dialog()
      .getByRole('alert')
      .getByRole('button', { name: told[1] ?? '' })
      .click()
    await expect.poll(focusedField).toBe('regions')
    expect(await field('regions').getAttribute('aria-invalid')).toBe('true')
  })

  test('a draft is saved at every step and goes on where it was left', async () => {
    await field('accounts').fill(management)
    await field('regions').fill(region)
    await button('Continue').click()
    await field('name').fill('Larkfield root')
    await field('settings.tagKey')
      .waitFor({ state: 'detached', timeout: 100 })
      .catch(() => undefined)
    await field('settings.resourceOwner').fill('owner')
    await field('settings.resourceOwner.attribute').fill('email')
    await button('Continue').click()
    const needed = 'Choose an integration owner first: it answers when a resource carries no "owner" tag.'
    await dialog().getByRole('alert').getByRole('button', { name: needed }).waitFor()
    // Two frames after the message the wrong field gets the focus; what is typed before that would land in it.
    await expect.poll(focusedField).toBe('settings.resourceOwner')
    await field('settings.integrationOwner').fill('group')
    await field('settings.integrationOwner.values').fill('cloud-security')
    await button('Continue').click()
    await field('owner').waitFor()
    await dialog()
      .getByText(/^Draft saved/)
      .waitFor()
    await button('Cancel').click()

    await page.goto('/integrations')
    await page.getByRole('link', { name: 'Continue' }).click()
    await field('owner').waitFor()
    expect(await field('owner').inputValue()).toBe(person.email)
    await button('Back').click()
    expect(await field('name').inputValue()).toBe('Larkfield root')
    expect(await field('settings.resourceOwner').inputValue()).toBe('owner')
    await button('Continue').click()
  })

  test('an account by CloudFormation: the page ticks itself, says it is ready, and reads to Active', {
    timeout: patience * 2,
  }, async () => {
    await button('Create').click()
    const externalId = await shownExternalId()
    expect(await troubleOf(page)).toEqual([])
    const [download] = await Promise.all([page.waitForEvent('download'), button('Download template').click()])
    const template = await readStream(await download.createReadStream())
    expect(template).toContain(sandbox.world.home.arn)
    await dialog().getByText(`ParameterKey=ExternalID,ParameterValue=${externalId}`, { exact: false }).first().waitFor()
    await createStack(template, externalId)
    await untilLookedAgain(
      async () =>
        (await dialog()
          .getByText(/The role is there in 1 of 1/)
          .count()) > 0,
    )
    await button('Continue').click()
    await dialog().getByText('1 of 1 account is ready.').waitFor({ timeout: patience })
    await dialog()
      .getByText(/^First reading: about [\d,]+ calls/)
      .first()
      .waitFor()
    expect(await troubleOf(page)).toEqual([])
    await button('Create').click()
    await dialog()
      .getByText(/All set\. .* We will write to priya@larkfield\.example when it is done\.|are known now/)
      .waitFor()
    await dialog().getByRole('link', { name: 'Open the card' }).click()
    await page.waitForURL(/\/integrations\/[\w-]+$/)
    await page.locator('main').getByText('Active', { exact: true }).first().waitFor({ timeout: patience })
    expect((await page.request.get('/api/v1/integrations/drafts')).ok()).toBe(true)
    expect(await (await page.request.get('/api/v1/integrations/drafts')).json()).toEqual({ items: [] })
  })

  test('its contact gets the mail that the dialog promised, once', { timeout: patience }, async () => {
    const card = new URL(page.url()).pathname
    await expect.poll(() => mail.received.map(({ to }) => to), { timeout: patience }).toEqual([[person.email]])
    const { headers, text } = readMail(mail.received[0]?.raw ?? '')
    expect(headers.get('subject')).toMatch(/^"Larkfield root" is connected/)
    expect(text).toContain(card)
    await page.goto(card)
    await page.getByRole('region', { name: 'Notices' }).getByText(`Sent to ${person.email}`).waitFor()
    await page.getByRole('link', { name: 'All notices' }).click()
    await page.getByRole('heading', { name: '1 notice was given.' }).waitFor()
    expect(await troubleOf(page)).toEqual([])
    await button('Send me a test mail').click()
    await page.getByText(`has taken a mail to ${person.email}.`).waitFor()
    expect(mail.received).toHaveLength(2)
    await page.goto(card)
  })

  test('a renamed role is told on Permissions, with each of the things to look at', { timeout: patience }, async () => {
    const roles = sandbox.world.accounts.edit(management)?.iam.roles
    const role = roles?.get(sandbox.world.home.roleName)
    if (roles === undefined || role === undefined) throw new Error('the stack made no role')
    roles.delete(role.name)
    const card = new URL(page.url()).pathname
    await page.goto(`${card}?tab=permissions`)
    await button(/Re-check all/).click()
    const table = page.getByRole('table', { name: 'Permissions' })
    await table.getByText('Cause').waitFor({ timeout: patience })
    expect(await table.textContent()).toMatch(/Assume role|renamed/i)
    roles.set(role.name, role)
    await button('Check this account again').click()
    await expect.poll(() => table.getByText('Cause').count(), { timeout: patience }).toBe(0)
  })

  test('settings: what is wrong is named, what narrows is asked about, and a file says the same', async () => {
    const card = new URL(page.url()).pathname
    await page.goto(`${card}?tab=settings`)
    await field('portalUrl').fill('http://larkfield.awsapps.com')
    await button('Save').click()
    await page
      .getByRole('alert')
      .getByText(/Enter the address of the AWS access portal/)
      .waitFor()
    await field('portalUrl').fill('https://larkfield.awsapps.com/start/#/')
    await button('Save').click()
    await page.getByText(/^Saved\./).waitFor()
    expect(await field('portalUrl').inputValue()).toBe('https://larkfield.awsapps.com/start')
    await button('Choose').click()
    await page.getByLabel('Resources', { exact: false }).first().uncheck()
    await button('Save').click()
    await page.getByText('Less will be seen:').waitFor()
    await button('Do not save').click()
    await button('Undo').click()
    await page.getByText('The same as a file').click()
    await page.getByRole('region', { name: 'aws.yaml' }).getByText('portalUrl:').waitFor()
  })

  test('an account belongs to one connection; paused, the organization takes it over with StackSets', {
    timeout: patience * 3,
  }, async () => {
    const card = new URL(page.url()).pathname
    await page.goto('/integrations?tab=catalog&add=aws&scope=organization')
    await button('Continue').click()
    await field('managementAccount').fill(management)
    await field('regions').fill(region)
    await button('Continue').click()
    await dialog().getByRole('alert').getByText(`Account ${management} already belongs to "Larkfield root".`).waitFor()
    await page.goto(card)
    await button('Pause').click()
    await page.getByText('Paused', { exact: true }).first().waitFor()
    await page.goto('/integrations')
    await page.getByRole('link', { name: 'Continue' }).first().click()
    await button('Continue').click()
    await field('name').fill('Larkfield')
    await button('Continue').click()
    await field('owner').waitFor()
    await button('Create').click()

    const externalId = await shownExternalId()
    const fields = dialog().getByRole('table', { name: 'Fields of the StackSet form' })
    expect(await fields.textContent()).toContain(externalId)
    const boxes = dialog().getByRole('list', { name: 'What has appeared' })
    expect(await boxes.getByText('not yet').count()).toBe(2)
    installExternalId(sandbox, externalId)
    await untilLookedAgain(async () => (await boxes.getByText('not yet').count()) === 0)
    await button('Continue').click()
    const tree = dialog().getByRole('region', { name: 'Accounts that are read' })
    await tree.waitFor({ timeout: patience })
    const total = memberAccounts(sandbox).length + 1
    expect(await tree.getByRole('checkbox').count()).toBeGreaterThan(total)
    const first = tree.getByRole('checkbox', { name: /prod-payments/ })
    await first.uncheck()
    await tree.getByText(new RegExp(`^\\d+ of ${total} accounts are read`)).waitFor()
    await first.check()
    await dialog()
      .getByText(/^First reading: about/)
      .first()
      .waitFor()
    expect(await troubleOf(page)).toEqual([])
    await button('Create').click()
    await dialog()
      .getByText(/All set\./)
      .waitFor()
    await button('Close').last().click()
    await page.goto('/integrations')
    await page
      .locator('main')
      .getByRole('link', { name: /Larkfield.*Identity Center/ })
      .waitFor()
  })

  test('a link for an AWS administrator elsewhere opens without sign-in, holds the exact JSON, and ends', async () => {
    const { items }: { items: { id: string; name: string }[] } = await (
      await page.request.get('/api/v1/integrations')
    ).json()
    const own = items.find((one) => one.name === 'Larkfield')
    await page.goto(`/integrations/${own?.id}?tab=settings`)
    await page.getByLabel('Why').fill('The yearly audit needs it.')
    await button('Make the link').click()
    const address =
      (await page
        .getByRole('status')
        .getByText(/\/handoff\//)
        .textContent()) ?? ''

    const stranger = await (await openContext(browser, server.url, faults)).newPage()
    await stranger.goto(new URL(address).pathname)
    await stranger.getByText('asks you to let Bailiwick read').waitFor()
    await stranger.getByText('The yearly audit needs it.').waitFor()
    const trust = await stranger.getByRole('region', { name: 'The role’s trust policy, exactly' }).textContent()
    expect(trust).toContain(sandbox.world.home.arn)
    expect(trust).toMatch(uuid)
    expect(await troubleOf(stranger)).toEqual([])

    await page
      .getByRole('list', { name: 'Links' })
      .getByText(/opened 1 time/)
      .waitFor({ timeout: 1_000 })
      .catch(() => page.reload())
    await page
      .getByRole('list', { name: 'Links' })
      .getByText(/opened 1 time/)
      .waitFor()
    await page.getByRole('list', { name: 'Links' }).getByRole('button', { name: 'Revoke' }).click()
    await page
      .getByRole('list', { name: 'Links' })
      .getByText(/revoked/)
      .waitFor()
    await stranger.reload()
    await stranger.getByRole('heading', { name: 'This link is no longer valid.' }).waitFor()
    await stranger.context().close()
  })

  test('with the keyboard alone: method, and to the next step', async () => {
    await page.goto('/integrations?tab=catalog&add=aws')
    await dialog()
      .getByRole('radio', { name: /CloudFormation One stack/ })
      .focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(
      await dialog()
        .getByRole('radio', { name: /Manual/ })
        .isChecked(),
    ).toBe(true)
    for (let pressed = 0; pressed < 20 && (await focused(page)) !== 'Continue'; pressed += 1)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await field('accounts').waitFor()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  test('the coverage of a thousand accounts: drawn is what is in sight, the worst first, and one is found', async () => {
    const types = [
      'role',
      'iam',
      's3',
      'kms',
      'lambda',
      'sqs',
      'sns',
      'secretsmanager',
      'dynamodb',
      'ecr',
      'rds',
      'ec2',
    ]
    const byAccount = Array.from({ length: 1_000 }, (_, at) => ({
      integration: 'Larkfield',
      accountId: String(100_000_000_000 + at),
      name: `account-${String(at).padStart(4, '0')}`,
      ok: types.length,
      missing: 0,
      states: Object.fromEntries(types.map((type) => [type, at === 777 && type === 's3' ? 'denied' : 'ok'])),
    }))
    const counts = { ok: 12_000, denied: 1, throttled: 0, unsupported: 0, skipped: 0, failed: 0, suspect: 0 }
    await page.route(/\/api\/v1\/coverage\?.*view=accounts/, (route) =>
      route.fulfill({ json: { items: [], counts, byAccount, nextCursor: null } }),
    )
    await page.goto('/integrations')
    const grid = page.getByRole('table', { name: 'Coverage' })
    await grid.waitFor()
    const names = grid.getByRole('rowheader')
    // The one in trouble, one of those that were read, and what is like that one behind it.
    expect(await names.allTextContents()).toEqual([
      expect.stringContaining('account-0777'),
      expect.stringContaining('account-0000'),
      '998 more',
    ])
    await grid.getByRole('button', { name: '998 more' }).click()
    // Head, both accounts, the bundle, and what was in it.
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('1002')
    expect(await names.count()).toBeLessThan(100)
    // What arrives above the grid after the first scroll moves its end further down.
    const last = grid.getByText('account-0999')
    const seen = async () => {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
      return last.isVisible()
    }
    await expect.poll(seen, { timeout: patience }).toBe(true)
    expect(await names.count()).toBeLessThan(100)
    await page.getByLabel('Search accounts').fill('account-0500')
    await expect.poll(() => names.allTextContents()).toEqual([expect.stringContaining('account-0500')])
    await page.unrouteAll()
  })

  test('no page logged an error, threw, or called another host', () => {
    expect(faults).toEqual([])
  })
})
