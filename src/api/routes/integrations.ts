import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signedIn } from '../access-rules.ts'
import { ConnectForm, Instructions, Integration } from '../schemas/integrations.ts'
import { faulty, nothing } from '../schemas/responses.ts'
import { SyncRun } from '../schemas/sync.ts'
import type { ApiDeps } from '../server.ts'

const params = z.object({
  integration: z.string().max(200).meta({ description: 'Id, or name without regard to case' }),
})

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
    '/integrations/:integration',
    { config: { access: 'read' }, schema: { summary: 'One card', params, response: one } },
    (request) => connections.show(signedIn(request), request.params),
  )

  api.delete(
    '/integrations/:integration',
    {
      config: { access: 'integrate' },
      schema: { summary: 'Erase the connection and all it brought', params, response: { 204: nothing, ...faulty } },
    },
    async (request, reply) => {
      await connections.erase(signedIn(request), request.params)
      return reply.code(204).send()
    },
  )

  api.get(
    '/integrations/:integration/instructions',
    {
      config: { access: 'integrate' },
      schema: { summary: 'What to create in AWS', params, response: { 200: Instructions, ...faulty } },
    },
    (request) => connections.describeInstallation(signedIn(request), request.params),
  )

  api.post(
    '/integrations/:integration/verify',
    {
      config: { access: 'integrate' },
      schema: { summary: 'Try every capability in every account', params, response: one },
    },
    (request) => connections.verify(signedIn(request), request.params),
  )

  api.post(
    '/integrations/:integration/sync',
    {
      config: { access: 'integrate' },
      schema: { summary: 'Read AWS, or join the reading that goes on', params, response: { 202: SyncRun, ...faulty } },
    },
    async (request, reply) => reply.code(202).send(await sync.request(signedIn(request), request.params)),
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
