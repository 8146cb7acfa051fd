/** The access key of a connection of the legacy method; its secret is opened when AWS is called, and kept nowhere. */
import { secretKeyField } from '../app/connections/secret-fields.ts'
import type { AskedCredentials } from '../app/ports/aws.ts'
import type { AccessKeyPair } from '../app/ports/connections.ts'
import type { SecretBox } from '../app/ports/people.ts'
import type { Store } from '../app/ports/store.ts'
import { AppError } from '../core/fault.ts'

interface KeyStore {
  readonly connections: Pick<Store['connections'], 'connection'>
  readonly secrets: Pick<Store['secrets'], 'get'>
}

/** Undefined for every other method. Its provider throws `secret_unreadable`. */
export function legacyCredentials(
  { id, method, accessKey: known }: Pick<AskedCredentials, 'id' | 'method' | 'accessKey'>,
  { connections, secrets }: KeyStore,
  secretBox: Pick<SecretBox, 'open'>,
): (() => Promise<AccessKeyPair>) | undefined {
  if (method !== 'legacy' || id === undefined || !known) return undefined
  return async () => {
    // The key may have been replaced since the reading began; of two keys one half each is none.
    const accessKey = (await connections.connection(id))?.accessKey ?? known
    const sealed = await secrets.get(id, secretKeyField)
    if (sealed === undefined) {
      throw new AppError('secret_unreadable', `The secret of access key …${accessKey.id.slice(-4)} is not stored.`, {
        fix: 'Give the key again: bailiwick integrations keys <name>.',
      })
    }
    return {
      accessKeyId: accessKey.id,
      secretAccessKey: await secretBox.open({ owner: id, field: secretKeyField, sealed }),
    }
  }
}
