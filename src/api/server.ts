/** The HTTP face: API, its OpenAPI document, health, and the console's files. Routes only translate; use cases decide. */
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import fastify from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { App } from '../app/app.ts'
import type { ConfigFacts } from '../app/deps.ts'
import type { Ids, Log } from '../app/ports/host.ts'
import { AppError } from '../core/fault.ts'
import { traceOf } from '../core/fault-trace.ts'
import { enforceAccess } from './access-rules.ts'
import { serveConsole } from './console.ts'
import { describeApi } from './openapi.ts'
import { refuseUnknownHosts } from './origin.ts'
import { faultOf, problemOf, problemType } from './problem.ts'
import { accessRoutes } from './routes/access.ts'
import { accountRoutes } from './routes/accounts.ts'
import { changeRoutes } from './routes/changes.ts'
import { checkRoutes } from './routes/checks.ts'
import { connectingRoutes } from './routes/connecting.ts'
import { healthRoutes } from './routes/health.ts'
import { historyRoutes } from './routes/history.ts'
import { identityRoutes } from './routes/identities.ts'
import { importRoutes } from './routes/imports.ts'
import { insightRoutes } from './routes/insights.ts'
import { integrationRoutes } from './routes/integrations.ts'
import { inventoryRoutes } from './routes/inventory.ts'
import { noticeRoutes } from './routes/notices.ts'
import { peopleRoutes } from './routes/people.ts'
import { policyRoutes } from './routes/policies.ts'
import { statusRoutes } from './routes/status.ts'
import { syncRoutes } from './routes/sync.ts'
import { secureHeaders } from './secure-headers.ts'
import { tooManyAttempts } from './too-many-attempts.ts'

export interface ApiDeps {
  readonly app: App
  readonly facts: Pick<ConfigFacts, 'publicUrl' | 'version'>
  readonly log: Log
  readonly ids: Pick<Ids, 'uuid'>
  /** Addresses and networks (CIDR) of those whose `X-Forwarded-For` says for whom they speak; nobody else is believed. */
  readonly proxies: readonly string[]
  /** Folder of the built console; null: API only. */
  readonly consoleFolder: string | null
  /** Can it serve: the database is open and its migrations are done. */
  readonly isReady: () => Promise<boolean>
}

/** Bodies are forms, and the longest form is a list of 5,000 account numbers. Imports have their own limit. */
const maxFormBytes = 256 * 1024

/** The router refuses longer ones before any hook. No ARN reaches it (2,048 characters, three each when encoded), nor does any request. */
const maxPathWordLength = 16_384

export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const { app, facts, log } = deps
  const api = fastify({
    logger: false,
    bodyLimit: maxFormBytes,
    trustProxy: [...deps.proxies],
    genReqId: () => deps.ids.uuid(),
    rewriteUrl: routableUrl,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxPathWordLength },
  })
  api.setValidatorCompiler(validatorCompiler)
  api.setSerializerCompiler(serializerCompiler)
  answerFaults(api, log)
  refuseUnknownHosts(api, facts.publicUrl)
  await secureHeaders(api, facts.publicUrl)
  await api.register(cookie)
  await api.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, context) => tooManyAttempts(context.ttl),
  })
  await describeApi(api, facts.version)

  await api.register(healthRoutes, deps)
  await api.register(
    async (scope) => {
      enforceAccess(scope, { app, publicUrl: facts.publicUrl })
      scope.addHook('onSend', async (_request, reply) => {
        reply.header('cache-control', 'no-store')
      })
      // Whoever opens a public route has a link or nothing.
      scope.addHook('onSend', async ({ actor }, _reply, payload) =>
        actor && typeof payload === 'string' ? app.connections.maskExternalIds(actor, payload) : payload,
      )
      scope.setNotFoundHandler((request) => {
        throw new AppError('not_found', `There is no ${request.method} ${request.url.split('?')[0]}.`)
      })
      for (const routes of [
        peopleRoutes,
        statusRoutes,
        connectingRoutes,
        checkRoutes,
        integrationRoutes,
        syncRoutes,
        importRoutes,
        inventoryRoutes,
        policyRoutes,
        identityRoutes,
        accountRoutes,
        insightRoutes,
        noticeRoutes,
        accessRoutes,
        changeRoutes,
        historyRoutes,
      ]) {
        await scope.register(routes, deps)
      }
    },
    { prefix: '/api/v1' },
  )
  await serveConsole(api, deps.consoleFolder)
  return api
}

/**
 * A path that is not UTF-8 is taken letter by letter. The router refuses it before any hook, and so past the Host check, the security
 * headers and the problem documents; this way it meets them all and then names nothing.
 */
function routableUrl({ url = '/' }: { readonly url?: string | undefined }): string {
  const [path = ''] = url.split('?')
  try {
    decodeURIComponent(path)
    return url
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length)
  }
}

function answerFaults(api: FastifyInstance, log: Log): void {
  api.setErrorHandler((thrown, request, reply) => {
    const fault = faultOf(thrown, request.id)
    const problem = problemOf(fault)
    if (fault.code === 'internal')
      log.error('request met a fault', { request: request.id, fault: traceOf(fault.cause) })
    const { retryAfter } = fault.details
    if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter)
    return reply.code(problem.status).type(problemType).serializer(JSON.stringify).send(problem)
  })
  api.addHook('onResponse', async (request, reply) => {
    // The pattern of the route, not the address: that may name principals.
    const { url: route } = request.routeOptions
    const ms = Math.round(reply.elapsedTime)
    log.debug('request', { request: request.id, method: request.method, route, status: reply.statusCode, ms })
  })
}
