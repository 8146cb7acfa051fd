/** OpenSearch Service: domains and their access policies. */
import {
  CreateDomainCommand,
  DescribeDomainsCommand,
  type DomainStatus,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
  ResourceAlreadyExistsException$,
  ResourceNotFoundException$,
  UpdateDomainConfigCommand,
  ValidationException$,
} from '@aws-sdk/client-opensearch'
import { modelled } from '../aws-error.ts'
import { type Call, defineService, operation } from '../service.ts'
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
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const domains: StoreKind<DataStore> = { prefix: 'domain/', of: (region) => region.searchDomains }

const invalid = (message: string) => modelled(ValidationException$, message)

/** The service describes no more in one call. */
const namesInACall = 5

function domainOf(call: Call, name: string | undefined): OwnedStore<DataStore> {
  const found = findStore(call, name, domains)
  if (found === undefined) throw modelled(ResourceNotFoundException$, `Domain not found: ${name}`)
  return found
}

const describe = ({ account, store }: OwnedStore<DataStore>): DomainStatus => ({
  DomainId: `${account.id}/${store.name}`,
  DomainName: store.name,
  ARN: store.arn,
  Created: true,
  Deleted: false,
  EngineVersion: 'OpenSearch_2.19',
  ClusterConfig: { InstanceType: 'm6g.large.search', InstanceCount: 3 },
  AccessPolicies: store.policy === undefined ? '' : policyText(store.policy),
  EncryptionAtRestOptions: { Enabled: store.kmsKeyId !== undefined, KmsKeyId: store.kmsKeyId },
  AdvancedSecurityOptions: { Enabled: false },
})

export const openSearch = defineService({
  client: OpenSearchClient,
  signingName: 'es',
  operations: [
    operation(ListDomainNamesCommand, {
      run: (call) => ({
        DomainNames: sortedStores(here(call).searchDomains).map(({ name }) => ({
          DomainName: name,
          EngineType: 'OpenSearch' as const,
        })),
      }),
    }),
    operation(DescribeDomainsCommand, {
      target: (call, input) =>
        (input.DomainNames ?? []).map((name) => {
          const found = findStore(call, name, domains)
          return found ? targetOfStore(found) : newTarget(call, 'es', `domain/${name}`)
        }),
      run(call, input) {
        const names = input.DomainNames ?? []
        if (names.length > namesInACall) {
          throw invalid(`Please provide a maximum of ${namesInACall} domain names to describe.`)
        }
        // Names that are not there are left out.
        return { DomainStatusList: names.flatMap((name) => findStore(call, name, domains) ?? []).map(describe) }
      },
    }),
    operation(ListTagsCommand, {
      target: (call, input) => targetOfStore(domainOf(call, input.ARN)),
      run: (call, input) => ({ TagList: tagList(domainOf(call, input.ARN).store.tags) }),
    }),
    operation(CreateDomainCommand, {
      target: (call, input) => newTarget(call, 'es', `domain/${input.DomainName}`),
      run(call, input) {
        const name = input.DomainName ?? ''
        if (!/^[a-z][a-z0-9-]{2,27}$/.test(name)) throw invalid(`${name} is no name for a domain`)
        const made = editHere(call).searchDomains
        if (made.has(name)) throw modelled(ResourceAlreadyExistsException$, `Domain ${name} already exists`)
        const store = makeStore(call, {
          name,
          arn: arnHere(call, 'es', `domain/${name}`),
          tags: tagMap(input.TagList),
          kmsKeyId: input.EncryptionAtRestOptions?.KmsKeyId,
        })
        if (input.AccessPolicies) store.policy = readPolicyText(call, input.AccessPolicies, invalid)
        made.set(name, store)
        return { DomainStatus: describe({ account: call.account, region: call.region, rest: name, store }) }
      },
    }),
    operation(UpdateDomainConfigCommand, {
      target: (call, input) => targetOfStore(domainOf(call, input.DomainName)),
      run(call, input) {
        const domain = editStore(call, domainOf(call, input.DomainName), domains)
        if (input.AccessPolicies === '') delete domain.policy
        else if (input.AccessPolicies) domain.policy = readPolicyText(call, input.AccessPolicies, invalid)
        return { DomainConfig: {} }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
