/** Directory Service: directories and how well they are kept. Nobody signs in here. */
import {
  DescribeClientAuthenticationSettingsCommand,
  DescribeConditionalForwardersCommand,
  DescribeDirectoriesCommand,
  DescribeDomainControllersCommand,
  DescribeLDAPSSettingsCommand,
  DescribeRegionsCommand,
  DescribeSettingsCommand,
  DescribeSharedDirectoriesCommand,
  DescribeTrustsCommand,
  DirectoryDoesNotExistException$,
  DirectoryServiceClient,
  type DirectoryType,
  EntityDoesNotExistException$,
  InvalidNextTokenException$,
  InvalidParameterException$,
  ListCertificatesCommand,
  ListLogSubscriptionsCommand,
  UnsupportedOperationException$,
} from '@aws-sdk/client-directory-service'
import { modelled } from '../aws-error.ts'
import { type Page, paginate } from '../paging.ts'
import { type Call, defineService, operation } from '../service.ts'
import type { DirectoryState } from '../world/estate.ts'
import { arnHere, estateHere } from './estate.ts'

function directoryOf(call: Call, id: string | undefined): DirectoryState {
  const found = estateHere(call).directories.get(id ?? '')
  if (found === undefined) throw modelled(DirectoryDoesNotExistException$, `Directory ${id} does not exist`)
  return found
}

function supporting(call: Call, id: string | undefined, types: readonly (DirectoryType | undefined)[]): DirectoryState {
  const found = directoryOf(call, id)
  if (!types.includes(found.directory.Type)) {
    throw modelled(UnsupportedOperationException$, 'The operation is not supported for this type of directory')
  }
  return found
}

/** Trusts, settings and the like are what AWS Managed Microsoft AD has (Directory Service API Reference). */
const managedOf = (call: Call, id: string | undefined): DirectoryState => supporting(call, id, ['MicrosoftAD'])

/** Directory Service Administration Guide: AD Connector, too, speaks LDAPS, and lets people in by smart card. */
const certifiedOf = (call: Call, id: string | undefined): DirectoryState =>
  supporting(call, id, ['MicrosoftAD', 'ADConnector'])

interface Paged {
  readonly Limit?: number | undefined
  readonly PageSize?: number | undefined
  readonly NextToken?: string | undefined
}

/** Zero, like no limit, is "as many as the operation gives"; how many that is is not documented. */
const page = <T>(call: Call, all: readonly T[], { Limit, PageSize, NextToken }: Paged, id?: string): Page<T> =>
  paginate(call, all, { token: NextToken, size: Limit || PageSize || undefined, default: 100, max: 1000, of: [id] })

const target = (call: Call, { DirectoryId }: { readonly DirectoryId?: string | undefined }) => ({
  arn: arnHere(call, `directory/${DirectoryId ?? '*'}`),
})

export const ds = defineService({
  client: DirectoryServiceClient,
  signingName: 'ds',
  operations: [
    operation(DescribeDirectoriesCommand, {
      run(call, input) {
        const missing = input.DirectoryIds?.find((id) => !estateHere(call).directories.has(id))
        if (missing !== undefined) throw modelled(EntityDoesNotExistException$, `Directory ${missing} does not exist`)
        const all = [...estateHere(call).directories.values()]
          .map(({ directory }) => directory)
          .filter(({ DirectoryId = '' }) => input.DirectoryIds?.includes(DirectoryId) ?? true)
        const { items, next } = page(call, all, input)
        return { DirectoryDescriptions: [...items], NextToken: next }
      },
    }),
    operation(DescribeTrustsCommand, {
      target,
      run(call, input) {
        const { items, next } = page(call, managedOf(call, input.DirectoryId).trusts, input, input.DirectoryId)
        return { Trusts: [...items], NextToken: next }
      },
    }),
    operation(DescribeSharedDirectoriesCommand, {
      target: (call, input) => target(call, { DirectoryId: input.OwnerDirectoryId }),
      run(call, input) {
        const id = input.OwnerDirectoryId
        const { items, next } = page(call, managedOf(call, id).shares, input, id)
        return { SharedDirectories: [...items], NextToken: next }
      },
    }),
    operation(DescribeLDAPSSettingsCommand, {
      target,
      run(call, input) {
        const { items, next } = page(call, certifiedOf(call, input.DirectoryId).ldaps, input, input.DirectoryId)
        return { LDAPSSettingsInfo: [...items], NextToken: next }
      },
    }),
    operation(ListCertificatesCommand, {
      target,
      run(call, input) {
        const { items, next } = page(call, certifiedOf(call, input.DirectoryId).certificates, input, input.DirectoryId)
        return { CertificatesInfo: [...items], NextToken: next }
      },
    }),
    operation(DescribeClientAuthenticationSettingsCommand, {
      target,
      run(call, input) {
        const known = certifiedOf(call, input.DirectoryId).clientAuthentication
        const wanted = known.filter(({ Type }) => input.Type === undefined || Type === input.Type)
        const { items, next } = page(call, wanted, input, input.DirectoryId)
        return { ClientAuthenticationSettingsInfo: [...items], NextToken: next }
      },
    }),
    operation(DescribeSettingsCommand, {
      target,
      run(call, input) {
        const known = managedOf(call, input.DirectoryId).settings
        const wanted = known.filter(({ RequestStatus }) => input.Status === undefined || RequestStatus === input.Status)
        const { items, next } = page(call, wanted, input, input.DirectoryId)
        return { DirectoryId: input.DirectoryId, SettingEntries: [...items], NextToken: next }
      },
    }),
    operation(DescribeConditionalForwardersCommand, {
      target,
      run(call, { DirectoryId, RemoteDomainNames: names }) {
        const known = managedOf(call, DirectoryId).forwarders
        const wanted = known.filter(({ RemoteDomainName = '' }) => names?.includes(RemoteDomainName) ?? true)
        if (names !== undefined && wanted.length < names.length) {
          throw modelled(EntityDoesNotExistException$, 'The specified conditional forwarder does not exist')
        }
        return { ConditionalForwarders: [...wanted] }
      },
    }),
    operation(DescribeDomainControllersCommand, {
      target,
      run(call, input) {
        const { items, next } = page(call, managedOf(call, input.DirectoryId).controllers, input, input.DirectoryId)
        return { DomainControllers: [...items], NextToken: next }
      },
    }),
    operation(DescribeRegionsCommand, {
      target,
      run(call, input) {
        const { items, next } = page(call, managedOf(call, input.DirectoryId).regions, input, input.DirectoryId)
        return { RegionsDescription: [...items], NextToken: next }
      },
    }),
    operation(ListLogSubscriptionsCommand, {
      run(call, input) {
        const { items, next } = page(call, directoryOf(call, input.DirectoryId).logs, input, input.DirectoryId)
        return { LogSubscriptions: [...items], NextToken: next }
      },
    }),
  ],
  invalidToken: (message) => modelled(InvalidNextTokenException$, message),
  invalidInput: (message) => modelled(InvalidParameterException$, message),
})
