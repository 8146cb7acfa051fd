/**
 * Who stands behind a role of Identity Center: user → group → account assignment → permission set → reserved role.
 * Identity Center UG, "Permission sets": the role is named `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`.
 */
import type { PersonRef } from '../access/answers.ts'
import type { AccountId } from '../ids.ts'
import { compareText } from '../order.ts'
import type { Kinds } from './assemble.ts'
import { nameOidcProvider, nameSamlProvider, type ProviderName } from './providers.ts'
import type { SnapshotDirectory, SnapshotProvider } from './snapshot.ts'

export function permissionSetOfRole(roleName: string): string | undefined {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(roleName)?.[1]
}

/** Name → ARN. Names are unique within an instance of Identity Center. */
export const permissionSetsByName = (kinds: Kinds): ReadonlyMap<string, string> =>
  new Map(kinds.permissionSet.map((set) => [set.body.name, set.body.arn]))

export function assembleDirectory(kinds: Kinds): SnapshotDirectory {
  // A user does not tell its store; the instance of the same account and Region does.
  const stores = new Map(
    kinds.identityCenter.map(({ accountId, region, body }) => [`${accountId} ${region}`, body.identityStoreId]),
  )
  return {
    users: kinds.directoryUser
      .map(({ accountId, region, body: { id, userName, displayName, email, enabled, externalIds } }) => {
        const store = stores.get(`${accountId} ${region}`)
        return {
          id,
          userName,
          name: displayName ?? userName,
          ...(email !== undefined && { email }),
          enabled,
          ...(store !== undefined && { store }),
          ...(externalIds !== undefined && { externalIds }),
        }
      })
      .sort((a, b) => compareText(a.id, b.id)),
    groups: kinds.directoryGroup
      .map(({ body: { id, displayName, members } }) => ({ id, name: displayName, members }))
      .sort((a, b) => compareText(a.id, b.id)),
    permissionSets: kinds.permissionSet
      .map(({ body: { arn, name, managedPolicies, customerManagedPolicies, inlinePolicy, boundary } }) => ({
        arn,
        name,
        managedPolicies,
        customerManagedPolicies,
        ...(inlinePolicy !== undefined && { inlinePolicy }),
        ...(boundary !== undefined && { boundary }),
      }))
      .sort((a, b) => compareText(a.arn, b.arn)),
    assignments: kinds.accountAssignment
      .map(({ body: { permissionSetArn, accountId, principalType, principalId } }) => ({
        permissionSet: permissionSetArn,
        account: accountId,
        principalType,
        principalId,
      }))
      .sort(
        (a, b) =>
          compareText(a.account, b.account) ||
          compareText(a.permissionSet, b.permissionSet) ||
          compareText(a.principalId, b.principalId),
      ),
  }
}

export function assembleProviders(kinds: Kinds): readonly SnapshotProvider[] {
  return [
    ...kinds.samlProvider.map(
      ({ arn, accountId, body }): SnapshotProvider => ({
        arn,
        account: accountId,
        kind: 'saml',
        name: body.name,
        ...knownAs(nameSamlProvider(body.entityId, body.signInUrl)),
      }),
    ),
    ...kinds.oidcProvider.map(
      ({ arn, accountId, body }): SnapshotProvider => ({
        arn,
        account: accountId,
        kind: 'oidc',
        name: body.url,
        ...knownAs(nameOidcProvider(body.url)),
      }),
    ),
  ].sort((a, b) => compareText(a.arn, b.arn))
}

const knownAs = (named: ProviderName | undefined): Pick<SnapshotProvider, 'vendor' | 'host'> =>
  named ? { host: named.host, ...(named.vendor !== null && { vendor: named.vendor }) } : {}

/** Who holds a permission set in an account, by the name of the set: a role knows nothing else of where it comes from. */
export function peopleOfPermissionSets(
  directory: SnapshotDirectory,
): (account: AccountId, permissionSet: string) => readonly PersonRef[] {
  // Who is disabled cannot sign in, so holds nothing through the role.
  const users = new Map(directory.users.filter((user) => user.enabled).map((user) => [user.id, user]))
  const members = new Map(directory.groups.map((group) => [group.id, group.members]))
  const setNames = new Map(directory.permissionSets.map((set) => [set.arn, set.name]))
  const assigned = new Map<string, Set<string>>()
  for (const { permissionSet, account, principalType, principalId } of directory.assignments) {
    const setName = setNames.get(permissionSet)
    if (setName === undefined) continue
    const key = `${account} ${setName}`
    const ids = assigned.get(key) ?? new Set()
    assigned.set(key, ids)
    const added = principalType === 'USER' ? [principalId] : (members.get(principalId) ?? [])
    for (const id of added) ids.add(id)
  }
  return (account, permissionSet) => {
    const ids = assigned.get(`${account} ${permissionSet}`) ?? []
    return [...ids]
      .flatMap((id) => users.get(id) ?? [])
      .map(({ name, email }): PersonRef => (email === undefined ? { name } : { name, email }))
      .sort((a, b) => compareText(a.name, b.name) || compareText(a.email ?? '', b.email ?? ''))
  }
}
