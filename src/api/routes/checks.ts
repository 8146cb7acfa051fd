/** What is known of a connection before and beside its readings: preview, rhythm, recommendations, the map of the organization. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signedIn } from '../access-rules.ts'
import {
  DiscoveredDocument,
  OrganizationDocument,
  PreviewDocument,
  RecommendedAppDocument,
  ScheduleChange,
  ScheduleDocument,
} from '../schemas/checks.ts'
import { integrationParams as params } from '../schemas/integrations.ts'
import { at } from '../schemas/moment.ts'
import { faulty } from '../schemas/responses.ts'
import { SyncScopeQuery } from '../schemas/sync.ts'
import type { ApiDeps } from '../server.ts'

const appParams = z.object({ id: z.string().max(200) })

export const checkRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  const { connections, recommended, schedule } = app

  api.get(
    '/integrations/:integration/preview',
    {
      config: { access: 'read' },
      schema: {
        summary: 'What would be read, and what that takes',
        params,
        querystring: SyncScopeQuery,
        response: { 200: PreviewDocument, ...faulty },
      },
    },
    (request) => connections.preview(signedIn(request), { ...request.params, ...request.query }),
  )

  api.get(
    '/integrations/:integration/schedule',
    {
      config: { access: 'read' },
      schema: { summary: 'When it is read by itself', params, response: { 200: ScheduleDocument, ...faulty } },
    },
    (request) => schedule.show(signedIn(request), request.params),
  )

  api.patch(
    '/integrations/:integration/schedule',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Change how often; what is left out stays',
        params,
        body: ScheduleChange,
        response: { 200: ScheduleDocument, ...faulty },
      },
    },
    (request) => schedule.set(signedIn(request), { ...request.params, ...request.body }),
  )

  api.get(
    '/organization',
    {
      config: { access: 'read' },
      schema: {
        summary:
          'Units and accounts, with what is in them and how much of it could be read; the tree and the reading are told of now',
        querystring: z.object({ at }),
        response: { 200: OrganizationDocument, ...faulty },
      },
    },
    (request) => connections.organization(signedIn(request), request.query),
  )

  api.get(
    '/recommended-apps',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Apps that what was read gives away',
        response: { 200: z.object({ items: z.array(RecommendedAppDocument) }), ...faulty },
      },
    },
    async (request) => ({ items: [...(await recommended.list(signedIn(request)))] }),
  )

  api.post(
    '/recommended-apps/:id/add',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Add a card for it',
        params: appParams,
        response: { 201: DiscoveredDocument, ...faulty },
      },
    },
    async (request, reply) => reply.code(201).send(await recommended.add(signedIn(request), request.params)),
  )

  api.post(
    '/recommended-apps/:id/dismiss',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Recommend it no more',
        params: appParams,
        response: { 200: RecommendedAppDocument, ...faulty },
      },
    },
    (request) => recommended.dismiss(signedIn(request), request.params),
  )
}
