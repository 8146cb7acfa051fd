import fc from 'fast-check'
import { changedAccess } from '../../src/core/access/change/changed-access.ts'
import { createReach } from '../../src/core/access/reach.ts'
import { compileWorld } from '../../src/core/access/world.ts'
import { loadCatalogue } from '../../src/catalog/read.ts'
import { createPolicyEngine } from '../../src/core/evaluate/engine.ts'
import { assemble } from '../../src/core/inventory/assemble.ts'
import { readAt } from '../fakes/inventory.ts'
import { changed, changeDraft } from './changes.ts'
import { cells, draft, objectsOf } from './draft.ts'
const catalogue = loadCatalogue()
const engine = createPolicyEngine(catalogue)
const sideOf = (objects: any) => { const world = compileWorld(assemble({ id: 's', at: readAt, objects, cells }), catalogue, engine); return { world, reach: createReach(world) } }
const samples = fc.sample(fc.tuple(draft, changeDraft), { seed: 5, numRuns: 60 })
let build = 0, s3 = 0, all = 0, rows = 0, ex3 = 0, exA = 0
for (const [w, c] of samples) {
  const before = objectsOf(w); const made = changed(before, c); if (!made) continue
  let t = performance.now(); const a = sideOf(before), b = sideOf(made.objects); build += performance.now() - t
  t = performance.now(); const r = changedAccess({ before: a, after: b }, { range: catalogue.actionRange('s3')! }); s3 += performance.now() - t; ex3 += r.examined
  t = performance.now(); const r2 = changedAccess({ before: a, after: b }, {}); const d= performance.now() - t; all += d; exA += r2.examined
  if (d > 300) console.log(d, c.op, r2.examined, r2.principals.length)
}
console.log({ build, s3, all, ex3, exA })
