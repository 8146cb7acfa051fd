/** Everything the use cases need, put together once in `main/compose.ts`. Each use case names the part it takes. */
import type { Catalogue } from '../core/catalogue.ts'
import type {
  AwsReader,
  Clock,
  DescribeInstallation,
  DoctorCheck,
  Ids,
  Jobs,
  Log,
  Passwords,
  Pause,
  Store,
  Tokens,
} from './ports.ts'

/** Facts of the configuration that use cases speak of; none of them is secret. */
export interface ConfigFacts {
  readonly version: string
  /** The simulated organization is connected. */
  readonly sample: boolean
  /** The address people use; null: the loopback address served. */
  readonly publicUrl: string | null
  /** Digest of the token in `<home>/operator.token`; null: nobody speaks for the operator over HTTP. */
  readonly operatorTokenDigest: string | null
  /** `BAILIWICK_TRUST_PRINCIPAL_ARN`: for a server that may not read its own role (connection.md §2). */
  readonly trustPrincipalArn: string | null
}

export interface AppDeps {
  readonly store: Store
  readonly aws: AwsReader
  readonly clock: Clock
  readonly pause: Pause
  readonly ids: Ids
  readonly log: Log
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly jobs: Jobs
  readonly catalogue: Catalogue
  readonly describeInstallation: DescribeInstallation
  readonly doctorChecks: readonly DoctorCheck[]
  readonly facts: ConfigFacts
}
