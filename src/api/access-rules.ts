/** Who may call a route. Each route declares its rule; one without a rule stops the start. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Actor, Permission } from '../app/actor.ts'
import { permit } from '../app/actor.ts'
import type { App } from '../app/app.ts'
import type { CurrentSession } from '../app/sessions/current-session.ts'
import { AppError } from '../core/fault.ts'
import { refuseForeignOrigin } from './origin.ts'

export type Access = 'public' | 'signed-in' | Permission

export const sessionCookie = 'bw_session'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Null on a public route that nobody is signed in to. */
    actor: Actor | null
    /** Null for the operator. */
    session: CurrentSession | null
  }
}

export interface AccessOptions {
  readonly app: App
  readonly publicUrl: string | null
}

/** Before the body is read: what a stranger sends is not even received. */
export function enforceAccess(api: FastifyInstance, options: AccessOptions): void {
  api.decorateRequest('actor', null)
  api.decorateRequest('session', null)
  api.addHook('onRoute', (route) => {
    const access = route.config?.access
    if (access === undefined) throw new Error(`${route.method} ${route.url} declares no access rule`)
    // Said in the OpenAPI document as well, from the rule that is enforced and not from a second list.
    if (route.schema) Object.assign(route.schema, { 'x-access': access })
  })
  api.addHook('onRequest', async (request) => {
    if (request.is404) return
    const access = request.routeOptions.config.access
    if (isUnsafe(request)) refuseForeignOrigin(request, options.publicUrl)
    await identify(request, options.app)
    if (access === 'public') return
    const actor = signedIn(request)
    if (request.session && isUnsafe(request)) refuseForgery(request, request.session, options.app)
    if (access === undefined) throw new AppError('not_allowed', 'Nobody may call this.')
    if (access !== 'signed-in') permit(actor, access)
  })
}

const isUnsafe = (request: FastifyRequest): boolean => request.method !== 'GET' && request.method !== 'HEAD'

export function signedIn(request: FastifyRequest): Actor {
  if (request.actor) return request.actor
  throw new AppError('not_signed_in', 'Nobody is signed in, or the session has ended.', { fix: 'Sign in again.' })
}

async function identify(request: FastifyRequest, app: App): Promise<void> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) {
    if (!app.sessions.isOperator(bearer)) {
      throw new AppError('not_signed_in', 'The token is not valid.', {
        fix: 'Read it again from operator.token in the data folder: each start of the server may write a new one.',
      })
    }
    request.actor = { kind: 'operator', osUser: osUserOf(request) }
    return
  }
  const cookie = request.cookies[sessionCookie]
  const session = cookie === undefined ? undefined : await app.sessions.current(cookie)
  if (!session) return
  request.session = session
  request.actor = { kind: 'user', user: session.user }
}

/** Said by whoever holds the token, for the audit log; believed as far as the token is. */
function osUserOf(request: FastifyRequest): string {
  const said = request.headers['x-os-user']
  return typeof said === 'string' && /^[\w.@\\-]{1,64}$/.test(said) ? said : 'unknown'
}

/** A page elsewhere can make a browser send the cookie, but it can neither read the token nor set the header. */
function refuseForgery(request: FastifyRequest, session: CurrentSession, app: App): void {
  const sent = request.headers['x-csrf-token']
  if (typeof sent === 'string' && app.sessions.isSameToken(sent, session.view.csrfToken)) return
  throw new AppError('csrf', 'The request does not carry the token of this session.', {
    fix: 'Load the page again; scripts send csrfToken of GET /api/v1/session as x-csrf-token.',
  })
}
