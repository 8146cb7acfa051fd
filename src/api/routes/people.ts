import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { OpenedSession } from '../../app/sessions/open-session.ts'
import { AppError } from '../../core/fault.ts'
import { sessionCookie, signedIn } from '../access-rules.ts'
import { Session, SetupForm, SignInForm } from '../schemas/people.ts'
import { faulty, nothing } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'
import { tooManyAttempts } from '../too-many-attempts.ts'

/** Guessing is slow already (argon2, delays per account); these bound what one address can make the server compute. */
const attempts = { max: 5, timeWindow: '1 minute' } as const
/** Whatever accounts are tried. Behind a proxy or in an office many people share an address, and sign in at nine. */
const attemptsOfAddress = { max: 30, timeWindow: '1 minute' } as const

export const peopleRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app, facts }) => {
  const secure = facts.publicUrl?.startsWith('https:') ?? false
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const

  const start = (reply: FastifyReply, { token, maxAgeSeconds, view }: OpenedSession): typeof view => {
    reply.setCookie(sessionCookie, token, { ...cookie, maxAge: maxAgeSeconds })
    return view
  }

  api.get(
    '/setup',
    {
      config: { access: 'public' },
      schema: {
        security: [],
        summary: 'Is there no administrator yet',
        response: { 200: z.object({ needed: z.boolean() }) },
      },
    },
    async () => ({ needed: await app.setup.isNeeded() }),
  )

  api.post(
    '/setup',
    {
      config: { access: 'public', rateLimit: attempts },
      schema: {
        security: [],
        summary: 'Create the first administrator with the one-time link',
        body: SetupForm,
        response: { 201: Session, ...faulty },
      },
    },
    async (request, reply) => {
      const opened = await app.setup.createFirstAdministrator(request.body)
      return reply.code(201).send(start(reply, opened))
    },
  )

  const countAddress = api.createRateLimit(attemptsOfAddress)

  api.post(
    '/session',
    {
      onRequest: async (request) => {
        const seen = await countAddress(request)
        if (!seen.isAllowed && seen.isExceeded) throw tooManyAttempts(seen.ttl)
      },
      config: {
        access: 'public',
        rateLimit: {
          ...attempts,
          // After the body has been read: the limit is for an address and an account together.
          hook: 'preHandler',
          keyGenerator: (request) => `${request.ip} ${emailIn(request.body)}`,
        },
      },
      schema: { security: [], summary: 'Sign in', body: SignInForm, response: { 200: Session, ...faulty } },
    },
    async (request, reply) => start(reply, await app.sessions.signIn(request.body)),
  )

  api.get(
    '/session',
    { config: { access: 'signed-in' }, schema: { summary: 'Who is signed in', response: { 200: Session, ...faulty } } },
    async (request) => {
      if (request.session) return request.session.view
      throw new AppError('not_signed_in', 'The operator has no session; the token alone is his right.')
    },
  )

  api.delete(
    '/session',
    { config: { access: 'signed-in' }, schema: { summary: 'Sign out', response: { 204: nothing, ...faulty } } },
    async (request, reply) => {
      const token = request.cookies[sessionCookie]
      if (token !== undefined) await app.sessions.signOut(signedIn(request), token)
      return reply.clearCookie(sessionCookie, cookie).code(204).send()
    },
  )
}

const emailIn = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'email' in body ? String(body.email).trim().toLowerCase() : ''
