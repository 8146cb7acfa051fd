/**
 * Who stands behind a role of Identity Center: user → group → account assignment → permission set → reserved role.
 * Identity Center UG, "Permission sets": the role is named `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`.
 */
import type { PersonRef } from '../access/answers.ts'
import type { AccountId } from '../ids.ts'
import type { Kinds } from './assemble.ts'

export function permissionSetOfRole(roleName: string): string | undefined {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(roleName)?.[1]
}

export function peopleOfPermissionSets(kinds: Kinds): (account: AccountId, roleName: string) => readonly PersonRef[] {
  // Who is disabled cannot sign in, so holds nothing through the role.
  const users = new Map(
    kinds.directoryUser.filter((user) => user.body.enabled).map((user) => [user.body.id, user.body]),
  )
  const members = new Map(kinds.directoryGroup.map((group) => [group.body.id, group.body.members]))
  const setNames = new Map(kinds.permissionSet.map((set) => [set.body.arn, set.body.name]))
  const assigned = new Map<string, Set<string>>()
  for (const { body } of kinds.accountAssignment) {
    const setName = setNames.get(body.permissionSetArn)
    if (setName === undefined) continue
    const key = `${body.accountId} ${setName}`
    const ids = assigned.get(key) ?? new Set()
    assigned.set(key, ids)
    const added = body.principalType === 'USER' ? [body.principalId] : (members.get(body.principalId) ?? [])
    for (const id of added) ids.add(id)
  }
  return (account, roleName) => {
    const ids = assigned.get(`${account} ${permissionSetOfRole(roleName)}`) ?? []
    return [...ids]
      .flatMap((id) => users.get(id) ?? [])
      .map((user): PersonRef => {
        const name = user.displayName ?? user.userName
        return user.email === undefined ? { name } : { name, email: user.email }
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}
