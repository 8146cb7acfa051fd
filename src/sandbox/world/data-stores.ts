/** Stores of data and what is sent through, as far as their policies go: the part of a Region's state beside keys, functions and queues. */
import type { PolicyJson, TagMap } from './model.ts'

export interface DataStore {
  readonly name: string
  readonly arn: string
  readonly createdAt: Date
  policy?: PolicyJson
  kmsKeyId?: string
  readonly tags: TagMap
}

export interface FileSystem extends DataStore {
  readonly id: string
}

export interface LogResourcePolicy {
  readonly name: string
  policy: PolicyJson
  updatedAt: Date
}

/** The Data Catalog's own policy, and those that AWS RAM made for what it shares. */
export interface GlueCatalog {
  policy?: PolicyJson
  readonly shares: PolicyJson[]
}

export interface AccessPoint {
  readonly name: string
  readonly arn: string
  readonly alias: string
  readonly bucket: string
  policy?: PolicyJson
  readonly vpcId?: string
}

export interface AccessGrants {
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  policy?: PolicyJson
  readonly grants: AccessGrant[]
}

export interface AccessGrant {
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  readonly granteeType: 'IAM' | 'DIRECTORY_USER' | 'DIRECTORY_GROUP'
  readonly grantee: string
  readonly permission: 'READ' | 'WRITE' | 'READWRITE'
  readonly scope: string
}

/** Its latest version, the only one that is kept. */
export interface LambdaLayer {
  readonly name: string
  /** Without the version. */
  readonly arn: string
  version: number
  createdAt: Date
  policy?: PolicyJson
}

/** By name where nothing else is said. */
export interface DataStores {
  readonly tables: Map<string, DataStore>
  readonly repositories: Map<string, DataStore>
  registryPolicy?: PolicyJson
  /** By id. */
  readonly fileSystems: Map<string, FileSystem>
  readonly vaults: Map<string, DataStore>
  /** Without the default bus as long as nobody changed it. */
  readonly buses: Map<string, DataStore>
  readonly logPolicies: Map<string, LogResourcePolicy>
  readonly searchDomains: Map<string, DataStore>
  readonly glue: GlueCatalog
  readonly streams: Map<string, DataStore>
  readonly packageDomains: Map<string, DataStore>
  readonly accessPoints: Map<string, AccessPoint>
  accessGrants?: AccessGrants
  readonly layers: Map<string, LambdaLayer>
}

export const emptyDataStores = (): DataStores => ({
  tables: new Map(),
  repositories: new Map(),
  fileSystems: new Map(),
  vaults: new Map(),
  buses: new Map(),
  logPolicies: new Map(),
  searchDomains: new Map(),
  glue: { shares: [] },
  streams: new Map(),
  packageDomains: new Map(),
  accessPoints: new Map(),
  layers: new Map(),
})
