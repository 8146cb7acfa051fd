/**
 * The configuration: one schema, read from `<home>/config.yaml` and the environment (cli.md, "variable"). An unknown key or an
 * unknown `BAILIWICK_…` variable refuses the start: a misspelt setting must not be a silent one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { AppError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'

const schema = z.strictObject({
  /** Address people use: redirects, links, the Secure flag of cookies. Default: the address served. */
  public: z.strictObject({ url: z.url().optional() }).default({}),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.coerce.number().int().min(0).max(65535).default(8420),
    })
    .default({ host: '127.0.0.1', port: 8420 }),
  database: z.strictObject({ url: z.string().optional() }).default({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).default({ level: 'info' }),
  /** Days that versions are kept after they ceased to be valid. Absent: for ever. */
  history: z.strictObject({ days: z.coerce.number().int().min(1).max(36_500).optional() }).default({}),
  trust: z
    .strictObject({ principal: z.strictObject({ arn: z.string().startsWith('arn:').optional() }).default({}) })
    .default({ principal: {} }),
})

type Settings = z.infer<typeof schema>
export interface Config extends Settings {
  readonly home: string
}

/** Variables that are not keys of the file (cli.md): read where they are used, never stored in the configuration. */
const apart = new Set([
  'BAILIWICK_DATA',
  'BAILIWICK_TOKEN',
  'BAILIWICK_SERVER',
  'BAILIWICK_SECRET_KEY',
  'BAILIWICK_AWS_SECRET_ACCESS_KEY',
])

/** `public.url` → `BAILIWICK_PUBLIC_URL`, for every leaf of the schema. */
function variables(shape: z.ZodType, path: readonly string[] = []): Map<string, readonly string[]> {
  const inner = shape instanceof z.ZodDefault || shape instanceof z.ZodOptional ? shape.unwrap() : shape
  if (!(inner instanceof z.ZodObject)) return new Map([[`BAILIWICK_${path.join('_').toUpperCase()}`, path]])
  return new Map(
    Object.entries(inner.shape).flatMap(([key, value]) => [...variables(value as z.ZodType, [...path, key])]),
  )
}

const configVariables: ReadonlyMap<string, readonly string[]> = variables(schema)

export interface ConfigOptions {
  readonly home?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
}

/** Throws `config_invalid` with every wrong key. */
export function loadConfig(env: NodeJS.ProcessEnv, options: ConfigOptions = {}): Config {
  const home = resolve(options.home ?? env['BAILIWICK_DATA'] ?? 'data')
  const file = join(home, 'config.yaml')
  const tree = readFile(file)
  const known = [...configVariables.keys(), ...apart]
  const places: { path: string; message: string }[] = []
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('BAILIWICK_') || apart.has(name) || value === undefined) continue
    const path = configVariables.get(name)
    if (path) put(tree, path, value)
    else
      places.push({
        path: name,
        message: withSuggestion(`${name} is not a setting of Bailiwick.`, nearest(name, known, 1)),
      })
  }
  if (env['DATABASE_URL']) put(tree, ['database', 'url'], env['DATABASE_URL'])
  if (options.host !== undefined) put(tree, ['server', 'host'], options.host)
  if (options.port !== undefined) put(tree, ['server', 'port'], options.port)

  const parsed = schema.safeParse(tree)
  if (parsed.success && places.length === 0) return { ...parsed.data, home }
  for (const issue of parsed.error?.issues ?? []) {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const full = [...issue.path, key].join('.')
        const keys = [...configVariables.values()].map((p) => p.join('.'))
        places.push({
          path: full,
          message: withSuggestion(`${full} is not a setting of Bailiwick.`, nearest(full, keys, 1)),
        })
      }
    } else places.push({ path, message: `${path}: ${issue.message}` })
  }
  throw new AppError('config_invalid', places.map((place) => place.message).join(' '), {
    places,
    fix: `Correct it in ${file} or in the environment; \`bailiwick config check\` tests it.`,
  })
}

const withSuggestion = (sentence: string, [suggestion]: readonly string[]): string =>
  suggestion ? `${sentence} Did you mean ${suggestion}?` : sentence

function readFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {}
  try {
    const value: unknown = parseYaml(readFileSync(file, 'utf8')) ?? {}
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
    throw new AppError('config_invalid', `${file} must hold keys and values.`)
  } catch (cause) {
    if (cause instanceof YAMLParseError) {
      const [start] = cause.linePos ?? []
      throw new AppError('config_invalid', `${file} is not valid YAML: ${cause.message.split('\n')[0]}`, {
        places: [{ file, message: cause.code, ...(start && { line: start.line, column: start.col }) }],
      })
    }
    throw cause
  }
}

function put(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path
  if (head === undefined) return
  if (rest.length === 0) {
    tree[head] = value
    return
  }
  const child = tree[head]
  const branch: Record<string, unknown> = typeof child === 'object' && child !== null ? { ...child } : {}
  tree[head] = branch
  put(branch, rest, value)
}

/** For `config print`: secrets replaced. The only secret a configuration can hold is the password inside the database address. */
export function printable(config: Config): Config {
  const url = config.database.url
  return url ? { ...config, database: { ...config.database, url: hidePassword(url) } } : config
}

function hidePassword(url: string): string {
  try {
    const parsed = new URL(url)
    if (parsed.password) parsed.password = '***'
    for (const key of [...parsed.searchParams.keys()])
      if (/pass|secret|token/i.test(key)) parsed.searchParams.set(key, '***')
    return parsed.href
  } catch {
    return '***'
  }
}
