/**
 * Writes `docs/reference/openapi.json` and the console's types `web/src/api/schema.ts` from the routes themselves. `--check` writes
 * nothing and fails when either is stale.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { createApiHarness } from '../test/fakes/api-harness.ts'

const root = join(import.meta.dirname, '..')

/** The parts of an OpenAPI 3.1 document that are read here; its schemas are JSON Schema. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JSONSchema>> }
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly {
    name: string
    in: string
    required?: boolean
    description?: string
    schema: JSONSchema
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: JSONSchema }>> }
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: JSONSchema }>> }>>
}

const prefix = '/api/v1'
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** `GET /principals` → what it takes and answers. */
function routesOf(document: Document): Record<string, JSONSchema> {
  const routes: Record<string, JSONSchema> = {}
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith(prefix)) continue
    for (const method of methods) {
      const operation = operations[method]
      if (operation) routes[`${method.toUpperCase()} ${path.slice(prefix.length)}`] = routeOf(operation)
    }
  }
  return routes
}

const nothing: JSONSchema = { tsType: 'undefined' }

function routeOf(operation: Operation): JSONSchema {
  const parts = {
    params: parametersOf(operation, 'path'),
    query: parametersOf(operation, 'query'),
    body: operation.requestBody?.content['application/json']?.schema ?? nothing,
    response: responseOf(operation),
  }
  return objectOf(parts, Object.keys(parts), operation.summary)
}

function parametersOf(operation: Operation, place: 'path' | 'query'): JSONSchema {
  const own = (operation.parameters ?? []).filter((parameter) => parameter.in === place)
  if (own.length === 0) return nothing
  const properties = own.map(({ name, schema, description }): [string, JSONSchema] => [
    name,
    description === undefined ? schema : { ...schema, description },
  ])
  const required = own.filter((parameter) => parameter.required).map((parameter) => parameter.name)
  return objectOf(Object.fromEntries(properties), required)
}

function responseOf(operation: Operation): JSONSchema {
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
  return success?.content?.['application/json']?.schema ?? nothing
}

const objectOf = (properties: Record<string, JSONSchema>, required: string[], description?: string): JSONSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
  ...(description !== undefined && { description }),
})

/** Where each route takes the moment that it is asked about: the console adds the one that it looks at. */
function askedAtOf(document: Document): string {
  const takes = (part: JSONSchema | undefined): boolean => part?.properties?.['at'] !== undefined
  const lines = Object.entries(routesOf(document)).flatMap(([route, { properties }]) => {
    const place = takes(properties?.['query']) ? 'query' : takes(properties?.['body']) ? 'body' : undefined
    return place === undefined ? [] : [`  '${route}': '${place}',`]
  })
  return ["export const askedAt: { readonly [route: string]: 'query' | 'body' } = {", ...lines, '}', ''].join('\n')
}

const banner =
  '/* Made by scripts/generate-openapi.ts from the routes of the API; `npm run generate` makes it again. */'

async function typesOf(document: Document): Promise<string> {
  const schema: JSONSchema = {
    title: 'Routes',
    ...objectOf(routesOf(document), Object.keys(routesOf(document))),
    definitions: document.components.schemas,
  }
  const local: JSONSchema = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/definitions/'))
  return compile(local, 'Routes', {
    bannerComment: banner,
    additionalProperties: false,
    unreachableDefinitions: false,
    style: { semi: false, singleQuote: true, printWidth: 120, tabWidth: 2 },
  })
}

async function isFresh(file: string, text: string): Promise<boolean> {
  return (await readFile(join(root, file), 'utf8').catch(() => '')) === text
}

/** Routes are registered with an application; nobody calls it here, so the fakes do. */
async function documentOf(): Promise<unknown> {
  const { version }: { version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { api } = await createApiHarness({ facts: { version } })
  const document = api.swagger()
  await api.close()
  return JSON.parse(JSON.stringify(document))
}

const document = await documentOf()
const files = {
  'docs/reference/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'web/src/api/schema.ts': `${await typesOf(document as Document)}\n${askedAtOf(document as Document)}`,
}

const stale: string[] = []
for (const [file, text] of Object.entries(files)) if (!(await isFresh(file, text))) stale.push(file)
const routes = Object.keys(routesOf(document as Document)).length
if (routes === 0) throw new Error('the API has no routes')

if (process.argv.includes('--check')) {
  process.stdout.write(
    `${routes} routes, ${stale.length === 0 ? 'fresh' : `stale: ${stale.join(', ')}; npm run generate`}\n`,
  )
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text)
  process.stdout.write(`${routes} routes; written: ${stale.join(', ') || 'nothing new'}\n`)
}
