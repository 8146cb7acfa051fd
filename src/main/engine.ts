import { loadCatalogue } from '../catalog/read.ts'
import type { Catalogue } from '../core/catalogue.ts'
import { createPolicyEngine } from '../core/evaluate/engine.ts'
import type { PolicyEngine } from '../core/evaluate/types.ts'

/** The engine over the built catalogue. One of each is enough for a process. */
export function openEngine(): { readonly catalogue: Catalogue; readonly engine: PolicyEngine } {
  const catalogue = loadCatalogue()
  return { catalogue, engine: createPolicyEngine(catalogue) }
}
