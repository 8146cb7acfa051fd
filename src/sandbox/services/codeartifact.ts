/** CodeArtifact: domains and their policies. Packages are not simulated. */
import {
  CodeartifactClient,
  ConflictException$,
  CreateDomainCommand,
  type DomainSummary,
  GetDomainPermissionsPolicyCommand,
  ListDomainsCommand,
  ListTagsForResourceCommand,
  PutDomainPermissionsPolicyCommand,
  ResourceNotFoundException$,
  ValidationException$,
} from '@aws-sdk/client-codeartifact'
import { modelled } from '../aws-error.ts'
import { paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { DataStore } from '../world/data-stores.ts'
import { hex } from '../world/ids.ts'
import {
  arnHere,
  editStore,
  findStore,
  makeStore,
  newTarget,
  type OwnedStore,
  type StoreKind,
  sortedStores,
  targetOfStore,
} from './data-store.ts'
import { editHere, here } from './owner.ts'
import { policyText, readPolicyText } from './policy-text.ts'

const domains: StoreKind<DataStore> = { prefix: 'domain/', of: (region) => region.packageDomains }

const invalid = (message: string) => modelled(ValidationException$, message)

interface ForDomain {
  readonly domain?: string | undefined
  readonly domainOwner?: string | undefined
}

function domainOf(call: Call, { domain, domainOwner }: ForDomain): OwnedStore<DataStore> {
  return byArn(call, `arn:aws:codeartifact:${call.region}:${domainOwner ?? call.account.id}:domain/${domain}`)
}

function byArn(call: Call, arn: string | undefined): OwnedStore<DataStore> {
  const found = findStore(call, arn, domains)
  if (found !== undefined) return found
  throw modelled(ResourceNotFoundException$, `Domain not found. ${arn}`, { resourceId: arn, resourceType: 'domain' })
}

const summary = ({ account, store }: Pick<OwnedStore<DataStore>, 'account' | 'store'>): DomainSummary => ({
  name: store.name,
  owner: account.id,
  arn: store.arn,
  status: 'Active',
  createdTime: store.createdAt,
  encryptionKey: store.kmsKeyId,
})

export const codeArtifact = defineService({
  client: CodeartifactClient,
  signingName: 'codeartifact',
  operations: [
    operation(ListDomainsCommand, {
      run(call, input) {
        const { nextToken: token, maxResults: size } = input
        const page = paginate(call, sortedStores(here(call).packageDomains), { token, size, default: 1000, max: 1000 })
        const { account } = call
        return { domains: page.items.map((store) => summary({ account, store })), nextToken: page.next }
      },
    }),
    operation(GetDomainPermissionsPolicyCommand, {
      target: (call, input) => targetOfStore(domainOf(call, input)),
      run(call, input) {
        const { store } = domainOf(call, input)
        if (store.policy === undefined) {
          throw modelled(ResourceNotFoundException$, 'The domain has no permissions policy.', {
            resourceId: store.arn,
            resourceType: 'domain-policy',
          })
        }
        const document = policyText(store.policy)
        return { policy: { resourceArn: store.arn, revision: hex(32, document), document } }
      },
    }),
    operation(ListTagsForResourceCommand, {
      target: (call, input) => targetOfStore(byArn(call, input.resourceArn)),
      run: (call, input) => ({
        tags: Object.entries(byArn(call, input.resourceArn).store.tags).map(([key, value]) => ({ key, value })),
      }),
    }),
    operation(CreateDomainCommand, {
      target: (call, input) => newTarget(call, 'codeartifact', `domain/${input.domain}`),
      run(call, input) {
        const name = input.domain ?? ''
        if (!/^[a-z][a-z0-9-]{0,48}[a-z0-9]$/.test(name)) throw invalid(`${name} is no name for a domain`)
        const made = editHere(call).packageDomains
        if (made.has(name)) throw modelled(ConflictException$, `Domain ${name} already exists.`)
        const store = makeStore(call, {
          name,
          arn: arnHere(call, 'codeartifact', `domain/${name}`),
          tags: Object.fromEntries((input.tags ?? []).map(({ key, value }) => [key ?? '', value ?? ''])),
          kmsKeyId: input.encryptionKey,
        })
        made.set(name, store)
        return { domain: summary({ account: call.account, store }) }
      },
    }),
    operation(PutDomainPermissionsPolicyCommand, {
      target: (call, input) => targetOfStore(domainOf(call, input)),
      run(call, input) {
        const store = editStore(call, domainOf(call, input), domains)
        store.policy = readPolicyText(call, input.policyDocument ?? '', invalid)
        const document = policyText(store.policy)
        return { policy: { resourceArn: store.arn, revision: hex(32, document), document } }
      },
    }),
  ],
  invalidToken: invalid,
  invalidInput: invalid,
})
