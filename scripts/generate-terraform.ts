/** Writes `deploy/aws/terraform/main.tf`, the module of the role, from what the program prints for a connection. `--check` fails when it is stale. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extendedActions } from '../src/collect/install/role-policies.ts'
import { moduleDefaults, terraformText } from '../src/collect/install/terraform.ts'

const target = join(import.meta.dirname, '../deploy/aws/terraform/main.tf')
const text = terraformText(moduleDefaults, extendedActions(null))

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
  process.stdout.write(`${text.split('\n').length} lines written to deploy/aws/terraform/main.tf\n`)
} else if (readFileSync(target, 'utf8') !== text) {
  process.stdout.write('deploy/aws/terraform/main.tf is stale; run node scripts/generate-terraform.ts\n')
  process.exitCode = 1
}
