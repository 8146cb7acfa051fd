/** Secrets Manager: which secrets there are and who may read them. Their values are not simulated. */
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  InvalidNextTokenException$,
  InvalidParameterException$,
  ListSecretsCommand,
  MalformedPolicyDocumentException$,
  PutResourcePolicyCommand,
  ResourceExistsException$,
  ResourceNotFoundException$,
  type SecretListEntry,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { hex } from '../world/ids.ts'
import type { Secret } from '../world/model.ts'
import { editHere, editThere, here, type Named, named, regionIn } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

interface OwnedSecret extends Named {
  readonly secret: Secret
}

/** By name, whole ARN, or ARN without the six characters at its end. */
function secretOf(call: Call, id: string | undefined): OwnedSecret {
  const at = named(call, id ?? '')
  if (at !== undefined) {
    const { secrets } = regionIn(at.account, at.region)
    const bare = at.rest.replace(/^secret:/, '')
    const secret = secrets.get(bare) ?? secrets.get(bare.slice(0, -7))
    if (secret !== undefined && (id === secret.name || secret.arn.startsWith(id ?? ''))) return { ...at, secret }
  }
  throw modelled(ResourceNotFoundException$, "Secrets Manager can't find the specified secret.")
}

const targetOf = (call: Call, input: { readonly SecretId?: string | undefined }): Target => {
  const { account, secret } = secretOf(call, input.SecretId)
  return { arn: secret.arn, accountId: account.id, policy: secret.policy, tags: secret.tags }
}

const entryOf = (secret: Secret): SecretListEntry => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId,
  RotationEnabled: secret.rotationDays !== undefined,
  ...(secret.rotationDays !== undefined && { RotationRules: { AutomaticallyAfterDays: secret.rotationDays } }),
  CreatedDate: secret.createdAt,
  LastChangedDate: secret.createdAt,
  // Secrets Manager tells the day, not the hour.
  LastAccessedDate: secret.lastAccessedAt && new Date(secret.lastAccessedAt.toISOString().slice(0, 10)),
  Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
})

const malformed = (message: string) => modelled(MalformedPolicyDocumentException$, message)

const byName = (one: Secret, other: Secret) => (one.name < other.name ? -1 : 1)

export const secretsManager = defineService({
  client: SecretsManagerClient,
  signingName: 'secretsmanager',
  operations: [
    operation(ListSecretsCommand, {
      run(call, input) {
        if (input.Filters !== undefined && input.Filters.length > 0) {
          throw modelled(InvalidParameterException$, 'The simulated AWS does not filter secrets.')
        }
        const all = [...here(call).secrets.values()].sort(byName)
        const page = paginate(call, all, { token: input.NextToken, size: input.MaxResults, default: 100, max: 100 })
        return { SecretList: page.items.map(entryOf), NextToken: page.next }
      },
    }),
    operation(DescribeSecretCommand, {
      target: targetOf,
      run: (call, input) => entryOf(secretOf(call, input.SecretId).secret),
    }),
    operation(GetResourcePolicyCommand, {
      target: targetOf,
      run(call, input) {
        const { secret } = secretOf(call, input.SecretId)
        // A secret without a policy is no error: the member is left out.
        return {
          ARN: secret.arn,
          Name: secret.name,
          ResourcePolicy: secret.policy === undefined ? undefined : policyText(secret.policy),
        }
      },
    }),
    operation(CreateSecretCommand, {
      run(call, input) {
        const name = input.Name ?? ''
        const { secrets } = editHere(call)
        if (secrets.has(name)) {
          throw modelled(ResourceExistsException$, `The operation failed because the secret ${name} already exists.`)
        }
        const suffix = hex(6, call.world.seed, 'secret', String(call.world.serial++))
        const secret: Secret = {
          name,
          arn: `arn:aws:secretsmanager:${call.region}:${call.account.id}:secret:${name}-${suffix}`,
          createdAt: new Date(call.now),
          tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
          ...(input.Description !== undefined && { description: input.Description }),
          ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
        }
        secrets.set(name, secret)
        return { ARN: secret.arn, Name: name }
      },
    }),
    operation(PutResourcePolicyCommand, {
      target: targetOf,
      run(call, input) {
        const at = secretOf(call, input.SecretId)
        const secret = editThere(call, at).secrets.get(at.secret.name) ?? at.secret
        secret.policy = readPolicyText(call, input.ResourcePolicy ?? '', malformed)
        return { ARN: secret.arn, Name: secret.name }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidNextTokenException$, message),
  invalidInput: (message) => modelled(InvalidParameterException$, message),
})
