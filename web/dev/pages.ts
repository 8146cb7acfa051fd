/**
 * Every page of the console in every state worth seeing, of a server that has read the sample organization: what the pictures
 * (`screenshots.ts`) are taken of, and what `test/e2e/pages.e2e.test.ts` looks through for everybody.
 */
import type { Page } from 'playwright-core'
import {
  askBucket,
  awsCard,
  cutRelease,
  deployer,
  first,
  firstId,
  handOffAddress,
  policyPage,
  releaseBot,
  waitingConnection,
} from './addresses.ts'

export interface Shot {
  readonly name: string
  readonly path: string | ((page: Page) => Promise<string>)
  /** What to do before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>
  readonly looks?: readonly Look[]
  /** Asks AWS who the server is; `test/e2e/integrate.e2e.test.ts` has one that answers. */
  readonly needsAws?: true
}
export type Look = 'light' | 'dark' | '390'
export const everyLook: readonly Look[] = ['light', 'dark', '390']

const gainsAndLosses = (page: Page) => page.getByRole('heading', { name: 'Gains and losses' })

/** To the third step of the dialog. */
async function toOptions(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: 'Continue' })
  await next.click()
  await page.locator('[name=managementAccount]').fill('111122224444')
  await next.click()
  await page.locator('[name=name]').waitFor()
}

export const shots: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'home-all', path: '/?things=all', looks: ['light', '390'] },
  { name: 'ask', path: askBucket },
  { name: 'ask-table', path: async (page) => `${await askBucket(page)}&view=table`, looks: ['light'] },
  { name: 'ask-empty', path: '/access/ask', looks: ['light', '390'] },
  {
    name: 'ask-picker',
    path: '/access/ask',
    looks: ['light', 'dark'],
    act: async (page) => {
      await page.getByRole('button', { name: /^Action/ }).click()
      await page.keyboard.type('GetObj')
      await page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'can',
    path: async (page) => {
      const principal = await first(page, '/api/v1/principals?type=role&pageSize=1')
      const bucket = await first(page, '/api/v1/resources?type=s3:bucket&pageSize=1')
      return `/access/ask?ask=can&principal=${encodeURIComponent(principal)}&action=s3%3AGetObject&resource=${encodeURIComponent(`${bucket}/*`)}`
    },
  },
  {
    name: 'what-can',
    path: async (page) =>
      `/access/ask?ask=what-can&principal=${encodeURIComponent(await first(page, '/api/v1/principals?type=role&pageSize=1'))}`,
    looks: ['light'],
  },
  { name: 'notices', path: '/notices' },
  { name: 'policies', path: '/access/policies' },
  { name: 'policies-lint', path: '/access/policies?findings=warning', looks: ['light'] },
  { name: 'policy', path: (page) => policyPage(page, 'kind=permission-set') },
  {
    name: 'policy-lint',
    path: (page) => policyPage(page, 'kind=resource&findings=warning'),
    looks: ['light', '390'],
  },
  { name: 'policy-scp', path: async (page) => `${await policyPage(page, 'kind=service-control')}?statement=0` },
  {
    name: 'policy-table',
    path: async (page) => `${await policyPage(page, 'kind=aws-managed')}?view=table`,
    looks: ['light', '390'],
  },
  { name: 'paths', path: '/access/ask?ask=paths' },
  { name: 'paths-table', path: '/access/ask?ask=paths&view=table', looks: ['light', '390'] },
  {
    name: 'paths-from',
    path: async (page) => `/access/ask?ask=paths&from=${encodeURIComponent(await deployer(page))}`,
    looks: ['light', 'dark'],
  },
  {
    name: 'paths-none',
    path: async (page) =>
      `/access/ask?ask=paths&from=${encodeURIComponent(await first(page, '/api/v1/principals?type=user&pageSize=1'))}&to=${encodeURIComponent(await deployer(page))}`,
    looks: ['light'],
  },
  { name: 'what-if-empty', path: '/access/ask?ask=what-if', looks: ['light', '390'] },
  { name: 'what-if', path: cutRelease, act: async (page) => gainsAndLosses(page).waitFor() },
  {
    name: 'what-if-broken',
    path: cutRelease,
    looks: ['light', 'dark'],
    act: async (page) => {
      await gainsAndLosses(page).waitFor()
      await page.locator('.cm-content').click()
      await page.keyboard.press('Control+End')
      await page.keyboard.type(' oops')
      await page.locator('.cm-lintRange-error').first().waitFor()
    },
  },
  { name: 'ask-problem', path: '/access/ask?ask=who-can&action=s3%3AGetObjekt&resource=*', looks: ['light', 'dark'] },
  { name: 'identities', path: '/access/identities' },
  { name: 'identities-none', path: '/access/identities?search=nobody-by-this-name', looks: ['light'] },
  {
    name: 'identity',
    path: async (page) =>
      `/access/identities/${encodeURIComponent(await firstId(page, '/api/v1/identities?kind=person&pageSize=1'))}`,
  },
  {
    name: 'identity-suggested',
    path: async (page) =>
      `/access/identities/${encodeURIComponent(await firstId(page, '/api/v1/identities?kind=unknown&suggested=true&pageSize=1'))}`,
  },
  { name: 'accounts', path: '/access/accounts' },
  {
    name: 'account',
    path: async (page) => `/access/accounts/${await firstId(page, '/api/v1/accounts?search=prod-payments&pageSize=1')}`,
  },
  { name: 'principals', path: '/access/principals' },
  { name: 'principals-none', path: '/access/principals?search=nobody-by-this-name', looks: ['light'] },
  {
    name: 'principals-becoming',
    path: '/access/principals?power=becomes',
    looks: ['light'],
  },
  { name: 'principal', path: async (page) => `/access/principals/${await releaseBot(page)}` },
  {
    name: 'principal-administrator',
    path: async (page) =>
      `/access/principals/${await first(page, '/api/v1/principals?type=permission-set-role&search=AdministratorAccess&pageSize=1')}`,
  },
  {
    name: 'principal-service',
    path: async (page) =>
      `/access/principals/${await first(page, '/api/v1/principals?search=etl-nightly&pageSize=1')}?service=kms`,
    looks: ['light'],
  },
  {
    name: 'principal-by-resource',
    path: async (page) =>
      `/access/principals/${await first(page, '/api/v1/principals?search=etl-nightly&pageSize=1')}?view=resource`,
    looks: ['light', '390'],
  },
  {
    name: 'principal-assumers',
    path: async (page) =>
      `/access/principals/${await first(page, '/api/v1/principals?search=PaymentsAdmin&pageSize=1')}?tab=assumers`,
    looks: ['light', '390'],
  },
  {
    name: 'principal-paths',
    path: async (page) => `/access/principals/${await releaseBot(page)}?tab=paths`,
    looks: ['light', '390'],
  },
  {
    name: 'principal-policies',
    path: async (page) => `/access/principals/${await releaseBot(page)}?tab=policies`,
    looks: ['light', '390'],
  },
  {
    name: 'principal-history',
    path: async (page) => `/access/principals/${await releaseBot(page)}?tab=history`,
    looks: ['light', '390'],
  },
  {
    name: 'principal-unread',
    path: '/access/principals/arn:aws:iam::444455556666:role/nobody-read-this',
    looks: ['light'],
  },
  { name: 'resources', path: '/access/resources' },
  {
    name: 'resource',
    path: async (page) =>
      `/access/resources/${await first(page, '/api/v1/resources?type=s3:bucket&search=cardholder&pageSize=1')}`,
  },
  {
    name: 'resource-open',
    path: async (page) =>
      `/access/resources/${await first(page, '/api/v1/resources?type=s3:bucket&public=yes&pageSize=1')}?tab=policy`,
    looks: ['light', 'dark'],
  },
  { name: 'resource-unread', path: '/access/resources/arn:aws:s3:::nobody-read-this', looks: ['light'] },
  ...(['policy', 'history'] as const).map(
    (tab): Shot => ({
      name: `resource-${tab}`,
      path: async (page) =>
        `/access/resources/${await first(page, '/api/v1/resources?type=s3:bucket&search=cardholder&pageSize=1')}?tab=${tab}`,
      looks: ['light', '390'],
    }),
  ),
  { name: 'time', path: '/access/time' },
  { name: 'time-table', path: '/access/time?view=table', looks: ['light', '390'] },
  { name: 'resources-none', path: '/access/resources?search=nothing-by-this-name', looks: ['light'] },
  { name: 'policies-none', path: '/access/policies?search=nothing-by-this-name', looks: ['light'] },
  { name: 'accounts-none', path: '/access/accounts?search=nothing-by-this-name', looks: ['light'] },
  { name: 'account-unread', path: '/access/accounts/999988887777', looks: ['light'] },
  { name: 'identity-unread', path: '/access/identities/nobody-read-this', looks: ['light'] },
  { name: 'policy-unread', path: '/access/policies/nobody-read-this', looks: ['light'] },
  { name: 'integrations', path: '/integrations' },
  {
    name: 'integrations-cell',
    path: '/integrations',
    looks: ['light'],
    act: async (page) => {
      const cells = (name: RegExp) => page.getByRole('button', { name })
      const [troubled, read] = [cells(/refused|blocked|throttled|not read/), cells(/: read$/)]
      await troubled.or(read).first().waitFor()
      await ((await troubled.count()) > 0 ? troubled : read).first().click()
    },
  },
  {
    name: 'integration',
    path: '/integrations',
    looks: ['light', '390'],
    act: async (page) => {
      await page.locator('main a[href^="/integrations/"]').first().click()
      await page.getByRole('heading', { name: 'Connection' }).waitFor()
    },
  },
  ...(['accounts', 'coverage', 'permissions', 'map', 'calls', 'runs', 'settings'] as const).map(
    (tab): Shot => ({
      name: `integration-${tab}`,
      path: async (page) => `${await awsCard(page)}?tab=${tab}`,
      looks: tab === 'coverage' || tab === 'map' || tab === 'settings' || tab === 'permissions' ? everyLook : ['light'],
    }),
  ),
  { name: 'integrations-catalog', path: '/integrations?tab=catalog' },
  { name: 'organization', path: '/organization' },
  { name: 'organization-tree', path: '/organization?picture=tree' },
  {
    name: 'organization-chosen',
    path: '/organization?colour=coverage',
    looks: ['light', 'dark'],
    act: async (page) => {
      await page.getByRole('listbox', { name: /^Accounts as a map/ }).focus()
      for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key)
    },
  },
  { name: 'integrations-units', path: '/integrations?order=unit', looks: ['light'] },
  {
    name: 'ask-hint',
    path: askBucket,
    looks: ['light', 'dark'],
    act: async (page) => {
      await page.locator('svg[data-picture] [role=button]').first().focus()
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'paths-whole',
    path: '/access/ask?ask=paths',
    looks: ['390'],
    act: async (page) => page.getByRole('button', { name: 'Show picture' }).click(),
  },
  { name: 'guide', path: '/guide/connect-aws', looks: ['light', '390'] },
  { name: 'integrate', path: '/integrations?add=aws' },
  {
    name: 'integrate-legacy',
    path: '/integrations?add=aws',
    looks: ['light'],
    act: async (page) => {
      await page.getByRole('radio', { name: /Legacy/ }).click()
      await page.getByLabel('Access key ID').fill('ASIA2345ABCDEFGHIJKL')
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'integrate-accounts',
    path: '/integrations?add=aws&scope=organization',
    act: async (page) => {
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.locator('[name=accounts]').waitFor()
    },
  },
  {
    name: 'integrate-options',
    path: '/integrations?add=aws&scope=organization',
    act: async (page) => {
      await toOptions(page)
      await page.getByRole('button', { name: 'Choose' }).click()
      await page.locator('[name="settings.customAccessDetails"]').fill('Ask https://wiki.larkfield.example first.')
      await page.getByRole('button', { name: 'Preview' }).click()
    },
  },
  {
    name: 'integrate-errors',
    path: '/integrations?add=aws',
    act: async (page) => {
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.locator('[name=accounts]').fill('12345, 111122223333')
      await page.locator('[name=regions]').fill('us-east-11')
      await page.getByRole('button', { name: 'Create' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  ...(['install', 'check'] as const).map(
    (step): Shot => ({
      name: `integrate-${step}`,
      needsAws: true,
      path: async (page) => `/integrations?add=aws&connection=${await waitingConnection(page)}`,
      act: async (page) => {
        await page.getByText('drawn at random').waitFor()
        if (step === 'check') {
          await page.getByRole('button', { name: 'Continue' }).click()
          await page.getByRole('table', { name: 'Permissions' }).waitFor()
          await page.waitForTimeout(2_500)
        }
      },
    }),
  ),
  {
    name: 'integrate-stacksets',
    needsAws: true,
    path: async (page) => `/integrations?add=aws&connection=${await waitingConnection(page)}`,
    looks: ['light', '390'],
    act: async (page) => page.getByRole('button', { name: 'StackSets' }).click(),
  },
  {
    name: 'handoff',
    needsAws: true,
    path: async (page) => handOffAddress(page),
    act: async (page) => page.getByRole('heading', { name: 'How to create it' }).waitFor(),
  },
  { name: 'handoff-expired', path: '/handoff/nobody-made-this', looks: ['light', '390'] },
  { name: 'import', path: '/integrations?add=import', looks: ['light'] },
  {
    name: 'delete',
    path: '/integrations',
    looks: ['light'],
    act: async (page) => {
      await page.locator('main a[href^="/integrations/"]').first().click()
      await page.getByRole('button', { name: 'Delete…' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'palette',
    path: '/',
    looks: ['light', 'dark'],
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Ask or go to' }).fill('lake')
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'palette-question',
    path: '/',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Ask or go to' }).fill('who can read card')
      await page.getByRole('option').nth(1).waitFor()
    },
  },
  { name: 'keys', path: '/', looks: ['light'], act: async (page) => page.keyboard.press('?') },
  {
    name: 'person-menu',
    path: '/',
    looks: ['light'],
    act: async (page) =>
      page
        .getByRole('button', { name: /settings, notices, theme/ })
        .first()
        .click(),
  },
  { name: 'collapsed', path: '/integrations', looks: ['light'], act: async (page) => page.keyboard.press('[') },
  { name: 'requests', path: '/requests', looks: ['light', '390'] },
  ...(['reviews', 'incidents', 'access-flows', 'audit'] as const).map(
    (name): Shot => ({ name, path: `/${name}`, looks: ['light'] }),
  ),
  { name: 'settings', path: '/settings', looks: ['light'] },
  { name: 'lost', path: '/nowhere', looks: ['light'] },
]

/** For who is not signed in. */
export const doors: readonly Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'setup-over', path: '/setup?token=of-the-first', looks: ['light', '390'] },
]
