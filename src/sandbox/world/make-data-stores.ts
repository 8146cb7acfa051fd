/** Tables, repositories, buses and what else holds data, with ids, ARNs and dates filled in. */
import type { Json } from '../../core/inventory/objects.ts'
import type { AccessGrants, AccessPoint, DataStore, DataStores, FileSystem, LambdaLayer } from './data-stores.ts'
import { type Ground, homeRegion } from './ground.ts'
import { hex, uuid } from './ids.ts'
import { regionOf } from './model.ts'
import { stream } from './random.ts'

export interface StoreParts {
  readonly region?: string
  readonly policy?: Json
  readonly keyId?: string
  readonly tags?: Readonly<Record<string, string>>
}

export interface MakesDataStores {
  table(name: string, parts?: StoreParts): DataStore
  repository(name: string, parts?: StoreParts): DataStore
  /** The policy of the Region's registry. */
  registry(policy: Json, region?: string): void
  fileSystem(name: string, parts?: StoreParts): FileSystem
  vault(name: string, parts?: StoreParts): DataStore
  /** `default` too, to give it a policy. */
  bus(name: string, parts?: StoreParts): DataStore
  logPolicy(name: string, policy: Json, region?: string): void
  searchDomain(name: string, parts?: StoreParts): DataStore
  catalogPolicy(policy: Json, region?: string): void
  stream(name: string, parts?: StoreParts): DataStore
  packageDomain(name: string, parts?: StoreParts): DataStore
  accessPoint(
    name: string,
    parts: { readonly bucket: string; readonly region?: string; readonly policy?: Json },
  ): AccessPoint
  /** Of the account's home Region; each grant lets read. */
  accessGrantsInstance(grants: readonly { readonly grantee: string; readonly scope: string }[]): AccessGrants
  layer(
    name: string,
    parts?: { readonly region?: string; readonly policy?: Json; readonly version?: number },
  ): LambdaLayer
}

export function makesDataStores(ground: Ground): MakesDataStores {
  const { seed, id, ago, arn, state, start } = ground
  // Apart from the account's other chances, which stay as they are whatever is added here.
  const random = stream(seed, 'data stores', id)
  const place = (region = homeRegion) => regionOf(state, region)
  const storeOf = (service: string, resource: string, name: string, parts: StoreParts): DataStore => ({
    name,
    arn: arn(service, resource, parts.region ?? homeRegion),
    createdAt: ago(30 + random.int(900)),
    tags: { ...parts.tags },
    ...(parts.policy !== undefined && { policy: parts.policy }),
    ...(parts.keyId !== undefined && { kmsKeyId: parts.keyId }),
  })
  const kept =
    (service: string, prefix: string, storesIn: (region: DataStores) => Map<string, DataStore>) =>
    (name: string, parts: StoreParts = {}): DataStore => {
      const made = storeOf(service, `${prefix}${name}`, name, parts)
      storesIn(place(parts.region)).set(name, made)
      return made
    }
  return {
    table: kept('dynamodb', 'table/', ({ tables }) => tables),
    repository: kept('ecr', 'repository/', ({ repositories }) => repositories),
    registry(policy, region) {
      place(region).registryPolicy = policy
    },
    fileSystem(name, parts = {}) {
      const system = `fs-0${hex(16, seed, 'file system', id, name)}`
      const made = {
        ...storeOf('elasticfilesystem', `file-system/${system}`, name, {
          ...parts,
          tags: { Name: name, ...parts.tags },
        }),
        id: system,
      }
      place(parts.region).fileSystems.set(system, made)
      return made
    },
    vault: kept('backup', 'backup-vault:', ({ vaults }) => vaults),
    bus: kept('events', 'event-bus/', ({ buses }) => buses),
    logPolicy(name, policy, region) {
      place(region).logPolicies.set(name, { name, policy, updatedAt: start })
    },
    searchDomain: kept('es', 'domain/', ({ searchDomains }) => searchDomains),
    catalogPolicy(policy, region) {
      place(region).glue.policy = policy
    },
    stream: kept('kinesis', 'stream/', ({ streams }) => streams),
    packageDomain: kept('codeartifact', 'domain/', ({ packageDomains }) => packageDomains),
    accessPoint(name, { bucket, region = homeRegion, policy }) {
      const made: AccessPoint = {
        name,
        arn: arn('s3', `accesspoint/${name}`, region),
        alias: `${name.slice(0, 19)}-${hex(31, seed, id, name)}-s3alias`,
        bucket,
        ...(policy !== undefined && { policy }),
      }
      place(region).accessPoints.set(name, made)
      return made
    },
    accessGrantsInstance(grants) {
      const instance = arn('s3', 'access-grants/default', homeRegion)
      const made: AccessGrants = {
        id: 'default',
        arn: instance,
        createdAt: ago(60),
        grants: grants.map(({ grantee, scope }, index) => {
          const number = uuid(seed, 'access grant', id, String(index))
          return {
            id: number,
            arn: `${instance}/grant/${number}`,
            createdAt: ago(50),
            granteeType: 'IAM',
            grantee,
            permission: 'READ',
            scope,
          }
        }),
      }
      place().accessGrants = made
      return made
    },
    layer(name, { region = homeRegion, policy, version = 1 } = {}) {
      const made: LambdaLayer = {
        name,
        arn: arn('lambda', `layer:${name}`, region),
        version,
        createdAt: ago(30 + random.int(300)),
        ...(policy !== undefined && { policy }),
      }
      place(region).layers.set(name, made)
      return made
    },
  }
}
