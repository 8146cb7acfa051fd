/** Writes `docs/reference/glossary.md` from the console’s one list of words. `--check` fails when it is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { awsPages, glossarySections } from '../web/src/glossary.ts'

const pages: Readonly<Record<string, string>> = awsPages
const target = join(import.meta.dirname, '../docs/reference/glossary.md')

function row(term: string, meaning: string): string {
  const page = pages[term]
  return `| ${term} | ${meaning.replaceAll('|', '\\|').replaceAll('*', '\\*')}${page === undefined ? '' : ` ([AWS](${page}))`} |`
}

const sections = glossarySections.flatMap(({ title, terms }) => [
  `## ${title}`,
  '',
  '| word | means |',
  '| --- | --- |',
  ...Object.entries(terms)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { sensitivity: 'base' }))
    .map(([term, meaning]) => row(term, meaning)),
  '',
])

const count = glossarySections.reduce((sum, { terms }) => sum + Object.keys(terms).length, 0)
const text = [
  '# Glossary',
  '',
  'The words of the console and of these pages. The console explains them where they stand, on hover, focus or touch; this page is generated',
  'from the same list. Where a word is AWS’s own, its page there is named.',
  '',
  ...sections,
].join('\n')

const before = existsSync(target) ? readFileSync(target, 'utf8') : ''
if (before === text) {
  process.stdout.write(`${count} words; written: nothing new\n`)
} else if (process.argv.includes('--check')) {
  process.stderr.write('docs/reference/glossary.md is stale: npm run generate\n')
  process.exitCode = 1
} else {
  writeFileSync(target, text)
  process.stdout.write(`${count} words; written: docs/reference/glossary.md\n`)
}
