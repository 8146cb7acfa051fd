import type { OrganizationMap } from '../../api/types.ts'

/** Names of the OUs from the top to an account. */
export function unitPath(map: OrganizationMap, unitId: string | null): readonly string[] {
  const unit = map.units.find((one) => one.id === unitId)
  return unit === undefined ? [] : [...unitPath(map, unit.parentId), unit.name]
}
