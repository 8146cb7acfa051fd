/** Who comes in through a recommended app: the roles that trust its providers, and the people it is assigned to. */
import type { AccountId } from '../ids.ts'
import { compareText } from '../order.ts'
import { isJsonObject } from './content-key.ts'
import type { InventoryObject, Json } from './objects.ts'
import type { RecommendedApp } from './recommended-apps.ts'

export interface AppReach {
  /** By account, then ARN. */
  readonly roles: readonly { readonly accountId: AccountId; readonly arn: string }[]
  /** Ids of directory users, through groups or directly; empty for apps that Identity Center does not assign. */
  readonly people: readonly string[]
}

/** By the id of the app. */
export function reachOf(
  apps: readonly RecommendedApp[],
  objects: readonly InventoryObject[],
): ReadonlyMap<string, AppReach> {
  const appOf = new Map(apps.flatMap(({ id, evidence }) => evidence.map(({ arn }) => [arn, id] as const)))
  const roles = new Map<string, { accountId: AccountId; arn: string }[]>()
  const people = new Map<string, Set<string>>()
  const members = new Map(
    objects.flatMap(({ kind, body }) => (kind === 'directoryGroup' ? [[body.id, body.members] as const] : [])),
  )
  for (const object of objects) {
    if (object.kind === 'role') {
      const { accountId, arn } = object
      const trusted = new Set(federatedIn(object.body.trustPolicy).map((provider) => appOf.get(provider)))
      for (const app of trusted) if (app !== undefined) roles.set(app, [...(roles.get(app) ?? []), { accountId, arn }])
    }
    if (object.kind === 'applicationAssignment') {
      const { applicationArn, principalType, principalId } = object.body
      const app = appOf.get(applicationArn)
      if (app === undefined) continue
      const known = people.get(app) ?? new Set()
      people.set(app, known)
      for (const id of principalType === 'GROUP' ? (members.get(principalId) ?? []) : [principalId]) known.add(id)
    }
  }
  return new Map(
    apps.map(({ id }) => [
      id,
      {
        roles: (roles.get(id) ?? []).sort((a, b) => compareText(a.accountId, b.accountId) || compareText(a.arn, b.arn)),
        people: [...(people.get(id) ?? [])],
      },
    ]),
  )
}

/** Providers that the trust policy names; whether a condition keeps them out is the engine's question. */
function federatedIn(policy: Json): readonly string[] {
  if (!isJsonObject(policy)) return []
  return listOf(policy['Statement']).flatMap((statement) => {
    if (!isJsonObject(statement) || statement['Effect'] !== 'Allow') return []
    const { Principal: principal } = statement
    return isJsonObject(principal) ? listOf(principal['Federated']).map(String) : []
  })
}

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
