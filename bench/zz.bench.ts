import { loadCatalogue } from '../src/catalog/read.ts'
import { buildIndex } from '../src/core/access/build-index.ts'
import { createPolicyEngine } from '../src/core/evaluate/engine.ts'
import { assemble } from '../src/core/inventory/assemble.ts'
import { account, allow, cell, policy, readAt, role, trust, user } from '../test/fakes/inventory.ts'
const catalogue = loadCatalogue()
const id='111111111111'
const n = Number(process.argv[2])
const objects = [account(id,'main',null), role(id,'admin',{trust: trust({AWS:`arn:aws:iam::${id}:root`}), inline: policy(allow('*'))}),
 ...Array.from({length:n},(_,k)=>role(id,`r${k}`,{trust: trust({AWS:`arn:aws:iam::${id}:root`}), inline: policy(allow('sts:AssumeRole', '*'), allow('sqs:SendMessage',`arn:aws:sqs:eu-west-1:${id}:q${k}`))})), user(id,'ada',{inline: policy(allow('sts:AssumeRole', '*'))})]
const index = buildIndex(assemble({id:'x',at:readAt,objects,cells:[cell(id,'iam'),cell(id,'organization')]}), catalogue, createPolicyEngine(catalogue))
for (const q of [{to:'admin'},{from:'ada',to:'admin'},{from:'ada',to:'r5'},{to:'r5'}]) {
  const c=process.cpuUsage().user; const r = index.paths(q)
  if (!r.ok) throw new Error(r.error.message)
  console.log(JSON.stringify(q), (process.cpuUsage().user-c)/1000, r.value.sentence, r.value.complete, r.value.more, r.value.cuts.length, r.value.notes, Math.round(process.memoryUsage().heapUsed/1e6)+'MB')
}
