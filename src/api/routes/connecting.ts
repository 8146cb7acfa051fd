/** Making a connection and what belongs to it: form, drafts, what to install, hand-off, settings, keys. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { signedIn } from '../access-rules.ts'
import {
  Applied,
  CheckedForm,
  ConnectForm,
  Draft,
  DraftForm,
  HandoffCreated,
  HandoffForm,
  HandoffListed,
  HandoffOpened,
  Identity,
  Instructions,
  IntegrationFile,
  Key,
  KeyForm,
  Published,
  PublishForm,
  policyChoice,
  Rotated,
  Settings,
  SettingsChange,
  SettingsChanged,
} from '../schemas/connecting.ts'
import { integrationParams as params } from '../schemas/integrations.ts'
import { faulty, nothing } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

/** A link is 256 random bits; this only keeps one address from making the server work. */
const openings = { max: 30, timeWindow: '1 minute' } as const
const dryRun = z.object({ dryRun: z.stringbool().optional().meta({ description: 'Say what would change' }) })

export const connectingRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, deps) => {
  await formRoutes(api, deps)
  await installRoutes(api, deps)
  await settingRoutes(api, deps)
}

const formRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  const { connections, drafts } = app
  const config = { access: 'integrate' } as const

  api.post(
    '/integrations/check',
    {
      config,
      schema: { summary: 'What connecting would say', body: ConnectForm, response: { 200: CheckedForm, ...faulty } },
    },
    (request) => {
      const { draft: _, ...form } = request.body
      return connections.check(signedIn(request), form)
    },
  )

  api.get(
    '/integrations/drafts',
    { config, schema: { summary: 'Forms begun', response: { 200: z.object({ items: z.array(Draft) }), ...faulty } } },
    async (request) => ({ items: [...(await drafts.list(signedIn(request)))] }),
  )

  const draft = z.object({ draft: z.string().regex(/^[\w-]{1,64}$/) })

  api.put(
    '/integrations/drafts/:draft',
    {
      config,
      bodyLimit: 256 * 1024,
      schema: {
        summary: 'Save a form in any state; a secret is left out',
        params: draft,
        body: DraftForm,
        response: { 200: Draft, ...faulty },
      },
    },
    (request) => drafts.save(signedIn(request), { id: request.params.draft, ...request.body }),
  )

  api.delete(
    '/integrations/drafts/:draft',
    { config, schema: { summary: 'Throw a draft away', params: draft, response: { 204: nothing, ...faulty } } },
    async (request, reply) => {
      await drafts.remove(signedIn(request), request.params)
      return reply.code(204).send()
    },
  )

  api.post(
    '/integrations/apply',
    {
      config,
      schema: {
        summary: 'Make an integration, or bring the one of that name to what the file says',
        body: IntegrationFile,
        querystring: dryRun,
        response: { 200: Applied, ...faulty },
      },
    },
    (request) => connections.apply(signedIn(request), { document: request.body, dryRun: request.query.dryRun }),
  )
}

const installRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  const { connections, handoffs } = app
  const config = { access: 'integrate' } as const

  api.get(
    '/integrations/:integration/instructions',
    {
      config,
      schema: {
        summary: 'What to create in AWS',
        params,
        querystring: z.object({ policy: policyChoice.optional() }),
        response: { 200: Instructions, ...faulty },
      },
    },
    (request) => connections.describeInstallation(signedIn(request), { ...request.params, ...request.query }),
  )

  api.get(
    '/integrations/:integration/server-identity',
    {
      config,
      schema: {
        summary: 'What this server needs in AWS before a role can trust it',
        params,
        response: { 200: Identity, ...faulty },
      },
    },
    (request) => connections.describeServerIdentity(signedIn(request), request.params),
  )

  api.post(
    '/integrations/:integration/template',
    {
      config,
      schema: {
        summary: 'Put the template into a bucket, or say where it lies',
        params,
        body: PublishForm,
        response: { 200: Published, ...faulty },
      },
    },
    (request) => connections.publishTemplate(signedIn(request), { ...request.params, ...request.body }),
  )

  api.post(
    '/integrations/:integration/handoff',
    {
      config,
      schema: {
        summary: 'A link for somebody who administers AWS; told once',
        params,
        body: HandoffForm,
        response: { 201: HandoffCreated, ...faulty },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await handoffs.create(signedIn(request), { ...request.params, ...request.body })),
  )

  api.get(
    '/integrations/:integration/handoffs',
    {
      config,
      schema: {
        summary: 'Links and who opened them',
        params,
        response: { 200: z.object({ items: z.array(HandoffListed) }), ...faulty },
      },
    },
    async (request) => ({ items: [...(await handoffs.list(signedIn(request), request.params))] }),
  )

  api.delete(
    '/integrations/:integration/handoffs/:handoff',
    {
      config,
      schema: {
        summary: 'Revoke a link',
        params: params.extend({ handoff: z.string().max(64) }),
        response: { 204: nothing, ...faulty },
      },
    },
    async (request, reply) => {
      await handoffs.revoke(signedIn(request), request.params)
      return reply.code(204).send()
    },
  )

  api.get(
    '/handoff/:token',
    {
      config: { access: 'public', rateLimit: openings },
      schema: {
        security: [],
        summary: 'What the sender of the link asks for; the opening is recorded',
        params: z.object({ token: z.string().max(128) }),
        response: { 200: HandoffOpened, ...faulty },
      },
    },
    (request) => handoffs.open({ token: request.params.token, from: request.ip }),
  )
}

const settingRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app }) => {
  const { connections } = app

  api.get(
    '/integrations/:integration/settings',
    { config: { access: 'read' }, schema: { summary: 'Settings', params, response: { 200: Settings, ...faulty } } },
    (request) => connections.settings(signedIn(request), request.params),
  )

  api.patch(
    '/integrations/:integration/settings',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'Change settings; says what will no longer be seen',
        params,
        body: SettingsChange,
        querystring: dryRun,
        response: { 200: SettingsChanged, ...faulty },
      },
    },
    (request) => {
      const { integration } = request.params
      return connections.changeSettings(signedIn(request), { integration, change: request.body, ...request.query })
    },
  )

  api.post(
    '/integrations/:integration/keys',
    {
      config: { access: 'integrate' },
      schema: {
        summary: 'A second access key: tested, then current; the first is forgotten',
        params,
        body: KeyForm,
        response: { 200: Key, ...faulty },
      },
    },
    (request) => connections.replaceKey(signedIn(request), { ...request.params, ...request.body }),
  )

  api.post(
    '/secrets/rotate',
    {
      config: { access: 'administer' },
      schema: { summary: 'Seal every stored secret under a new key', response: { 200: Rotated, ...faulty } },
    },
    (request) => app.rotateSecrets(signedIn(request)),
  )
}
