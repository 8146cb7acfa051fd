/** Writes `docs/reference/permissions.md`: every IAM action that Bailiwick calls, from what the collectors declare. `--check` fails when it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Collector, ReadAction } from '../src/collect/collector.ts'
import { trustReads } from '../src/collect/probe-trust.ts'
import { collectors } from '../src/collect/registry.ts'
import { cellName, type StageName, stageNames, stageOfCell } from '../src/core/inventory/coverage.ts'
import { priceOf, pricesAsOf } from '../src/core/inventory/prices.ts'

const target = join(import.meta.dirname, '../docs/reference/permissions.md')

const stageTitles: Readonly<Record<StageName, string>> = {
  organization: 'Organization',
  identity_center: 'IAM Identity Center',
  iam: 'Identities',
  resources: 'Resources and their policies',
  network: 'Network',
  configuration: 'Trails and configuration',
  analysis: 'Credentials, last access, analyzers',
}

const scopes: Readonly<Record<Collector['scope'], string>> = {
  organization: 'once, in the management account',
  account: 'once in each account',
  region: 'in each Region that is read',
}

const price = (action: string): readonly string[] => {
  const known = priceOf(action)
  if (known === undefined) return ['not priced']
  return known === 'free' ? [] : [`$${(known.usd * 1_000_000).toFixed(2)} a million`]
}

function line({ action, attach, optional }: ReadAction): string {
  const policy = optional ? ['optional'] : attach === undefined || attach === 'SecurityAudit' ? [] : [attach]
  const notes = [...policy, ...price(action)]
  return notes.length === 0 ? `\`${action}\`` : `\`${action}\` (${notes.join(', ')})`
}

const row = ({ type, scope, reads }: Collector): string =>
  `| ${cellName(type)} (\`${type}\`) | ${scopes[scope]} | ${reads.map(line).join('<br>')} |`

const sections = stageNames.flatMap((stage) => {
  const own = collectors.filter(({ type }) => stageOfCell(type) === stage)
  if (own.length === 0) return []
  return [`## ${stageTitles[stage]}`, '', '| type | read | IAM actions |', '| --- | --- | --- |', ...own.map(row), '']
})

const text = [
  '# Permissions',
  '',
  'Every IAM action that a reading or a check calls, generated from what the collectors declare. None of them changes anything in AWS. A test',
  'runs all collectors under a role that has exactly these, and fails on a call outside of them and on an action that nobody calls.',
  '',
  'Where no other AWS managed policy stands beside an action, SecurityAudit brings it. *Optional* actions are in none of the policies that you',
  'attach: where they are refused, what they would have told stays unread, and nothing else is the worse for it. Reading is free unless a price stands beside the',
  `action (us-east-1, as of ${pricesAsOf}, free tiers not taken off). Instead of the managed policies you can install exactly these actions:`,
  '`bailiwick connect aws template --policy least` ([how](../guides/connect-aws.md)).',
  '',
  `To enter an account Bailiwick calls \`sts:AssumeRole\` with its own identity; in every account it looks at its own role first: ${trustReads.map(line).join(', ')}.`,
  '',
  ...sections,
].join('\n')

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
  process.stdout.write(`${collectors.length} types written to docs/reference/permissions.md\n`)
} else if (readFileSync(target, 'utf8') !== text) {
  process.stdout.write('docs/reference/permissions.md is stale; run node scripts/generate-permissions.ts\n')
  process.exitCode = 1
}
