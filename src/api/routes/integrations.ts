import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { historyChoices } from '../../app/connections/delete-integration.ts'
import { signedIn } from '../access-rules.ts'
import { ConnectForm } from '../schemas/connecting.ts'
import { DeletedIntegration, Integration, integrationParams as params, VerifyBody } from '../schemas/integrations.ts'
import { faulty, nothing } from '../schemas/responses.ts'
import { SyncRun, SyncScopeBody } from '../schemas/sync.ts'
import type { ApiDeps } from '../server.ts'

export const integrationRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  const { connections, sync } = app
  const one = { 200: Integration, ...faulty }

  api.get(
    '/integrations',
    {
      config: { access: 'read' },
      schema: { summary: 'All cards', response: { 200: z.object({ items: z.array(Integration) }), ...faulty } },
    },
    async (request) => ({ items: [...(await connections.list(signedIn(request)))] }),
  )

  api.post(
    '/integrations',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Connect AWS; names every wrong field at once',
        body: ConnectForm,
        response: { 201: Integration, ...faulty },
      },
    },
    async (request, reply) => reply.code(201).send(await connections.create(signedIn(request), request.body)),
  )

  api.get(
    '/integrations/deleted',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Those that were deleted with their history kept; deleting one with `history=erase` erases that too',
        response: { 200: z.object({ items: z.array(DeletedIntegration) }), ...faulty },
      },
    },
    async (request) => ({ items: [...(await connections.deleted(signedIn(request)))] }),
  )

  api.get(
    '/integrations/:integration',
    { config: { access: 'read' }, schema: { summary: 'One card', params, response: one } },
    (request) => connections.show(signedIn(request), request.params),
  )

  api.delete(
    '/integrations/:integration',
    {
      config: { access: 'integrate' },
      schema: {
        summary:
          'Take the connection away; what it brought is kept for questions about the past, or erased, also of one that was deleted before',
        params,
        querystring: z.object({ history: z.enum(historyChoices).optional() }),
        response: { 204: nothing, ...faulty },
      },
    },
    async (request, reply) => {
      await connections.remove(signedIn(request), { ...request.params, ...request.query })
      return reply.code(204).send()
    },
  )

  api.post(
    '/integrations/:integration/verify',
    {
      config: { access: 'integrate' },
      schema: { summary: 'Try every capability in every account', params, body: VerifyBody, response: one },
    },
    (request) => connections.verify(signedIn(request), { ...request.params, ...request.body }),
  )

  api.post(
    '/integrations/:integration/sync',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Read AWS, or join the reading that goes on',
        params,
        body: SyncScopeBody,
        response: { 202: SyncRun, ...faulty },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await sync.request(signedIn(request), { ...request.params, ...request.body })),
  )

  api.post(
    '/integrations/:integration/pause',
    { config: { access: 'integrate' }, schema: { summary: 'Stop reading, keep what is known', params, response: one } },
    (request) => connections.pause(signedIn(request), request.params),
  )

  api.post(
    '/integrations/:integration/resume',
    { config: { access: 'integrate' }, schema: { summary: 'Read again', params, response: one } },
    (request) => connections.resume(signedIn(request), request.params),
  )
}
