/**
 * `check-skipped.ts <vitest json report> <file pattern>…`: fails when a test file that this machine was equipped for skipped everything or was
 * not there at all. A suite that skips itself silently looks like one that passed.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const report = z.object({
  testResults: z.array(z.object({ name: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

const [file = '', ...patterns] = process.argv.slice(2)
const { testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')))
let idle = 0
for (const pattern of patterns) {
  const matching = testResults.filter(({ name }) => name.includes(pattern))
  const passed = matching
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length
  process.stdout.write(`${pattern}: ${matching.length} files, ${passed} tests passed\n`)
  if (passed === 0) idle += 1
}
process.stdout.write(`${patterns.length} patterns examined, ${idle} without a test that ran\n`)
if (idle > 0 || patterns.length === 0) process.exitCode = 1
