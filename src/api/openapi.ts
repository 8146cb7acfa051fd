import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

/** Registered before the routes, so that it sees them all. The document is what `GET /api/v1/openapi.json` answers. */
export async function describeApi(api: FastifyInstance, version: string): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bailiwick',
        version,
        description: 'Who can do what in AWS, on which resource, and why. Errors are problem documents (RFC 9457).',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'bw_session' },
          operator: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { operator: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutTwins(jsonSchemaTransformObject(document)),
  })
}

const refPrefix = '#/components/schemas/'

type OpenApi = ReturnType<typeof jsonSchemaTransformObject>

/**
 * The transformation writes each schema twice, as it is taken (`…Input`) and as it is answered. What nobody refers to goes, and a
 * form that is only taken gets its own name back.
 */
function withoutTwins(document: OpenApi): OpenApi {
  const { components, ...rest } = 'components' in document ? document : { ...document, components: undefined }
  const schemas: Readonly<Record<string, unknown>> = components?.schemas ?? {}
  const used = new Set<string>()
  const waiting = refsIn(rest)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name)) continue
    used.add(name)
    waiting.push(...refsIn(schemas[name]))
  }
  const nameOf = (name: string): string => {
    const own = name.replace(/Input$/, '')
    return used.has(own) ? name : own
  }
  const kept = Object.entries(schemas).filter(([name]) => used.has(name))
  const named = kept
    .map(([name, schema]): [string, unknown] => [nameOf(name), schema])
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const tidy = { ...document, components: { ...components, schemas: Object.fromEntries(named) } }
  return JSON.parse(
    JSON.stringify(tidy).replaceAll(
      /"#\/components\/schemas\/(\w+)"/g,
      (_ref, name) => `"${refPrefix}${nameOf(name)}"`,
    ),
  )
}

const refsIn = (part: unknown): string[] =>
  [...(JSON.stringify(part) ?? '').matchAll(/"#\/components\/schemas\/(\w+)"/g)].flatMap((match) => match[1] ?? [])
