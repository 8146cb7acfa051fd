/** Everything the use cases need, put together once in `main/compose.ts`. Each use case names the part it takes. */
import type { Catalogue } from '../core/catalogue.ts'
import type {
  AwsReader,
  DescribeInstallation,
  DescribeServerIdentity,
  PublishTemplate,
  ReadRecording,
} from './ports/aws.ts'
import type { Clock, DoctorCheck, Ids, Jobs, Log, Pause, SampleWorld } from './ports/host.ts'
import type { Mailer } from './ports/notices.ts'
import type { Passwords, SecretBox, Tokens } from './ports/people.ts'
import type { OpenScratch } from './ports/scratch.ts'
import type { Store } from './ports/store.ts'

/** Facts of the configuration that use cases speak of; none of them is secret. */
export interface ConfigFacts {
  readonly version: string
  /** The address people use; null: the loopback address served. */
  readonly publicUrl: string | null
  /** The address served on this machine. */
  readonly servedAt: string
  /** Digest of the token in `<home>/operator.token`; null: nobody speaks for the operator over HTTP. */
  readonly operatorTokenDigest: string | null
  /** `BAILIWICK_TRUST_PRINCIPAL_ARN`: for a server that may not read its own role (connection.md §2). */
  readonly trustPrincipalArn: string | null
  /** `history.days`: what ceased to be valid longer ago is let go of; null: everything is kept. */
  readonly historyDays: number | null
}

export interface AppDeps {
  readonly store: Store
  readonly aws: AwsReader
  readonly readRecording: ReadRecording
  readonly openScratch: OpenScratch
  readonly clock: Clock
  readonly pause: Pause
  /** As `pause`, and those who wait for an answer go first. */
  readonly giveWay: Pause
  readonly ids: Ids
  readonly log: Log
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly secretBox: SecretBox
  readonly jobs: Jobs
  readonly catalogue: Catalogue
  readonly describeInstallation: DescribeInstallation
  readonly describeServerIdentity: DescribeServerIdentity
  readonly publishTemplate: PublishTemplate
  readonly doctorChecks: readonly DoctorCheck[]
  readonly sample: SampleWorld
  /** Null: no mail server is named in the configuration. */
  readonly mailer: Mailer | null
  readonly facts: ConfigFacts
}
