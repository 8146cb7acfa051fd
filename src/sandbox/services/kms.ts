/** KMS: keys, aliases, key policies and grants. Nothing is encrypted here. */
import {
  AlreadyExistsException$,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type GrantListEntry,
  InvalidMarkerException$,
  type KeyMetadata,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  MalformedPolicyDocumentException$,
  NotFoundException$,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms'
import { modelled, unmodelled } from '../aws-error.ts'
import { type Page, type PageRequest, paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import { keyRoot, policy } from '../world/documents.ts'
import { uuid } from '../world/ids.ts'
import type { KmsGrant, KmsKey } from '../world/model.ts'
import { editHere, editThere, here, type Named, named, regionIn } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const malformedPolicy = (message: string) => modelled(MalformedPolicyDocumentException$, message)

interface OwnedKey extends Named {
  readonly key: KmsKey
}

/** By key id, key ARN, alias name or alias ARN. */
function keyOf(call: Call, text: string | undefined, aliases: 'with aliases' | 'keys only' = 'keys only'): OwnedKey {
  const at = named(call, text ?? '')
  if (at !== undefined) {
    const { keys, aliases: known } = regionIn(at.account, at.region)
    const id =
      at.rest.startsWith('alias/') && aliases === 'with aliases'
        ? known.get(at.rest)?.keyId
        : at.rest.replace(/^key\//, '')
    const key = keys.get(id ?? '')
    if (key !== undefined) return { ...at, key }
  }
  throw modelled(NotFoundException$, `Key '${text}' does not exist`)
}

const targetOf = (call: Call, input: { readonly KeyId?: string | undefined }, aliases?: 'with aliases'): Target => {
  const { account, key } = keyOf(call, input.KeyId, aliases)
  return { arn: key.arn, accountId: account.id, policy: key.policy, tags: key.tags }
}

const truncated = (page: Page<unknown>) => ({ NextMarker: page.next, Truncated: page.next !== undefined })

/** KMS API Reference: each list's `Limit`. */
const page = <T>(
  call: Call,
  all: readonly T[],
  input: { Marker?: string | undefined; Limit?: number | undefined },
  sizes: Pick<PageRequest, 'default' | 'max' | 'of'>,
) => paginate(call, all, { token: input.Marker, size: input.Limit, ...sizes })

const metadataOf = ({ account, key }: OwnedKey): KeyMetadata => ({
  AWSAccountId: account.id,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.createdAt,
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: key.state,
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
})

const grantEntry = (key: KmsKey, grant: KmsGrant): GrantListEntry => ({
  KeyId: key.arn,
  GrantId: grant.id,
  Name: grant.name ?? '',
  CreationDate: grant.createdAt,
  GranteePrincipal: grant.granteePrincipal,
  RetiringPrincipal: grant.retiringPrincipal,
  IssuingAccount: grant.issuingAccount,
  Operations: [...grant.operations],
  ...(grant.encryptionContextSubset && {
    Constraints: { EncryptionContextSubset: { ...grant.encryptionContextSubset } },
  }),
})

const byId = <T extends { readonly id: string }>(one: T, other: T) => (one.id < other.id ? -1 : 1)

const reads = [
  operation(ListKeysCommand, {
    run(call, input) {
      const keys = [...here(call).keys.values()].sort(byId)
      const { items, ...rest } = page(call, keys, input, { default: 100, max: 1000 })
      return { Keys: items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...truncated({ items, ...rest }) }
    },
  }),
  operation(ListAliasesCommand, {
    run(call, input) {
      const only = input.KeyId === undefined ? undefined : keyOf(call, input.KeyId).key.id
      const aliases = [...here(call).aliases.values()].filter(({ keyId }) => (only ?? keyId) === keyId)
      const found = page(call, aliases, input, { default: 50, max: 100, of: [input.KeyId] })
      return {
        Aliases: found.items.map(({ name, arn, keyId, createdAt }) => ({
          AliasName: name,
          AliasArn: arn,
          TargetKeyId: keyId,
          CreationDate: createdAt,
          LastUpdatedDate: createdAt,
        })),
        ...truncated(found),
      }
    },
  }),
  operation(DescribeKeyCommand, {
    target: (call, input) => targetOf(call, input, 'with aliases'),
    run: (call, input) => ({ KeyMetadata: metadataOf(keyOf(call, input.KeyId, 'with aliases')) }),
  }),
  operation(GetKeyPolicyCommand, {
    target: (call, input) => targetOf(call, input),
    run(call, input) {
      const { key } = keyOf(call, input.KeyId)
      const name = input.PolicyName ?? 'default'
      if (name !== 'default') throw modelled(NotFoundException$, `No such policy exists: ${name}`)
      return { Policy: policyText(key.policy), PolicyName: name }
    },
  }),
  operation(ListGrantsCommand, {
    target: (call, input) => targetOf(call, input),
    run(call, input) {
      const { key } = keyOf(call, input.KeyId)
      const grants = key.grants.filter(
        (grant) =>
          [undefined, grant.id].includes(input.GrantId) &&
          [undefined, grant.granteePrincipal].includes(input.GranteePrincipal),
      )
      const found = page(call, grants, input, {
        default: 50,
        max: 100,
        of: [key.id, input.GrantId, input.GranteePrincipal],
      })
      return { Grants: found.items.map((grant) => grantEntry(key, grant)), ...truncated(found) }
    },
  }),
  operation(ListResourceTagsCommand, {
    target: (call, input) => targetOf(call, input),
    run(call, input) {
      const { key } = keyOf(call, input.KeyId)
      const tags = Object.entries(key.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
      const found = page(call, tags, input, { default: 50, max: 50, of: [key.id] })
      return { Tags: [...found.items], ...truncated(found) }
    },
  }),
]

const writes = [
  operation(CreateKeyCommand, {
    run(call, input) {
      const document =
        input.Policy === undefined
          ? policy(keyRoot(call.account.id))
          : readPolicyText(call, input.Policy, malformedPolicy)
      const id = uuid(call.world.seed, 'made', String(call.world.serial++))
      const key: KmsKey = {
        id,
        arn: `arn:aws:kms:${call.region}:${call.account.id}:key/${id}`,
        createdAt: new Date(call.now),
        description: input.Description ?? '',
        manager: 'CUSTOMER',
        state: 'Enabled',
        policy: document,
        grants: [],
        tags: Object.fromEntries((input.Tags ?? []).map(({ TagKey, TagValue }) => [TagKey ?? '', TagValue ?? ''])),
      }
      editHere(call).keys.set(id, key)
      return { KeyMetadata: metadataOf({ account: call.account, region: call.region, rest: id, key }) }
    },
  }),
  operation(PutKeyPolicyCommand, {
    target: (call, input) => targetOf(call, input),
    run(call, input) {
      const at = keyOf(call, input.KeyId)
      const document = readPolicyText(call, input.Policy ?? '', malformedPolicy)
      const key = editThere(call, at).keys.get(at.key.id)
      if (key !== undefined) key.policy = document
      return {}
    },
  }),
  operation(CreateAliasCommand, {
    target: (call, input) => [
      { ...targetOf(call, { KeyId: input.TargetKeyId }) },
      { arn: `arn:aws:kms:${call.region}:${call.account.id}:${input.AliasName}` },
    ],
    run(call, input) {
      const { aliases } = editHere(call)
      const name = input.AliasName ?? ''
      if (!/^alias\/[\w/-]+$/.test(name) || name.startsWith('alias/aws/')) {
        throw unmodelled('ValidationException', 400, `${name} is not a name for an alias of a customer`)
      }
      const arn = `arn:aws:kms:${call.region}:${call.account.id}:${name}`
      if (aliases.has(name)) throw modelled(AlreadyExistsException$, `An alias with the name ${arn} already exists`)
      aliases.set(name, { name, arn, keyId: keyOf(call, input.TargetKeyId).key.id, createdAt: new Date(call.now) })
      return {}
    },
  }),
]

export const kms = defineService({
  client: KMSClient,
  signingName: 'kms',
  operations: [...reads, ...writes],
  invalidToken: () => modelled(InvalidMarkerException$, 'Marker is not valid'),
  invalidInput: (message) => unmodelled('ValidationException', 400, message),
})
