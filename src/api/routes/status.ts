import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signedIn } from '../access-rules.ts'
import { at } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import { Doctor, StartedSample, Status } from '../schemas/status.ts'
import type { ApiDeps } from '../server.ts'

export const statusRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  api.get(
    '/status',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What is known, in figures; how much could be read is told of now',
        querystring: z.object({ at }),
        response: { 200: Status, ...faulty },
      },
    },
    (request) => app.status(signedIn(request), request.query),
  )

  api.post(
    '/sample',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Start the simulated organization beside this server and read it',
        response: { 202: StartedSample, ...faulty },
      },
    },
    async (request, reply) => {
      const { id, name } = await app.connections.exploreSample(signedIn(request))
      return reply.code(202).send({ integration: id, name })
    },
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
