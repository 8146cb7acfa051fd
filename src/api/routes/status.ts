import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signedIn } from '../access-rules.ts'
import { faulty } from '../schemas/responses.ts'
import { Doctor, Status } from '../schemas/status.ts'
import type { ApiDeps } from '../server.ts'

export const statusRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  api.get(
    '/status',
    {
      config: { access: 'read' },
      schema: { summary: 'What is known, in figures', response: { 200: Status, ...faulty } },
    },
    (request) => app.status(signedIn(request)),
  )

  api.get(
    '/doctor',
    { config: { access: 'read' }, schema: { summary: 'Self-check', response: { 200: Doctor, ...faulty } } },
    (request) => app.doctor(signedIn(request)),
  )

  api.get(
    '/openapi.json',
    {
      config: { access: 'public' },
      schema: { security: [], summary: 'This document', response: { 200: z.record(z.string(), z.unknown()) } },
    },
    async (_request, reply) => reply.serializer(JSON.stringify).send({ ...api.swagger() }),
  )
}
