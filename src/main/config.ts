/**
 * The configuration: one schema, read from `<home>/config.yaml` and the environment (cli.md, "variable"). An unknown key or an
 * unknown `BAILIWICK_…` variable refuses the start: a misspelt setting must not be a silent one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { AppError } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import { parseSender } from '../notify/sender.ts'

/** An address, or a network in CIDR notation. One of everybody would let each client say who it is. */
function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)
}

/** A list in the file, words between commas in the environment. */
const addresses = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? given.split(',') : given).map((one) => one.trim()).filter(Boolean))
  .superRefine((given, context) => {
    for (const one of given.filter((each) => !isAddressOrNetwork(each))) {
      const message = `"${one}" is no address (10.0.0.7) and no network of one (10.0.0.0/24, from /1 on).`
      context.addIssue({ code: 'custom', message })
    }
  })

interface SmtpKeys {
  readonly host?: string | undefined
  readonly security: 'starttls' | 'tls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly from?: string | undefined
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function refuseHalfMail({ host, security, user, password, from }: SmtpKeys, context: z.RefinementCtx): void {
  const refuse = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message })
  if (host === undefined) {
    for (const [key, value] of Object.entries({ user, password, from }))
      if (value !== undefined) refuse('host', `is missing; without it smtp.${key} means nothing.`)
    return
  }
  if (from === undefined) refuse('from', 'is missing: the address that mails come from.')
  if ((user === undefined) !== (password === undefined))
    refuse(user === undefined ? 'user' : 'password', 'is missing: user and password belong together.')
  if (password !== undefined && security === 'none' && !isLoopback(host))
    refuse('security', 'none would send the password readable over the network. Use starttls or tls.')
}

const schema = z.strictObject({
  /** Address people use: redirects, links, the Secure flag of cookies. Default: the address served. */
  public: z.strictObject({ url: z.url().optional() }).default({}),
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.coerce.number().int().min(0).max(65535).default(8420),
      /** Reverse proxies that are believed when `X-Forwarded-For` says for whom they speak: in records, and in limits per address. */
      proxies: addresses.default([]),
    })
    .default({ host: '127.0.0.1', port: 8420, proxies: [] }),
  database: z.strictObject({ url: z.string().optional() }).default({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).default({ level: 'info' }),
  /** Days that versions are kept after they ceased to be valid. Absent: for ever. */
  history: z.strictObject({ days: z.coerce.number().int().min(1).max(36_500).optional() }).default({}),
  /** Absent host: notices stand in the console only. */
  smtp: z
    .strictObject({
      host: z
        .string()
        .regex(/^[\w.:-]{1,253}$/, 'must be the name or the address of a host')
        .optional(),
      /** Default: 587 for starttls, 465 for tls, 25 for none. */
      port: z.coerce.number().int().min(1).max(65535).optional(),
      security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
      user: z.string().min(1).optional(),
      password: z.string().min(1).optional(),
      from: z
        .string()
        .refine((text) => parseSender(text) !== undefined, 'must be an address, or NAME <ADDRESS>')
        .optional(),
    })
    .superRefine(refuseHalfMail)
    .default({ security: 'starttls' }),
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

/** For `config print`: secrets replaced. They are the password of the mail server and the one inside the database address. */
export function printable({ database, smtp, ...config }: Config): Config {
  return {
    ...config,
    database: { ...database, ...(database.url && { url: hidePassword(database.url) }) },
    smtp: { ...smtp, ...(smtp.password !== undefined && { password: '***' }) },
  }
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
