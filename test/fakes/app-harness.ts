/** The application over fakes, with the real engine and catalogue: what tests of use cases and of the API start from. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { App } from '../../src/app/app.ts'
import { createApp } from '../../src/app/app.ts'
import type { AppDeps, ConfigFacts } from '../../src/app/deps.ts'
import type { DoctorCheck } from '../../src/app/ports/host.ts'
import type { Mailer } from '../../src/app/ports/notices.ts'
import type { Passwords, Tokens } from '../../src/app/ports/people.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { serverIdentity } from '../../src/collect/install/server-identity.ts'
import { describeInstallation } from '../../src/collect/instructions.ts'
import { createRecordingReader } from '../../src/collect/read-recording.ts'
import type { Catalogue } from '../../src/core/catalogue.ts'
import { openSecretBox } from '../../src/identity/secret-box.ts'
import { scratchIn } from '../../src/main/scratch.ts'
import type { ManualClock, MemoryLog } from './clock-and-log.ts'
import { manualClock, memoryLog } from './clock-and-log.ts'
import type { AwsScript, FakeAwsReader } from './fake-aws-reader.ts'
import { createFakeAwsReader } from './fake-aws-reader.ts'
import type { MemoryJobs } from './memory-jobs.ts'
import { createMemoryJobs } from './memory-jobs.ts'
import type { MemoryStore } from './memory-store.ts'
import { createMemoryStore } from './memory-store.ts'

export const operatorToken = 'operator-token-of-the-tests'

/** 32 bytes, as an operator gives them who keeps the key himself. */
const testKey = Buffer.alloc(32, 7).toString('base64')

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const tokens: Tokens = {
  digest,
  equal: (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b)),
}

/** Quick, and as one-way as a test needs it. */
const passwords: Passwords = {
  hash: async (password) => `hash ${digest(password)}`,
  verify: async (hash, password) => hash === `hash ${digest(password)}`,
}

export interface Harness {
  readonly app: App
  readonly store: MemoryStore
  readonly aws: FakeAwsReader
  readonly clock: ManualClock
  readonly log: MemoryLog
  readonly jobs: MemoryJobs
  readonly deps: AppDeps
  /** Runs the jobs that wait and lets the index settle. */
  work(): Promise<void>
}

export interface HarnessOptions {
  readonly aws?: Partial<AwsScript>
  readonly facts?: Partial<ConfigFacts>
  readonly doctorChecks?: readonly DoctorCheck[]
  /** Absent: mail is not set up. */
  readonly mailer?: Mailer
  /** Does what starting the simulated organization does, to the application that it is given. */
  readonly startSample?: (app: App) => Promise<void>
}

let loaded: Catalogue | undefined

/** Read once for all tests of a file. */
function catalogue(): Catalogue {
  loaded ??= loadCatalogue()
  return loaded
}

export function createHarness(options: HarnessOptions = {}): Harness {
  const { aws: script, facts, doctorChecks = [], startSample, mailer = null } = options
  const clock = manualClock()
  const log = memoryLog()
  const store = createMemoryStore(clock)
  const aws = createFakeAwsReader(script)
  const jobs = createMemoryJobs()
  let hasSample = false
  const deps: AppDeps = {
    store,
    aws,
    readRecording: createRecordingReader({ clock }),
    openScratch: scratchIn(tmpdir()),
    clock,
    pause: async () => undefined,
    giveWay: async () => undefined,
    ids: { uuid: () => randomUUID(), token: (bytes) => randomBytes(bytes).toString('base64url') },
    log,
    passwords: { ...passwords },
    tokens,
    secretBox: openSecretBox({ home: '', env: { BAILIWICK_SECRET_KEY: testKey } }),
    jobs,
    catalogue: catalogue(),
    describeInstallation,
    describeServerIdentity: serverIdentity,
    publishTemplate: async ({ version }, { bucket, prefix }) => ({
      url: `https://${bucket}.s3.us-east-1.amazonaws.com/${prefix}/${version}.json`,
      isNew: true,
    }),
    doctorChecks,
    mailer,
    sample: {
      isRunning: () => hasSample,
      async start() {
        await startSample?.(app)
        hasSample = true
      },
    },
    facts: {
      version: '0.0.0-test',
      publicUrl: null,
      servedAt: 'http://127.0.0.1:8420',
      operatorTokenDigest: digest(operatorToken),
      trustPrincipalArn: null,
      historyDays: null,
      ...facts,
    },
  }
  const app: App = createApp(deps)
  return {
    app,
    store,
    aws,
    clock,
    log,
    jobs,
    deps,
    async work() {
      await jobs.work(app.sync.run)
      await app.access.settled()
    },
  }
}
