/** The gallery of parts is for development: what is built and shipped has neither its page nor its samples. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const dist = join(root, 'dist/web')
const isBuilt = existsSync(join(dist, '.vite/manifest.json'))
if (!isBuilt) process.stderr.write('skipped: what the built console has of the gallery (no dist/web; npm run build)\n')

/** A sentence that only the gallery says. */
const onlyThere = 'parts, each in all its states.'

test('the gallery says its sentence', () => {
  expect(readFileSync(join(root, 'web/dev/gallery/gallery.tsx'), 'utf8')).toContain(onlyThere)
})

describe.skipIf(!isBuilt)('the built console', () => {
  test('was made of nothing in web/dev', () => {
    const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
    const sources = Object.keys(manifest)
    expect(sources).toContain('index.html')
    expect(sources.filter((source) => source.startsWith('dev/'))).toEqual([])
  })

  test('has one page, and no file with words of the gallery', () => {
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(?:html|js|css)$/.test(file),
    )
    expect(files.filter((file) => file.endsWith('.html'))).toEqual(['index.html'])
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((file) => readFileSync(join(dist, file), 'utf8').includes(onlyThere))).toEqual([])
  })
})
