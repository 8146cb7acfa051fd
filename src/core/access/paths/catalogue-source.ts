/** Where a path of the catalogue comes from. */
import type { EscalationCategory } from './catalogue.ts'

/** A path of pathfinding.cloud, under its own id. */
export const pathfinding = (id: string, category: EscalationCategory) =>
  ({ id, category, reference: `https://pathfinding.cloud/paths/${id}` }) as const
