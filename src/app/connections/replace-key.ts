import { AppError, isAppError } from '../../core/fault.ts'
import type { Actor } from '../actor.ts'
import { permit } from '../actor.ts'
import { record } from '../audit/record.ts'
import type { AppDeps } from '../deps.ts'
import type { AccessKeyPair, Connection } from '../ports/connections.ts'
import { readKeyPair } from './access-key-field.ts'
import type { AccessKeyView } from './access-key-view.ts'
import { viewAccessKey } from './access-key-view.ts'
import { findIntegration } from './find-integration.ts'
import type { FormProblem } from './form-field.ts'
import { sealAgainIfRotated } from './seal-again.ts'
import { secretKeyField } from './secret-fields.ts'

type Deps = Pick<AppDeps, 'store' | 'aws' | 'clock' | 'secretBox'>

interface Input {
  readonly integration: string
  readonly accessKeyId?: string | undefined
  readonly secretAccessKey?: string | undefined
}

/**
 * The second key of the same user: tested, then current, and the first is forgotten (connection.md §3, D). Faults `wrong_state`,
 * `bad_input`, `aws_credentials_refused`, `aws_unreachable`; after each of them the first key is still the current one.
 */
export const replaceKey =
  (deps: Deps) =>
  async (actor: Actor, { integration: asked, ...typed }: Input): Promise<AccessKeyView> => {
    permit(actor, 'integrate')
    const { integration, connection } = await findIntegration(deps.store, asked)
    if (connection.method !== 'legacy') {
      throw new AppError('wrong_state', 'Only a legacy integration has an access key.', {
        fix: 'This one assumes its roles with the identity of the server.',
      })
    }
    const { value: key, problems } = readKeyPair(typed)
    if (!key) throw refused(problems)
    if (key.accessKeyId === connection.accessKey?.id) {
      const message = 'This is the current key. Make a second one for the same user, and enter that.'
      throw refused([{ path: 'accessKeyId', message }])
    }
    await refuseForeignKey(deps, connection, key)
    const place = { owner: connection.id, field: secretKeyField }
    const sealed = await deps.secretBox.seal(key.secretAccessKey, place)
    const accessKey = { id: key.accessKeyId, since: deps.clock.now() }
    await deps.store.connections.replaceKey(connection.id, accessKey, { ...place, sealed })
    await sealAgainIfRotated(deps, place, key.secretAccessKey)
    await record(deps, actor, 'integration.key_replaced', integration.id, {
      before: connection.accessKey && lastFour(connection.accessKey.id),
      after: lastFour(accessKey.id),
    })
    return viewAccessKey(accessKey, deps.clock.now())
  }

const lastFour = (keyId: string): string => `…${keyId.slice(-4)}`

/** The roles trust one user: a key of another one would be refused by all of them. */
async function refuseForeignKey(deps: Deps, connection: Connection, key: AccessKeyPair): Promise<void> {
  const { endpoint, homeRegion, trustPrincipalArn } = connection
  const caller = await deps.aws.callerIdentity({ profile: null, endpoint, homeRegion, key }, null).catch((fault) => {
    throw isAppError(fault) && fault.code === 'aws_credentials_refused'
      ? refused([{ path: 'accessKeyId', message: fault.message }])
      : fault
  })
  if (caller.trustPrincipalArn === trustPrincipalArn) return
  const message = `This key belongs to ${caller.arn}, but the roles trust ${trustPrincipalArn ?? 'nobody yet'}. Make the second key for that user.`
  throw refused([{ path: 'accessKeyId', message }])
}

const refused = (problems: readonly FormProblem[]): AppError =>
  new AppError('bad_input', problems.map(({ message }) => message).join(' '), {
    places: problems.map(({ path, message }) => ({ path, message })),
  })
