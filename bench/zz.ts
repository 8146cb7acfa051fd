import { loadCatalogue } from '../src/catalog/read.ts'
import { buildIndex } from '../src/core/access/build-index.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import { allow, cell, managedPolicy, policy, readAt, role } from '../test/fakes/inventory.ts'
const ids = Array.from({ length: 40 }, (_, i) => String(100_000_000_000 + i))
const shop = ids[1]!
const objects = [...ids.flatMap((id) => Array.from({ length: 20 }, (_, n) => managedPolicy(id, `team-${n}`, policy(allow('ec2:Describe*'))))), managedPolicy(shop, 'Shared', policy(allow(['s3:GetObject', 's3:PutObject']))),
  ...Array.from({ length: 5000 }, (_, n) => { const id = n < 1000 ? shop : ids[n % 40]!; return role(id, `role-${n}`, { attached: [`arn:aws:iam::${id}:policy/team-${n % 20}`, ...(n < 1000 ? [`arn:aws:iam::${shop}:policy/Shared`] : [])], inline: policy(allow('s3:GetObject', `arn:aws:s3:::own-${n}/*`)), tags: { team: `t${n % 50}` } }) })]
const cells = ids.flatMap((id) => (['iam', 's3', 'organization'] as const).map((t) => cell(id, t)))
const catalogue = loadCatalogue()
const index = buildIndex(assemble({ id: 'x', at: readAt, objects, cells }), catalogue, createPolicyEngine(catalogue))
const edit = [{ op: 'edit-policy', policy: `arn:aws:iam::${shop}:policy/Shared`, document: policy(allow('s3:GetObject')) }] as const
const best = (n: number, f: () => unknown) => { f(); let m = 1e9; for (let i = 0; i < n; i++) { const t = performance.now(); f(); m = Math.min(m, performance.now() - t) } return m.toFixed(1) }
console.log('apply best ms', best(40, () => index.apply(edit)))
console.log('whatIf best ms', best(20, () => index.whatIf(edit, { limit: 100000 })))
