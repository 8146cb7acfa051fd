import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { suggestionKinds } from '../../app/access/suggest.ts'
import { writtenAnswer } from '../../app/access/written-answer.ts'
import { signedIn } from '../access-rules.ts'
import { CanAnswer, Suggestions, WhatCanAnswer, WhoCanAnswer, WhoReachesAnswer } from '../schemas/access.ts'
import { at } from '../schemas/moment.ts'
import { PathsAnswer } from '../schemas/paths.ts'
import { faulty } from '../schemas/responses.ts'
import type { ApiDeps } from '../server.ts'

const word = z.string().max(2_048)
const principal = word.min(1).meta({ description: 'ARN, account/name, name, or e-mail of a person when unambiguous' })
const action = word.min(1).meta({ description: 'As AWS writes it, without regard to case: s3:GetObject' })
const resource = word.optional().meta({ description: 'ARN or name; absent: every resource' })
/** Once or several times in the address. */
const context = z
  .union([word.transform((one) => [one]), z.array(word).max(100)])
  .default([])
  .meta({
    description:
      'Condition key and value: aws:SourceIp=203.0.113.7, aws:SourceVpce= where the request does not have it; repeatable',
  })

/**
 * The answer as it is: to look through its tens of thousands of rows a second time keeps everybody else waiting for a tenth of a second.
 * That it holds what its schema names and nothing else is a test's to see.
 */
const asItIs = () => writtenAnswer

export const accessRoutes: FastifyPluginAsyncZod<ApiDeps> = async (api, { app: { access } }) => {
  const config = { access: 'read' } as const

  api.get(
    '/access/can',
    {
      config,
      schema: {
        summary: 'May this principal do that, and why',
        querystring: z.object({ principal, action, resource, context, at }),
        response: { 200: CanAnswer, ...faulty },
      },
    },
    (request) => access.can(signedIn(request), request.query),
  )

  api.get(
    '/access/who-can',
    {
      config,
      serializerCompiler: asItIs,
      schema: {
        summary: 'Everybody who may',
        querystring: z.object({
          action,
          resource,
          context,
          reach: z.stringbool().optional().meta({ description: 'Also who gets there by assuming roles' }),
          limit: z.coerce.number().int().min(1).max(10_000).optional().meta({
            description:
              'Rows of each decision, those from outside first; absent: all, in the order of accounts and names',
          }),
          offset: z.coerce.number().int().min(0).max(10_000_000).optional().meta({
            description: '`next` of the part before; with its `snapshot` as `at` the parts are of one answer',
          }),
          at,
        }),
        response: { 200: WhoCanAnswer, ...faulty },
      },
    },
    (request) => access.whoCan(signedIn(request), request.query),
  )

  api.get(
    '/access/what-can',
    {
      config,
      schema: {
        summary: 'All that this principal may do',
        querystring: z.object({ principal, service: word.optional(), resource, at }),
        response: { 200: WhatCanAnswer, ...faulty },
      },
    },
    (request) => access.whatCan(signedIn(request), request.query),
  )

  api.get(
    '/access/who-reaches',
    {
      config,
      schema: {
        summary: 'Everybody who can do something on a resource, by kind of access',
        querystring: z.object({ resource: word.min(1).meta({ description: 'ARN or name' }), context, at }),
        response: { 200: WhoReachesAnswer, ...faulty },
      },
    },
    (request) => access.whoReaches(signedIn(request), request.query),
  )

  api.get(
    '/access/paths',
    {
      config,
      schema: {
        summary: 'How one reaches another, or administrator',
        querystring: z.object({
          from: word
            .optional()
            .meta({ description: 'Principal, person, group, service or provider; absent: everybody' }),
          to: word.min(1).meta({ description: '`admin`, a principal, or a resource' }),
          action: word.optional().meta({ description: 'On a resource; absent: whatever reads or changes it' }),
          maxDepth: z.coerce.number().int().min(1).max(10).optional().meta({ description: 'Steps; 6 when absent' }),
          limit: z.coerce.number().int().min(1).max(500).optional().meta({ description: 'Paths; 20 when absent' }),
          at,
        }),
        response: { 200: PathsAnswer, ...faulty },
      },
    },
    (request) => access.paths(signedIn(request), request.query),
  )

  api.get(
    '/access/suggest',
    {
      config,
      schema: {
        summary: 'For pickers: what fits what was typed',
        querystring: z.object({
          kind: z.enum(suggestionKinds),
          q: word.default(''),
          limit: z.coerce.number().int().min(1).max(50).default(12),
          at,
        }),
        response: { 200: Suggestions, ...faulty },
      },
    },
    async (request) => ({ items: await access.suggest(signedIn(request), request.query) }),
  )
}
