/** Keys of the simulated organization, known only to the process that runs it. Everything else uses AWS's own credential chain. */
import type { Connection } from '../app/ports/connections.ts'

interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface SampleCredentials {
  /** Called when the simulated organization listens at `endpoint`. */
  set(endpoint: string, key: AccessKey): void
  readonly of: (connection: Pick<Connection, 'endpoint'>) => (() => Promise<AccessKey>) | undefined
}

export function createSampleCredentials(): SampleCredentials {
  const keys = new Map<string, AccessKey>()
  return {
    set: (endpoint, key) => keys.set(endpoint, key),
    of: ({ endpoint }) => {
      const key = endpoint === null ? undefined : keys.get(endpoint)
      return key && (async () => key)
    },
  }
}
