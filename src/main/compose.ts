/** The one place where adapters are made and handed to the use cases. Read it to see how the rooms meet. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApi } from '../api/server.ts'
import { type App, createApp } from '../app/app.ts'
import type { ConfigFacts } from '../app/deps.ts'
import type { Log } from '../app/ports/host.ts'
import { loadCatalogue } from '../catalog/read.ts'
import { createTemplatePublisher } from '../collect/install/publish-template.ts'
import { serverIdentity } from '../collect/install/server-identity.ts'
import { describeInstallation } from '../collect/instructions.ts'
import { createRecordingReader } from '../collect/read-recording.ts'
import type { AwsReaderSettings } from '../collect/reader.ts'
import { createAwsReader } from '../collect/reader.ts'
import { createReadingThread } from '../collect/thread/reading-thread.ts'
import { ensureOperatorToken } from '../identity/operator-token.ts'
import { argon2Passwords } from '../identity/passwords.ts'
import { openSecretBox } from '../identity/secret-box.ts'
import { sha256Tokens, systemIds } from '../identity/tokens.ts'
import { createJobs } from '../jobs/queue.ts'
import { openStore } from '../store/open.ts'
import type { Config } from './config.ts'
import { daily } from './daily.ts'
import { doctorChecks } from './doctor-checks.ts'
import { createPrecedence } from './give-way.ts'
import { legacyCredentials } from './legacy-credentials.ts'
import { mailerOf } from './mailer.ts'
import { giveMemoryBack, growSlowly } from './memory.ts'
import { postman } from './postman.ts'
import { createSample, type RunnableSample } from './sample.ts'
import { createSampleCredentials } from './sample-credentials.ts'
import { scratchIn } from './scratch.ts'
import { systemClock } from './system-clock.ts'
import { beginThreadPool, startReadingThread } from './threads.ts'
import { version } from './version.ts'

export interface Bailiwick {
  readonly app: App
  readonly api: Awaited<ReturnType<typeof createApi>>
  readonly sample: RunnableSample
  readonly log: Log
  /** Takes up jobs, those of a killed process first. */
  work(): Promise<void>
  /** Stops jobs, then everything else; what was running goes on at the next start. */
  close(): Promise<void>
}

export interface ComposeOptions {
  readonly config: Config
  readonly env: NodeJS.ProcessEnv
  readonly log: Log
}

/** Faults: those of `openStore`, of the operator's token and of the key of the secrets. */
export async function compose({ config, env, log }: ComposeOptions): Promise<Bailiwick> {
  growSlowly()
  await beginThreadPool()
  const clock = systemClock
  const secretBox = openSecretBox({ home: config.home, env })
  const store = await openStore({ home: config.home, databaseUrl: config.database.url, clock, log })
  try {
    const [{ engine: databaseEngine }, operatorToken] = await Promise.all([
      store.describe(),
      ensureOperatorToken(config.home, systemIds),
    ])
    const jobs = await createJobs({ sql: store.sql, engine: databaseEngine, log })
    const catalogue = loadCatalogue()
    const precedence = createPrecedence()
    const sampleCredentials = createSampleCredentials()
    // With port 0 the system chooses one.
    let { port } = config.server
    const facts: ConfigFacts = {
      version,
      publicUrl: config.public.url ?? null,
      get servedAt() {
        return `http://127.0.0.1:${port}`
      },
      operatorTokenDigest: sha256Tokens.digest(operatorToken),
      trustPrincipalArn: config.trust.principal.arn ?? null,
      historyDays: config.history.days ?? null,
    }
    const reading: AwsReaderSettings = {
      clock,
      version,
      env,
      threads: {
        // Whole pages of policies of two dozen accounts; of Identity Center, one small answer after the other, and each that is seen
        // late makes the ten a second fewer.
        accounts: createReadingThread(() => startReadingThread(env, { nursery: 16, niceness: 10 }), log),
        identityCenter: createReadingThread(() => startReadingThread(env, { nursery: 4, niceness: 2 }), log),
      },
      credentials: (connection) => legacyCredentials(connection, store, secretBox) ?? sampleCredentials.of(connection),
    }
    const mailer = mailerOf(config, facts)
    const sample: RunnableSample = createSample(() => ({ app, credentials: sampleCredentials, log }))
    const app: App = createApp({
      store,
      aws: createAwsReader(reading),
      readRecording: createRecordingReader({ clock }),
      openScratch: scratchIn(config.home),
      clock,
      pause: () => new Promise((resolve) => void setImmediate(resolve)),
      giveWay: precedence.giveWay,
      ids: systemIds,
      log,
      passwords: argon2Passwords,
      tokens: sha256Tokens,
      secretBox,
      jobs,
      catalogue,
      describeInstallation,
      describeServerIdentity: serverIdentity,
      publishTemplate: createTemplatePublisher(reading),
      doctorChecks: doctorChecks({ store, clock, historyDays: facts.historyDays, mailer, publicUrl: facts.publicUrl }),
      mailer,
      sample,
      facts,
    })
    const api = await createApi({
      app,
      facts,
      log,
      ids: systemIds,
      proxies: config.server.proxies,
      consoleFolder: consoleFolder(),
      isReady: async () => (await store.describe()).migration !== '',
    })
    // Before anything else is done for a request: who asks is looked up first.
    api.server.prependListener('request', (_request, response) => void response.once('close', precedence.asked()))
    api.addHook('onListen', async () => {
      const [bound] = api.addresses()
      if (typeof bound === 'object') port = bound.port
    })
    const forgetting = daily('history', app.history.forgetOld, log)
    const letters = postman(app.notices.deliver, log)
    const stopping = new AbortController()
    let helping: Promise<void> | undefined
    return {
      app,
      api,
      sample,
      log,
      work: async () => {
        await jobs.work({
          sync: async (payload, signal) => {
            await app.sync.run(payload, signal)
            letters.look()
            if (signal.aborted) return
            await app.access.settled()
            giveMemoryBack()
          },
        })
        await app.sync.resumeUnfinished()
        helping ??= app.sync.help(stopping.signal)
        forgetting.start()
        letters.start()
      },
      close: async () => {
        try {
          await sample.stop()
          await api.close()
          await forgetting.stop()
          stopping.abort()
          await helping
          await jobs.stop()
          await letters.stop()
        } finally {
          await store.close()
        }
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** `dist/web` seen from `src/main`, `web` seen from the bundle in `dist`. */
function consoleFolder(): string | null {
  const folders = ['../../dist/web', './web'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return folders.find((folder) => existsSync(join(folder, 'index.html'))) ?? null
}
