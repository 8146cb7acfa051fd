/** `kill -9` while a mail is on its way: nothing is sent twice, nothing is lost, and what is not known is said. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { NoticePage, NoticeView } from '../../src/app/notices/list-notices.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'
import {
  bailiwick,
  type RunningServer,
  type Surroundings,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
} from '../fakes/bailiwick-process.ts'
import {
  awsEnvironment,
  connectOrganization,
  installExternalId,
  startSmallSandbox,
} from '../fakes/connected-sandbox.ts'
import { type MailServer, readMail, startMailServer } from '../fakes/mail-server.ts'
import { prepareHome } from '../fakes/prepared-home.ts'

/** Whole processes, perhaps on a machine that does other things too. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

const password = 'planted-password-of-the-mail-server'
/** Longer than what a start that sends a second letter would need for it. */
const settledMs = 2_000

let folder: TemporaryFolder
let sandbox: Sandbox
let mail: MailServer
let surroundings: Surroundings
let server: RunningServer | undefined
const outputs: string[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  await prepareHome(folder.path)
  sandbox = await startSmallSandbox()
  mail = await startMailServer({ user: 'bailiwick', password })
  const smtp = {
    BAILIWICK_SMTP_HOST: '127.0.0.1',
    BAILIWICK_SMTP_PORT: String(mail.port),
    BAILIWICK_SMTP_SECURITY: 'none',
    BAILIWICK_SMTP_USER: 'bailiwick',
    BAILIWICK_SMTP_PASSWORD: password,
    BAILIWICK_SMTP_FROM: 'Bailiwick <bailiwick@larkfield.example>',
    BAILIWICK_PUBLIC_URL: 'http://bailiwick.larkfield.example',
    BAILIWICK_LOG_LEVEL: 'debug',
  }
  surroundings = { home: folder.path, env: { ...awsEnvironment(sandbox), ...smtp } }
})

afterAll(async () => {
  await server?.stop()
  await mail?.stop()
  await sandbox?.stop()
  await folder?.remove()
})

async function run(...args: readonly string[]) {
  const ended = await bailiwick(args, surroundings)
  outputs.push(ended.stdout, ended.stderr)
  return ended
}
const notices = async (): Promise<readonly NoticeView[]> => (await run('notices', '--json')).json<NoticePage>().items

async function restart(): Promise<void> {
  outputs.push(server?.said() ?? '')
  server = await startServer(surroundings)
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 60_000) throw new Error('it did not happen within a minute')
    await sleep(20)
  }
}

test('each transition is one letter, wherever the process ends', async () => {
  server = await startServer(surroundings)
  const { externalId, id } = (await connectOrganization(sandbox, surroundings, { regions: 'us-east-1' })).json<{
    externalId: string
    id: string
  }>()
  const closeAccounts = () => installExternalId(sandbox, 'another')
  const openAccounts = () => installExternalId(sandbox, externalId)

  // Before the server of the mail has heard a word of the letter.
  openAccounts()
  const before = mail.holdAt('recipient')
  await run('sync', '--wait', '--json')
  await before.reached
  await server.kill()
  before.go()
  expect(mail.received).toEqual([])
  await restart()
  await until(() => mail.received.length > 0)
  await sleep(settledMs)
  expect(mail.received.map(({ to }) => to)).toEqual([['priya@larkfield.example']])
  const { headers, text, html } = readMail(mail.received[0]?.raw ?? '')
  expect(headers.get('subject')).toMatch(/^"AWS" is connected/)
  expect(text).toContain(`http://bailiwick.larkfield.example/integrations/${id}`)
  expect(html).toContain(`href="http://bailiwick.larkfield.example/integrations/${id}`)
  expect(await notices()).toMatchObject([{ kind: 'integration_read', mail: [{ state: 'sent', attempts: 2 }] }])

  // When it has the whole letter and has not answered.
  closeAccounts()
  const within = mail.holdAt('content')
  await run('sync', '--wait', '--json')
  await within.reached
  await server.kill()
  within.go()
  await restart()
  await sleep(settledMs)
  expect(mail.received).toHaveLength(2)
  expect(readMail(mail.received[1]?.raw ?? '').headers.get('subject')).toBe('"AWS" cannot be read')
  expect((await notices())[0]).toMatchObject({
    kind: 'integration_error',
    mail: [{ state: 'uncertain', attempts: 1, reason: expect.stringContaining('whether it arrived is not known') }],
  })

  // Still in the same trouble: nobody is told again.
  await run('sync', '--wait', '--json')
  await sleep(settledMs)
  expect(mail.received).toHaveLength(2)

  // Recovered, and in trouble again: that is told, and a stop right after it changes nothing.
  openAccounts()
  await run('sync', '--wait', '--json')
  closeAccounts()
  await run('sync', '--wait', '--json')
  await until(() => mail.received.length > 2)
  await server.kill()
  await restart()
  await sleep(settledMs)
  expect(mail.received).toHaveLength(3)
  expect((await notices()).map(({ kind }) => kind)).toEqual([
    'integration_error',
    'integration_error',
    'integration_read',
  ])

  await run('notices', 'test', '--to', 'ada@larkfield.example', '--json')
  expect(mail.received.at(-1)?.to).toEqual(['ada@larkfield.example'])
  await run('config', 'print', '--json')
  await run('doctor', '--json')
  await server.stop()
  outputs.push(server.said())
  const everything = outputs.join('\n')
  expect(everything).toContain('bailiwick@larkfield.example')
  for (const secret of [password, Buffer.from(`\u0000bailiwick\u0000${password}`).toString('base64')])
    expect(everything).not.toContain(secret)
})
