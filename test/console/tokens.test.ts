/** The contrast table of the visual language as a test: WCAG 2.2, relative luminance and contrast ratio, for both themes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../../web/src/tokens.css'), 'utf8')

const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

const tokens = new Map(
  [...css.matchAll(/--bw-([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
)

function colour(name: string, theme: Theme): string {
  const token = tokens.get(name)
  if (token === undefined) throw new Error(`tokens.css has no colour --bw-${name}`)
  return token[theme]
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(name: string, ground: string, theme: Theme): number {
  const [lighter = 0, darker = 0] = [luminance(colour(name, theme)), luminance(colour(ground, theme))].sort(
    (a, b) => b - a,
  )
  return (lighter + 0.05) / (darker + 0.05)
}

/** The table of the visual language (look.md §3): contrast with the page, light and dark. */
const table: readonly (readonly [token: string, light: number, dark: number])[] = [
  ['ink', 16.2, 15.3],
  ['ink-2', 8.1, 9.0],
  ['ink-3', 5.7, 6.2],
  ['control', 3.6, 3.8],
  ['brand', 6.8, 8.9],
  ['allowed', 6.4, 10.1],
  ['conditional', 6.6, 10.2],
  ['denied', 6.7, 8.1],
  ['implicit', 6.8, 7.8],
  ['unknown', 6.5, 8.4],
  ['critical', 6.6, 6.7],
  ['high', 5.7, 8.3],
  ['medium', 6.1, 10.6],
  ['low', 6.2, 7.8],
  ['ok', 6.2, 9.8],
  ['warn', 6.4, 10.1],
  ['bad', 6.6, 7.3],
]

const text = 4.5
const edge = 3

test('all colours are read, each a pair for both themes', () => {
  expect(tokens.size).toBe([...css.matchAll(/light-dark\(#/g)].length)
  expect(tokens.size).toBeGreaterThanOrEqual(50)
})

describe('contrast with the page', () => {
  test.each(table)('%s is what the table says', (token, light, dark) => {
    expect(contrast(token, 'surface', 'light')).toBeCloseTo(light, 1)
    expect(contrast(token, 'surface', 'dark')).toBeCloseTo(dark, 1)
  })

  test.each(table.filter(([token]) => token !== 'control'))('%s can be read', (token) => {
    for (const theme of themes) expect(contrast(token, 'surface', theme)).toBeGreaterThanOrEqual(text)
  })

  test.each(['control', 'cat-1', 'cat-2', 'cat-3', 'cat-4', 'cat-5', 'cat-6'])('%s can be seen', (token) => {
    for (const theme of themes) expect(contrast(token, 'surface', theme)).toBeGreaterThanOrEqual(edge)
  })
})

describe.each(themes)('%s: text on other grounds', (theme) => {
  test.each(['allowed', 'denied', 'implicit', 'conditional', 'unknown', 'brand'])(
    '%s on its own soft fill',
    (token) => {
      expect(contrast(token, `${token}-soft`, theme)).toBeGreaterThanOrEqual(text)
    },
  )

  const grounds: readonly (readonly [string, string])[] = [
    ['on-brand', 'brand'],
    ['on-brand', 'brand-hover'],
    ...['bg', 'sunk', 'raised', 'hover'].flatMap((ground) =>
      ['ink', 'ink-2', 'ink-3'].map((ink) => [ink, ground] as const),
    ),
    ...['ink', 'ink-2', 'ink-3'].map((ink) => [ink, 'brand-soft'] as const),
    ...[0, 1, 2, 3].map((step) => ['ink', `heat-${step}`] as const),
    ...[4, 5].map((step) => ['surface', `heat-${step}`] as const),
  ]
  test.each(grounds)('%s on %s', (ink, ground) => {
    expect(contrast(ink, ground, theme)).toBeGreaterThanOrEqual(text)
  })
})
