/** ECR: private repositories and the registry of a Region. Images are not simulated. */
import {
  CreateRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetRegistryPolicyCommand,
  GetRepositoryPolicyCommand,
  InvalidParameterException$,
  ListTagsForResourceCommand,
  PutRegistryPolicyCommand,
  RegistryPolicyNotFoundException$,
  type Repository,
  RepositoryAlreadyExistsException$,
  RepositoryNotFoundException$,
  RepositoryPolicyNotFoundException$,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr'
import { parseAccountId } from '../../core/ids.ts'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation, type Target } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import {
  arnHere,
  editStore,
  findStore,
  makeStore,
  newTarget,
  type OwnedStore,
  type StoreKind,
  sortedStores,
  tagList,
  tagMap,
  targetOfStore,
} from './data-store.ts'
import { editHere, here, regionIn } from './owner.ts'
import { joinedPolicies, policyText, readPolicyText } from './policy-text.ts'

const repositories: StoreKind<DataStore> = { prefix: 'repository/', of: (region) => region.repositories }

const invalid = (message: string) => modelled(InvalidParameterException$, message)

interface ForRepository {
  readonly repositoryName?: string | undefined
  readonly registryId?: string | undefined
}

function repositoryOf(call: Call, { repositoryName, registryId }: ForRepository): OwnedStore<DataStore> {
  const owner = registryId === undefined ? call.account.id : parseAccountId(registryId)
  const text = owner === undefined ? undefined : `arn:aws:ecr:${call.region}:${owner}:repository/${repositoryName}`
  return known(findStore(call, text, repositories), repositoryName, registryId ?? call.account.id)
}

function known(
  found: OwnedStore<DataStore> | undefined,
  name: string | undefined,
  registry: string,
): OwnedStore<DataStore> {
  if (found !== undefined) return found
  throw modelled(
    RepositoryNotFoundException$,
    `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
  )
}

/** Amazon ECR UG "Private registry permissions": the policy of the registry is enforced in all requests. */
function targetOf(at: OwnedStore<DataStore>): Target {
  const { registryPolicy } = regionIn(at.account, at.region)
  return { ...targetOfStore(at), policy: joinedPolicies(at.store.policy, registryPolicy) }
}

const describe = ({ account, store }: OwnedStore<DataStore>): Repository => ({
  repositoryArn: store.arn,
  registryId: account.id,
  repositoryName: store.name,
  repositoryUri: `${account.id}.dkr.ecr.${store.arn.split(':')[3]}.amazonaws.com/${store.name}`,
  createdAt: store.createdAt,
  imageTagMutability: 'MUTABLE',
  encryptionConfiguration:
    store.kmsKeyId === undefined ? { encryptionType: 'AES256' } : { encryptionType: 'KMS', kmsKey: store.kmsKeyId },
})

const reads = [
  operation(DescribeRepositoriesCommand, {
    run(call, input) {
      const stores = sortedStores(here(call).repositories)
      const wanted = input.repositoryNames?.map((repositoryName) => repositoryOf(call, { repositoryName }).store)
      const { items, next } = paginate(call, wanted ?? stores, {
        token: input.nextToken,
        size: input.maxResults,
        default: 100,
        max: 1000,
      })
      const { account, region } = call
      return { repositories: items.map((store) => describe({ account, region, rest: '', store })), nextToken: next }
    },
  }),
  operation(GetRepositoryPolicyCommand, {
    target: (call, input) => targetOf(repositoryOf(call, input)),
    run(call, input) {
      const { account, store } = repositoryOf(call, input)
      if (store.policy === undefined) {
        throw modelled(
          RepositoryPolicyNotFoundException$,
          `Repository policy does not exist for the repository with name '${store.name}' in the registry with id '${account.id}'`,
        )
      }
      return { registryId: account.id, repositoryName: store.name, policyText: policyText(store.policy) }
    },
  }),
  operation(ListTagsForResourceCommand, {
    target: (call, input) => targetOf(byArn(call, input.resourceArn)),
    run: (call, input) => ({ tags: tagList(byArn(call, input.resourceArn).store.tags) }),
  }),
  operation(GetRegistryPolicyCommand, {
    run(call) {
      const { registryPolicy } = here(call)
      if (registryPolicy === undefined) {
        throw modelled(
          RegistryPolicyNotFoundException$,
          `Registry policy does not exist in the registry with id '${call.account.id}'`,
        )
      }
      return { registryId: call.account.id, policyText: policyText(registryPolicy) }
    },
  }),
]

const byArn = (call: Call, arn: string | undefined): OwnedStore<DataStore> =>
  known(findStore(call, arn, repositories), arn, call.account.id)

const writes = [
  operation(CreateRepositoryCommand, {
    target: (call, input) => newTarget(call, 'ecr', `repository/${input.repositoryName}`),
    run(call, input) {
      const name = input.repositoryName ?? ''
      if (!/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/.test(name)) throw invalid(`Invalid repository name ${name}`)
      const made = editHere(call).repositories
      if (made.has(name)) {
        throw modelled(
          RepositoryAlreadyExistsException$,
          `The repository with name '${name}' already exists in the registry with id '${call.account.id}'`,
        )
      }
      const store = makeStore(call, {
        name,
        arn: arnHere(call, 'ecr', `repository/${name}`),
        tags: tagMap(input.tags),
        kmsKeyId: input.encryptionConfiguration?.kmsKey,
      })
      made.set(name, store)
      return { repository: describe({ account: call.account, region: call.region, rest: name, store }) }
    },
  }),
  operation(SetRepositoryPolicyCommand, {
    target: (call, input) => targetOf(repositoryOf(call, input)),
    run(call, input) {
      const at = repositoryOf(call, input)
      const store = editStore(call, at, repositories)
      store.policy = readPolicyText(call, input.policyText ?? '', invalid)
      return { registryId: at.account.id, repositoryName: store.name, policyText: policyText(store.policy) }
    },
  }),
  operation(DeleteRepositoryPolicyCommand, {
    target: (call, input) => targetOf(repositoryOf(call, input)),
    run(call, input) {
      const at = repositoryOf(call, input)
      const store = editStore(call, at, repositories)
      delete store.policy
      return { registryId: at.account.id, repositoryName: store.name }
    },
  }),
  operation(PutRegistryPolicyCommand, {
    run(call, input) {
      const region = editHere(call)
      region.registryPolicy = readPolicyText(call, input.policyText ?? '', invalid)
      return { registryId: call.account.id, policyText: policyText(region.registryPolicy) }
    },
  }),
]

export const ecr = defineService({
  client: ECRClient,
  signingName: 'ecr',
  operations: [...reads, ...writes],
  invalidToken: invalid,
  invalidInput: invalid,
})
