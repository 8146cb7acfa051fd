/**
 * A stand-in for the AWS CLI, for the script that `bailiwick import --script` prints: a function of the shell that asks the SDK in
 * this process. It gathers all pages, prints members by their names, decodes IAM's documents and tells errors as the CLI does.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NormalizedSchema } from '@smithy/core/schema'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { operationKey } from '../../src/core/imports/recorded-calls.ts'

export interface AwsCommand {
  /** To be put before a script: from then on `aws` is the stand-in. A process for each call would take minutes. */
  readonly definition: string
  /** `iam list-roles`, each time that it was called. */
  readonly called: readonly string[]
  stop(): Promise<void>
}

/** One pipe carries the words there, another the exit status back; what is printed lies in files. */
const definitionIn = (folder: string): string => `
aws() {
  printf '%s\\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "\${AWS_SESSION_TOKEN:-}" "$@" >'${folder}/asked'
  read -r fake_status <'${folder}/answered'
  cat '${folder}/stderr' >&2
  cat '${folder}/stdout'
  return "$fake_status"
}
`

export async function startAwsCommand(endpoint: string): Promise<AwsCommand> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-aws-'))
  const place = (name: string): string => join(folder, name)
  for (const pipe of ['asked', 'answered']) execFileSync('sh', ['-c', 'mkfifo "$0"', place(pipe)])
  const called: string[] = []
  let isStopped = false
  const serve = async (): Promise<void> => {
    for (;;) {
      // Ends when the asker has closed the pipe; the next one opens it anew.
      const words = (await readFile(place('asked'), 'utf8')).split('\n').slice(0, -1)
      if (isStopped) return
      const [accessKeyId = '', secretAccessKey = '', sessionToken = '', ...args] = words
      called.push(args.slice(0, 2).join(' '))
      const {
        stdout = '',
        stderr = '',
        status,
      } = await answer(endpoint, args, {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken && { sessionToken }),
      })
      await writeFile(place('stdout'), stdout)
      await writeFile(place('stderr'), stderr)
      await writeFile(place('answered'), `${status}\n`)
    }
  }
  const serving = serve()
  return {
    definition: definitionIn(folder),
    called,
    async stop() {
      isStopped = true
      await writeFile(place('asked'), '\n')
      await serving
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

interface Said {
  readonly stdout?: string
  readonly stderr?: string
  readonly status: number
}

async function answer(endpoint: string, args: readonly string[], keys: Keys): Promise<Said> {
  const [service = '', name = '', ...rest] = args
  if (service === 'configure') return { status: 1 }
  const options = optionsIn(rest)
  try {
    const output = await ask(endpoint, service, name, options, keys)
    const [query] = options.get('query') ?? []
    const [form] = options.get('output') ?? []
    const found = query === undefined ? output : queries[query]?.(output)
    if (found === undefined) throw new Error(`no stand-in for the query ${query}`)
    return { status: 0, stdout: form === 'text' ? `${textOf(found)}\n` : printed(found) }
  } catch (error) {
    const { name: code, message } = error as Error
    return { status: 254, stderr: `\nAn error occurred (${code}) when calling the ${name} operation: ${message}\n` }
  }
}

/** `--policy-id p-1`, `--all-regions`, `--attribute-names A B` */
function optionsIn(words: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>()
  let values: string[] = []
  for (const word of words) {
    if (word.startsWith('--')) {
      values = []
      options.set(word.slice(2), values)
    } else values.push(word)
  }
  return options
}

const packages: Readonly<Record<string, string>> = {
  s3api: 's3',
  s3control: 's3-control',
  secretsmanager: 'secrets-manager',
  logs: 'cloudwatch-logs',
  events: 'eventbridge',
}

type Output = Readonly<Record<string, unknown>>

async function ask(
  endpoint: string,
  service: string,
  name: string,
  options: ReadonlyMap<string, readonly string[]>,
  keys: Keys,
): Promise<Output> {
  const sdk: Readonly<Record<string, unknown>> = await import(`@aws-sdk/client-${packages[service] ?? service}`)
  const find = <T>(suffix: string, wanted: string): T => {
    const key = Object.keys(sdk).find((one) => operationKey(one) === wanted + operationKey(suffix))
    if (key === undefined) throw new Error(`${service} has no ${name}`)
    return sdk[key] as T
  }
  const Command = find<
    new (
      input: object,
    ) => { readonly schema: readonly [unknown, unknown, unknown, unknown, never, never] }
  >('Command', operationKey(name))
  const Client = Object.entries(sdk).find(([key]) => /^[A-Z].*Client$/.test(key) && !key.startsWith('__'))?.[1] as new (
    settings: object,
  ) => { send(command: object): Promise<Output>; readonly config: { endpointProvider?: unknown } }
  const client = new Client({
    region: options.get('region')?.[0] ?? 'us-east-1',
    endpoint,
    forcePathStyle: true,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
    // Kinesis would speak HTTP/2.
    requestHandler: new NodeHttpHandler(),
    disableHostPrefix: true,
    credentials: keys,
  })
  withoutAccountInHost(client.config)
  const schema = NormalizedSchema.of(new Command({}).schema[4])
  const input = inputOf(schema, options)
  let gathered: Output = {}
  for (let more: Output = {}; ; ) {
    const { $metadata: _, ...page } = await client.send(new Command({ ...input, ...more }))
    gathered = together(gathered, page)
    const next = nextOf(page)
    if (!next) return gathered
    more = next
  }
}

interface HasRules {
  endpointProvider?: unknown
}

/** The account stands before the host name of S3 Control, where no test resolves it. */
function withoutAccountInHost(config: HasRules): void {
  const rules = config.endpointProvider
  if (typeof rules !== 'function') return
  config.endpointProvider = (parameters: object, context: unknown) =>
    rules('RequiresAccountId' in parameters ? { ...parameters, RequiresAccountId: false } : parameters, context)
}

function inputOf(schema: NormalizedSchema, options: ReadonlyMap<string, readonly string[]>): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [member, shape] of schema.structIterator()) {
    const values = [...options].find(([option]) => operationKey(option) === operationKey(member))?.[1]
    if (!values) continue
    if (shape.isListSchema()) input[member] = values
    else if (shape.isBooleanSchema()) input[member] = true
    else input[member] = shape.isNumericSchema() ? Number(values[0]) : values[0]
  }
  return input
}

/** What the page names, as the next request says it. */
function nextOf(page: Output): Output | undefined {
  for (const [told, asked] of [
    ['NextToken', 'NextToken'],
    ['nextToken', 'nextToken'],
    ['NextMarker', 'Marker'],
    ['Marker', 'Marker'],
    ['LastEvaluatedTableName', 'ExclusiveStartTableName'],
  ] as const) {
    if (page[told]) return { [asked]: page[told] }
  }
  return undefined
}

const tokens = new Set([
  'NextToken',
  'nextToken',
  'NextMarker',
  'Marker',
  'IsTruncated',
  'Truncated',
  'LastEvaluatedTableName',
])

function together(before: Output, page: Output): Output {
  const all: Record<string, unknown> = { ...before }
  for (const [name, value] of Object.entries(page)) {
    if (tokens.has(name) || value === undefined) continue
    const known = all[name]
    all[name] = Array.isArray(known) && Array.isArray(value) ? [...known, ...value] : value
  }
  return all
}

/** Nothing at all for an answer without members. */
const printed = (output: unknown): string =>
  output !== null && typeof output === 'object' && Object.keys(output).length === 0
    ? ''
    : `${JSON.stringify(output, asCli, 4)}\n`

/** Times are already text when `JSON.stringify` asks; bytes are base64. */
function asCli(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'string' && value.startsWith('%7B')) return JSON.parse(decodeURIComponent(value))
  return value
}

const textOf = (found: unknown): string =>
  Array.isArray(found)
    ? found.map(String).join('\t')
    : typeof found === 'object'
      ? Object.values(found ?? {}).join('\t')
      : String(found)

type Query = (output: Output) => unknown
const listIn = (output: Output, name: string): readonly Output[] =>
  (output[name] as readonly Output[] | undefined) ?? []

/** The queries of the script, so that no language of queries is needed. */
const queries: Readonly<Record<string, Query>> = {
  '[Account, Arn]': ({ Account, Arn }) => [Account, Arn],
  'Regions[].RegionName': (output) => listIn(output, 'Regions').map(({ RegionName }) => RegionName),
  'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]': (output) => {
    const { AccessKeyId, SecretAccessKey, SessionToken } = output['Credentials'] as Output
    return [AccessKeyId, SecretAccessKey, SessionToken]
  },
  '{Functions: Functions[].{FunctionName: FunctionName, FunctionArn: FunctionArn, Role: Role, Runtime: Runtime}}': (
    output,
  ) => ({
    Functions: listIn(output, 'Functions').map(({ FunctionName, FunctionArn, Role, Runtime }) => ({
      FunctionName,
      FunctionArn,
      Role,
      Runtime: Runtime ?? null,
    })),
  }),
}
